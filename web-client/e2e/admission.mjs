// The door as four people see it: knocking, a place in line, help in a place of two, being let in, refused and removed,
// and what a lost line does not cost.
import assert from "node:assert/strict";
import { join, knock, pictures, seenClean, until } from "./browser.mjs";

const atDoor = (page, name) => page.locator("[data-at-door]", { has: page.locator(".person-name", { hasText: name }) });
const inLine = (page) => page.locator(".place-in-line").innerText();

export async function admission(browser, server) {
  const { supervisor, assistant, participant } = await server.createRoom("Koputus", "peer_circle", {
    door: "knock",
    welcome: "Tervetuloa, odota rauhassa.",
  });
  const virpi = await join(browser, supervisor, "Virpi");
  const anna = await join(browser, assistant, "Anna");
  const aino = await knock(browser, participant, "Aino");
  const vesa = await knock(browser, participant, "Vesa");

  // The lobby: a place, the welcome, one's own picture, and nothing of anybody else.
  await until("Aino is first in line", async () => (await inLine(aino)).includes("ensimmäisenä"));
  await until("Vesa is behind one", async () => (await inLine(vesa)).includes("ennen odottaa 1"));
  assert.match(await vesa.locator(".welcome").innerText(), /odota rauhassa/);
  await until("Vesa sees the own picture", () => vesa.locator(".own-picture").evaluate((video) => video.videoWidth > 0));
  const body = await vesa.locator("body").innerText();
  for (const name of ["Virpi", "Anna", "Aino"]) assert.ok(!body.includes(name), `${name} is not told in the lobby`);
  await noMedia(vesa);

  // Help: who asks comes first, and two are alone together.
  await vesa.locator("[data-action=ask_for_help]").click();
  await vesa.locator("[data-help=no_sound]").click();
  await vesa.locator(".help-asked").waitFor();
  await until("who asks for help is first", async () => (await anna.locator("[data-at-door] .person-name").first().innerText()) === "Vesa");
  await atDoor(anna, "Vesa").locator("[data-action=take_to_help]").click();
  await vesa.locator("[data-banner=helped]").waitFor();
  await anna.locator("[data-banner=helper]").waitFor();
  await until("the two see each other", async () => {
    assert.deepEqual(await pictures(vesa), ["Anna"]);
    assert.deepEqual(await pictures(anna), ["Vesa"]);
    return true;
  });
  assert.deepEqual(await vesa.locator(".person-name").allInnerTexts().then((all) => all.filter((name) => name.includes("Virpi"))), []);
  await until("Virpi sees nobody", async () => (await pictures(virpi)).length === 0);
  await anna.locator("[data-action=admit_helped]").click();
  for (const page of [anna, vesa]) await placed(page, "Yhteinen tila");
  await until("the three see each other", async () => {
    assert.deepEqual(await pictures(vesa), ["Anna", "Virpi"]);
    assert.deepEqual(await pictures(virpi), ["Anna", "Vesa"]);
    return true;
  });

  // Refused, in kind words; and tried again.
  await atDoor(virpi, "Aino").locator("[data-menu]").click();
  await virpi.locator("[data-choice=refuse-later]").click();
  await aino.locator("[data-end=refused]").waitFor();
  assert.match(await aino.locator(".end").innerText(), /hyvä hetki/);
  await noMedia(aino);
  await aino.locator(".end button").click();
  await aino.getByRole("textbox").waitFor();
  await aino.locator("button[type=submit]").click();
  await aino.locator("[data-page=lobby]").waitFor();

  // Let in, with the keyboard alone.
  const admit = atDoor(virpi, "Aino").locator("[data-action=admit]");
  await admit.focus();
  await virpi.keyboard.press("Enter");
  await aino.locator("[data-participant]").first().waitFor();
  await until("the focus stays in the panel", () => virpi.evaluate(() => document.activeElement?.closest("aside") !== null));
  await until("Aino sees all", async () => assert.deepEqual(await pictures(aino), ["Anna", "Vesa", "Virpi"]) ?? true);

  // A lost line and a reload: who was let in is not asked again.
  await aino.evaluate("__seen.sockets.at(-1).close()");
  await until("Aino is back", async () => (await aino.evaluate("__seen.sockets.length")) > 2 && (await aino.locator(".link-state[data-link=up]").count()) === 1);
  await aino.reload();
  await aino.locator("[data-participant]").first().waitFor();
  assert.equal(await aino.locator("[data-page=lobby]").count(), 0);
  await until("Aino sees all again", async () => assert.deepEqual(await pictures(aino), ["Anna", "Vesa", "Virpi"]) ?? true);

  // Sent back to the lobby: the room and its media are gone, and come again on the same page.
  await choose(virpi, "Aino", "send_back");
  await aino.locator("[data-page=lobby]").waitFor();
  await noMedia(aino, ["closed"]);
  await atDoor(virpi, "Aino").locator("[data-action=admit]").click();
  await until("Aino sees all once more", async () => assert.deepEqual(await pictures(aino), ["Anna", "Vesa", "Virpi"]) ?? true);

  // Removed: told plainly what it cannot stop, and gone for good on this link and name.
  await choose(virpi, "Vesa", "remove");
  assert.match(await virpi.getByRole("alertdialog").innerText(), /ei estä/);
  await until("the safe choice has the focus", () => virpi.evaluate(() => document.activeElement?.textContent === "Peruuta"));
  await virpi.keyboard.press("Escape");
  await until("the focus is back where it came from", () => virpi.evaluate(() => document.activeElement?.hasAttribute("data-menu")));
  await choose(virpi, "Vesa", "remove");
  await virpi.locator("[data-action=confirm]").click();
  await vesa.locator("[data-end=removed]").waitFor();
  assert.match(await virpi.locator("[data-banner=removed]").innerText(), /Vesa.*yhteisellä linkillä/);
  await noMedia(vesa, ["closed"]);
  await until("nobody sees Vesa", async () => assert.deepEqual(await pictures(aino), ["Anna", "Virpi"]) ?? true);
  await vesa.reload();
  await vesa.getByRole("textbox").fill("Aivan Toinen");
  await vesa.locator("button[type=submit]").click();
  await vesa.locator("[data-page=lobby]").waitFor();
  await atDoor(virpi, "Aivan Toinen").and(virpi.locator("[data-marked]")).waitFor();

  // The end: guests are gone, those who run it stay.
  await virpi.locator("[data-tab=session]").click();
  await virpi.locator("[data-action=end_session]").click();
  await virpi.locator("[data-action=confirm]").click();
  for (const page of [aino, vesa]) await page.locator("[data-end=ended]").waitFor();
  await virpi.locator("[data-banner=ended]").waitFor();
  assert.deepEqual(await pictures(virpi), ["Anna"]);
  for (const page of [virpi, anna, aino, vesa]) await seenClean(page);
}

async function choose(page, name, choice) {
  const row = page.locator("[data-person]", { has: page.locator(".person-name", { hasText: name }) });
  await row.locator("[data-menu]").click();
  await page.locator(`[data-choice=${choice}]`).click();
}

async function placed(page, where) {
  await until(`${page.person} is in ${where}`, async () => (await page.locator(".where").innerText()).includes(where));
}

/** Whoever is not in the room has no connection for media that is up, nor one that is being made again. */
async function noMedia(page, states = ["new", "closed"]) {
  await until(`${page.person} has no media`, () =>
    page.evaluate(`__seen.connections.every((each) => ${JSON.stringify(states)}.includes(each.connectionState))`),
  );
}
