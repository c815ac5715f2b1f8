import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { fi } from "../../../i18n/fi";
import type { Event, RequestEnd } from "../../../protocol/generated";
import { type Asked, group, personOf, requested, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { AskForHelp } from "./AskForHelp";
import { AskHelpButton } from "./AskHelpButton";
import { HelpBanners } from "./HelpBanners";

afterEach(cleanup);

const IN_GROUP = { place: group(2) };
const PEOPLE = [
  personOf(1, "Virpi", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", IN_GROUP),
  personOf(4, "Elli", IN_GROUP),
  personOf(5, "Aino"),
];
const WORD = { type: "private_word", word: 1 } as const;
const people = (more: Readonly<Record<number, object>>) => PEOPLE.map((each) => ({ ...each, ...more[each.participant] }));
const asked = (participant: number, more: Partial<Asked> = {}): Asked => ({ request: participant * 10, participant, ...more });
/** Only those who asked see it, and their group. */
const room = (me: number, ...all: Asked[]) => sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: all.length > 0 ? { requests: requested(all).requests ?? [] } : {} });
const changed = (...all: Asked[]): Event => ({ type: "requests_changed", requests: requested(all).requests ?? [] });
const over = (request: number, how: RequestEnd): Event => ({ type: "request_ended", request, how });
const button = (name: string) => screen.getByRole("button", { name });
const banner = (name: string) => document.querySelector(`[data-banner=${name}]`);
const text = (name: string) => banner(name)?.querySelector("p")?.textContent;
const OK = { answer: { type: "ok" } } as const;
const dialog = (me: number, ...all: Asked[]) => {
  const closed: string[] = [];
  return { closed, ...renderInRoom(<AskForHelp onClose={() => closed.push("closed")} />, room(me, ...all), OK) };
};
const banners = (me: number, ...all: Asked[]) => renderInRoom((session) => <HelpBanners session={session} />, room(me, ...all), OK);

it("asks with one press of what does not work, and turns nothing on", async () => {
  const { asked: opened, turned } = renderInRoom(<AskHelpButton />, room(5));
  await userEvent.click(button("Pyydä apua"));
  expect(opened).toEqual([{ type: "ask_for_help" }]);
  cleanup();
  const { sent, closed } = dialog(5);
  expect(screen.queryByRole("radio")).toBe(null);
  await userEvent.click(button("Kuva ei toimi"));
  expect(sent).toEqual([{ type: "ask_for_help", problem: "no_picture" }]);
  expect([closed, turned]).toEqual([["closed"], []]);
});

it("has no button of its own for those who answer", () => {
  renderInRoom(<AskHelpButton />, room(2));
  expect(screen.queryByRole("button")).toBe(null);
});

it("asks in a group for oneself unless it is for all of us, says who sees it, and takes a line about something else", async () => {
  const { sent } = dialog(3);
  expect((screen.getByRole("radio", { name: "Minulle" }) as HTMLInputElement).checked).toBe(true);
  expect(screen.getByText(/Muut osallistujat eivät näe pyyntöäsi/)).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "Koko ryhmällemme" }));
  expect(screen.getByText(/Oma ryhmäsi näkee/)).toBeTruthy();
  await userEvent.click(button("Jokin muu"));
  expect(sent).toEqual([]);
  const field = screen.getByRole("textbox", { name: "Kerro lyhyesti, jos haluat" });
  expect([document.activeElement, screen.getByText(/Ohjaajat ja oma ryhmäsi näkevät tämän/)]).toEqual([field, expect.anything()]);
  await userEvent.type(field, " Miten jatkamme?{Enter}");
  expect(sent).toEqual([{ type: "ask_for_help", problem: "something_else", for_group: true, subject: "Miten jatkamme?" }]);
});

it("sends what is about something else without a word, and comes back from there", async () => {
  const { sent } = dialog(5);
  await userEvent.click(button("Jokin muu"));
  await userEvent.click(button("Takaisin"));
  await userEvent.click(button("Jokin muu"));
  await userEvent.click(button("Lähetä pyyntö"));
  expect(sent).toEqual([{ type: "ask_for_help", problem: "something_else" }]);
});

it("offers no second request for a group that has one, and none where one is helped", () => {
  const { tell, closed } = dialog(4);
  expect(screen.getAllByRole("radio")).toHaveLength(2);
  tell(changed(asked(3, { for_group: true })));
  expect(screen.queryByRole("radio")).toBe(null);
  expect(screen.getByText(/Ryhmällenne on jo pyydetty apua/)).toBeTruthy();
  expect(closed).toEqual([]);
  tell({ type: "people_changed", people: people({ 4: { place: { type: "help", help: 1 } } }) });
  expect(closed).toEqual(["closed"]);
});

