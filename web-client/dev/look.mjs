// Takes pictures of the page in many states and checks what a picture does not tell: axe, overlaps, sideways scrolling,
// CSP reports, errors in the console.   node dev/look.mjs OUT_DIR [NAME…]
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "./mock.mjs";
import { GROUP_SHOTS } from "./groups.mjs";
import { HELP_SHOTS } from "./help.mjs";
import { madeUpPeers, NETWORK_SHOTS } from "./network.mjs";
import { PROGRAMME_SHOTS } from "./programme.mjs";
import { RECEIVING_SHOTS } from "./receiving.mjs";
import { SCENE_SHOTS } from "./scenes.mjs";
import { SHARE_SHOTS } from "./share.mjs";
import { TALK_SHOTS } from "./talk.mjs";
import { TOGETHER_SHOTS } from "./together.mjs";
import { TURN_SHOTS } from "./turns.mjs";
import { VISIT_SHOTS } from "./visit.mjs";

const [out = "/tmp/look", ...only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };

const SHOTS = [
  ["door", "door", DESKTOP, {}],
  ["door-tried", "door-tried", DESKTOP, {}],
  ["door-denied", "door-denied", DESKTOP, { deny: true }],
  ["door-phone", "door-tried", PHONE, {}],
  ["door-dark", "door-tried", DESKTOP, { dark: true }],
  ["door-320", "door", SMALL, {}],
  ["nolink", "wrong", DESKTOP, {}],
  ...["alone", "two", "four", "seven", "twelve", "staff", "groups", "guest", "turn", "many"].map((s) => [s, s, DESKTOP, {}]),
  ["twelve-dark", "twelve", DESKTOP, { dark: true }],
  ["groups-dark", "groups", DESKTOP, { dark: true }],
  ["seven-forced", "seven", DESKTOP, { forced: true }],
  ["seven-phone", "seven", PHONE, {}],
  ["seven-320", "seven", SMALL, {}],
  ...["sv-FI", "en-GB"].flatMap((locale) => [
    [`seven-phone-${locale}`, "seven", PHONE, { locale }],
    [`seven-320-${locale}`, "seven", SMALL, { locale }],
  ]),
  ["alone-phone", "alone", PHONE, {}],
  ["turn-phone-dark", "turn", PHONE, { dark: true }],
  ["groups-sheet", "groups", PHONE, { click: "[data-action=people]" }],
  ["staff-sheet-320", "staff", SMALL, { click: "[data-action=people]" }],
  ["leave", "seven", DESKTOP, { click: "[data-action=leave]" }],
  ["leave-320", "seven", SMALL, { click: "[data-action=leave]" }],
  ["help", "seven", DESKTOP, { key: "?" }],
  ["menu", "groups", DESKTOP, { click: "[data-move='5']" }],
  ["zoom200", "seven", { width: 640, height: 400 }, {}],
  ["sv", "staff", DESKTOP, { locale: "sv-FI" }],
  ["lost", "seven", DESKTOP, { cut: true }],
  ["landscape", "seven", { width: 740, height: 360 }, {}],
  ["tablet", "twelve", { width: 900, height: 700 }, {}],
  ["front", "", DESKTOP, { page: ".practice" }],
  ["front-phone", "", PHONE, { page: ".practice" }],
  ["invited", "door-accept", DESKTOP, {}],
  ["invited-phone", "door-accept", PHONE, {}],
  ...["lobby", "early", "closed", "agreement"].flatMap((s) => [
    [s, s, DESKTOP, { page: ".quiet-page" }],
    [`${s}-phone`, s, PHONE, { page: ".quiet-page" }],
  ]),
  ["lobby-help", "lobby", PHONE, { page: ".quiet-page", click: "[data-action=ask_for_help]" }],
  ["lobby-dark-320", "lobby", SMALL, { page: ".quiet-page", dark: true }],
  ...["knocks", "assists", "asked", "accept", "backstage", "helping", "helped", "orphans", "acting"].flatMap((s) => [
    [s, s, DESKTOP, {}],
    [`${s}-phone`, s, PHONE, {}],
  ]),
  ["knocks-sheet", "knocks", PHONE, { click: "[data-action=people]" }],
  ["knocks-sheet-320", "knocks", SMALL, { click: "[data-action=people]" }],
  ["session", "knocks", DESKTOP, { click: "[data-tab=session]" }],
  ["session-phone", "knocks", PHONE, { clicks: ["[data-action=people]", "[data-tab=session]"] }],
  ["session-texts", "knocks", { width: 360, height: 2600 }, { clicks: ["[data-action=people]", "[data-tab=session]"] }],
  ["own-menu", "knocks", DESKTOP, { click: "[data-person='1'] [data-menu]" }],
  ["person-menu", "knocks", DESKTOP, { click: "[data-person='3'] [data-menu]" }],
  ["role-dialog", "knocks", DESKTOP, { clicks: ["[data-person='3'] [data-menu]", "[data-choice=role]", "[value=observer]"] }],
  ["role-dialog-320", "knocks", SMALL, { clicks: ["[data-action=people]", "[data-person='3'] [data-menu]", "[data-choice=role]", "[value=observer]"] }],
  ["acting-role", "acting", DESKTOP, { clicks: ["[data-person='1'] [data-menu]", "[data-choice=role]"] }],
  ["acting-role-phone", "acting", PHONE, { clicks: ["[data-action=people]", "[data-person='1'] [data-menu]", "[data-choice=role]"] }],
  ["remove-dialog", "knocks", PHONE, { clicks: ["[data-action=people]", "[data-at-door='93'] [data-menu]", "[data-choice=remove]"] }],
  ["step-out-dialog", "knocks", PHONE, { clicks: ["[data-action=people]", "[data-person='1'] [data-menu]", "[data-choice=step_out]"] }],
  ["renewed", "renewed", DESKTOP, { page: ".quiet-page" }],
  ["renewed-320", "renewed", SMALL, { page: ".quiet-page" }],
  ["further-door", "companion", PHONE, { further: true, stays: true }],
  ["further-door-dark", "take_over", DESKTOP, { further: true, stays: true, dark: true }],
  ["companion", "companion", PHONE, { further: true }],
  ["companion-on", "companion", PHONE, { further: true, click: "[data-action=sound_here]" }],
  ["shared", "shared", DESKTOP, {}],
  ["shared-phone", "shared", PHONE, {}],
  ["shared-320", "shared", SMALL, { dark: true }],
  ["crowd", "crowd", DESKTOP, { dark: true }],
  ["crowd-320", "crowd", SMALL, {}],
  ["shared-menu", "shared", DESKTOP, { click: ".row-menu" }],
  ["shared-leave-320", "shared", SMALL, { click: "[data-action=leave]" }],
  ["device-link", "seven", DESKTOP, { clicks: [".row-menu", "[data-choice=companion]"] }],
  ["device-link-320-dark", "seven", SMALL, { dark: true, clicks: ["[data-action=people]", ".row-menu", "[data-choice=companion]"] }],
  ["add-person", "shared", PHONE, { clicks: ["[data-action=people]", ".row-menu", "[data-choice=add_person]"] }],
  ...TALK_SHOTS,
  ...GROUP_SHOTS,
  ...PROGRAMME_SHOTS,
  ...HELP_SHOTS,
  ...SCENE_SHOTS,
  ...SHARE_SHOTS,
  ...TURN_SHOTS,
  ...TOGETHER_SHOTS,
  ...RECEIVING_SHOTS,
  ...VISIT_SHOTS,
  ...NETWORK_SHOTS,
];

