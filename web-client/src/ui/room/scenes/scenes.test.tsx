import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { RoomView, SceneKind } from "../../../protocol/generated";
import type { MediaState } from "../../../media/session";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "../../../room/sample";
import type { Store } from "../../../store";
import { QUIET, renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { ChatTab } from "../chat/ChatTab";
import { Circle } from "../Circle";
import { Listening } from "../Listening";
import { Panel } from "../Panel";
import { People } from "../People";
import { PersonMenu } from "../people/PersonMenu";
import { SwapScene } from "../Sure";
import { Queue } from "../Queue";
import { RoomToolbar } from "../Toolbar";
import { Listeners } from "./Listeners";
import { SceneChoice } from "./SceneChoice";
import { SceneDialog } from "./SceneDialog";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const BOWL: SceneKind = { type: "fishbowl", seats: 2, free_seat: true };
const PEOPLE = [personOf(1, "Virpi", { role: "supervisor" }), personOf(2, "Björn"), personOf(3, "Sirpa"), personOf(4, "Elli"), personOf(5, "Oskari", { role: "observer" })];
const scenes = (scene: SceneKind, seen: readonly number[], more: { leaves_at?: number; spotlight?: number } = {}) => [{ place: PLENARY, scene, seen: [...seen], ...more }];
const room = (me: number, scene?: SceneKind, seen: readonly number[] = [], more: Partial<RoomView> = {}) =>
  sampleRoom({ me, people: PEOPLE, more: { ...(scene === undefined ? {} : { scenes: scenes(scene, seen) }), ...more } });
const changed = (scene: SceneKind, seen: readonly number[]) => ({ type: "scenes_changed", scenes: scenes(scene, seen) }) as const;
const STAGE: SceneKind = { type: "stage" };
const TEAM: SceneKind = { type: "reflecting_team" };
const button = (name: string) => screen.getByRole("button", { name });
const notice = () => document.querySelector("#scene-notice")?.textContent ?? null;
const faces = () => [...document.querySelectorAll("[data-participant]")].map((each) => Number(each.getAttribute("data-participant")));

it("says in a line that stays whether one is seen, and nothing where everybody is", () => {
  const { tell } = renderInRoom(<RoomToolbar shortcuts />, room(2));
  expect(notice()).toBe(null);
  tell(changed(STAGE, [1]));
  expect(notice()).toBe("Kuuntelet: sinua ei nähdä eikä kuulla.");
  tell(changed(STAGE, [1, 2]));
  expect(notice()).toBe("Sinut nähdään ja kuullaan.");
  tell({ type: "scenes_changed", scenes: [] });
  expect(notice()).toBe(null);
});

it("says it in the sheet too, which lies over that line", () => {
  const panel = (isSheet: boolean) => {
    cleanup();
    renderInRoom(<Panel isSheet={isSheet} unread={0} onTab={() => {}} onClose={() => {}} />, room(2, STAGE, [1]));
    return screen.queryByText("Kuuntelet: sinua ei nähdä eikä kuulla.");
  };
  expect(panel(true)).toBeTruthy();
  expect(panel(false)).toBe(null);
});

it("lets the microphone and the camera say that nothing of them is passed on", () => {
  const track = {} as MediaStreamTrack;
  const local = { ...QUIET, microphone: { ...QUIET.microphone, on: true, track } };
  const held = room(2, STAGE, [1], { devices: [{ device: 102, people: [2], sending: [], held: ["microphone"] }] });
  const { tell } = renderInRoom(<RoomToolbar shortcuts />, held, { local });
  // It is on: when I am seen, I am heard.
  expect(button("Mikrofoni").getAttribute("aria-pressed")).toBe("true");
  expect(notice()).toBe("Kuuntelet: sinua ei nähdä eikä kuulla. Mikrofonisi on yhä päällä.");
  for (const name of ["Mikrofoni", "Kamera"]) expect(button(name).getAttribute("aria-describedby"), name).toBe("scene-notice");
  expect(button("Viestit").getAttribute("aria-describedby")).toBe(null);
  tell(changed(STAGE, [2]));
  expect(button("Mikrofoni").getAttribute("aria-describedby")).toBe(null);
});

it("says one thing only of whoever is seen and waits for the floor, or has it", () => {
  const turns = { queues: [{ ...queueOfPlace(PLENARY, []), turns: "queue" as const }] };
  renderInRoom(<RoomToolbar shortcuts />, room(2, STAGE, [2], turns));
  expect([notice(), document.querySelector("#turns-notice")?.textContent]).toEqual(["Sinut nähdään.", "Mikrofonisi kuuluu, kun saat puheenvuoron. Kun haluat puhua, paina Pyydä vuoro."]);
  cleanup();
  renderInRoom(<RoomToolbar shortcuts />, room(2, TEAM, [1], turns));
  expect([notice(), document.querySelector("#turns-notice")]).toEqual(["Kuuntelet: sinua ei nähdä eikä kuulla.", null]);
});

it("shows those who are seen around the table, and the others as a quiet row with their hands", () => {
  const view = sampleRoom({ me: 2, people: PEOPLE, queues: [queueOfPlace(PLENARY, [4])], more: { scenes: scenes(STAGE, [1, 3]) } });
  const { tell } = renderInRoom(
    <>
      <Circle />
      <Listeners />
    </>,
    view,
  );
  expect(faces()).toEqual([1, 3]);
  const row = screen.getByRole("region", { name: "Kuuntelijat" });
  expect(within(row).getAllByRole("listitem").map((each) => each.textContent)).toEqual(["Elli1jonossa 1.", "Björn (sinä)", "Oskari"]);
  tell({ type: "scenes_changed", scenes: [] });
  expect(faces()).toEqual([1, 2, 3, 4, 5]);
  expect(screen.queryByRole("region", { name: "Kuuntelijat" })).toBe(null);
});

it("shows of hundreds how many they are, and their names in a list for who wants it", () => {
  const many = Array.from({ length: 300 }, (_, index) => personOf(index + 1, `Nimi ${String(index + 1)}`));
  renderInRoom(<Listeners />, sampleRoom({ people: many, more: { scenes: scenes(STAGE, [1, 2]) } }));
  expect(screen.getByText("298 kuuntelijaa")).toBeTruthy();
  expect((document.querySelector("details") as HTMLDetailsElement).open).toBe(false);
  expect(document.querySelectorAll("[data-listener]")).toHaveLength(298);
});

it("marks one's own picture and who is large", () => {
  renderInRoom(<Circle />, room(2, STAGE, [1, 2], { scenes: scenes(STAGE, [1, 2], { spotlight: 1 }) }));
  expect(within(document.querySelector("[data-participant='2']") as HTMLElement).getByText("sinut nähdään")).toBeTruthy();
  const large = document.querySelector("[data-participant='1']") as HTMLElement;
  expect(within(large).getByText("näytetään isona kaikille")).toBeTruthy();
  expect(within(large).queryByText("sinut nähdään")).toBe(null);
});

it("lets listeners sit down on one free seat, and keeps the focus on the page", async () => {
  const { sent, tell } = renderInRoom(
    <>
      <Circle />
      <RoomToolbar shortcuts />
    </>,
    room(2, BOWL, [1]),
    { answer: { type: "ok" } },
  );
  expect(document.querySelectorAll("[data-free-seat]")).toHaveLength(2);
  expect(screen.getAllByRole("button", { name: "Istu tähän" })).toHaveLength(1);
  await userEvent.click(button("Istu tähän"));
  expect(sent).toEqual([{ type: "take_seat" }]);
  tell(changed(BOWL, [1, 2]));
  expect([faces(), document.activeElement?.tagName]).toEqual([[1, 2], "MAIN"]);
  // Whoever sits takes no second seat.
  expect(screen.queryByRole("button", { name: "Istu tähän" })).toBe(null);
  await userEvent.click(button("Lähde tuolilta"));
  expect(sent.at(-1)).toEqual({ type: "leave_seat" });
  tell(changed(BOWL, [1]));
  expect([notice(), document.activeElement?.tagName]).toEqual(["Kuuntelet: sinua ei nähdä eikä kuulla.", "MAIN"]);
});

it("offers no seat to whoever may not be heard, nor a full fishbowl", () => {
  renderInRoom(<Circle />, room(5, BOWL, [1]));
  expect(screen.queryByRole("button")).toBe(null);
  cleanup();
  renderInRoom(<Circle />, room(2, BOWL, [1, 3, 4]));
  expect([screen.queryByRole("button"), document.querySelectorAll("[data-free-seat]").length]).toEqual([null, 0]);
  expect(screen.getByText("Kaikki paikat on varattu.")).toBeTruthy();
});

it("shows whoever leaves a full fishbowl next how long they sit, and the others who it is", () => {
  vi.useFakeTimers({ now: 0 });
  const full = (me: number) => room(me, BOWL, [], { scenes: scenes({ ...BOWL, leave_after: 60 }, [3, 1, 4], { leaves_at: 45_000 }) });
  renderInRoom(<RoomToolbar shortcuts />, full(3));
  expect(screen.getByText("Aikaa tuolilla 0:45")).toBeTruthy();
  cleanup();
  renderInRoom(<Circle />, full(2));
  expect(within(document.querySelector("[data-participant='3']") as HTMLElement).getByText("lähtee 0:45")).toBeTruthy();
  expect(document.querySelector("[data-participant='1'] .badge-leaves")).toBe(null);
});

it("shows those who choose how it is now, and others nothing", async () => {
  const { asked } = renderInRoom(<SceneChoice />, room(1, TEAM, [1]));
  expect(screen.getByText("Reflektoiva tiimi")).toBeTruthy();
  await userEvent.click(button("Vaihda osia"));
  await userEvent.click(button("Muuta, ketkä nähdään"));
  expect(asked).toEqual([{ type: "swap_scene" }, { type: "scene" }]);
  cleanup();
  renderInRoom(<SceneChoice />, room(1, STAGE, [1]));
  expect(screen.queryByRole("button", { name: "Vaihda osia" })).toBe(null);
  cleanup();
  renderInRoom(<SceneChoice />, room(2, TEAM, [1]));
  expect(screen.queryByRole("button")).toBe(null);
});

it("swaps after a short confirmation that says who talks then, and asks no longer when the scene is gone", async () => {
  const closed: string[] = [];
  const { sent } = renderInRoom(<SwapScene onClose={() => closed.push("closed")} />, room(1, TEAM, [1, 3]));
  expect(screen.getByText("Vaihdon jälkeen nähdään ja kuullaan: Björn ja Elli. Muut kuuntelevat.")).toBeTruthy();
  await userEvent.click(button("Vaihda osia"));
  expect([sent, closed]).toEqual([[{ type: "swap_scene" }], ["closed"]]);
  cleanup();
  const { tell } = renderInRoom(<SwapScene onClose={() => closed.push("gone")} />, room(1, TEAM, [1, 3]));
  tell(changed(STAGE, [1]));
  expect(closed).toEqual(["closed", "gone"]);
});

it("begins a scene with those who lead, says who else, and is not sent without anybody", async () => {
  const { sent } = renderInRoom(<SceneDialog onClose={() => {}} />, room(1));
  await userEvent.click(screen.getByRole("radio", { name: /^Reflektoiva tiimi/ }));
  const ticked = () => screen.getAllByRole("checkbox").flatMap((each) => ((each as HTMLInputElement).checked ? Number((each as HTMLInputElement).value) : []));
  expect(ticked()).toEqual([1]);
  // An observer is never heard.
  expect(screen.queryByRole("checkbox", { name: "Oskari" })).toBe(null);
  await userEvent.click(screen.getByRole("checkbox", { name: "Virpi (sinä)" }));
  expect((button("Ota käyttöön") as HTMLButtonElement).disabled).toBe(true);
  expect(screen.getByText("Valitse ainakin yksi ihminen.")).toBeTruthy();
  await userEvent.click(screen.getByRole("checkbox", { name: "Björn" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Sirpa" }));
  await userEvent.click(button("Ota käyttöön"));
  expect(sent).toEqual([{ type: "set_scene", scene: { type: "reflecting_team" }, seen: [2, 3] }]);
});

it("sets up a fishbowl with its seats and time, and not with more people than seats", async () => {
  const { sent } = renderInRoom(<SceneDialog onClose={() => {}} />, room(1));
  await userEvent.click(screen.getByRole("radio", { name: /^Akvaario/ }));
  for (let time = 0; time < 2; time += 1) await userEvent.click(button(fi.groups.make.fewer));
  for (const name of ["Björn", "Sirpa", "Elli"]) await userEvent.click(screen.getByRole("checkbox", { name }));
  expect(screen.getByText("Valitse enintään 2 ihmistä.")).toBeTruthy();
  expect((button("Ota käyttöön") as HTMLButtonElement).disabled).toBe(true);
  await userEvent.click(screen.getByRole("checkbox", { name: "Elli" }));
  await userEvent.click(screen.getByRole("radio", { name: "2 min" }));
  await userEvent.click(button("Ota käyttöön"));
  expect(sent).toEqual([{ type: "set_scene", scene: { type: "fishbowl", seats: 2, free_seat: true, leave_after: 120 }, seen: [2, 3] }]);
});

it("sends only the people when only they are others, nothing when all is as it was, and the scene when that is another", async () => {
  const timed: SceneKind = { ...BOWL, leave_after: 45 };
  const first = renderInRoom(<SceneDialog onClose={() => {}} />, room(1, timed, [1]));
  await userEvent.click(button("Ota käyttöön"));
  expect(first.sent).toEqual([]);
  await userEvent.click(screen.getByRole("checkbox", { name: "Björn" }));
  await userEvent.click(button("Ota käyttöön"));
  expect(first.sent).toEqual([{ type: "set_seen", people: [1, 2] }]);
  cleanup();
  const second = renderInRoom(<SceneDialog onClose={() => {}} />, room(1, timed, [1]));
  await userEvent.click(screen.getByRole("radio", { name: /^Kaikki yhdessä/ }));
  await userEvent.click(button("Ota käyttöön"));
  expect(second.sent).toEqual([{ type: "set_scene", scene: { type: "everyone" }, seen: [] }]);
});

it("asks no longer when one has gone to another place", () => {
  const closed: string[] = [];
  const { tell } = renderInRoom(<SceneDialog onClose={() => closed.push("closed")} />, room(1));
  tell({ type: "people_changed", people: [personOf(1, "Virpi", { role: "supervisor", place: group(1) })] });
  expect(closed.length).toBeGreaterThan(0);
});

it("brings somebody to the front from their menu, and shows them large", async () => {
  const menu = async (who: number, scene?: SceneKind, seen?: readonly number[]) => {
    cleanup();
    const person = PEOPLE[who - 1];
    if (person === undefined) throw new Error("nobody");
    const rendered = renderInRoom(<PersonMenu person={person} />, room(1, scene, seen));
    await userEvent.click(screen.getByRole("button"));
    return rendered;
  };
  const { sent } = await menu(2, STAGE, [1]);
  // Only who is seen is shown large.
  expect(screen.queryByRole("menuitem", { name: "Näytä isona kaikille" })).toBe(null);
  await userEvent.click(screen.getByRole("menuitem", { name: "Nosta lavalle" }));
  expect(sent).toEqual([{ type: "set_seen", people: [1, 2] }]);
  const away = await menu(2, STAGE, [1, 2]);
  await userEvent.click(screen.getByRole("menuitem", { name: "Siirrä kuuntelijaksi" }));
  expect(away.sent).toEqual([{ type: "set_seen", people: [1] }]);
  await menu(2, STAGE, [2]);
  expect(screen.queryByRole("menuitem", { name: "Siirrä kuuntelijaksi" })).toBe(null);
  await menu(4, BOWL, [1, 2]);
  expect(screen.queryByRole("menuitem", { name: "Ota sisäpiiriin" })).toBe(null);
  const lit = await menu(2);
  await userEvent.click(screen.getByRole("menuitem", { name: "Näytä isona kaikille" }));
  expect(lit.sent).toEqual([{ type: "set_spotlight", participant: 2 }]);
});

it("calls nobody who listens to those who talk, but whoever listens to a stage", async () => {
  const call = async (scene: SceneKind) => {
    cleanup();
    renderInRoom(<PersonMenu person={personOf(2, "Björn")} />, room(1, scene, [1, 3]));
    await userEvent.click(screen.getByRole("button"));
    return screen.queryByRole("menuitem", { name: "Anna puheenvuoro" }) !== null;
  };
  expect([await call(STAGE), await call(TEAM), await call(BOWL)]).toEqual([true, false, false]);
});

it("says of a hand in the queue that its owner listens, and offers them no short reply", () => {
  const queues = [{ ...queueOfPlace(PLENARY, [2, 3]), turns: "queue" as const, floor: { participant: 1, since: 0 } }];
  renderInRoom(<Queue />, room(1, TEAM, [1, 3], { queues }));
  const words = (who: number) => document.querySelector(`[data-waiting="${String(who)}"] .waiting-name`)?.textContent;
  expect([words(2), words(3)]).toEqual(["Björn kuuntelee", "Sirpa seuraava"]);
  cleanup();
  const replies = (me: number) => {
    cleanup();
    renderInRoom(<RoomToolbar shortcuts />, room(me, TEAM, [1, 3], { queues }));
    return screen.queryByRole("button", { name: "Vastaa lyhyesti" }) !== null;
  };
  expect([replies(3), replies(4)]).toEqual([true, false]);
});

it("says in the list of people who is seen and who listens, and of listeners not that they are muted", () => {
  const { tell } = renderInRoom(<People />, room(2, STAGE, [1]));
  const row = (who: number) => within(document.querySelector(`[data-person='${String(who)}']`) as HTMLElement);
  expect(row(1).getByText("nähdään")).toBeTruthy();
  expect(row(3).getByText("kuuntelee")).toBeTruthy();
  expect([row(1).queryByText("mykistetty") !== null, row(3).queryByText("mykistetty")]).toEqual([true, null]);
  tell({ type: "scenes_changed", scenes: [] });
  expect(row(3).queryByText("kuuntelee")).toBe(null);
});

it("says to a listener of a reflecting team why they cannot write, and lets who talks write", () => {
  const { tell } = renderInRoom(<ChatTab />, room(2, TEAM, [1]));
  expect(screen.getByText(fi.scenes.chat.here)).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBe(null);
  tell(changed(TEAM, [2]));
  expect(screen.queryByText(fi.scenes.chat.here)).toBe(null);
  expect(screen.getByRole("textbox")).toBeTruthy();
});

it("lets anybody follow an interpreter, and stop", async () => {
  const interpreter = personOf(6, "Irma", { role: "interpreter" });
  const sixth = (more: Partial<RoomView>) => sampleRoom({ me: 5, people: [...PEOPLE, interpreter], more });
  const first = renderInRoom(<PersonMenu person={interpreter} />, sixth({}));
  await userEvent.click(screen.getByRole("button"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Kuuntele tätä tulkkia" }));
  expect(first.sent).toEqual([{ type: "choose_interpreter", participant: 6 }]);
  cleanup();
  const second = renderInRoom(<PersonMenu person={interpreter} />, sixth({ interpreter: 6 }));
  await userEvent.click(screen.getByRole("button"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Lopeta tulkin kuuntelu" }));
  expect(second.sent).toEqual([{ type: "choose_interpreter" }]);
});

it("lowers the others while the interpreter one follows speaks", () => {
  vi.spyOn(HTMLMediaElement.prototype, "srcObject", "set").mockImplementation(() => {});
  const track = { id: "a", kind: "audio" } as MediaStreamTrack;
  const { session } = renderInRoom((made) => <Listening session={made} />, room(2, undefined, [], { interpreter: 3 }), { tracks: [track] });
  const speaking = session.speaking as Store<readonly number[]>;
  const media = session.media.state as Store<MediaState>;
  const volume = () => document.querySelector("audio")?.volume;
  act(() => media.update((before) => ({ ...before, slots: { generation: 1, slots: [{ line: 0, device: 101, kind: "microphone" }] } })));
  act(() => speaking.set([101]));
  expect(volume()).toBe(1);
  act(() => speaking.set([101, 103]));
  expect(volume()).toBeLessThan(0.5);
  act(() => speaking.set([101]));
  expect(volume()).toBe(1);
});

it("is said in words", () => {
  const say = (heard: Parameters<typeof sentence>[0]) => sentence(heard, room(1), fi);
  expect(say({ type: "scene", scene: "reflecting_team", seen: false })).toBe("Reflektoiva tiimi. Kuuntelet: sinua ei nähdä eikä kuulla.");
  expect(say({ type: "scene", scene: "fishbowl", seen: true })).toBe("Akvaario. Sinut nähdään ja kuullaan.");
  expect(say({ type: "scene", scene: "everyone", seen: true })).toBe("Kaikki yhdessä. Kaikki nähdään ja kuullaan taas.");
  expect(say({ type: "seat_time", seconds: 45 })).toBe("Kaikki paikat on varattu. Aikaa tuolilla on jäljellä 45 sekuntia.");
  expect(say({ type: "spotlight", name: "Elli", mine: false })).toBe("Elli näytetään isona.");
});