it("asks for a word alone, with anybody or with one who sees it first", async () => {
  const { sent } = dialog(5);
  await userEvent.click(button("Haluan jutella ohjaajan kanssa kahden"));
  expect(screen.getByText(/Muut eivät kuule eivätkä näe teitä siellä/)).toBeTruthy();
  expect((screen.getByRole("radio", { name: "Kuka tahansa ohjaajista" }) as HTMLInputElement).checked).toBe(true);
  await userEvent.click(button("Lähetä pyyntö"));
  await userEvent.click(screen.getByRole("radio", { name: "Björn" }));
  expect(screen.getByText("Björn näkee pyynnön ensin. Jos hän ei ehdi 2 minuutissa, muutkin ohjaajat näkevät sen.")).toBeTruthy();
  await userEvent.click(button("Lähetä pyyntö"));
  expect(sent).toEqual([{ type: "ask_for_private_word" }, { type: "ask_for_private_word", with: 2 }]);
});

it("sends the quiet signal with one press, and looks the same before and after", async () => {
  const { sent, closed } = dialog(5);
  const before = document.querySelector("[data-dialog=help]")?.outerHTML;
  await userEvent.click(button("En voi hyvin"));
  expect([sent, closed]).toEqual([[{ type: "send_quiet_signal" }], ["closed"]]);
  cleanup();
  dialog(5, asked(5, { kind: "quiet_signal" }));
  const ids = /(id|aria-[a-z]+)="[^"]*"/g;
  expect(document.querySelector("[data-dialog=help]")?.outerHTML.replace(ids, "")).toBe(before?.replace(ids, ""));
});

it("tells of the quiet signal on the sender's own page nothing that others should not read there", () => {
  const { tell, heard } = banners(5);
  tell(changed(asked(5, { kind: "quiet_signal" })));
  expect(text("my-request")).toBe("Pyyntösi on perillä.");
  tell(changed(asked(5, { kind: "quiet_signal", claimed_by: 1 })));
  expect(text("my-request")).toBe("Virpi hoitaa pyyntöäsi.");
  expect(document.body.innerHTML).not.toMatch(/quiet|merkki|hyvin/i);
  tell(over(50, "served"), changed());
  expect([text("help-ended"), heard.map((each) => sentence(each as Parameters<typeof sentence>[0], room(5), fi))]).toEqual(["Pyyntösi on hoidettu.", ["Pyyntösi on hoidettu."]]);
});

it("keeps in sight that one is heard, how many are before, and who comes", () => {
  const { tell } = banners(5);
  expect(banner("my-help")).toBe(null);
  tell(changed(asked(5, { ahead: 1 })));
  expect(text("my-help")).toBe("Apua on pyydetty. Ennen sinua 1.");
  tell(changed(asked(5)));
  expect(text("my-help")).toBe("Apua on pyydetty. Olet seuraava.");
  tell(changed(asked(5, { claimed_by: 1 })));
  expect(text("my-help")).toBe("Virpi auttaa nyt.");
  tell({ type: "people_changed", people: people({ 1: IN_GROUP }) });
  expect(text("my-help")).toBe("Virpi auttaa sinua ja kirjoittaa sinulle.");
  cleanup();
  banners(3, asked(3, { claimed_by: 1 }));
  expect(text("my-help")).toBe("Virpi on tulossa auttamaan.");
});

it("keeps in sight who sees a request for a word first, and that all do", () => {
  const { tell } = banners(5, asked(5, { kind: "private_word", with: 2, theirs_until: 9, ahead: 2 }));
  expect(text("my-word")).toBe("Olet pyytänyt kahdenkeskistä hetkeä. Björn näkee pyynnön ensin. Ennen sinua 2.");
  tell(changed(asked(5, { kind: "private_word", with: 2, ahead: 1 })));
  expect(text("my-word")).toBe("Olet pyytänyt kahdenkeskistä hetkeä. Ennen sinua 1.");
  tell(changed(asked(5, { kind: "private_word", with: 2, claimed_by: 2 })));
  expect(text("my-word")).toBe("Björn on kohta kanssasi kahden kesken.");
});

it("takes back each of several requests by itself", async () => {
  const { sent } = banners(5, asked(5), asked(5, { request: 51, kind: "private_word" }));
  const [first, second] = screen.getAllByRole("button", { name: "Peru pyyntö" });
  expect(second?.getAttribute("aria-describedby")).toBe(banner("my-word")?.querySelector("p")?.id);
  if (second !== undefined) await userEvent.click(second);
  if (first !== undefined) await userEvent.click(first);
  expect(sent).toEqual([{ type: "withdraw", request: 51 }, { type: "withdraw", request: 50 }]);
});

