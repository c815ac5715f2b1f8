// People in Chromium: one browser, one context each, fake camera and microphone.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { watch } from "./watch.mjs";

/** Small and slow pictures, so that four pages fit two cores. */
const CAMERA = { width: 320, height: 180, frameRate: 15 };

export async function launch() {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--use-fake-device-for-media-stream=fps=${CAMERA.frameRate}`,
      "--use-fake-ui-for-media-stream",
      "--allow-loopback-in-peer-connection",
    ],
  });
}

/** Makes every page capture the small picture, whatever it asks for. */
const smallCamera = `(() => {
  const devices = navigator.mediaDevices;
  if (devices === undefined) return; // An empty page has none.
  const native = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (wanted) => native({
    ...wanted,
    ...(wanted.video ? { video: { ...(wanted.video === true ? {} : wanted.video), width: ${CAMERA.width}, height: ${CAMERA.height}, frameRate: ${CAMERA.frameRate} } } : {}),
  });
})()`;

/** A page with everything watched, at the link but not joined. */
export async function visit(browser, link, { scripts = [], ...options } = {}) {
  const context = await browser.newContext({
    locale: "fi-FI",
    viewport: { width: 1280, height: 800 },
    permissions: ["camera", "microphone"],
    ...options,
  });
  await context.addInitScript(watch);
  await context.addInitScript(smallCamera);
  for (const script of scripts) await context.addInitScript(script);
  const page = await context.newPage();
  page.problems = [];
  // Every text frame that the page was sent.
  page.told = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => typeof payload === "string" && page.told.push(payload)));
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.problems.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(https?:\/\/localhost:|blob:|data:|ws:\/\/localhost:)/.test(url)) page.problems.push(`third party: ${url}`);
  });
  await page.goto(link);
  return page;
}

/** Someone who has knocked and waits on that page: in the lobby, or before the agreement. */
export async function knock(browser, link, name, where = "lobby") {
  const page = await visit(browser, link);
  page.person = name;
  await page.getByRole("textbox").fill(name);
  await page.locator("button[type=submit]").click();
  await page.locator(`[data-page=${where}]`).waitFor();
  return page;
}

/** Live pictures of the others on a page, by name. */
export function pictures(page) {
  return page.locator("[data-participant]").evaluateAll((all) =>
    all
      .filter((each) => each.querySelector('[data-video="live"]') !== null && !each.hasAttribute("data-me"))
      .map((each) => each.querySelector(".tile-name")?.textContent ?? "")
      .toSorted(),
  );
}

/** Nothing broke the page or its policy. */
export async function seenClean(page) {
  assert.deepEqual(await page.evaluate("__seen.csp"), [], `${page.person}'s page broke no content security policy`);
  assert.deepEqual(page.problems, [], `${page.person}'s page had no errors`);
}

/** Someone who has joined; `agreement` is done if one is asked for first. */
export async function join(browser, link, name, { agreement, ...options } = {}) {
  const page = await visit(browser, link, options);
  await page.getByRole("textbox").fill(name);
  // Nobody writes a name within milliseconds: by then the door has fetched the room and opened the devices.
  const fetched = "performance.getEntriesByType('resource').some((each) => /RoomPage.*[.]js/.test(each.name))";
  await until(`${name}'s door has fetched the room`, () => page.evaluate(fetched));
  const clicked = await press(page.locator("button[type=submit]"));
  if (agreement !== undefined) await agreement(page);
  await page.locator("[data-participant]").first().waitFor({ state: "visible" });
  page.person = name;
  page.joinClicked = clicked;
  return page;
}

/** Presses, and tells when, on the clock of `__seen.live`. */
export function press(button) {
  return button.evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    element.click();
    return at;
  });
}

/** When, after this moment, the page first showed a picture of somebody (of somebody not in `before`). */
export async function firstLive(page, moment, before = []) {
  return until(`${page.person} sees a new face`, () =>
    page.evaluate(([from, known]) => __seen.live.find((each) => each.at > from && !known.includes(each.who))?.at, [moment, before]),
  );
}

/** Waits until `look` gives something truthy, with a deadline; says what it saw last when it does not come. */
export async function until(what, look, within = 20_000) {
  const deadline = Date.now() + within;
  let last;
  for (;;) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > deadline) throw new Error(`did not happen within ${within} ms: ${what} (last: ${JSON.stringify(last)})`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** What a page receives now, by m-line. */
export function received(page) {
  return page.evaluate("__received()");
}

/** Names of the people whose pictures are live on the page. */
export function liveNames(page) {
  return page.locator('[data-participant][data-video="live"]').evaluateAll((tiles) =>
    tiles.map((tile) => tile.querySelector("[data-name]")?.textContent?.trim() ?? tile.getAttribute("aria-label") ?? "?").sort(),
  );
}
