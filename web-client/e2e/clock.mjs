// The time left as pages show it: who shows the same, and a clock to wait by.
import assert from "node:assert/strict";
import { until } from "./browser.mjs";
import { packets } from "./panel.mjs";

/** The time left of the phase, in sight of everybody. */
export const PHASE_TIME = ".now-phase [role=timer]";

/**
 * Waits until the time left on a page has turned this many times; gives when it ends by each of them, in the clock of the
 * machine, in milliseconds. A page that is busy turns late, never early: the earliest is the end as it is shown.
 */
export function ticks(page, face, count) {
  return page.evaluate(
    ([where, wanted]) =>
      new Promise((resolve) => {
        const ends = [];
        let last = document.querySelector(where)?.textContent;
        const look = () => {
          const text = document.querySelector(where)?.textContent ?? "";
          const time = /(?:(\d+):)?(\d+):(\d\d)/.exec(text);
          if (text === last || time === null) return;
          last = text;
          const [, hours = 0, minutes, seconds] = time;
          ends.push(Date.now() + (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000);
          if (ends.length < wanted) return;
          watching.disconnect();
          resolve(ends);
        };
        const watching = new MutationObserver(look);
        watching.observe(document, { subtree: true, childList: true, characterData: true });
      }),
    [face, count],
  );
}

/** How far apart the ends are that the pages show, in milliseconds; never as much as people would notice. */
export async function apart(pages, face) {
  const ends = await Promise.all(pages.map(async (page) => Math.min(...(await ticks(page, face, 4)))));
  const most = Math.max(...ends) - Math.min(...ends);
  assert.ok(most < 100, `the pages show the same time left: ${JSON.stringify(ends)}`);
  return most;
}

/** Nothing comes: not a packet while the time left turns twice. What was on its way may come first. */
export function silent(page, kind, face = PHASE_TIME) {
  return until(`${page.person} is sent nothing more`, async () => {
    const before = await packets(page, kind);
    await ticks(page, face, 2);
    return (await packets(page, kind)) === before;
  });
}
