import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fi } from "../../../i18n/fi";
import type { PlayingView, Role, RoomView, SourceKind } from "../../../protocol/generated";
import { ALL_ON } from "../../../room/permissions";
import { personOf, sampleRoom } from "../../../room/sample";
import type { Share } from "../../../sharing";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { Circle } from "../Circle";
import { RoomToolbar } from "../Toolbar";
import { PlayingBar } from "./PlayingBar";
import { ShareDialog } from "./ShareDialog";
import { SharingBanner } from "./SharingBanner";

const words = fi.share;
const PLAYING: PlayingView = { participant: 1, device: 101, title: "Iltamusiikki", kind: "screen", picture: true, paused: false, level: 70, captions: true };
type Sending = Readonly<Record<number, readonly SourceKind[]>>;

function room(me: number, sending: Sending = {}, more: Partial<RoomView> = {}, role: Role = "supervisor") {
  const people = [personOf(1, "Virpi", { role }), personOf(2, "Björn"), personOf(3, "Sirpa")];
  return sampleRoom({ me, people, sending, more });
}

const button = (name: string) => screen.getByRole("button", { name });
const has = (name: string) => screen.queryByRole("button", { name }) !== null;
const played = (me: number, playing: Partial<PlayingView> = {}) => room(me, { 1: ["screen", "screen_sound"] }, { playing: { ...PLAYING, ...playing } });

/** What a browser can: a phone nothing, Firefox the screen alone, Chromium its sound too. */
function browser(can: "nothing" | "screen" | "sound"): void {
  const devices = {
    ...(can === "nothing" ? {} : { getDisplayMedia: () => {} }),
    getSupportedConstraints: () => (can === "sound" ? { suppressLocalAudioPlayback: true } : {}),
  };
  Object.defineProperty(navigator, "mediaDevices", { value: devices, configurable: true });
}

beforeEach(() => browser("sound"));
afterEach(cleanup);

it("has its button after the hand, for those who may share or play and can", async () => {
  const user = userEvent.setup();
  const { asked } = renderInRoom(<RoomToolbar shortcuts />, room(2));
  expect(screen.getAllByRole("button").map((each) => each.textContent).slice(2, 4)).toEqual(["Pyydä vuoro", words.action]);
  await user.click(button(words.action));
  expect(asked).toEqual([{ type: "share" }]);
  for (const [can, me, there] of [["nothing", 2, false], ["nothing", 1, true], ["screen", 2, true]] as const) {
    cleanup();
    browser(can);
    renderInRoom(<RoomToolbar shortcuts />, room(me));
    expect(has(words.action), `${can} ${String(me)}`).toBe(there);
  }
  cleanup();
  renderInRoom(<RoomToolbar shortcuts />, room(2, {}, { switches: { ...ALL_ON, share: false } }));
  expect(has(words.action)).toBe(false);
});

it("is the way to stop while one shares", async () => {
  const user = userEvent.setup();
  const { done } = renderInRoom(<RoomToolbar shortcuts />, room(2, { 2: ["screen"] }));
  expect(button(words.action).getAttribute("aria-pressed")).toBe("true");
  await user.click(button(words.action));
  expect(done).toEqual(["stop sharing"]);
});

it("shares what is chosen, with sound where the browser can", async () => {
  const user = userEvent.setup();
  const { done } = renderInRoom(<ShareDialog onClose={() => {}} />, room(2));
  expect(has(words.play), "a participant plays nothing to all").toBe(false);
  await user.click(screen.getByLabelText(words.use.motion));
  await user.click(button(words.choose));
  expect(done).toEqual(["share motion sound"]);
});

it("says beforehand that sound cannot come along, and what to do instead", () => {
  browser("screen");
  renderInRoom(<ShareDialog onClose={() => {}} />, room(2));
  expect(screen.getByText(`${words.noSound} ${words.noSoundAsk}`)).toBeTruthy();
  cleanup();
  renderInRoom(<ShareDialog onClose={() => {}} />, room(1));
  expect(screen.getByText(`${words.noSound} ${words.noSoundPlay}`)).toBeTruthy();
  expect(button(words.play).getAttribute("aria-disabled")).toBeNull();
});

it("lets a phone play to all, and says why it shares no screen", () => {
  browser("nothing");
  renderInRoom(<ShareDialog onClose={() => {}} />, room(1));
  expect(screen.getByText(words.noScreen)).toBeTruthy();
  expect(has(words.choose)).toBe(false);
  expect(has(words.play)).toBe(true);
});

it("tells a second one who shares, and lets them ask", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<ShareDialog onClose={() => {}} />, room(2, { 3: ["screen"] }));
  expect(screen.getByText(words.taken(["Sirpa"]))).toBeTruthy();
  expect(has(words.choose)).toBe(false);
  await user.click(button(words.ask));
  await user.click(button(words.ask));
  expect(sent, "once is enough").toEqual([{ type: "ask_for_screen" }]);
  expect(screen.getByText(words.asked)).toBeTruthy();
});

it("lets a facilitator share instead of whoever shares", async () => {
  const user = userEvent.setup();
  const { done } = renderInRoom(<ShareDialog onClose={() => {}} />, room(1, { 3: ["screen"] }));
  await user.click(button(words.takeOver));
  expect(done).toEqual(["share detail sound 3"]);
});

it("puts the screen in the middle with the name of whoever shares, and the people beside it", () => {
  renderInRoom(<Circle />, room(2, { 3: ["screen"] }));
  expect(screen.getByRole("main").dataset["layout"]).toBe("strip");
  expect(screen.getByRole("figure", { name: words.screenOf("Sirpa") })).toBeTruthy();
  expect(document.querySelectorAll(".tile")).toHaveLength(3);
  expect(has(words.stopOf("Sirpa")), "a participant stops nobody").toBe(false);
  cleanup();
  renderInRoom(<Circle />, room(3, { 3: ["screen"] }));
  expect(screen.queryByRole("figure"), "no hall of mirrors").toBeNull();
});

