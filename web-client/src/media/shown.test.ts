// @vitest-environment happy-dom
import { array, assert, integer, property, record, uniqueArray } from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ShownSlot } from "../protocol/generated";
import { DRAWN_WITHIN, SETTLES_WITHIN, ShownPictures, TOLD_EVERY, toTell } from "./shown";

class FakeObserver {
  static sizes: FakeObserver;
  static sights: FakeObserver;
  readonly watched = new Set<Element>();
  constructor(readonly callback: (entries: object[]) => void) {}
  observe(element: Element): void {
    this.watched.add(element);
  }
  unobserve(element: Element): void {
    this.watched.delete(element);
  }
  disconnect(): void {
    this.watched.clear();
  }
}

let told: ShownSlot[][] = [];
let pictures: ShownPictures;
let visible: DocumentVisibilityState;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("ResizeObserver", class extends FakeObserver {
    constructor(callback: (entries: object[]) => void) {
      super(callback);
      FakeObserver.sizes = this;
    }
  });
  vi.stubGlobal("IntersectionObserver", class extends FakeObserver {
    constructor(callback: (entries: object[]) => void) {
      super(callback);
      FakeObserver.sights = this;
    }
  });
  vi.stubGlobal("devicePixelRatio", 2);
  visible = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visible);
  told = [];
  pictures = new ShownPictures((shown) => void told.push(shown));
});

afterEach(() => {
  pictures.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const resize = (target: Element, width: number, height: number) => FakeObserver.sizes.callback([{ target, contentRect: { width, height } }]);
const sight = (target: Element, isIntersecting: boolean) => FakeObserver.sights.callback([{ target, isIntersecting }]);
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

function show(line: number, width = 160, height = 90) {
  const host = document.createElement("div");
  const hide = pictures.watch(host, line);
  resize(host, width, height);
  sight(host, true);
  return { host, hide };
}

it("tells nobody before there is somebody to tell, and then the whole in pixels of the device, once", () => {
  show(4);
  show(1, 640, 360);
  pass(1_000);
  expect(told).toEqual([]);
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect(told).toEqual([[{ line: 1, width: 1280, height: 720 }, { line: 4, width: 320, height: 180 }]]);
  pass(10_000);
  expect(told).toHaveLength(1);
});

it("tells an empty list too, or the server would send what it was never told of", () => {
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect(told).toEqual([[]]);
});

it("tells what is out of sight, covered or put away as not shown", () => {
  const { host } = show(1);
  pictures.begin();
  pass(SETTLES_WITHIN);
  sight(host, false);
  pass(TOLD_EVERY);
  expect(told.at(-1)).toEqual([]);
  sight(host, true);
  pass(TOLD_EVERY);
  expect(told.at(-1)).toHaveLength(1);
  pictures.cover(true);
  pass(TOLD_EVERY);
  expect(told.at(-1)).toEqual([]);
  pictures.cover(false);
  pass(TOLD_EVERY);
  expect(told.at(-1)).toHaveLength(1);
});

it("tells of a page that is put away at once, and again when it is back", () => {
  show(1);
  pictures.begin();
  pass(SETTLES_WITHIN);
  visible = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told.at(-1)).toEqual([]);
  visible = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  pass(TOLD_EVERY);
  expect(told.at(-1)).toHaveLength(1);
});

it("forgets what is no longer drawn, and takes the larger of two", () => {
  const { hide } = show(1);
  show(1, 320, 180);
  const other = show(2);
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect(told.at(-1)?.map(({ line, width }) => [line, width])).toEqual([[1, 640], [2, 320]]);
  hide();
  other.hide();
  pass(TOLD_EVERY);
  expect(told.at(-1)?.map(({ line }) => line)).toEqual([1]);
  expect(FakeObserver.sizes.watched.size).toBe(1);
  expect(FakeObserver.sights.watched.size).toBe(1);
});

it("is silent about changes that change nothing, and tells no more than four times a second", () => {
  const { host } = show(1, 100, 100);
  pictures.begin();
  pass(SETTLES_WITHIN);
  resize(host, 110, 105);
  pass(1_000);
  expect(told).toHaveLength(1);
  for (let width = 110; width < 1_110; width += 10) {
    resize(host, width, width);
    pass(10);
  }
  expect(told.length).toBeLessThanOrEqual(1 + 5);
  pass(1_000);
  expect(told.at(-1)?.[0]?.width).toBeGreaterThanOrEqual(2 * 880);
});

it("tells lines that nobody is in as the pictures that are seen, so that whoever comes is sent at once", () => {
  show(1, 320, 180);
  pictures.fill([1, 2, 3], [1]);
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect(told).toEqual([[1, 2, 3].map((line) => ({ line, width: 640, height: 360 }))]);
  // Somebody comes, and their tile takes its time.
  pictures.fill([1, 2, 3], [1, 2]);
  pass(DRAWN_WITHIN / 2);
  show(2, 300, 170);
  pass(DRAWN_WITHIN * 2);
  expect(told).toHaveLength(1);
  // Who comes into the third is not drawn at all.
  pictures.fill([1, 2, 3], [1, 2, 3]);
  pass(DRAWN_WITHIN - 1);
  expect(told).toHaveLength(1);
  pass(TOLD_EVERY);
  expect(told.at(-1)?.map(({ line }) => line)).toEqual([1, 2]);
});

it("begins with what the server believes where nothing is drawn yet, and with nothing where nothing will be", () => {
  pictures.fill([0, 1], []);
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect(told).toEqual([[0, 1].map((line) => ({ line, width: 320, height: 180 }))]);
  pictures.cover(true);
  pass(TOLD_EVERY);
  expect(told.at(-1)).toEqual([]);
});

it("says it again to a server that knows nothing of it, and nothing after its end", () => {
  const { host } = show(1);
  pictures.begin();
  pass(SETTLES_WITHIN);
  pictures.begin();
  pass(TOLD_EVERY);
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(told[0]);
  pictures.end();
  sight(host, false);
  pass(1_000);
  expect(told).toHaveLength(2);
});

it("knows what is told as visible, and until then everything", () => {
  show(1);
  expect([pictures.has(1), pictures.has(2)]).toEqual([true, true]);
  pictures.begin();
  pass(SETTLES_WITHIN);
  expect([pictures.has(1), pictures.has(2)]).toEqual([true, false]);
});

it("tells every line that is shown and no other, each within a quarter of its size", () => {
  const slot = record({ line: integer({ min: 0, max: 5 }), width: integer({ min: 1, max: 4_000 }), height: integer({ min: 1, max: 4_000 }) });
  const slots = uniqueArray(slot, { selector: ({ line }) => line });
  assert(
    property(array(slots), (history) => {
      let known: readonly ShownSlot[] = [];
      for (const now of history) {
        const before = known;
        known = toTell(known, now);
        expect(known.map(({ line }) => line).toSorted()).toEqual(now.map(({ line }) => line).toSorted());
        for (const each of now) {
          const said = known.find(({ line }) => line === each.line);
          expect(Math.max(each.width / (said?.width ?? 0), (said?.width ?? 0) / each.width)).toBeLessThanOrEqual(1.25);
          expect(Math.max(each.height / (said?.height ?? 0), (said?.height ?? 0) / each.height)).toBeLessThanOrEqual(1.25);
        }
        // The same is not told again.
        expect(toTell(known, now)).toBe(known);
        if (JSON.stringify(before) === JSON.stringify(known)) expect(known).toBe(before);
      }
    }),
  );
});
