// A facilitator moves people in three ways: from the menu with the keyboard alone, by dragging with a pointer, by
// dragging with the keyboard. And the keys that everybody has.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";

const placeOf = (page) => page.locator(".where").innerText();

export async function moving(browser, server) {
  const links = await server.createRoom("Siirrot");
  const host = await join(browser, links.facilitator, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  const isIn = (place) => until(`Aino is in ${place}`, async () => (await placeOf(aino)).includes(place));

  // Shortcuts do nothing while typing, and what they say otherwise.
  await host.locator("body").click({ position: { x: 640, y: 30 } });
  await host.keyboard.press("m");
  await until("the microphone is off", () => host.locator("[data-action=microphone][aria-pressed=false]").count());
  await host.keyboard.press("m");
  await until("the microphone is on", () => host.locator("[data-action=microphone][aria-pressed=true]").count());
  await aino.keyboard.press("r");
  await until("Aino's hand is up", () => host.locator("[data-waiting]").count());
  // Her own page may hear of it later than the host's, and until then the key means the same as before.
  await until("Aino's page says so", () => aino.locator("[data-action=hand][aria-pressed=true]:not([data-busy])").count());
  await aino.keyboard.press("r");
  await until("Aino's hand is down", async () => (await host.locator("[data-waiting]").count()) === 0);
  await host.keyboard.press("?");
  await host.getByRole("dialog").waitFor();
  await host.keyboard.press("Escape");
  await until("the help is closed", async () => (await host.getByRole("dialog").count()) === 0);

  // F6 goes round the regions.
  const regions = [];
  for (let press = 0; press < 4; press += 1) {
    await host.keyboard.press("F6");
    regions.push(await host.evaluate(() => document.activeElement?.closest("header, main, aside, .toolbar-region")?.tagName));
  }
  assert.deepEqual(regions.toSorted(), ["ASIDE", "HEADER", "MAIN", "SECTION"]);

  await host.locator("input[value=by_hand]").check();
  await host.locator("input[value=groups]").check();
  await host.locator(".opening button[type=submit]").focus();
  await host.keyboard.press("Enter");
  await host.locator("[data-move]").first().waitFor();

  // The menu, with keys.
  const row = host.locator("[data-person]", { has: host.locator(".person-name", { hasText: "Aino" }) });
  await row.locator("[data-move]").focus();
  await host.keyboard.press("Enter");
  await host.getByRole("menu").waitFor();
  await host.keyboard.press("Enter");
  await isIn("Pienryhmä 1");
  const said = await until("the move is said", async () => {
    const text = await aino.locator("[data-live=polite]").innerText();
    return text.includes("Pienryhmä 1") && text;
  });
  assert.match(said, /Olet nyt: Pienryhmä 1\./);

  // The pointer.
  await drag(host, row.locator(".person-name"), host.locator("[data-place]", { hasText: "Pienryhmä 2" }).locator(".people"));
  await isIn("Pienryhmä 2");

  // Dragging with keys: Enter on the handle, Tab to a list, Enter.
  await row.locator(".grip").focus();
  await host.keyboard.press("Enter");
  const target = host.locator('[data-place="plenary"] .people');
  for (let press = 0; press < 8; press += 1) {
    if ((await target.getAttribute("data-drop-target")) !== null) break;
    await host.keyboard.press("Tab");
  }
  await host.keyboard.press("Enter");
  await isIn("Yhteinen tila");
  for (const page of [host, aino]) {
    assert.deepEqual(page.problems, []);
    assert.deepEqual(await page.evaluate("__seen.csp"), []);
  }
}

/** As a hand does it: press, a first small move, on to the target, let go. */
async function drag(page, from, to) {
  await to.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(start.x + 8, start.y + 8);
  await page.mouse.down();
  await page.mouse.move(start.x + 14, start.y + 16, { steps: 4 });
  await page.mouse.move(end.x + 60, end.y + end.height / 2, { steps: 10 });
  await until("the list takes it", () => to.and(page.locator("[data-drop-target]")).count());
  await page.mouse.up();
}