const { port, server, sockets } = await serve(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream"],
});
let bad = 0;
for (const [name, state, viewport, options] of SHOTS) {
  if (only.length > 0 && !only.some((wish) => name.startsWith(wish))) continue;
  const context = await browser.newContext({
    viewport,
    locale: options.locale ?? "fi-FI",
    colorScheme: options.dark ? "dark" : "light",
    ...(options.forced ? { forcedColors: "active" } : {}),
  });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && !(state === "wrong" && message.text().includes("404")) && problems.push(message.text().slice(0, 200)));
  page.on("pageerror", (error) => problems.push(String(error).slice(0, 200)));
  if (options.deny) await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    navigator.permissions.query = () => Promise.resolve({ state: "denied" });
  });
  else if (state === "door" || state === "door-tried") await page.addInitScript(() => {
    navigator.permissions.query = () => Promise.resolve({ state: "prompt" });
  });
  if (state.startsWith("network-")) await page.addInitScript(madeUpPeers);
  const secret = state.startsWith("door") && state !== "door-accept" ? "seven" : state;
  await page.goto(`http://localhost:${port}/#${options.further ? "device:" : ""}${secret.replace(/^door-(?!tried|denied)/, "")}`);
  const first = options.first ?? (options.further ? "[data-action=join_further]:not([aria-disabled])" : { "": ".practice", wrong: ".end" }[state] ?? ".name");
  await page.locator(first).waitFor();
  if (state === "door-tried" || state === "door-denied") {
    await page.locator(".try").click();
    await page.waitForTimeout(1500);
  }
  if (!options.stays && !state.startsWith("door") && state !== "" && state !== "wrong") {
    // A link of a further device asks no name.
    if (options.further) await page.locator(first).click();
    else await page.locator(".name").fill("Matti");
    if (!options.further) await page.keyboard.press("Enter");
    await page.locator(options.page ?? ".tile").first().waitFor();
    await page.waitForTimeout(1200 + (options.settle ?? 0));
  }
  for (const click of options.clicks ?? []) await page.locator(click).first().click();
  if (options.choose) await page.locator(options.choose[0]).first().selectOption(options.choose[1]);
  if (options.scroll) await page.locator(options.scroll).evaluate((element) => element.scrollIntoView());
  if (options.click) await page.locator(options.click).first().click();
  if (options.key) await page.keyboard.press(options.key);
  if (options.cut) for (const client of sockets.clients) client.terminate();
  await page.waitForTimeout(options.cut ? 150 : 500);
  await page.screenshot({ path: `${out}/${name}.png` });
  problems.push(...(await page.evaluate(geometry)));
  await page.evaluate(AXE).catch(() => {});
  const found = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((r) =>
      r.violations.map((v) => `axe ${v.id}: ${v.nodes.length} ${v.nodes[0].html.slice(0, 120)}`)),
  );
  problems.push(...found);
  bad += problems.length;
  console.log(`${problems.length === 0 ? "ok " : "BAD"} ${name}${problems.map((p) => `\n      ${p}`).join("")}`);
  await context.close();
}
await browser.close();
sockets.close();
server.closeAllConnections();
server.close();
process.exitCode = bad === 0 ? 0 : 1;

