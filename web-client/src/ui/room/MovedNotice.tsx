// After a move: where I am now and with whom, what for and how long, in sight until it is read or some time has passed.
import { useEffect, useState } from "react";
import { Button } from "react-aria-components/Button";
import { endIn, myGroup, myVisit, taskOf } from "../../room/groups";
import type { News } from "../../room/news";
import { isForFew } from "../../room/place";
import type { RoomState } from "../../room/reduce";
import type { Session } from "../../session";
import { CloseIcon } from "../icons";
import { useMessages } from "../language";
import { sentence } from "./Announcer";
import { useRoom } from "./context";
import { timeText } from "./groups/time";
import { timeLeft } from "./ticking";

const SHOWN_FOR = 20_000;

type Moved = Extract<News, { type: "moved" }>;

interface Shown {
  readonly moved: Moved;
  /** Whether the group I come from has shared a card. */
  readonly hasCard: boolean;
}

export function MovedNotice({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // By the time of the news the group is gone, with all that was in it.
    let hadCard = session.room.get()?.view.inside?.shared === true;
    const learn = session.room.subscribe(() => {
      const inside = session.room.get()?.view.inside;
      if (inside !== undefined) hadCard = inside.shared;
    });
    const stop = session.onNews((heard) => {
      if (heard.type !== "moved") return;
      clearTimeout(timer);
      // Backstage, on a visit and where some are by themselves a banner says it, as long as one is there; and after an
      // encounter, how it ended.
      const now = session.room.get();
      const isSaid = heard.afterEncounter === true || heard.to.type === "backstage" || isForFew(heard.to) || (now !== null && myVisit(now)?.isThere === true);
      setShown(isSaid ? null : { moved: heard, hasCard: hadCard && heard.to.type === "plenary" });
      if (heard.to.type === "plenary") hadCard = false;
      timer = setTimeout(() => setShown(null), SHOWN_FOR);
    });
    return () => {
      clearTimeout(timer);
      learn();
      stop();
    };
  }, [session]);
  if (shown === null) return null;
  const more = messages.groups.moved;
  // The live region says it; this is for the eyes, and stays reachable.
  return (
    <div className="banner banner-moved">
      <p>
        {[sentence(shown.moved, room, messages), ...groupWords(shown.moved, room, more), ...(shown.hasCard ? [more.card] : [])].join(" ")}
      </p>
      <Button className="icon-button" aria-label={messages.room.close} onPress={() => setShown(null)}>
        <CloseIcon />
      </Button>
    </div>
  );
}

/** What the group I was moved to does, and how long it still has. */
function groupWords({ to }: Moved, room: RoomState, words: { readonly task: (task: string) => string; readonly left: (time: string) => string }): readonly string[] {
  const group = myGroup(room);
  if (to.type !== "group" || group === undefined || group.group !== to.group) return [];
  const task = taskOf(room, group);
  const { run } = room.view;
  const endsAt = run === undefined ? undefined : endIn(group, run).ends_at;
  const left = endsAt === undefined ? 0 : timeLeft(room, endsAt);
  return [
    ...(task === undefined ? [] : [words.task(task.length > LONGEST_TASK ? `${task.slice(0, LONGEST_TASK)}…` : task)]),
    ...(left > 0 ? [words.left(timeText(left))] : []),
  ];
}

/** The strip above shows all of it. */
const LONGEST_TASK = 140;
