// The door for a further device of somebody who is in the session already: no name is asked, and nothing is opened.
import type { DoorNotice } from "../pages";
import type { Invited } from "../signaling/join";
import { useMessages } from "./language";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { useHeading } from "./useHeading";

interface Props {
  /** Null until it is known. */
  readonly invited: Invited | null;
  readonly notice: DoorNotice | null;
  readonly joining: boolean;
  readonly onJoin: () => void;
}

export function FurtherDoor({ invited, notice, joining, onJoin }: Props) {
  const { door, furtherDoor: words, room } = useMessages();
  const heading = useHeading();
  const further = invited?.further ?? "own";
  const failed = invited === null && notice === "unreachable";
  return (
    <PageFrame>
      <main className="quiet-page" data-page="further" data-further={invited?.further}>
        <h1 {...heading}>{words.title[further]}</h1>
        {invited !== null && <p className="door-title">{door.session(invited.title)}</p>}
        {notice === "unreachable" && (
          <p className="notice" role="alert">
            {door.unreachable}
          </p>
        )}
        <p className="door-intro">{failed ? "" : invited === null ? room.connecting : words.text[further](invited.name ?? "")}</p>
        <p className="hint">{words.quiet}</p>
        <Press className="join" busy={joining} possible={invited !== null || failed} data-action="join_further" onPress={onJoin}>
          {joining ? door.joining : failed ? door.tryAgain : words.button[further]}
        </Press>
      </main>
    </PageFrame>
  );
}
