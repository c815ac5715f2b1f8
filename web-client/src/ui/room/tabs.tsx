// The parts of the panel: for whom each is, and what it shows. A part that is for nobody is not there.
import type { ComponentType } from "react";
import type { TabId } from "../../actions/actions";
import type { RoomState } from "../../room/reduce";
import { hasProgramme } from "../../room/programme";
import { AgendaTab } from "./agenda/AgendaTab";
import { ChatTab } from "./chat/ChatTab";
import { GroupTab, hasGroupTab } from "./groups/GroupTab";
import { PollsTab } from "./polls/PollsTab";
import { PeopleTab } from "./PeopleTab";
import { hasSession, SessionTab } from "./session/SessionTab";

export interface Tab {
  readonly id: TabId;
  readonly isFor: (room: RoomState) => boolean;
  readonly Content: ComponentType;
}

const anyone = (): boolean => true;

export const TABS: readonly Tab[] = [
  { id: "people", isFor: anyone, Content: PeopleTab },
  { id: "chat", isFor: anyone, Content: ChatTab },
  { id: "group", isFor: hasGroupTab, Content: GroupTab },
  { id: "agenda", isFor: hasProgramme, Content: AgendaTab },
  { id: "polls", isFor: anyone, Content: PollsTab },
  { id: "session", isFor: hasSession, Content: SessionTab },
];

/** The parts there are for me, in their order. */
export function tabsFor(room: RoomState): readonly TabId[] {
  return TABS.filter((tab) => tab.isFor(room)).map((tab) => tab.id);
}
