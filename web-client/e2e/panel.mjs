// The panel beside the circle, as people use it.
import assert from "node:assert/strict";
import { until } from "./browser.mjs";

/** Shows a part of the panel. */
export async function show(page, tab) {
  await page.locator(`[data-tab=${tab}]`).click();
  await page.locator(`[data-tab=${tab}][aria-selected=true]`).waitFor();
}

/** Moves somebody with the Move button of their row. */
export async function move(page, name, to) {
  const row = page.locator("[data-person]", { has: page.locator(".person-name", { hasText: name }) });
  await row.locator("[data-move]").click();
  await page.getByRole("menuitem", { name: to }).click();
}

/** What a page was told, as messages. */
export function told(page) {
  return page.told.map((text) => JSON.parse(text));
}

/** The events a page was told, of these types. */
export function events(page, ...types) {
  return told(page).flatMap(({ type, event }) => (type === "event" && types.includes(event.type) ? [event] : []));
}

/** Nothing went wrong that nobody asked about. */
export async function calm(pages) {
  for (const page of pages) {
    assert.deepEqual(await page.evaluate("__seen.csp"), [], `${page.person}'s page broke no content security policy`);
    assert.deepEqual(page.problems, [], `${page.person}'s page had no errors`);
  }
}

/** Sends a request that the page itself would not send, and gives the answer. */
export async function ask(page, command) {
  const id = 1_000_000 + Math.floor(Math.random() * 1_000_000);
  await page.evaluate((request) => __seen.sockets.at(-1).send(JSON.stringify(request)), { id, ...command });
  return until(`${page.person} is answered`, () => told(page).find((message) => message.id === id));
}
