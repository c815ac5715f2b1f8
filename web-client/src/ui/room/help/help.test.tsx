import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { HelpCallView } from "../../../protocol/generated";
import { group, personOf, PLENARY, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { RoomToolbar } from "../Toolbar";
import { AskForHelp } from "./AskForHelp";
import { AskHelpButton } from "./AskHelpButton";
import { HelpBanners } from "./HelpBanners";
import { HelpCalls } from "./HelpCalls";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const call = (participant: number, more: Partial<HelpCallView> = {}): HelpCallView => ({
  call: participant * 10,
  participant,
  place: PLENARY,
  for_group: false,
  problem: "no_sound",
  since: 0,
  ahead: 0,
  ...more,
});
const IN_GROUP = { place: group(2) };
const PEOPLE = [
  personOf(1, "Virpi", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", IN_GROUP),
  personOf(4, "Elli", IN_GROUP),
  personOf(5, "Aino"),
];
const room = (me: number, ...calls: HelpCallView[]) => sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: calls.length > 0 ? { help_calls: calls } : {} });
const changed = (...calls: HelpCallView[]) => ({ type: "help_calls_changed", help_calls: calls }) as const;
const button = (name: string) => screen.getByRole("button", { name });
const banner = (name: string) => document.querySelector(`[data-banner=${name}]`);
const text = (name: string) => banner(name)?.querySelector("p")?.textContent;
const OK = { answer: { type: "ok" } } as const;

it("asks with one press of what does not work, and turns nothing on", async () => {
  const { asked, turned } = renderInRoom(<AskHelpButton />, room(5));
  await userEvent.click(button("Pyydä apua"));
  expect(asked).toEqual([{ type: "ask_for_help" }]);
  cleanup();
  const done: string[] = [];
  const { sent } = renderInRoom(<AskForHelp onClose={() => done.push("closed")} />, room(5));
  expect(screen.queryByRole("radio")).toBe(null);
  await userEvent.click(button("Kuva ei toimi"));
  expect(sent).toEqual([{ type: "ask_for_help", problem: "no_picture" }]);
  expect([done, turned]).toEqual([["closed"], []]);
});

it("asks in a group for oneself unless it is for all of us, and says who sees it", async () => {
  const { sent } = renderInRoom(<AskForHelp onClose={() => {}} />, room(3));
  expect((screen.getByRole("radio", { name: "Minulle" }) as HTMLInputElement).checked).toBe(true);
  expect(screen.getByText(/Muut osallistujat eivät näe pyyntöäsi/)).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "Koko ryhmällemme" }));
  expect(screen.getByText(/Oma ryhmäsi näkee/)).toBeTruthy();
  await userEvent.click(button("Jokin muu"));
  expect(sent).toEqual([{ type: "ask_for_help", problem: "something_else", for_group: true }]);
});

it("offers no second call for a group that has one, and none where one is helped", () => {
  const closed: string[] = [];
  const { tell } = renderInRoom(<AskForHelp onClose={() => closed.push("closed")} />, room(4));
  expect(screen.getAllByRole("radio")).toHaveLength(2);
  tell(changed(call(3, { ...IN_GROUP, for_group: true })));
  expect(screen.queryByRole("radio")).toBe(null);
  expect(screen.getByText(/Ryhmällenne on jo pyydetty apua/)).toBeTruthy();
  expect(closed).toEqual([]);
  tell({ type: "people_changed", people: PEOPLE.map((each) => (each.participant === 4 ? { ...each, place: { type: "help", help: 1 } } : each)) });
  expect(closed).toEqual(["closed"]);
});

it("keeps in sight that one is heard, how many are before, and who comes", () => {
  const { tell } = renderInRoom((session) => <HelpBanners session={session} />, room(5));
  expect(banner("my-help")).toBe(null);
  tell(changed(call(5, { ahead: 1 })));
  expect(text("my-help")).toBe("Apua on pyydetty. Ennen sinua 1.");
  tell(changed(call(5)));
  expect(text("my-help")).toBe("Apua on pyydetty. Olet seuraava.");
  tell(changed(call(5, { claimed_by: 1 })));
  expect(text("my-help")).toBe("Virpi auttaa nyt.");
  tell({ type: "people_changed", people: PEOPLE.map((each) => (each.participant === 1 ? { ...each, ...IN_GROUP } : each)) });
  expect(text("my-help")).toBe("Virpi auttaa sinua ja kirjoittaa sinulle.");
  cleanup();
  renderInRoom((session) => <HelpBanners session={session} />, room(3, call(3, { claimed_by: 1, ...IN_GROUP })));
  expect(text("my-help")).toBe("Virpi on tulossa auttamaan.");
});

