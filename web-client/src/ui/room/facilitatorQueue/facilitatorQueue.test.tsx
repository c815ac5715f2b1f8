import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { Event, QueueItemView, RoomView } from "../../../protocol/generated";
import { type Asked, group, personOf, PLENARY, queueOfPlace, requested, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { RoomToolbar } from "../Toolbar";
import { AnswerBanners } from "./AnswerBanners";
import { FacilitatorQueue } from "./FacilitatorQueue";
import { WaitingTimes } from "./WaitingTimes";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const IN_GROUP = { place: group(2) };
const PEOPLE = [
  personOf(1, "Virpi", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", IN_GROUP),
  personOf(4, "Elli", IN_GROUP),
  personOf(5, "Aino"),
];
const asked = (participant: number, more: Partial<Asked> = {}): QueueItemView => {
  const [item] = requested([{ request: participant * 10, participant, ...more }]).facilitator_queue?.items ?? [];
  if (item === undefined) throw new Error("asked for nothing");
  return item;
};
const hand = (participant: number, place = PLENARY): QueueItemView => ({ item: { type: "hand", participant, place }, kind: "hand", participant, place, since: 0 });
const atDoor = (participant: number, more = {}): QueueItemView => ({ item: { type: "lobby", participant }, kind: "lobby", participant, since: 0, ...more });
const LOBBY = {
  door: "knock",
  ended: false,
  welcome: "",
  count: 1,
  waiting: [{ participant: 91, name: "Vesa", since: 0, invitation: "shared", marked: false, connected: true }],
} as const;
const room = (me: number, items: readonly QueueItemView[], more: Partial<RoomView> = {}) =>
  sampleRoom({ me, people: PEOPLE, groups: [1, 2], queues: [queueOfPlace(PLENARY, [])], more: { facilitator_queue: { items: [...items], figures: [] }, ...more } });
const changed = (...items: QueueItemView[]): Event => ({ type: "facilitator_queue_changed", queue: { items, figures: [] } });
const button = (name: string) => screen.getByRole("button", { name });
const banner = (name: string) => document.querySelector(`[data-banner=${name}]`);
const text = (name: string) => banner(name)?.querySelector("p")?.textContent?.trim();
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-item]")];
const request = (id: number) => ({ type: "request", request: id });
const OK = { answer: { type: "ok" } } as const;
const drawBanners = (me: number, items: readonly QueueItemView[], more: Partial<RoomView> = {}, options: Parameters<typeof renderInRoom>[2] = OK) =>
  renderInRoom(<AnswerBanners />, room(me, items, more), options);
const drawList = (me: number, items: readonly QueueItemView[], more: Partial<RoomView> = {}) => renderInRoom(<FacilitatorQueue />, room(me, items, more), OK);

it("tells those who answer who asks, and goes there with one press and one command", async () => {
  const { sent } = drawBanners(1, [asked(3, IN_GROUP)]);
  expect(text("help")).toBe("Sirpa pyytää apua (Pienryhmä 2): ääni ei toimi.");
  await userEvent.click(button("Mene ryhmään 2: Sirpa"));
  expect(sent).toEqual([{ type: "go_to", item: request(30) }]);
});

it("says what it is about in the words of whoever asks, and with whom they would like to talk", () => {
  const { tell } = drawBanners(1, [asked(3, { ...IN_GROUP, for_group: true, problem: "something_else", subject: "Miten jatkamme?" })]);
  expect(text("help")).toBe("Sirpa pyytää apua ryhmälle (Pienryhmä 2): Miten jatkamme?");
  tell(changed(asked(5, { kind: "private_word", with: 1 })));
  expect(text("help")).toBe("Aino haluaa jutella kanssasi kahden kesken.");
  tell(changed(asked(5, { kind: "private_word", with: 2, request: 51 })));
  expect(text("help")).toBe("Aino haluaa jutella kahden kesken.");
});

it("says it kindly when another has taken it first", async () => {
  const { sent, runner, done } = drawBanners(1, [asked(5, { kind: "quiet_signal" })], {}, { answer: { type: "rejected", code: "taken" } });
  await userEvent.click(button("Kirjoita hänelle: Aino"));
  expect([sent, runner.refused.get(), done]).toEqual([[{ type: "claim", item: request(50) }], "taken", []]);
});

it("takes it and no more when they are here, and writes when nobody can speak", async () => {
  const here = drawBanners(1, [asked(5)]);
  await userEvent.click(button("Otan tämän: Aino"));
  expect([here.sent, here.done]).toEqual([[{ type: "claim", item: request(50) }], []]);
  cleanup();
  const away = drawBanners(1, [asked(5)], { own_task: { task: "Kävele", since: 0, ends_at: 9, ready: [] } });
  await userEvent.click(button("Auta viestillä: Aino"));
  expect([away.sent, away.done, away.talk.state.get().eager]).toEqual([[{ type: "claim", item: request(50) }], ["show chat"], "facilitators-5"]);
});

it("writes to whoever is not all right, and does not go there", async () => {
  const { sent, talk } = drawBanners(1, [asked(3, { ...IN_GROUP, kind: "quiet_signal" })]);
  expect(text("help")).toBe("Sirpa on lähettänyt hiljaisen merkin (Pienryhmä 2). Muut eivät näe merkkiä. Kirjoita hänelle, niin kukaan ei huomaa.");
  await userEvent.click(button("Kirjoita hänelle: Sirpa"));
  expect([sent, talk.state.get().eager]).toEqual([[{ type: "claim", item: request(30) }], "facilitators-3"]);
});

it("shows one request at a time, can be put aside, and comes again with the next", async () => {
  const [first, second] = [asked(3, IN_GROUP), asked(5)];
  const { tell } = drawBanners(1, [first], {}, { now: { tab: "chat" } });
  tell(changed(first, second));
  expect(text("help")).toMatch(/^Sirpa .* Lisäksi 1 pyyntö odottaa\.$/);
  expect(button("Kaikki pyynnöt")).toBeTruthy();
  await userEvent.click(button("Sulje ilmoitus. Pyyntö jää luetteloon."));
  expect(banner("help")).toBe(null);
  tell(changed(first, second, asked(4, IN_GROUP)));
  expect(text("help")).toMatch(/^Elli/);
  expect(screen.queryByRole("button", { name: "Kaikki pyynnöt" })).toBe(null);
});

it("calls nobody to hands and to the door, which are told in their own places", () => {
  drawBanners(1, [hand(5), hand(3, group(2)), atDoor(91)], { lobby: { ...LOBBY, waiting: [...LOBBY.waiting] } });
  expect(banner("help")).toBe(null);
});

it("keeps what I have taken in sight until it is done, but in the word itself the banner of the place does", async () => {
  const { sent, tell } = drawBanners(1, [asked(3, { ...IN_GROUP, claimed_by: 1 })]);
  expect(text("helping")).toBe("Hoidat: Sirpa (Pienryhmä 2), ääni ei toimi.");
  await userEvent.click(button("Hoidettu: Sirpa"));
  expect(sent).toEqual([{ type: "resolve", item: request(30) }]);
  tell(changed(asked(5, { kind: "private_word", claimed_by: 1 })));
  expect(text("helping")).toBe("Hoidat: Aino, haluaa jutella kahden kesken.");
  const word = { type: "private_word", word: 1 } as const;
  tell({ type: "people_changed", people: PEOPLE.map((each) => (each.participant === 1 || each.participant === 5 ? { ...each, place: word } : each)) });
  expect(banner("helping")).toBe(null);
});

it("lists all that waits in the server's order: who, for what, where, since when, and who has taken it", () => {
  const since = Date.now() - 190_000;
  const items = [
    asked(5, { kind: "quiet_signal", since: Date.now() }),
    asked(3, { ...IN_GROUP, since, for_group: true, claimed_by: 2, problem: "something_else", subject: "Kuka kirjoittaa?" }),
    asked(4, { ...IN_GROUP, since, kind: "private_word", with: 1, claimed_by: 1 }),
    atDoor(91, { since, problem: "no_sound" }),
    hand(4, group(2)),
  ];
  drawList(1, items, { lobby: { ...LOBBY, waiting: [...LOBBY.waiting] } });
  expect(screen.getByRole("heading", { name: "Odottaa ohjaajaa 3 odottaa, 2 hoidossa" })).toBeTruthy();
  expect(rows().map((row) => [...row.querySelectorAll("p > *")].map((part) => part.textContent))).toEqual([
    ["Aino", "Hiljainen merkki", "Yhteinen tila", "juuri äsken"],
    ["Sirpa", "Pyytää apua", "Pienryhmä 2", "koko ryhmälle", "3 min", "Kuka kirjoittaa?", "Björn hoitaa"],
    ["Elli", "Haluaa jutella kahden kesken", "Pienryhmä 2", "3 min", "juuri sinun kanssasi", "sinä hoidat"],
    ["Vesa", "Pyytää apua ovella", "3 min"],
    ["Elli", "Pyytää vuoroa", "Pienryhmä 2", expect.any(String)],
  ]);
  expect(rows().map((row) => within(row).queryAllByRole("button").map((each) => each.textContent))).toEqual([
    ["", "Kirjoita hänelle", "Otan tämän"],
    [""],
    ["Jutelkaa kahden", "Hoidettu", "Vapauta toiselle"],
    ["", "Päästä sisään"],
    ["", "Mene ryhmään 2"],
  ]);
});

it("answers each with the command that says which", async () => {
  const items = [asked(5, { kind: "private_word" }), asked(3, { ...IN_GROUP, claimed_by: 1 }), atDoor(91), hand(5)];
  const { sent } = drawList(1, items, { lobby: { ...LOBBY, waiting: [...LOBBY.waiting] } });
  await userEvent.click(button("Jutelkaa kahden: Aino"));
  await userEvent.click(button("Otan tämän: Aino"));
  await userEvent.click(button("Vapauta toiselle: Sirpa"));
  await userEvent.click(button("Hoidettu: Sirpa"));
  await userEvent.click(button("Päästä sisään: Vesa"));
  await userEvent.click(button("Anna puheenvuoro: Aino"));
  const [lobby, raised] = [{ type: "lobby", participant: 91 }, { type: "hand", participant: 5, place: PLENARY }];
  expect(sent).toEqual([
    { type: "go_to", item: request(50) },
    { type: "claim", item: request(50) },
    { type: "release", item: request(30) },
    { type: "resolve", item: request(30) },
    { type: "go_to", item: lobby },
    { type: "go_to", item: raised },
  ]);
});

it("keeps rare things in a menu: take a hand without going, lower it, end what another has", async () => {
  const { sent } = drawList(1, [hand(3, group(2)), asked(5, { claimed_by: 2 })]);
  const [sirpa, aino] = ["Sirpa", "Aino"].map((name) => button(`Valinnat: ${name}`));
  await userEvent.click(sirpa as HTMLElement);
  expect(screen.getAllByRole("menuitem").map((each) => each.textContent)).toEqual(["Otan tämän", "Laske käsi"]);
  await userEvent.click(screen.getByRole("menuitem", { name: "Otan tämän" }));
  await userEvent.click(aino as HTMLElement);
  await userEvent.click(screen.getByRole("menuitem", { name: "Hoidettu" }));
  expect(sent).toEqual([{ type: "claim", item: { type: "hand", participant: 3, place: group(2) } }, { type: "resolve", item: request(50) }]);
});

it("keeps the focus on the row whose button has done its work", async () => {
  const items = [asked(5), asked(3, IN_GROUP)];
  const { tell } = drawList(1, items);
  await userEvent.click(button("Otan tämän: Sirpa"));
  tell(changed(asked(5), asked(3, { ...IN_GROUP, claimed_by: 1 })));
  expect(document.activeElement).toBe(rows()[1]);
  expect(rows()[1]?.textContent).toMatch(/sinä hoidat/);
});

it("shows of many only one kind where that is wished, until none is left", async () => {
  const items = [asked(5), asked(3, IN_GROUP), asked(4, { ...IN_GROUP, kind: "private_word" }), hand(5)];
  const { tell } = drawList(1, items);
  const filters = within(screen.getByRole("group", { name: "Näytä" })).getAllByRole("button");
  expect(filters.map((each) => each.textContent)).toEqual(["Kaikki 4", "Apu 2", "Kahden 1", "Kädet 1"]);
  await userEvent.click(button("Kahden 1"));
  expect(rows().map((row) => row.dataset["item"])).toEqual(["request-40"]);
  tell(changed(asked(5), asked(3, IN_GROUP), hand(4, group(2)), hand(5)));
  expect(rows()).toHaveLength(4);
  expect(button("Kaikki 4").getAttribute("aria-pressed")).toBe("true");
});

it("shows the first of many, and the others when asked", async () => {
  drawList(1, Array.from({ length: 11 }, (_, index) => asked(5, { request: index })));
  expect(rows()).toHaveLength(8);
  await userEvent.click(button("Näytä loput 3"));
  expect(rows()).toHaveLength(11);
});

it("is nobody else's, and not there when nothing waits", () => {
  drawList(5, [asked(3)]);
  expect([rows(), screen.queryByRole("heading")]).toEqual([[], null]);
  cleanup();
  drawBanners(5, [asked(3)]);
  expect(banner("help")).toBe(null);
  cleanup();
  drawList(1, []);
  expect(screen.queryByRole("heading")).toBe(null);
});

it("counts in words what waits while the panel is closed, each thing once", () => {
  const closed = { now: { panelOpen: false } };
  const { tell } = renderInRoom(<RoomToolbar shortcuts={false} />, room(1, [asked(3), asked(5, { claimed_by: 2 }), atDoor(91), hand(5)]), closed);
  expect(button("Ihmiset 1 pyyntö")).toBeTruthy();
  tell({ type: "lobby_changed", lobby: { door: "knock", ended: false, welcome: "", count: 2, waiting: [] } });
  expect(button("Ihmiset 1 pyyntö, 2 odottaa ovella")).toBeTruthy();
});

it("tells how long people have waited, of the kinds of which somebody was served", () => {
  const figures = [
    { kind: "lobby", waiting: 1, served: 12, median: 20, longest: 95 },
    { kind: "help", waiting: 0, served: 1, median: 130, longest: 310 },
    { kind: "hand", waiting: 2, served: 0, median: 0, longest: 0 },
  ] as const;
  const served = { facilitator_queue: { items: [], figures: [...figures] } };
  renderInRoom(<WaitingTimes />, room(1, [], served));
  expect([...document.querySelectorAll("[data-figures]")].map((each) => each.textContent)).toEqual([
    "Apuhoidettu 1, yleensä enintään 2 min, pisin 5 min",
    "Sisäänpääsyhoidettu 12, yleensä enintään 20 s, pisin 95 s",
  ]);
  cleanup();
  renderInRoom(<WaitingTimes />, room(5, [], served));
  expect(screen.queryByRole("heading")).toBe(null);
});

it("finds the words for what is said aloud, without the name of whoever is not all right", () => {
  const caller = (name: string, place = PLENARY, more = {}) => ({ kind: "help" as const, name, place, forGroup: false, problem: "no_sound" as const, ...more });
  const say = (news: Parameters<typeof sentence>[0]) => sentence(news, room(1, []), fi);
  expect(say({ type: "queue_new", callers: [caller("Aino"), caller("Elli", group(2))] })).toBe("Aino pyytää apua: ääni ei toimi. Elli pyytää apua (Pienryhmä 2): ääni ei toimi.");
  expect(say({ type: "queue_new", callers: [caller("A"), caller("B"), caller("C")] })).toBe("3 uutta pyyntöä odottaa.");
  expect(say({ type: "queue_new", callers: [caller("Aino", PLENARY, { problem: "something_else", subject: "Miten jatkamme?" })] })).toBe("Aino pyytää apua: Miten jatkamme?");
  expect(say({ type: "quiet_signal_came" })).toBe("Joku on lähettänyt hiljaisen merkin.");
});

it("draws the age anew each minute", () => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000);
  drawList(1, [asked(5, { since: 1_000_000 })]);
  expect(screen.getByText("juuri äsken")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(59_000));
  expect(screen.getByText("juuri äsken")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(1_100));
  expect(screen.getByText("1 min")).toBeTruthy();
});

it("says of a hand that its owner only listens, and does not give them the floor then", () => {
  const scenes: RoomView["scenes"] = [{ place: PLENARY, scene: { type: "reflecting_team" }, seen: [1] }];
  const { tell } = drawList(1, [hand(5), hand(3, group(2))], { scenes });
  const words = () => rows().map((row) => within(row).queryByText("kuuntelee") !== null);
  const isPossible = () => button("Anna puheenvuoro: Aino").getAttribute("aria-disabled") !== "true";
  expect([words(), isPossible()]).toEqual([[true, false], false]);
  tell({ type: "scenes_changed", scenes: [] });
  expect([words(), isPossible()]).toEqual([[false, false], true]);
});
