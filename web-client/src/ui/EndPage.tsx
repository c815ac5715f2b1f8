// The quiet pages: no link, a link that is not valid, left, replaced, outdated.
import type { EndKind } from "../pages";
import { Mark } from "./icons";
import { LanguageSwitch, useMessages } from "./language";

interface Props {
  readonly kind: EndKind;
  readonly onGoOn: () => void;
}

export function EndPage({ kind, onGoOn }: Props) {
  const { end } = useMessages();
  const button = { noLink: null, link: null, left: end.rejoin, replaced: end.useHere, outdated: end.reload }[kind];
  return (
    <div className="door">
      <header className="door-header">
        <Mark />
        <span className="brand">Piiri</span>
        <LanguageSwitch />
      </header>
      <main className="end" data-end={kind}>
        <h1>{end[`${kind}Title`]}</h1>
        <p>{end[`${kind}Text`]}</p>
        {button !== null && (
          <button type="button" className="join" onClick={onGoOn}>
            {button}
          </button>
        )}
      </main>
    </div>
  );
}