it("says once that a call has ended, and not when one has taken it back oneself", async () => {
  const { tell, heard, sent } = renderInRoom((session) => <HelpBanners session={session} />, room(5, call(5)), OK);
  tell(changed());
  expect(heard).toEqual([{ type: "help_ended", forGroup: false }]);
  expect(text("help-ended")).toBe("Avunpyyntösi on hoidettu.");
  await userEvent.click(button("Sulje"));
  expect(banner("help-ended")).toBe(null);
  tell(changed(call(5, { call: 7 })));
  await userEvent.click(button("Peru pyyntö"));
  expect(sent).toEqual([{ type: "withdraw_help" }]);
  tell(changed());
  expect(heard.at(-1)).toEqual({ type: "help_withdrawn" });
  expect(banner("help-ended")).toBe(null);
});

it("says nothing of a group's call to whoever has left the group", () => {
  const { tell, heard } = renderInRoom((session) => <HelpBanners session={session} />, room(4, call(3, { ...IN_GROUP, for_group: true, ahead: 1 })));
  expect(text("my-help")).toBe("Ryhmällenne on pyydetty apua. Ennen teitä 1.");
  tell({ type: "people_changed", people: PEOPLE.map((each) => ({ ...each, place: PLENARY })) }, changed());
  expect([heard, banner("help-ended")]).toEqual([[], null]);
});

it("lets whoever called write more to those who run the session", async () => {
  const { done, talk } = renderInRoom((session) => <HelpBanners session={session} />, room(5, call(5)));
  await userEvent.click(button("Kirjoita ohjaajille"));
  expect([done, talk.state.get().eager]).toEqual([["show chat"], "facilitators-5"]);
});

it("tells those who answer who calls, and takes the call and goes there at once", async () => {
  const { sent } = renderInRoom((session) => <HelpBanners session={session} />, room(1, call(3, IN_GROUP)), OK);
  expect(text("help")?.trim()).toBe("Sirpa pyytää apua (Pienryhmä 2): ääni ei toimi.");
  await userEvent.click(button("Mene auttamaan: Sirpa"));
  expect(sent).toEqual([{ type: "claim_help", call: 30 }, { type: "visit_group", group: 2, listening: false }]);
});

it("goes nowhere when another has taken it first", async () => {
  const { sent, runner } = renderInRoom((session) => <HelpBanners session={session} />, room(1, call(3, IN_GROUP)), { answer: { type: "rejected", code: "taken" } });
  await userEvent.click(button("Mene auttamaan: Sirpa"));
  expect([sent, runner.refused.get()]).toEqual([[{ type: "claim_help", call: 30 }], "taken"]);
});

it("takes it and no more when they are here, and writes when nobody can speak", async () => {
  const here = renderInRoom((session) => <HelpBanners session={session} />, room(1, call(5)), OK);
  await userEvent.click(button("Ota: Aino"));
  expect([here.sent, here.done]).toEqual([[{ type: "claim_help", call: 50 }], []]);
  cleanup();
  const calm = room(1, call(5));
  const task = { ...calm, view: { ...calm.view, own_task: { task: "Kävele", since: 0, ends_at: 9, ready: [] } } };
  const away = renderInRoom((session) => <HelpBanners session={session} />, task, OK);
  await userEvent.click(button("Auta viestillä: Aino"));
  expect([away.sent, away.done, away.talk.state.get().eager]).toEqual([[{ type: "claim_help", call: 50 }], ["show chat"], "facilitators-5"]);
});

it("shows one call at a time, can be put aside, and comes again with the next", async () => {
  const [first, second] = [call(3, IN_GROUP), call(5, { ahead: 1 })];
  const { tell } = renderInRoom((session) => <HelpBanners session={session} />, room(1, first), { now: { tab: "chat" } });
  tell(changed(first, second));
  expect(text("help")).toMatch(/^Sirpa .* Lisäksi 1 pyyntö odottaa\.$/);
  await userEvent.click(button("Sulje ilmoitus. Pyyntö jää luetteloon."));
  expect(banner("help")).toBe(null);
  tell(changed(first, second, call(4, { ...IN_GROUP, ahead: 2 })));
  expect(text("help")).toMatch(/^Elli/);
  expect(screen.queryByRole("button", { name: "Kaikki pyynnöt" })).toBe(null);
});

