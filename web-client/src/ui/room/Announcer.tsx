// Speaks to screen readers: one polite region, one urgent. What matters is also visible elsewhere.
import { useEffect, useState } from "react";
import type { Messages } from "../../i18n/fi";
import { Announcements, isUrgent, type Heard } from "../../room/announcements";
import type { ProgrammeNews } from "../../room/programmeNews";
import type { RoomState } from "../../room/reduce";
import { iAmReceived, iAmSecluded } from "../../room/selectors";
import { namesWithMe } from "../../room/news";
import { isVisitNews, visitSentence } from "./visit/visitSentence";
import type { Session } from "../../session";
import { useSpoken } from "../language";
import { useTalk } from "./chat/talk";
import { nameOfRole, placeName } from "./context";
import { groupSentence, isGroupNews } from "./groups/groupSentence";
import { isRequestNews, requestSentence } from "./help/requestSentence";
import { isProgrammeNews, programmeSentence } from "./agenda/programmeSentence";
import { timeOf } from "./clock";
import { isReceptionNews, receptionSentence } from "./reception/receptionSentence";
import { isShareNews, shareSentence } from "./share/shareSentence";
import { isSceneNews, sceneSentence } from "./scenes/sceneSentence";
import { isQuestionNews, questionSentence } from "./questions/questionSentence";
import { isTalkNews, talkSentence } from "./talkSentence";
import { isTurnNews, turnSentence } from "./turns/turnSentence";

const BEGINS_AFTER = 500;

export function Announcer({ session }: { readonly session: Session }) {
  const { language, messages } = useSpoken();
  const talk = useTalk();
  const [times, setTimes] = useState(0);
  const [polite, setPolite] = useState<readonly Heard[]>([]);
  const [urgent, setUrgent] = useState<readonly Heard[]>([]);
  useEffect(() => {
    const announcements = new Announcements((spoken) => {
      if (spoken.polite.length > 0) {
        setPolite(spoken.polite);
        setTimes((count) => count + 1);
      }
      if (spoken.urgent.length > 0) setUrgent(spoken.urgent);
    });
    const stop = session.onNews((heard) => {
      const toSay = heard.type === "messages" ? talk.toSay(heard.messages) : null;
      if (toSay === null) announcements.add(heard);
      else if (toSay.length > 0) announcements.add({ type: "messages", messages: toSay });
      // What was urgent is over: a later equal sentence must be a change again.
      if (!isUrgent(heard)) setUrgent([]);
    });
    // A region is heard when it changes: what it begins with is not.
    const begin = setTimeout(() => {
      const entered = session.room.get();
      if (entered === null || !session.hasWaited) return;
      if (iAmReceived(entered)) announcements.add({ type: "visit_begun", names: namesWithMe(entered) });
      else if (!iAmSecluded(entered)) announcements.add({ type: "let_in" });
    }, BEGINS_AFTER);
    return () => {
      clearTimeout(begin);
      stop();
      announcements.stop();
    };
  }, [session, talk]);
  const room = session.room.get();
  if (room === null) return null;
  const words = (heard: Heard): string =>
    isProgrammeNews(heard) ? programmeSentence(heard, messages, (moment) => timeOf(room, moment, language)) : sentence(heard, room, messages);
  return (
    <div className="only-read">
      <p aria-live="polite" data-live="polite">
        {/* Made anew each time: the same words twice are two messages. */}
        <span key={times}>{polite.map(words).join(" ")}</span>
      </p>
      <p aria-live="assertive" data-live="assertive">
        {urgent.map(words).join(" ")}
      </p>
    </div>
  );
}

export function sentence(heard: Exclude<Heard, ProgrammeNews>, room: RoomState, messages: Messages): string {
  const { say } = messages;
  if (isTalkNews(heard)) return talkSentence(heard, messages);
  if (isRequestNews(heard)) return requestSentence(heard, room, messages);
  if (isReceptionNews(heard)) return receptionSentence(heard, messages);
  if (isVisitNews(heard)) return visitSentence(heard, messages);
  if (isQuestionNews(heard)) return questionSentence(heard, messages);
  if (isGroupNews(heard)) return groupSentence(heard, messages);
  if (isSceneNews(heard)) return sceneSentence(heard, messages);
  if (isShareNews(heard)) return shareSentence(heard, messages);
  if (isTurnNews(heard)) return turnSentence(heard, messages);
  switch (heard.type) {
    case "moved": {
      const where = say.movedTo(placeName(heard.to, room, messages));
      const was = heard.wasWith === undefined ? "" : ` ${messages.groups.moved.wasWith(heard.wasWith)}`;
      const apart = heard.to.type === "private_word" ? ` ${messages.help.together.nobodyElse}` : "";
      return `${where} ${heard.withMe.length === 0 ? say.aloneThere : say.withYou(heard.withMe)}${was}${apart}`;
    }
    case "my_turn":
      return say.yourTurn;
    case "floor":
      return say.floor(heard.name);
    case "floor_free":
      return say.floorFree;
    case "my_number":
      return messages.room.yourNumber(heard.number);
    case "joined":
      return say.joined(heard.names);
    case "left":
      return say.left(heard.names);
    case "asked":
      return say.asked(heard.names);
    case "groups_opened":
      return say.groupsOpened(heard.count);
    case "groups_closed":
      return say.groupsClosed;
    case "let_in":
      return say.letIn;
    case "role":
      return say.role(nameOfRole(heard.role, room, messages));
    case "acting":
      return say.acting(heard.name);
    case "muted":
      return heard.kind === "microphone" ? say.mutedMicrophone : say.mutedCamera;
    case "unmute_declined":
      return say.unmuteDeclined(heard.names);
    case "knocking":
      return say.knocking(heard.names);
    case "asks_help":
      return say.asksHelp(heard.names);
    case "left_quickly":
      return say.leftQuickly(heard.names);
    case "link_lost":
      return say.connectionLost;
    case "link_back":
      return say.connectionBack;
    case "device_came":
      return messages.furtherDevices.came;
    case "network":
      return messages.connection.say[heard.quality];
    case "sound_on":
      return messages.furtherDevices.soundIsOn;
  }
}