it("says to those who chose sound only why they see nothing, with the way back", async () => {
  const user = userEvent.setup();
  const { audioOnly } = renderInRoom(<Circle />, room(2, { 3: ["screen"] }));
  act(() => audioOnly.set(true));
  expect(screen.queryByText(words.awaited)).toBeNull();
  expect(screen.getByText(words.voicesOnly)).toBeTruthy();
  await user.click(button(words.picturesOn));
  expect(audioOnly.get()).toBe(false);
  expect(screen.getByText(words.awaited)).toBeTruthy();
});

it("is stopped by whoever may, and made larger from the keyboard", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<Circle />, room(1, { 3: ["second_screen"] }));
  await user.click(button(words.stopOf("Sirpa")));
  expect(sent).toEqual([{ type: "mute", participant: 3, kind: "second_screen" }]);
  const picture = () => document.querySelector<HTMLElement>(".screen-picture")?.style.width;
  await user.click(button(words.larger));
  expect(picture()).toBe("150%");
  expect(document.querySelector<HTMLElement>(".screen-view")?.tabIndex, "what scrolls is reached").toBe(0);
  await user.keyboard("+");
  expect(picture()).toBe("200%");
  await user.keyboard("0");
  expect(picture()).toBe("100%");
});

it("shows whoever shares that they do, the way to stop, and who would like to", async () => {
  const user = userEvent.setup();
  const share = { kind: "screen", picture: {}, sound: null } as unknown as Share;
  const { tell, done } = renderInRoom(<SharingBanner />, room(2, { 2: ["screen"] }), { sharing: { share } });
  expect(screen.getByText(words.mine)).toBeTruthy();
  tell({ type: "screen_asked", participant: 3 });
  tell({ type: "screen_asked", participant: 3 });
  expect(screen.getByText(words.wants(["Sirpa"]))).toBeTruthy();
  await user.click(button(words.notNow));
  expect(screen.queryByText(words.wants(["Sirpa"]))).toBeNull();
  await user.click(button(words.stop));
  expect(done).toEqual(["stop sharing"]);
});

it("says what is played and by whom, and lets facilitators pause and end it", async () => {
  const user = userEvent.setup();
  renderInRoom(<PlayingBar />, played(2));
  expect(screen.getByText("Iltamusiikki")).toBeTruthy();
  expect(screen.getByText(words.playedBy("Virpi"))).toBeTruthy();
  expect([has(words.pause), has(words.end)]).toEqual([false, false]);
  cleanup();
  const { sent, tell } = renderInRoom(<PlayingBar />, played(1), { answer: { type: "ok" } });
  await user.click(button(words.pause));
  tell({ type: "playing_changed", playing: { ...PLAYING, paused: true } });
  await user.click(button(words.resume));
  await user.click(button(words.end));
  expect(sent.map(({ type }) => type)).toEqual(["pause_playing", "resume_playing", "stop_playing"]);
});

it("has a neutral word where the player gave none", () => {
  const { title: _title, ...untitled } = PLAYING;
  renderInRoom(<PlayingBar />, room(2, { 1: ["screen_sound"] }, { playing: { ...untitled, picture: false } }));
  expect(screen.getByText(words.playing.sound)).toBeTruthy();
  const news = { type: "playing", name: "Virpi", title: null, mine: false } as const;
  expect(sentence(news, played(2), fi)).toBe(words.say.playing("Virpi", words.say.untitled));
});

it("shows captions under the picture, reads them to nobody by itself, and forgets them with what was played", () => {
  const { tell } = renderInRoom(<Circle />, played(2));
  tell({ type: "cue_shown", text: "Hengitä" });
  const captions = within(screen.getByRole("group", { name: words.captionsLabel }));
  expect(captions.getByText("Hengitä").closest("[aria-live]")?.getAttribute("aria-live")).toBe("off");
  tell({ type: "cue_shown", text: "" });
  expect(captions.queryByText("Hengitä")).toBeNull();
  cleanup();
  renderInRoom(<Circle />, played(2), { sharing: { captions: false } });
  expect(screen.queryByRole("group", { name: words.captionsLabel })).toBeNull();
});

it("plays a file with a name only when one is given", async () => {
  const user = userEvent.setup();
  let closed = 0;
  const { done } = renderInRoom(<ShareDialog onClose={() => (closed += 1)} />, room(1));
  await user.click(button(words.play));
  expect(button(words.begin).hasAttribute("disabled")).toBe(true);
  await user.upload(screen.getByLabelText(words.file), new File(["x"], "asiakas-Virtanen.mp3", { type: "audio/mpeg" }));
  expect(screen.getByLabelText<HTMLInputElement>(words.name).value, "the name of the file is no suggestion").toBe("");
  await user.type(screen.getByLabelText(words.name), "Rentoutus");
  await user.click(button(words.begin));
  expect(done).toEqual(["play asiakas-Virtanen.mp3 70 Rentoutus"]);
  expect(closed).toBe(1);
});

it("stays open with a word when the browser cannot play the file", async () => {
  const user = userEvent.setup();
  let closed = 0;
  renderInRoom(<ShareDialog onClose={() => (closed += 1)} />, room(1), { played: "file" });
  await user.click(button(words.play));
  await user.upload(screen.getByLabelText(words.file), new File(["x"], "a.mp4", { type: "video/mp4" }));
  await user.click(button(words.begin));
  expect(await screen.findByText(words.unplayable.file)).toBeTruthy();
  expect(closed).toBe(0);
});
