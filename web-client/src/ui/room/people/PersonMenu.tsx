// What can be done about somebody, or by oneself: only what is possible now is in the menu.
import { MAX_CARRIED, MAX_DEVICES, type Further, type PersonView, type SourceKind } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { mayWriteTo, type PrivateScope } from "../../../room/chat";
import { iFollow, mayFollow } from "../../../room/interpreters";
import { actsAs, isHelped, isStaff, mayNow } from "../../../room/permissions";
import type { RoomState } from "../../../room/reduce";
import { rolesFor } from "../../../room/roles";
import { carriedHere, devicesOf, iMay, isCompanion, isSending, myOtherDevices, myPlace, permissionToSend } from "../../../room/selectors";
import { canHaveTurn, iRunTurns } from "../../../room/turns";
import { share } from "../../../actions/actions";
import { goBackstage } from "../../../actions/session";
import type { Situation, Tools } from "../../../actions/actions";
import { useMessages } from "../../language";
import { useTalk } from "../chat/talk";
import { useCommand, useRoom } from "../context";
import { sceneChoices } from "../scenes/sceneChoices";
import { RowMenu, type Choice } from "../RowMenu";

interface Props {
  readonly person: PersonView;
}

export function PersonMenu({ person }: Props) {
  const messages = useMessages();
  const { now, tools, runner } = useRoom();
  const command = useCommand();
  const talk = useTalk();
  if (now.link.type !== "open") return null;
  const isMe = person.participant === now.room.you.participant;
  if (isMe) {
    const staging = sceneChoices(person, now.room, messages, command);
    const choices = ownChoices(person, now, tools, messages, staging, (what) => void runner.run(goBackstage.id, what));
    return <RowMenu label={messages.person.own} words={messages.person.own} choices={choices} />;
  }
  const write = (scope: PrivateScope): void => {
    talk.write(scope, now.room);
    tools.showTab("chat");
  };
  const choices = [
    ...mediaChoices(person, now.room, messages, command),
    ...turnChoices(person, now.room, messages, command),
    ...sceneChoices(person, now.room, messages, command),
    ...interpreterChoices(person, now.room, messages, command),
    ...seatChoices(person, now.room, tools, messages),
    ...chatChoices(person, now.room, messages, write),
    ...otherChoices(person, now.room, tools, messages, command),
  ];
  return <RowMenu label={messages.person.menu(person.name)} choices={choices} />;
}

type Command = ReturnType<typeof useCommand>;

const SCREENS = ["screen", "second_screen"] as const;

function ownChoices(
  person: PersonView,
  now: Situation,
  tools: Tools,
  messages: Messages,
  staging: readonly Choice[],
  run: (what: () => ReturnType<typeof goBackstage.perform>) => void,
): readonly Choice[] {
  const { person: words } = messages;
  const { room } = now;
  const who = person.participant;
  const choices: Choice[] = [];
  if (person.presence.type === "here" && !isHelped(person)) {
    choices.push({ id: "step_out", label: words.stepOut, onChoose: () => tools.ask({ type: "step_out" }) });
  }
  if (iMay(room, "rename")) {
    choices.push({ id: "rename", label: words.rename, onChoose: () => tools.ask({ type: "rename", participant: who }) });
  }
  if (goBackstage.isFor(now)) {
    choices.push({ id: "backstage", label: words.goBackstage, onChoose: () => run(() => goBackstage.perform(tools, now)) });
  }
  if (share.isFor(now) && share.isPossible(now)) {
    const isOn = share.isOn?.(now) ?? false;
    choices.push({ id: "share", label: isOn ? messages.share.stop : messages.share.action, onChoose: () => void share.perform(tools, now) });
  }
  if (rolesFor(room, person).open.length > 0) {
    choices.push({ id: "role", label: words.changeRole, onChoose: () => tools.ask({ type: "role", participant: who }) });
  }
  choices.push(...staging);
  choices.push(...seatChoices(person, room, tools, messages));
  choices.push(...deviceChoices(now, tools, messages));
  choices.push({ id: "connection", label: messages.connection.open, onChoose: () => tools.ask({ type: "connection" }) });
  return choices;
}

/** With further devices, and with others at this one. */
function deviceChoices({ room }: Situation, tools: Tools, { furtherDevices: words, beside }: Messages): readonly Choice[] {
  const participant = room.you.participant;
  const isShared = carriedHere(room).length > 1;
  const ask = (further: Further) => () => tools.ask({ type: "device", participant, further });
  const choices: Choice[] = [];
  if (isShared) choices.push({ id: "own_device", label: beside.ownDevice, onChoose: ask("own") });
  choices.push({ id: "take_over", label: isShared ? beside.takeOver : words.takeOver, onChoose: ask("take_over") });
  if (devicesOf(room, participant).length < MAX_DEVICES) {
    choices.push({ id: "companion", label: words.companion, onChoose: ask("companion") });
  }
  if (myOtherDevices(room).length > 0) {
    const plays = tools.session.sound.get() ?? !isCompanion(room);
    choices.push({ id: "sound", label: plays ? words.soundOff : words.soundOn, onChoose: () => tools.session.playSound(!plays) });
  }
  if (mayAddPerson(room)) choices.push({ id: "add_person", label: beside.add, onChoose: () => tools.ask({ type: "add_person" }) });
  if (isShared) choices.push({ id: "leave", label: beside.leave, onChoose: () => tools.askToLeave() });
  return choices;
}

