// What every part of the room needs: the situation, and a way to do things.
import { createContext, useContext } from "react";
import type { Action, Situation, Tools } from "../../actions/actions";
import type { Runner } from "../../actions/runner";
import type { Messages } from "../../i18n/fi";
import type { Command, ParticipantId, PersonView, Place, Role } from "../../protocol/generated";
import { groupAt } from "../../room/groups";
import type { RoomState } from "../../room/reduce";
import { isSpeaking } from "../../room/selectors";
import { useFrom } from "../useStore";
import { groupName } from "./groups/names";

export interface RoomWork {
  readonly now: Situation;
  readonly tools: Tools;
  readonly runner: Runner;
}

export const RoomContext = createContext<RoomWork | null>(null);

export function useRoom(): RoomWork {
  const work = useContext(RoomContext);
  if (work === null) throw new Error("invariant: rendered inside RoomContext");
  return work;
}

/** How a button does an action: what it may show, and what a press does. */
export function useAction(action: Action): {
  readonly shown: boolean;
  readonly possible: boolean;
  readonly busy: boolean;
  readonly on: boolean | undefined;
  readonly press: () => void;
} {
  const { now, tools, runner } = useRoom();
  const busy = useFrom(runner.busy, (all) => all.has(action.id));
  return {
    shown: action.isFor(now),
    possible: action.isPossible(now),
    busy: busy || (action.isPending?.(now) ?? false),
    on: action.isOn?.(now),
    press: () => void runner.run(action.id, () => action.perform(tools, now)),
  };
}

/** Whether somebody in my place is heard speaking now. */
export function useSpeaking(who: ParticipantId): boolean {
  const { now, tools } = useRoom();
  return useFrom(tools.session.speaking, (speaking) => isSpeaking(now.room, speaking, who));
}

/** How a command that is about somebody in particular is sent. */
export function useCommand(): (key: string, command: Command) => void {
  const { now, tools, runner } = useRoom();
  const who = now.room.you.participant;
  return (key, command) => void runner.run(key, () => tools.session.command(command, who));
}

export function placeName(place: Place, room: RoomState, messages: Messages): string {
  switch (place.type) {
    case "plenary":
      return messages.room.plenary;
    case "backstage":
      return messages.room.backstage;
    case "help":
      return messages.room.helpPlace;
    case "coffee":
      return messages.room.coffee;
    case "private_word":
      return messages.room.privateWord;
    case "encounter":
    case "aside":
      return messages.reception.place[place.type];
    case "group": {
      const group = groupAt(room, place);
      return group === undefined ? messages.room.plenary : groupName(group, messages);
    }
  }
}

/** What a role is called in this kind of session. */
export function nameOfRole(role: Role, room: RoomState, messages: Messages): string {
  return role === "supervisor" ? messages.role.supervisor[room.view.template] : messages.role[role];
}

export function roleName(person: PersonView, room: RoomState, messages: Messages): string {
  return nameOfRole(person.role, room, messages);
}
