// The page of somebody who has no link: what is needed, and a room to practise in.
import { useMessages } from "./language";
import { PageFrame } from "./PageFrame";

export function FrontPage({ onPractice }: { readonly onPractice: () => void }) {
  const { end, door } = useMessages();
  return (
    <PageFrame>
      <main className="end" data-end="noLink">
        <h1>{end.noLinkTitle}</h1>
        <p>{end.noLinkText}</p>
        <section className="practice">
          <h2>{door.practiceTitle}</h2>
          <p>{door.practiceText}</p>
          <button type="button" className="join" data-action="practice" onClick={onPractice}>
            {door.openPractice}
          </button>
        </section>
      </main>
    </PageFrame>
  );
}
