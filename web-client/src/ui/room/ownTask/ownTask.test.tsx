import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { OwnTaskView, ResultView } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { Stage } from "../agenda/Stage";
import { OwnTaskSection } from "./OwnTaskSection";
import { ResultsSection } from "./ResultsSection";
import { StartOwnTask } from "./StartOwnTask";

const shrink = vi.hoisted(() => vi.fn());
vi.mock("../../../media/shrink", () => ({ shrink }));

const NOW = Date.UTC(2026, 10, 22, 12);

// Only what time it is stands still; what waits goes on.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(NOW);
  // Everything is in sight.
  vi.stubGlobal("IntersectionObserver", undefined);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const task = (more: Partial<OwnTaskView> = {}): OwnTaskView => ({ task: "Käy ulkona", since: 5, ends_at: NOW + 600_000, ready: [], ...more });
const result = (participant: number, more: Partial<ResultView> = {}): ResultView => ({ participant, title: `Tuotu ${participant}`, shown: false, showing: false, ...more });
const stage = (
  <Stage>
    <p>piiri</p>
  </Stage>
);
const picture = () => new File(["x"], "kuva.heic", { type: "image/heic" });
const choose = (): HTMLInputElement => screen.getByLabelText(/Valitse tai ota kuva|Vaihda kuva/);

