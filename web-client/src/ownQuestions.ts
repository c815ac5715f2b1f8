// The anonymous questions of this page. Each belongs to a key that is made here at random and kept in this tab alone:
// nobody else knows whose it is. After coming back the keys are shown again, and what became of the questions is told.
import type { Event, QuestionId, QuestionView } from "./protocol/generated";
import { MAX_QUESTION_KEYS } from "./protocol/generated";
import type { Answer } from "./signaling/socket";
import { QUESTION_KEYS } from "./signaling/seat";
import { Store, type Readable } from "./store";

export interface OwnQuestion {
  readonly key: string;
  /** Absent until the server has told of it. */
  readonly view?: QuestionView;
}

const KEY = /^[0-9a-f]{32}$/;

export class OwnQuestions {
  readonly #store: Store<readonly OwnQuestion[]>;
  readonly #session: Storage;

  constructor(session: Storage) {
    this.#session = session;
    this.#store = new Store<readonly OwnQuestion[]>(keptKeys(session).map((key) => ({ key })));
  }

  get state(): Readable<readonly OwnQuestion[]> {
    return this.#store;
  }

  get keys(): readonly string[] {
    return this.#store.get().map(({ key }) => key);
  }

  /** A key for a new question, kept before it is asked: what is asked is never without its key. The oldest gives way. */
  add(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#set([...this.#store.get(), { key }].slice(-MAX_QUESTION_KEYS));
    return key;
  }

  /** What the server says of a question that was just asked. */
  asked(key: string, answer: Answer): void {
    // Lost on the way, it may have arrived: one is told when one is back.
    if (answer.type === "lost") return;
    const view = answer.type === "own_questions" ? answer.questions.at(-1) : null;
    if (view === null || view === undefined) this.#set(this.#store.get().filter((each) => each.key !== key));
    else this.#set(this.#store.get().map((each) => (each.key === key ? { key, view } : each)));
  }

  /** What the server says of all `keys`, in their order. What is gone is forgotten. */
  watched(keys: readonly string[], answer: Answer): void {
    if (answer.type !== "own_questions") return;
    const views = new Map(keys.map((key, index) => [key, answer.questions[index] ?? null]));
    this.#set(
      this.#store.get().flatMap((each): readonly OwnQuestion[] => {
        const view = views.get(each.key);
        if (view === undefined) return [each];
        return view === null ? [] : [{ key: each.key, view }];
      }),
    );
  }

  /** Every event. Returns whether a question of mine was answered by it. */
  hear(event: Event): boolean {
    if (event.type === "own_question_changed") {
      const known = this.#of(event.question.question);
      if (known === undefined) return false;
      this.#set(this.#store.get().map((each) => (each === known ? { key: each.key, view: event.question } : each)));
      return known.view?.answer === undefined && event.question.answer !== undefined;
    }
    if (event.type === "question_removed" && this.#of(event.question) !== undefined) {
      this.#set(this.#store.get().filter(({ view }) => view?.question !== event.question));
    }
    return false;
  }

  #of(question: QuestionId): OwnQuestion | undefined {
    return this.#store.get().find(({ view }) => view?.question === question);
  }

  #set(all: readonly OwnQuestion[]): void {
    this.#store.set(all);
    this.#session.setItem(QUESTION_KEYS, JSON.stringify(all.map(({ key }) => key)));
  }
}

function keptKeys(session: Storage): readonly string[] {
  try {
    const kept: unknown = JSON.parse(session.getItem(QUESTION_KEYS) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === "string" && KEY.test(each)).slice(-MAX_QUESTION_KEYS) : [];
  } catch {
    return [];
  }
}
