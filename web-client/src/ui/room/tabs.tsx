// The parts of the panel: for whom each is, and what it shows. A part that is for nobody is not there.
import type { ComponentType } from "react";
import type { TabId } from "../../actions/actions";
import type { RoomState } from "../../room/reduce";
import { iAmReceived } from "../../room/selectors";
import { hasProgramme } from "../../room/programme";
import { hasReceptionTab } from "../../room/reception";
import { AgendaTab } from "./agenda/AgendaTab";
import { ChatTab } from "./chat/ChatTab";
import { GroupTab, hasGroupTab } from "./groups/GroupTab";
import { PollsTab } from "./polls/PollsTab";
import { PeopleTab } from "./PeopleTab";
import { ReceptionTab } from "./reception/ReceptionTab";
import { hasSession, SessionTab } from "./session/SessionTab";

export interface Tab {
  readonly id: TabId;
  readonly isFor: (room: RoomState) => boolean;
  readonly Content: ComponentType;
}

const anyone = (): boolean => true;
/** For two who talk with each other the tools of a circle mean nothing. */
const notAsVisitor = (room: RoomState): boolean => !iAmReceived(room);

export const TABS: readonly Tab[] = [
  // First for those who receive: it is what they are here for.
  { id: "reception", isFor: hasReceptionTab, Content: ReceptionTab },
  { id: "people", isFor: notAsVisitor, Content: PeopleTab },
  { id: "chat", isFor: anyone, Content: ChatTab },
  { id: "group", isFor: hasGroupTab, Content: GroupTab },
  { id: "agenda", isFor: hasProgramme, Content: AgendaTab },
  { id: "polls", isFor: notAsVisitor, Content: PollsTab },
  { id: "session", isFor: hasSession, Content: SessionTab },
];

/** The parts there are for me, in their order. */
export function tabsFor(room: RoomState): readonly TabId[] {
  return TABS.filter((tab) => tab.isFor(room)).map((tab) => tab.id);
}
