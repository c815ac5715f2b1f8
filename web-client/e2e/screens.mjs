// The screens as they look: every width and theme that people have. axe finds what a machine can find; geometry finds
// what axe does not (shared/web-client.md 5). Pictures stay in e2e/out to be looked at.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, until, visit } from "./browser.mjs";

const AXE = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const SIZES = [
  { name: "desktop", viewport: { width: 1280, height: 800 } },
  { name: "phone", viewport: { width: 360, height: 740 } },
  { name: "narrow", viewport: { width: 320, height: 640 } },
];

export async function screens(browser, server, _figures, out) {
  const links = await server.createRoom("Omaishoitajat");
  for (const { name, viewport } of SIZES) {
    const page = await visit(browser, links.participant, { viewport });
    await page.getByRole("textbox").waitFor();
    await look(page, out, `door-${name}`);
    await page.context().close();
  }
  const host = await join(browser, links.supervisor, "Virpi");
  const guests = [
    await join(browser, links.participant, "Aino-Kaisa", { viewport: SIZES[1].viewport }),
    await join(browser, links.participant, "Björn", { viewport: SIZES[2].viewport, colorScheme: "dark" }),
  ];
  for (const page of guests) await page.locator("[data-action=hand]").click();
  const everybody = [host, ...guests];
  for (const page of everybody) {
    await until("two pictures", async () => (await page.locator('[data-participant]:not([data-me]) [data-video="live"]').count()) === 2);
  }
  await look(host, out, "room-desktop");
  await look(guests[0], out, "room-phone");
  await look(guests[1], out, "room-narrow-dark");
  await guests[0].locator("[data-action=people]").click();
  await guests[0].getByRole("dialog").waitFor();
  await look(guests[0], out, "people-phone");
  await host.locator(".opening button[type=submit]").click();
  await host.locator("[data-move]").first().waitFor();
  await look(host, out, "groups-desktop");
  for (const page of everybody) {
    assert.deepEqual(await page.evaluate("__seen.csp"), []);
    assert.deepEqual(page.problems, []);
  }
}

async function look(page, out, name) {
  await page.evaluate("document.fonts.ready");
  await page.screenshot({ path: `${out}${name}.png` });
  // Through the debugger, not as a script element: the page's policy allows none.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
  const told = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
  assert.deepEqual(told, [], `axe on ${name}`);
  const geometry = await page.evaluate(() => {
    const problems = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) problems.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}`);
    const box = (element) => element.getBoundingClientRect();
    const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const tiles = [...document.querySelectorAll("[data-participant]")].map(box);
    tiles.forEach((tile, index) => {
      if (tiles.slice(index + 1).some((other) => overlap(tile, other))) problems.push("tiles overlap");
    });
    for (const button of document.querySelectorAll("button")) {
      const { width, height } = box(button);
      if (width > 0 && (width < 24 || height < 24)) problems.push(`small target: ${button.textContent}`);
    }
    return problems;
  });
  assert.deepEqual(geometry, [], `geometry of ${name}`);
}
