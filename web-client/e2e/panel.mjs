// The panel beside the circle, as people use it.
import assert from "node:assert/strict";
import { received, until } from "./browser.mjs";

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

/** Where somebody is, as the page tells it. */
export const placeOf = (page) => page.locator(".where").innerText();
export const isIn = (page, place) => until(`${page.person} is in ${place}`, async () => (await placeOf(page)).includes(place));

/** Packets of sound ("audio") or pictures ("video") that a page was sent, of both when it is not said. */
export async function packets(page, kind) {
  return (await received(page)).filter((each) => kind === undefined || each.kind === kind).reduce((sum, each) => sum + each.packets, 0);
}

/** Sound comes: more packets than a moment ago, whoever they are from. */
export async function hears(page) {
  const before = await packets(page, "audio");
  await until(`${page.person} hears somebody`, async () => (await packets(page, "audio")) > before + 10);
}

/** Turns the microphone or the camera on or off, if it is not so already, until the button says so and waits for nothing. */
export async function turn(page, device, on) {
  const button = page.locator(`[data-action=${device}]`);
  if ((await button.getAttribute("aria-pressed")) !== String(on)) await button.click();
  await page.locator(`[data-action=${device}][aria-pressed=${on}]:not([aria-busy])`).waitFor();
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

/** Every object in this, however deep, that has these words itself. */
export function having(value, words) {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.values(value).includes(words) ? [value] : [];
  return [...own, ...Object.values(value).flatMap((each) => having(each, words))];
}