it("says once that a request has ended, and not when one has taken it back oneself", async () => {
  const { tell, heard, sent } = banners(5, asked(5));
  tell(over(50, "served"), changed());
  expect(heard).toEqual([{ type: "request_ended", kind: "help", forGroup: false }]);
  expect(text("help-ended")).toBe("Avunpyyntösi on hoidettu.");
  await userEvent.click(button("Sulje"));
  expect(banner("help-ended")).toBe(null);
  tell(changed(asked(5, { request: 7 })));
  await userEvent.click(button("Peru pyyntö"));
  expect(sent).toEqual([{ type: "withdraw", request: 7 }]);
  tell(changed(), over(7, "withdrawn"));
  expect(heard.at(-1)).toEqual({ type: "request_withdrawn" });
  expect(banner("help-ended")).toBe(null);
});

it("no longer tells of one that has ended when there is a new one", () => {
  const { tell } = banners(5, asked(5));
  tell(changed(), over(50, "served"));
  expect(text("help-ended")).toBe("Avunpyyntösi on hoidettu.");
  tell(changed(asked(5, { request: 7 })));
  expect([banner("help-ended"), text("my-help")]).toEqual([null, "Apua on pyydetty. Olet seuraava."]);
});

it("says of a group's request that it has ended to those who are of the group, however it did", () => {
  const { tell, heard } = banners(4, asked(3, { for_group: true, ahead: 1 }));
  expect(text("my-help")).toBe("Ryhmällenne on pyydetty apua. Ennen teitä 1.");
  tell(changed(), over(30, "withdrawn"));
  expect([heard, text("help-ended")]).toEqual([[{ type: "request_ended", kind: "help", forGroup: true }], "Ryhmänne avunpyyntö on päättynyt."]);
  cleanup();
  // Whoever has left the group is told nothing.
  const left = banners(4, asked(3, { for_group: true }));
  left.tell({ type: "people_changed", people: people({ 4: { place: { type: "plenary" } } }) }, changed());
  expect([left.heard, banner("help-ended")]).toEqual([[], null]);
});

it("leads to the thread with those who run it", async () => {
  const { done, talk } = banners(5, asked(5));
  await userEvent.click(button("Kirjoita ohjaajille"));
  expect([done, talk.state.get().eager]).toEqual([["show chat"], "facilitators-5"]);
});

it("says to two who are alone that nobody hears them, and has one way back", async () => {
  const word = asked(5, { kind: "private_word", claimed_by: 1 });
  const { tell, sent, heard } = banners(5, word);
  tell({ type: "people_changed", people: people({ 1: { place: WORD }, 5: { place: WORD } }) });
  expect([banner("my-word"), text("private-word")]).toEqual([null, "Olette kahden kesken. Kanssasi: Virpi. Muut eivät kuule eivätkä näe teitä."]);
  tell({ type: "people_changed", people: people({ 1: { place: WORD, presence: { type: "dropped", since: 0 } }, 5: { place: WORD } }) });
  expect(text("private-word")).toMatch(/Virpi: yhteys katkesi. Voit odottaa tai palata.$/);
  await userEvent.click(button("Palaa ryhmään"));
  expect(sent).toEqual([{ type: "come_back" }]);
  // Both know that they have talked.
  tell({ type: "people_changed", people: PEOPLE }, over(50, "served"), changed());
  expect([heard, banner("help-ended"), banner("private-word")]).toEqual([[], null, null]);
});

it("tells of a word that was answered without one", () => {
  const { tell } = banners(5, asked(5, { kind: "private_word" }));
  tell(over(50, "served"), changed());
  expect(text("help-ended")).toBe("Pyyntösi kahdenkeskisestä hetkestä on hoidettu.");
});

it("finds the words for what is said aloud to whoever asked", () => {
  const say = (news: Parameters<typeof sentence>[0]) => sentence(news, room(1), fi);
  expect(say({ type: "request_asked", kind: "help", ahead: 1 })).toBe("Apua on pyydetty. Ennen sinua 1.");
  expect(say({ type: "request_asked", kind: "private_word", ahead: 0 })).toBe("Olet pyytänyt kahdenkeskistä hetkeä. Olet seuraava.");
  expect(say({ type: "request_asked", kind: "quiet_signal", ahead: 0 })).toBe("Pyyntösi on perillä.");
  expect(say({ type: "request_taken", kind: "help", name: null, how: "coming" })).toBe("Ohjaaja on tulossa auttamaan.");
  expect(say({ type: "request_taken", kind: "quiet_signal", name: "Virpi", how: "here" })).toBe("Virpi hoitaa pyyntöäsi.");
  expect(say({ type: "request_ended", kind: "help", forGroup: true })).toBe("Ryhmänne avunpyyntö on päättynyt.");
  expect(say({ type: "moved", to: WORD, withMe: ["Virpi"] })).toBe("Olet nyt: Kahdenkeskinen hetki. Kanssasi: Virpi. Muut eivät kuule eivätkä näe teitä.");
});
