import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Command, NoteView } from "../../../protocol/generated";
import type { Answer } from "../../../signaling/socket";
import { NoteDraft } from "./noteDraft";

const note = (more: Partial<NoteView> = {}): NoteView => ({ group: 1, text: "", ...more });
const mine = note({ writer: 1, written_at: 0 });

function begin(answer: () => Answer = () => ({ type: "ok" })) {
  const sent: Command[] = [];
  const draft = new NoteDraft(1, (command) => {
    sent.push(command);
    return Promise.resolve(answer());
  });
  const texts = () => sent.map((command) => (command.type === "write_note" ? command.text : command.type));
  return { draft, texts };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("sends the whole text, at most every half a second", async () => {
  const { draft, texts } = begin();
  draft.told(mine);
  for (const text of ["N", "Na", "Naa"]) draft.write(text);
  await vi.advanceTimersByTimeAsync(0);
  expect(texts()).toEqual(["Naa"]);
  draft.write("Naap");
  await vi.advanceTimersByTimeAsync(400);
  draft.write("Naapu");
  expect(texts()).toEqual(["Naa"]);
  expect(draft.state.get().saved).toBe(false);
  await vi.advanceTimersByTimeAsync(300);
  expect(texts()).toEqual(["Naa", "Naapu"]);
  expect(draft.state.get()).toMatchObject({ text: "Naapu", saved: true });
});

it("keeps what did not arrive when somebody else writes", async () => {
  const { draft } = begin(() => ({ type: "lost" }));
  draft.told(note({ writer: 1, text: "A" }));
  draft.write("Ab");
  await vi.advanceTimersByTimeAsync(10);
  draft.told(note({ writer: 2, text: "A" }));
  expect(draft.state.get()).toMatchObject({ text: null, kept: "Ab" });
  draft.forget();
  expect(draft.state.get().kept).toBe(null);
});

it("keeps it also when the server says that somebody else writes, or the group ends", async () => {
  const refused = begin(() => ({ type: "rejected", code: "taken" }));
  refused.draft.told(mine);
  refused.draft.write("Minun");
  await vi.advanceTimersByTimeAsync(10);
  expect(refused.draft.state.get()).toMatchObject({ text: null, kept: "Minun" });
  const ended = begin(() => ({ type: "lost" }));
  ended.draft.told(mine);
  ended.draft.write("Kesken");
  ended.draft.told(undefined);
  expect(ended.draft.state.get().kept).toBe("Kesken");
});

it("keeps nothing that is there already", async () => {
  const { draft } = begin();
  draft.told(mine);
  draft.write("Valmis");
  await vi.advanceTimersByTimeAsync(10);
  draft.told(note({ writer: 2, text: "Valmis" }));
  expect(draft.state.get()).toMatchObject({ text: null, kept: null });
});

it("tries again when it was too fast", async () => {
  const answers: Answer[] = [{ type: "rejected", code: "too_fast" }];
  const { draft, texts } = begin(() => answers.pop() ?? { type: "ok" });
  draft.told(mine);
  draft.write("Uusi");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([texts(), draft.state.get().saved]).toEqual([["Uusi", "Uusi"], true]);
});

it("sends the rest before it lets others write", async () => {
  const { draft, texts } = begin();
  draft.told(mine);
  draft.write("a");
  await vi.advanceTimersByTimeAsync(10);
  draft.write("ab");
  void draft.release();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts()).toEqual(["a", "ab", "release_note"]);
});

it("waits for what is on the way before it lets others write", async () => {
  const sent: string[] = [];
  const draft = new NoteDraft(1, async (command) => {
    sent.push(command.type);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return { type: "ok" };
  });
  draft.told(mine);
  draft.write("a");
  await vi.advanceTimersByTimeAsync(1_500);
  void draft.release();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(["write_note"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(["write_note", "release_note"]);
});

it("does not send what is too long in bytes", async () => {
  const { draft, texts } = begin();
  draft.told(mine);
  draft.write("🙂".repeat(13_000));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([texts(), draft.state.get().tooLong]).toEqual([[], true]);
});