/** As signaling/src/room/beside.rs. */
function mayAddPerson(room: RoomState): boolean {
  const place = myPlace(room).type;
  const isOver = room.view.lobby?.ended === true;
  return iMay(room, "add_people") && (place === "plenary" || place === "group") && !isCompanion(room) && !isOver && carriedHere(room).length < MAX_CARRIED;
}

/** Of other places nobody is told who is muted: there is nothing to choose. */
function mediaChoices(person: PersonView, room: RoomState, { person: words, share: sharing }: Messages, command: Command): readonly Choice[] {
  const who = person.participant;
  if (!iMay(room, "mute_others") || person.presence.type !== "here" || devicesOf(room, who).length === 0) return [];
  const of = (kind: SourceKind, off: string, ask: string): readonly Choice[] => {
    if (isSending(room, who, kind)) {
      return [{ id: `mute-${kind}`, label: off, onChoose: () => command(`mute-${kind}-${who}`, { type: "mute", participant: who, kind }) }];
    }
    if (!mayNow(room.view, person, permissionToSend(kind))) return [];
    return [
      { id: `ask-${kind}`, label: ask, onChoose: () => command(`ask-${kind}-${who}`, { type: "ask_to_unmute", participant: who, kind }) },
    ];
  };
  const screens = SCREENS.filter((kind) => isSending(room, who, kind));
  const stops = screens.map((kind): Choice => ({ id: `mute-${kind}`, label: sharing.stopOther, onChoose: () => command(`mute-${kind}-${who}`, { type: "mute", participant: who, kind }) }));
  return [...of("microphone", words.mute, words.askMicrophone), ...of("camera", words.muteCamera, words.askCamera), ...stops];
}

/** Everybody chooses for themselves whom they listen to. */
function interpreterChoices(person: PersonView, room: RoomState, { scenes: words }: Messages, command: Command): readonly Choice[] {
  const who = person.participant;
  if (!mayFollow(room, person)) return [];
  return iFollow(room, who)
    ? [{ id: "interpreter", label: words.unfollow, onChoose: () => command("interpreter", { type: "choose_interpreter" }) }]
    : [{ id: "interpreter", label: words.follow, onChoose: () => command("interpreter", { type: "choose_interpreter", participant: who }) }];
}

/** The floor out of order. */
function turnChoices(person: PersonView, room: RoomState, { turns }: Messages, command: Command): readonly Choice[] {
  const who = person.participant;
  if (!iRunTurns(room) || !canHaveTurn(room, person)) return [];
  return [{ id: "call", label: turns.call, onChoose: () => command(`call-${who}`, { type: "call_person", participant: who }) }];
}

function seatChoices({ participant }: PersonView, room: RoomState, tools: Tools, { turns }: Messages): readonly Choice[] {
  if (!iMay(room, "run_turns")) return [];
  return [{ id: "seat", label: turns.seat.move, onChoose: () => tools.ask({ type: "move_seat", participant }) }];
}

function chatChoices({ participant }: PersonView, room: RoomState, { person: words }: Messages, write: (scope: PrivateScope) => void): readonly Choice[] {
  const all = [
    { scope: { type: "person", participant }, label: words.writePrivately },
    { scope: { type: "facilitators", participant }, label: words.writeAsFacilitators },
  ] as const;
  const open = all.filter(({ scope }) => mayWriteTo(room, scope));
  return open.map(({ scope, label }) => ({ id: `write-${scope.type}`, label, onChoose: () => write(scope) }));
}

function otherChoices(person: PersonView, room: RoomState, tools: Tools, { person: words }: Messages, command: Command): readonly Choice[] {
  const who = person.participant;
  const runs = isStaff(actsAs(person));
  const choices: Choice[] = [];
  if (iMay(room, "rename_others")) {
    choices.push({ id: "rename", label: words.rename, onChoose: () => tools.ask({ type: "rename", participant: who }) });
  }
  if (rolesFor(room, person).open.length > 0) {
    choices.push({ id: "role", label: words.changeRole, onChoose: () => tools.ask({ type: "role", participant: who }) });
  }
  if (iMay(room, "admit") && !runs) {
    choices.push({
      id: "send_back",
      label: words.sendBack,
      onChoose: () => command(`send_back-${who}`, { type: "send_back", participant: who }),
    });
  }
  if (iMay(room, "remove") && (!runs || iMay(room, "change_roles"))) {
    const question = { type: "remove", participant: who, name: person.name, remains: "unknown" } as const;
    choices.push({ id: "remove", label: words.remove, isDanger: true, onChoose: () => tools.ask(question) });
  }
  return choices;
}