it("keeps whom I help in sight until it is done", async () => {
  const { sent } = renderInRoom((session) => <HelpBanners session={session} />, room(1, call(3, { ...IN_GROUP, claimed_by: 1 })));
  expect(text("helping")).toBe("Autat: Sirpa (Pienryhmä 2), ääni ei toimi.");
  await userEvent.click(button("Hoidettu: Sirpa"));
  expect(sent).toEqual([{ type: "resolve_help", call: 30 }]);
});

it("lists the calls with their age and who has taken them", async () => {
  const since = Date.now() - 3 * 60_000 - 5_000;
  const { sent } = renderInRoom(<HelpCalls />, room(1, call(3, { ...IN_GROUP, since, for_group: true, claimed_by: 2 }), call(5, { ahead: 1, since: Date.now() }), call(4, { ...IN_GROUP, ahead: 2, since, claimed_by: 1 })));
  const rows = screen.getAllByRole("listitem");
  expect(rows.map((row) => row.querySelector("p")?.textContent)).toEqual([
    "SirpaPienryhmä 2ääni ei toimikoko ryhmälle3 minBjörn auttaa",
    "AinoYhteinen tilaääni ei toimijuuri äsken",
    "ElliPienryhmä 2ääni ei toimi3 minsinä autat",
  ]);
  const names = rows.map((row) => within(row).getAllByRole("button").map((each) => each.textContent));
  expect(names).toEqual([["Hoidettu"], ["Ota", "Hoidettu"], ["Mene auttamaan", "Vapauta", "Hoidettu"]]);
  await userEvent.click(button("Ota: Aino"));
  await userEvent.click(button("Vapauta toiselle: Elli"));
  await userEvent.click(button("Hoidettu: Sirpa"));
  expect(sent).toEqual([{ type: "claim_help", call: 50 }, { type: "release_help", call: 40 }, { type: "resolve_help", call: 30 }]);
});

it("is nobody else's: no list, no notice, and no button to ask for those who answer", () => {
  renderInRoom((session) => [<HelpBanners key="1" session={session} />, <HelpCalls key="2" />], room(5, call(3)));
  expect([banner("help"), screen.queryByRole("heading"), screen.queryByRole("button")]).toEqual([null, null, null]);
  cleanup();
  renderInRoom(<AskHelpButton />, room(2));
  expect(screen.queryByRole("button")).toBe(null);
});

it("counts in words what waits while the panel is closed", () => {
  const closed = { now: { panelOpen: false } };
  const { tell } = renderInRoom(<RoomToolbar shortcuts={false} />, room(1, call(3), call(5, { claimed_by: 2 })), closed);
  expect(button("Ihmiset 1 avunpyyntö")).toBeTruthy();
  tell({ type: "lobby_changed", lobby: { door: "knock", ended: false, welcome: "", count: 2, waiting: [] } });
  expect(button("Ihmiset 1 avunpyyntö, 2 odottaa ovella")).toBeTruthy();
});

it("finds the words for what is said aloud", () => {
  const caller = (name: string, place = PLENARY) => ({ name, place, forGroup: false, problem: "no_sound" as const });
  const say = (news: Parameters<typeof sentence>[0]) => sentence(news, room(1), fi);
  expect(say({ type: "help_called", callers: [caller("Aino"), caller("Elli", group(2))] })).toBe("Aino pyytää apua: ääni ei toimi. Elli pyytää apua (Pienryhmä 2): ääni ei toimi.");
  expect(say({ type: "help_called", callers: [caller("A"), caller("B"), caller("C")] })).toBe("3 ihmistä pyytää apua.");
  expect(say({ type: "help_coming", name: null, how: "coming" })).toBe("Ohjaaja on tulossa auttamaan.");
  expect(say({ type: "help_ended", forGroup: true })).toBe("Ryhmänne avunpyyntö on päättynyt.");
});

it("draws the age anew each minute", () => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000);
  renderInRoom(<HelpCalls />, room(1, call(5, { since: 1_000_000 })));
  expect(screen.getByText("juuri äsken")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(59_000));
  expect(screen.getByText("juuri äsken")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(1_100));
  expect(screen.getByText("1 min")).toBeTruthy();
});
