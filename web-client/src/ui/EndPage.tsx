// The quiet pages: a link that is not valid, left, replaced, going on elsewhere, outdated, removed, not let in, received, over.
import type { EndKind } from "../pages";
import type { RefusalReason } from "../protocol/generated";
import { useMessages } from "./language";
import { PageFrame } from "./PageFrame";
import { useHeading } from "./useHeading";

interface Props {
  readonly kind: EndKind;
  /** Why somebody was not let in, if it was said. */
  readonly reason: RefusalReason | null;
  /** Whether the link lets one in again. */
  readonly mayReturn?: boolean;
  /** Of a reception, where one stood in a line. */
  readonly isReception?: boolean;
  readonly onGoOn: () => void;
}

export function EndPage({ kind, reason, mayReturn = true, isReception = false, onGoOn }: Props) {
  const { end } = useMessages();
  const heading = useHeading();
  const button = {
    link: null,
    left: mayReturn ? (isReception ? end.comeAgain : end.rejoin) : null,
    replaced: end.useHere,
    // Two devices that call each other off would never come to rest.
    taken_over: null,
    put_away: null,
    outdated: end.reload,
    removed: null,
    ended: null,
    served: end.comeAgain,
    refused: reason === "not_invited" ? null : end.knockAgain,
  }[kind];
  const hasLeftLine = kind === "left" && isReception;
  return (
    <PageFrame>
      <main className="end" data-end={kind}>
        <h1 {...heading}>{hasLeftLine ? end.leftLineTitle : end[`${kind}Title`]}</h1>
        <p>{kind === "refused" ? end.refusedText[reason ?? "later"] : hasLeftLine ? end.leftLineText : end[`${kind}Text`]}</p>
        {kind === "served" && <p>{end.servedAgain}</p>}
        {button !== null && (
          <button type="button" className="join" onClick={onGoOn}>
            {button}
          </button>
        )}
      </main>
    </PageFrame>
  );
}
