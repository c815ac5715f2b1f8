import { expect, it } from "vitest";
import type { PlayingView, RoomView, SourceKind } from "../protocol/generated";
import { ALL_ON } from "./permissions";
import { sampleRoom } from "./sample";
import { freeShare, iMayPlayNow, iPlay, iShare, picturesHere, screensOfOthers, sharesInTheWay } from "./screens";
import { shareNews, shareNewsOf } from "./shareNews";

type Sending = Readonly<Record<number, readonly SourceKind[]>>;
const PLAYING: PlayingView = { participant: 1, device: 101, title: "Musiikki", kind: "screen", picture: true, paused: false, level: 70, captions: false };
const TWO = { switches: { ...ALL_ON, two_screens: true } };
const room = (sending: Sending, more: Partial<RoomView> = {}, role: "supervisor" | "participant" = "participant") => sampleRoom({ role, sending, more });

it("shows the screens of others and what I play, and never my own screen in itself", () => {
  const state = room({ 1: ["screen", "second_screen", "second_screen_sound"], 2: ["screen"], 3: ["screen_sound"] }, { playing: { ...PLAYING, kind: "second_screen" } });
  expect(picturesHere(state).map(({ device, kind }) => [device, kind])).toEqual([
    [101, "second_screen"],
    [102, "screen"],
  ]);
  expect(screensOfOthers(state).map(({ name, picture, sound }) => [name, picture, sound])).toEqual([
    ["Björn", true, false],
    ["Sirpa", false, true],
  ]);
  expect([iShare(state), iPlay(state), freeShare(state)]).toEqual([true, true, null]);
  expect(iShare(room({ 1: ["screen", "screen_sound"] }, { playing: PLAYING }))).toBe(false);
});

it("knows who is in the way, as the server does", () => {
  const names = (sending: Sending, more?: Partial<RoomView>) => sharesInTheWay(room(sending, more)).map(({ name }) => name);
  expect(names({ 2: ["screen"] })).toEqual(["Björn"]);
  expect(names({ 2: ["screen"] }, TWO)).toEqual([]);
  expect(names({ 2: ["screen"], 3: ["screen"] }, TWO)).toEqual(["Björn", "Sirpa"]);
  const played = { playing: { ...PLAYING, participant: 2, device: 102 } };
  expect(names({ 2: ["screen", "screen_sound"] }, played), "what is played leaves room for one screen").toEqual([]);
  expect(names({ 2: ["screen", "screen_sound"], 3: ["screen"] }, { ...played, ...TWO })).toEqual(["Sirpa"]);
});

it("lets those play who may, where there is room", () => {
  expect(iMayPlayNow(room({}, {}, "supervisor"))).toBe(true);
  expect(iMayPlayNow(room({}))).toBe(false);
  expect(iMayPlayNow(room({ 2: ["screen_sound"] }, { playing: { ...PLAYING, participant: 2, device: 102 } }, "supervisor"))).toBe(false);
  expect(iMayPlayNow(room({ 2: ["screen"] }, {}, "supervisor"))).toBe(true);
  expect(iMayPlayNow(room({ 2: ["screen"], 3: ["screen"] }, TWO, "supervisor"))).toBe(false);
});

it("tells once who shares and who has stopped", () => {
  expect(shareNews(room({}), room({ 2: ["screen"] }))).toEqual([{ type: "screen_shared", names: ["Björn"] }]);
  expect(shareNews(room({ 2: ["screen"] }), room({ 2: ["screen", "screen_sound"] })), "its sound is no news").toEqual([]);
  expect(shareNews(room({ 2: ["screen"] }), room({}))).toEqual([{ type: "screen_ended", names: ["Björn"] }]);
  expect(shareNews(room({}), room({ 1: ["screen"] })), "I know that I share").toEqual([]);
});

it("tells what is played, and when it stands still, goes on and ends", () => {
  const of = (playing?: PlayingView) => room(playing === undefined ? {} : { 1: ["screen", "screen_sound"] }, playing === undefined ? {} : { playing });
  expect(shareNews(of(), of(PLAYING))).toEqual([{ type: "playing", name: "Aino", title: "Musiikki", mine: true }]);
  expect(shareNews(of(PLAYING), of({ ...PLAYING, level: 20 })), "nobody is told of the level").toEqual([]);
  expect(shareNews(of(PLAYING), of({ ...PLAYING, paused: true }))).toEqual([{ type: "playing_paused", paused: true }]);
  expect(shareNews(of(PLAYING), of())).toEqual([{ type: "playing_ended" }]);
  expect(shareNewsOf({ type: "screen_asked", participant: 3 }, of())).toEqual([{ type: "screen_asked", names: ["Sirpa"] }]);
});
