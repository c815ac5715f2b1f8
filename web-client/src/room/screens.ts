// Who shares a screen where I am, and what is played to all. Pure; as signaling/src/room/screens.rs.
import type { DeviceId, ParticipantId, PlayingView, SourceKind } from "../protocol/generated";
import { ALL_ON } from "./permissions";
import { iAmOnBreak } from "./programme";
import type { RoomState } from "./reduce";
import { iOnlyListen } from "./groups";
import { carriedHere, iMay, myPlace, person, thisDeviceSends } from "./selectors";

/** The picture of a share; its sound is the kind after it. */
export type ScreenKind = "screen" | "second_screen";

const SHARES: readonly ScreenKind[] = ["screen", "second_screen"];

const SOUND: Readonly<Record<ScreenKind, SourceKind>> = { screen: "screen_sound", second_screen: "second_screen_sound" };

export function soundOf(kind: ScreenKind): SourceKind {
  return SOUND[kind];
}

/** The picture of the share to which a source belongs; nothing for a voice or a camera. */
export function shareOf(kind: SourceKind): ScreenKind | null {
  return SHARES.find((each) => each === kind || SOUND[each] === kind) ?? null;
}

export interface SharedScreen {
  readonly device: DeviceId;
  readonly kind: ScreenKind;
  /** Whoever is named with it: who plays it, else the first at the device. */
  readonly participant: ParticipantId;
  readonly name: string;
  readonly picture: boolean;
  readonly sound: boolean;
  readonly playing: PlayingView | null;
  /** From this very page. */
  readonly isMine: boolean;
}

/** Everything that is shared or played where I am, in the order of devices. */
export function sharesHere(state: RoomState): readonly SharedScreen[] {
  const { playing } = state.view;
  return state.view.devices.flatMap(({ device, people, sending }) =>
    SHARES.flatMap((kind): readonly SharedScreen[] => {
      const [picture, sound] = [sending.includes(kind), sending.includes(soundOf(kind))];
      const participant = people[0];
      if ((!picture && !sound) || participant === undefined) return [];
      const played = playing?.device === device && playing.kind === kind ? playing : null;
      const who = played?.participant ?? participant;
      return [{ device, kind, participant: who, name: person(state, who)?.name ?? "", picture, sound, playing: played, isMine: device === state.you.device }];
    }),
  );
}

/** What takes the middle of the page: pictures of others, and the one that I play myself. Never my own screen in itself. */
export function picturesHere(state: RoomState): readonly SharedScreen[] {
  return sharesHere(state).filter((each) => each.picture && (!each.isMine || each.playing !== null));
}

/** The screens of others, without what is played. */
export function screensOfOthers(state: RoomState): readonly SharedScreen[] {
  return sharesHere(state).filter((each) => !each.isMine && each.playing === null);
}

/** Whether this device shares a screen, in the server's eyes, with what it plays left out. */
export function iShare(state: RoomState): boolean {
  return SHARES.some((kind) => iShareAs(state, kind));
}

function iShareAs(state: RoomState, kind: ScreenKind): boolean {
  const { playing } = state.view;
  const isPlayed = playing?.device === state.you.device && playing.kind === kind;
  return !isPlayed && (thisDeviceSends(state, kind) || thisDeviceSends(state, soundOf(kind)));
}

/** The pair of sources of this device that is free; nothing when both are in use. */
export function freeShare(state: RoomState): ScreenKind | null {
  return SHARES.find((kind) => !thisDeviceSends(state, kind) && !thisDeviceSends(state, soundOf(kind))) ?? null;
}

/** Those because of whom I cannot share now: as many share as may. */
export function sharesInTheWay(state: RoomState): readonly SharedScreen[] {
  const all = sharesHere(state);
  const screens = all.filter(({ playing }) => playing === null);
  const most = (state.view.switches ?? ALL_ON).two_screens ? SHARES.length : 1;
  return screens.length >= most || all.length >= SHARES.length ? screens.filter(({ isMine }) => !isMine) : [];
}

/** Whether there is room for what I would play. */
export function iMayPlayNow(state: RoomState): boolean {
  return iMayPlay(state) && state.view.playing === undefined && sharesHere(state).length < SHARES.length && freeShare(state) !== null;
}

export function iMayPlay(state: RoomState): boolean {
  const place = myPlace(state).type;
  return iMay(state, "play_to_all") && (place === "plenary" || place === "group") && isOpen(state);
}

export function iMayShare(state: RoomState): boolean {
  return iMay(state, "publish_screen") && isOpen(state);
}

function isOpen(state: RoomState): boolean {
  return !iAmOnBreak(state) && !iOnlyListen(state);
}

/** Whether what is played comes from this page. */
export function iPlay(state: RoomState): boolean {
  const { playing } = state.view;
  return playing !== undefined && playing.device === state.you.device && carriedHere(state).includes(playing.participant);
}
