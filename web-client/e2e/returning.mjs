// Coming back: after a reload, from another tab, after goodbye. And those at the door who cannot come in or only watch.
import assert from "node:assert/strict";
import { join, until, visit } from "./browser.mjs";

const tilesOf = (page) => page.locator("[data-participant]").count();

export async function returning(browser, server) {
  const links = await server.createRoom("Paluu");
  const host = await join(browser, links.supervisor, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  assert.ok(!aino.url().includes("#"), "the secret is not in the address bar");
  await aino.locator("[data-action=hand]").click();
  await until("the host sees the hand", () => host.locator("[data-waiting]").count());
  await aino.locator("[data-action=camera]").click();
  await until("the camera is off", () => aino.locator("[data-action=camera][aria-pressed=false]").count());

  // A reload: the same seat and hand, the microphone on and the camera off as they were.
  const seat = await aino.locator("[data-me]").getAttribute("data-participant");
  await aino.reload();
  await aino.locator("[data-me]").waitFor();
  assert.equal(await aino.locator("[data-me]").getAttribute("data-participant"), seat);
  assert.equal(await aino.locator("[data-me]").getAttribute("data-hand"), "1");
  await until("sound is back", () => aino.locator("[data-action=microphone][aria-pressed=true]:not([aria-busy])").count());
  assert.equal(await aino.locator("[data-action=camera]").getAttribute("aria-pressed"), "false");
  assert.equal(await tilesOf(host), 2);
  await until("the media is up", () => aino.locator(".link-state[data-link=up]").count());

  // The same seat in a second tab; then back here.
  const [second] = await Promise.all([aino.waitForEvent("popup"), aino.evaluate("void window.open('/')")]);
  await second.locator("[data-me]").waitFor();
  assert.equal(await second.locator("[data-me]").getAttribute("data-participant"), seat);
  await aino.locator("[data-end=replaced]").waitFor();
  await aino.locator("[data-end=replaced] button").click();
  await aino.locator("[data-me]").waitFor();
  assert.equal(await aino.locator("[data-me]").getAttribute("data-participant"), seat);
  await second.locator("[data-end=replaced]").waitFor();
  await second.close();

  // Goodbye is asked once; staying is possible; after it one can come again.
  await aino.locator("[data-action=leave]").click();
  await aino.keyboard.press("Escape");
  await until("nothing happened", async () => (await aino.getByRole("alertdialog").count()) === 0);
  await aino.locator("[data-action=leave]").click();
  await aino.locator("[data-action=confirm-leave]").click();
  await aino.locator("[data-end=left]").waitFor();
  await until("the host is alone", async () => (await tilesOf(host)) === 1);
  await aino.locator("[data-end=left] button").click();
  assert.equal(await aino.getByRole("textbox").inputValue(), "Aino");
  await aino.getByRole("textbox").press("Enter");
  await aino.locator("[data-me]").waitFor();
  assert.equal(await aino.locator("[data-me]").getAttribute("data-hand"), null);

  // An observer is asked for nothing and has nothing to switch on.
  const observer = await visit(browser, links.observer, { permissions: [] });
  await observer.evaluate("navigator.mediaDevices.getUserMedia = () => { window.__askedForDevices = true; return Promise.reject(new DOMException('no', 'NotAllowedError')); }");
  await enterAndSee(observer, "Harri");
  assert.equal(await observer.evaluate("window.__askedForDevices === true"), false);
  assert.deepEqual(await observer.locator(".toolbar button").allInnerTexts(), ["Ihmiset", "Viestit", "Poistu"]);

  // Nobody's permission: still in.
  const shy = await visit(browser, links.participant, { permissions: [] });
  await shy.evaluate("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))");
  await enterAndSee(shy, "Sirpa");
  await shy.getByText("Selain ei anna käyttää mikrofonia.").waitFor();

  const stranger = await visit(browser, `${server.origin}/#not-a-link`);
  await stranger.locator("[data-end=link]").waitFor();
  const lost = await visit(browser, server.origin);
  await lost.locator("[data-end=noLink]").waitFor();
  for (const page of [host, aino, observer, shy]) assert.deepEqual(page.problems, []);
}

/** Comes in with the keyboard, and sees the host. */
async function enterAndSee(page, name) {
  await page.getByRole("textbox").fill(name);
  await page.getByRole("textbox").press("Enter");
  await page.locator("[data-me]").waitFor();
  await until(`${name} sees the host`, () => page.locator('[data-participant]:not([data-me]) [data-video="live"]').count());
}