it("shows what to do and until when, and what one can say", async () => {
  const user = userEvent.setup();
  const { sent, asked, tell } = renderInRoom(stage, sampleRoom({ more: { own_task: task() } }));
  expect(screen.getByText("Käy ulkona")).toBeTruthy();
  expect(screen.getByText(/^Palaa klo \d\d\.\d\d\.$/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Olen valmis" }));
  expect(sent).toEqual([{ type: "say_task_ready", ready: true }]);
  await user.click(screen.getByRole("button", { name: "Pyydä apua" }));
  expect(asked).toEqual([{ type: "ask_for_help" }]);
  await user.click(screen.getByRole("button", { name: "Näytä ihmiset" }));
  expect(screen.getByText("piiri")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Näytä tehtävä" }));
  expect(screen.queryByText("piiri")).toBeNull();
  tell({ type: "own_task_changed" });
  expect(screen.getByText("piiri")).toBeTruthy();
});

it("sends a picture that was made smaller, and then what it is called", async () => {
  const user = userEvent.setup();
  shrink.mockResolvedValue({ type: "picture", blob: new Blob(["y"], { type: "image/jpeg" }) });
  const { sent, done } = renderInRoom(stage, sampleRoom({ more: { own_task: task() } }), { answer: { type: "ok" } });
  await user.type(screen.getByRole("textbox", { name: "Nimi kuvalle tai tekstille" }), "Valo");
  await user.click(screen.getByRole("button", { name: "Lähetä" }));
  expect(screen.getByRole("alert").textContent).toBe("Valitse kuva tai kirjoita teksti.");
  await user.upload(choose(), picture());
  expect(await screen.findByRole("img", { name: "Valittu kuva" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Lähetä" }));
  expect(done).toEqual(["upload 1 image/jpeg"]);
  expect(sent).toEqual([{ type: "bring_result", title: "Valo", picture: 7 }]);
});

it("keeps what somebody has begun while they look at the others, and when the task ends", async () => {
  const user = userEvent.setup();
  shrink.mockResolvedValue({ type: "picture", blob: new Blob(["y"], { type: "image/jpeg" }) });
  const both = (
    <>
      {stage}
      <ResultsSection />
    </>
  );
  const { tell, sent } = renderInRoom(both, sampleRoom({ more: { own_task: task() } }), { answer: { type: "ok" } });
  const name = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Nimi kuvalle tai tekstille" });
  await user.type(name(), "Valo");
  await user.upload(choose(), picture());
  await screen.findByRole("img", { name: "Valittu kuva" });
  await user.click(screen.getByRole("button", { name: "Näytä ihmiset" }));
  await user.click(screen.getByRole("button", { name: "Näytä tehtävä" }));
  expect(document.activeElement).toBe(screen.getByRole("main"));
  expect(name().value).toBe("Valo");
  tell({ type: "own_task_changed" });
  expect(name().value).toBe("Valo");
  expect(screen.getByRole("img", { name: "Valittu kuva" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Lähetä" }));
  expect(sent).toEqual([{ type: "bring_result", title: "Valo", picture: 7 }]);
});

it("says in words why a picture was not taken, and keeps what was written", async () => {
  const user = userEvent.setup();
  shrink.mockResolvedValueOnce({ type: "not_a_picture" });
  const { sent } = renderInRoom(stage, sampleRoom({ more: { own_task: task() } }), { uploaded: { type: "problem", problem: "too_large" } });
  await user.upload(choose(), picture());
  expect(await screen.findByText(/ei voi avata kuvana/)).toBeTruthy();
  shrink.mockResolvedValueOnce({ type: "picture", blob: new Blob(["y"], { type: "image/jpeg" }) });
  await user.upload(choose(), picture());
  await screen.findByRole("img", { name: "Valittu kuva" });
  await user.type(screen.getByRole("textbox", { name: "Nimi kuvalle tai tekstille" }), "Valo");
  await user.click(screen.getByRole("button", { name: "Lähetä" }));
  expect(await screen.findByText(/Kuva on liian suuri/)).toBeTruthy();
  expect(sent).toEqual([]);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Nimi kuvalle tai tekstille" }).value).toBe("Valo");
});

it("lets one change what one brought and keep its picture, or take it back", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(stage, sampleRoom({ more: { own_task: task(), results: [result(1, { picture: 3 })] } }), { answer: { type: "ok" } });
  await user.click(screen.getByRole("button", { name: "Muuta" }));
  await user.type(screen.getByRole("textbox", { name: "Teksti, jos haluat" }), "Rannalla");
  await user.click(screen.getByRole("button", { name: "Lähetä uusi versio" }));
  expect(sent.at(-1)).toEqual({ type: "bring_result", title: "Tuotu 1", text: "Rannalla", picture: 3 });
  await user.click(await screen.findByRole("button", { name: "Poista" }));
  expect(asked).toEqual([{ type: "remove_result", participant: 1 }]);
  // Changing one's mind leaves it as it is.
  await user.click(screen.getByRole("button", { name: "Muuta" }));
  expect(document.activeElement?.textContent).toBe("Tuo kuva tai teksti");
  await user.type(screen.getByRole("textbox", { name: "Teksti, jos haluat" }), "Metsässä");
  await user.click(screen.getByRole("button", { name: "Peruuta" }));
  await user.click(screen.getByRole("button", { name: "Muuta" }));
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Teksti, jos haluat" }).value).toBe("");
  expect(sent).toHaveLength(1);
});

it("shows those who run the session who is ready and what was brought, to be shown to everybody", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(
    <>
      <OwnTaskSection />
      <ResultsSection />
    </>,
    sampleRoom({ role: "facilitator", more: { own_task: task({ ready: [3] }), results: [result(2, { text: "Kivi" }), result(3, { shown: true, showing: true })] } }),
    { answer: { type: "ok" } },
  );
  expect(screen.getByText("1 / 2 valmiina")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Näytä kaikille: Tuotu 2, Björn" }));
  await user.click(screen.getByRole("button", { name: "Ota pois näytöltä" }));
  await user.click(screen.getByRole("button", { name: "Pidennä tehtävää: +5 min" }));
  await user.click(screen.getByRole("button", { name: "Päätä oma tehtävä" }));
  expect(sent).toEqual([{ type: "show_result", participant: 2 }, { type: "show_result" }, { type: "extend_own_task", minutes: 5 }]);
  expect(asked).toEqual([{ type: "end_own_task" }]);
});

it("shows everybody large what is shown, until they hide it for themselves, and what was shown in a gallery", async () => {
  const shown = result(2, { shown: true, showing: true, picture: 4, text: "Rannalta" });
  const { tell } = renderInRoom(
    <>
      {stage}
      <ResultsSection />
    </>,
    sampleRoom({ more: { results: [shown] } }),
  );
  const large = within(screen.getByRole("region", { name: "Kaikille näytetty" }));
  expect(await large.findByRole("img", { name: "Kuva: Tuotu 2, Björn" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Näytä kaikille|Ota pois/ })).toBeNull();
  await userEvent.click(large.getByRole("button", { name: "Piilota minulta" }));
  expect(screen.queryByRole("region", { name: "Kaikille näytetty" })).toBeNull();
  tell({ type: "results_changed", results: [{ ...shown, showing: false }] });
  await userEvent.click(screen.getByRole("button", { name: "Katso suurempana: Tuotu 2, Björn" }));
  expect(screen.getByRole("dialog", { name: "Tuotu 2, Björn" })).toBeTruthy();
});

it("is not for an observer to bring something", () => {
  renderInRoom(stage, sampleRoom({ people: [personOf(1, "Aino", { role: "observer" })], more: { own_task: task() } }));
  expect(screen.queryByRole("button", { name: "Lähetä" })).toBeNull();
});

it("starts with a task and a length", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<StartOwnTask onClose={() => {}} />, sampleRoom({ role: "facilitator" }));
  const start = screen.getByRole("button", { name: "Aloita oma tehtävä" });
  expect(start.hasAttribute("disabled")).toBe(true);
  await user.type(screen.getByRole("textbox", { name: "Mitä tehdään?" }), "Kävele");
  await user.click(screen.getByRole("radio", { name: "60 min" }));
  await user.click(start);
  expect(sent).toEqual([{ type: "start_own_task", task: "Kävele", minutes: 60 }]);
});

it("keeps the task that was written when it could not be started", async () => {
  const user = userEvent.setup();
  const closed: string[] = [];
  renderInRoom(<StartOwnTask onClose={() => closed.push("closed")} />, sampleRoom({ role: "facilitator" }), { answer: { type: "rejected", code: "on_break" } });
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Mitä tehdään?" });
  await user.type(field, "Kävele");
  await user.click(screen.getByRole("button", { name: "Aloita oma tehtävä" }));
  expect(await screen.findByText(/Nyt on tauko/)).toBeTruthy();
  expect([closed, field.value]).toEqual([[], "Kävele"]);
});