function geometry() {
  const problems = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) problems.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  const tiles = [...document.querySelectorAll(".tile")].map((e) => [e.getAttribute("data-participant"), e.getBoundingClientRect()]);
  const overlap = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  for (const [i, [name, a]] of tiles.entries()) {
    for (const [other, b] of tiles.slice(i + 1)) if (overlap(a, b)) problems.push(`tiles ${name} and ${other} overlap`);
    const table = document.querySelector(".table")?.getBoundingClientRect();
    if (table && overlap(a, table)) problems.push(`tile ${name} overlaps the table`);
  }
  const stage = document.querySelector(".stage");
  if (stage && stage.scrollWidth > stage.clientWidth) problems.push("stage scrolls sideways");
  const inView = (e) => e.getClientRects().length > 0 && !e.closest(".only-read");
  for (const e of document.querySelectorAll("button, select, input, [role=menuitem]")) {
    if (!inView(e) || e.closest("[hidden], [inert]") || e.type === "radio") continue;
    const { width, height } = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    if (style.clipPath !== "none" || width <= 1 || e.closest("label") || (width === 16 && height === 6)) continue;
    if (height < 44 || width < 32) problems.push(`small target ${e.className} ${Math.round(width)}x${Math.round(height)}`);
  }
  for (const e of document.querySelectorAll(".tool-label")) {
    const words = document.createRange();
    words.selectNodeContents(e);
    const [inner, outer] = [words.getBoundingClientRect(), e.closest(".tool").getBoundingClientRect()];
    const room = Math.min(inner.left - outer.left, outer.right - inner.right);
    if (inView(e) && room < 3.5) problems.push(`tight: "${e.textContent}" ${room.toFixed(1)} px from the edge`);
  }
  for (const e of document.querySelectorAll("button, p, h1, h2, h3, .badge")) {
    // A task is cut to one line on purpose.
    if (!inView(e) || e.matches(".strip-task")) continue;
    // What is only read has no size.
    if (e.clientWidth <= 1) continue;
    if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") problems.push(`clipped: ${e.className || e.tagName} "${e.textContent.slice(0, 40)}"`);
  }
  return problems;
}
