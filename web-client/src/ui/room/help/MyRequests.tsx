// For whoever has asked: a quiet line for each request that stays until it has ended, and then once that it has.
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import type { AskId, QueueKind, RequestView } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { howHelped, myRequest, myThread, othersInWord, requestsOfMine } from "../../../room/help";
import type { RoomState } from "../../../room/reduce";
import type { Session } from "../../../session";
import type { Messages } from "../../../i18n/fi";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useTalk } from "../chat/talk";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";

export function MyRequests({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  /** Those that are taken back here: that they end is no surprise. */
  const [withdrawn] = useState(() => new Set<AskId>());
  const { ended, close } = useEnded(session, room, withdrawn);
  // In the word itself the banner of the place says all there is to say.
  const isInWord = othersInWord(room) !== null;
  const requests = requestsOfMine(room).filter(({ kind }) => !(isInWord && kind === "private_word"));
  return (
    <>
      {requests.map((each) => (
        <Line key={each.request} request={each}>
          {(describedBy) => <Withdraw request={each.request} describedBy={describedBy} withdrawn={withdrawn} />}
        </Line>
      ))}
      {ended !== null && (
        <div className="banner" data-banner="help-ended" data-closable>
          <p>{endedWords(ended, messages)}</p>
          <Press
            className="icon-button"
            aria-label={messages.room.close}
            onPress={() => {
              close();
              stage()?.focus();
            }}
          >
            <CloseIcon />
          </Press>
        </div>
      )}
    </>
  );
}

interface WithdrawProps {
  readonly request: AskId;
  readonly describedBy: string;
  readonly withdrawn: Set<AskId>;
}

function Withdraw({ request, describedBy, withdrawn }: WithdrawProps) {
  const { help } = useMessages();
  const { now, tools, runner } = useRoom();
  const key = `withdraw-${request}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const withdraw = (): void =>
    void runner.run(key, async () => {
      withdrawn.add(request);
      const answer = await tools.session.command({ type: "withdraw", request }, now.room.you.participant);
      if (answer.type !== "ok") withdrawn.delete(request);
      return answer;
    });
  return (
    <Press className="plain" aria-describedby={describedBy} possible={now.link.type === "open"} busy={busy} onPress={withdraw} data-action="withdraw">
      {help.line.withdraw}
    </Press>
  );
}

/** What the line of a kind is called in the page. That of the quiet signal says nothing of it, not even there. */
const BANNERS: Partial<Record<QueueKind, string>> = { help: "my-help", private_word: "my-word" };

function Line({ request, children }: { readonly request: RequestView; readonly children: (describedBy: string) => ReactNode }) {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const talk = useTalk();
  const id = useId();
  const { room } = now;
  const thread = request.kind === "help" && request.participant === room.you.participant ? myThread(room) : null;
  return (
    <div className="banner" data-banner={BANNERS[request.kind] ?? "my-request"} data-request={request.request}>
      <p id={id}>{lineOf(request, room, messages)}</p>
      {thread !== null && (
        <Press
          className="plain"
          aria-label={messages.help.line.writeToAll}
          onPress={() => {
            talk.write(thread, room);
            tools.showTab("chat");
          }}
          data-action="write_to_helpers"
        >
          {messages.help.line.write}
        </Press>
      )}
      {children(id)}
    </div>
  );
}

function lineOf(request: RequestView, room: RoomState, { help: { line } }: Messages): string {
  const { kind, claimed_by: taker, for_group: forGroup = false, ahead } = request;
  const name = taker === undefined ? null : (nameOf(room, taker) ?? line.somebody);
  switch (kind) {
    case "quiet_signal":
      return name === null ? line.quietAsked : line.quietTaken(name);
    case "private_word":
      return name === null ? [line.wordAsked, firstOf(request, room, line), line.ahead(ahead)].filter((each) => each !== "").join(" ") : line.wordTaken(name);
    default:
      if (name !== null) return line[howHelped(room, request)](name);
      return forGroup ? `${line.askedForGroup} ${line.aheadOfGroup(ahead)}` : `${line.asked} ${line.ahead(ahead)}`;
  }
}

/** Of a word with somebody named: that this one sees it first, as long as nobody else does. */
function firstOf({ with: whom, theirs_until: until }: RequestView, room: RoomState, line: Messages["help"]["line"]): string {
  const name = whom === undefined || until === undefined ? null : nameOf(room, whom);
  return name === null ? "" : line.wordFirst(name);
}

interface Ended {
  readonly kind: QueueKind;
  readonly forGroup: boolean;
}

export function endedWords({ kind, forGroup }: Ended, { help: { line } }: Messages): string {
  if (kind === "quiet_signal") return line.quietEnded;
  if (kind === "private_word") return line.wordEnded;
  return forGroup ? line.endedForGroup : line.ended;
}

/** Tells that a request has ended: aloud, and in words until they are put away. */
function useEnded(session: Session, room: RoomState, withdrawn: Set<AskId>): { readonly ended: Ended | null; readonly close: () => void } {
  const [ended, setEnded] = useState<Ended | null>(null);
  /** What of it is gone from the view by the time of the event. */
  const known = useRef<ReadonlyMap<AskId, RequestView>>(new Map());
  /** The word that has been had: that it has ended needs no telling. */
  const had = useRef<AskId | null>(null);
  const me = room.you.participant;
  useEffect(() => {
    const learn = (state: RoomState): void => {
      const requests = requestsOfMine(state);
      // What was told of one that has ended says nothing of the next.
      if (requests.some(({ request }) => !known.current.has(request))) setEnded(null);
      if (requests.length > 0) known.current = new Map([...known.current, ...requests.map((each) => [each.request, each] as const)]);
      const word = myRequest(state, "private_word");
      if (word !== undefined && word.claimed_by === undefined) had.current = null;
      if (word !== undefined && othersInWord(state) !== null) had.current = word.request;
    };
    learn(room);
    return session.onEvent((event, whom) => {
      const mine = whom.find(({ you }) => you.participant === me);
      if (mine === undefined) return;
      learn(mine);
      if (event.type !== "request_ended") return;
      const was = known.current.get(event.request);
      if (was === undefined || was.request === had.current) return;
      const { kind, for_group: forGroup = false } = was;
      // Here, or at another device of mine; of a group it may have been another, or the group is gone.
      if (withdrawn.has(was.request) || (event.how === "withdrawn" && !forGroup)) {
        session.tell({ type: "request_withdrawn" });
        return;
      }
      session.tell({ type: "request_ended", kind, forGroup });
      setEnded({ kind, forGroup });
    });
  }, [session, room, me, withdrawn]);
  return { ended, close: () => setEnded(null) };
}
