// Further devices and several people at one: a phone beside the laptop, going on with another device, and two people who
// raise their hands at the same page.
import assert from "node:assert/strict";
import { join, pictures, press, received, seenClean, until, visit } from "./browser.mjs";

const PHONE = { viewport: { width: 390, height: 780 } };

export async function devices(browser, server, _figures, out) {
  const links = await server.createRoom("Laitteet");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  await until("Virpi sees Aino", async () => (await pictures(virpi)).includes("Aino"));
  await aino.locator("[data-action=hand]").click();
  await until("Aino waits", async () => (await queue(virpi)).join() === "Aino");

  const phone = await companion(browser, virpi, aino, out);
  await putAway(virpi, phone);
  await phone.context().close();

  const tablet = await takeOver(browser, virpi, aino);
  await aino.context().close();
  await together(virpi, tablet, out);
  const own = await apart(browser, virpi, tablet);
  for (const page of [virpi, tablet, own]) await seenClean(page);
}

/** A phone beside the laptop: one person, and no sound from the phone until it is asked to. */
async function companion(browser, virpi, aino, out) {
  const link = await linkFor(aino, "companion", out);
  const phone = await visit(browser, link, PHONE);
  phone.person = "Aino's phone";
  await phone.locator("[data-further=companion]").waitFor();
  assert.equal(await phone.getByRole("textbox").count(), 0, "no name is asked");
  await phone.screenshot({ path: `${out}devices-door.png` });
  await press(phone.locator("[data-action=join_further]"));
  await phone.locator("[data-participant]").first().waitFor();
  await until("the dialog closes by itself", async () => (await aino.locator("[data-dialog=device]").count()) === 0);
  await until("Virpi sees one Aino with two devices", async () => (await tile(virpi, "Aino").getAttribute("data-devices")) === "2");
  assert.equal(await virpi.locator("[data-participant]").count(), 2);
  assert.equal(await phone.locator("[data-participant]").count(), 2);
  assert.deepEqual(await phone.evaluate("__tracks.length"), 0, "neither camera nor microphone was opened");
  await until("the phone is sent sound", async () => Object.values(await received(phone)).length > 0);
  assert.equal(await phone.locator("audio").count(), 0, "it plays nothing");
  await phone.screenshot({ path: `${out}devices-phone.png` });
  await phone.locator("[data-action=sound_here]").click();
  await until("it plays", () => phone.evaluate("[...document.querySelectorAll('audio')].some((each) => !each.paused)"));

  // Heard by any of her devices, and not by herself.
  await aino.locator("[data-action=microphone]").click();
  await until("Virpi sees her muted", () => tile(virpi, "Aino").locator(".tile-muted").count());
  await phone.locator("[data-action=microphone]").click();
  await until("Virpi hears the phone", async () => (await tile(virpi, "Aino").locator(".tile-muted").count()) === 0);
  const silenced = "[...document.querySelectorAll('audio[data-mine]')].some((each) => each.muted)";
  await until("the laptop does not play the phone", () => aino.evaluate(silenced));
  return phone;
}

async function putAway(virpi, phone) {
  await phone.locator("[data-action=leave]").click();
  await phone.locator("[data-action=confirm-leave]").click();
  await phone.locator("[data-end=put_away]").waitFor();
  await until("one device is left", async () => (await tile(virpi, "Aino").getAttribute("data-devices")) === "1");
  assert.deepEqual(await queue(virpi), ["Aino"], "she is still there, with her hand");
  await seenClean(phone);
}

/** On another device: the old page says so and does not come back. */
async function takeOver(browser, virpi, aino) {
  const link = await linkFor(aino, "take_over");
  const tablet = await visit(browser, link);
  tablet.person = "Aino";
  await tablet.locator("[data-further=take_over]").waitFor();
  await press(tablet.locator("[data-action=join_further]"));
  await tablet.locator("[data-participant]").first().waitFor();
  await aino.locator("[data-end=taken_over]").waitFor();
  assert.equal(await aino.locator("main button").count(), 0, "no button that would fight for the seat");
  assert.ok(await aino.evaluate("__tracks.every((each) => each.readyState === 'ended')"), "its lights are out");
  await until("her hand is kept", async () => (await queue(virpi)).join() === "Aino");
  await tablet.locator("[data-action=camera]").click();
  await until("Virpi sees her again", async () => (await pictures(virpi)).includes("Aino"));
  await aino.locator("[data-end=taken_over]").waitFor();
  assert.equal(await tablet.locator("[data-end]").count(), 0);

  // A link is good once.
  const again = await visit(browser, link);
  await again.locator("[data-end=link]").waitFor();
  await again.context().close();
  return tablet;
}

/** Two at one page: each with a hand of their own, and one leaves alone. */
async function together(virpi, page, out) {
  await add(page, "Pekka");
  await until("Virpi sees three people", async () => (await virpi.locator("[data-participant]").count()) === 3);
  const order = await virpi.locator("[data-participant] .tile-name").allInnerTexts();
  assert.equal(order.indexOf("Pekka"), order.indexOf("Aino") + 1, "they sit beside each other");
  await until("both tiles show the picture they share", async () => (await pictures(virpi)).join() === "Aino,Pekka");

  // With the keyboard: Pekka acts.
  await page.locator("fieldset.acting input:checked").focus();
  await page.keyboard.press("ArrowRight");
  await page.screenshot({ path: `${out}devices-together.png` });
  await page.locator("[data-action=hand]").click();
  await until("both wait, each for themselves", async () => (await queue(virpi)).join() === "Aino,Pekka");
  await until("the switch tells both numbers", async () => /1\..*2\./s.test(await page.locator("fieldset.acting").innerText()));
  await virpi.locator("[data-action=call_next]").click();
  await until("Aino has the floor", () => tile(virpi, "Aino").and(virpi.locator("[data-floor]")).count());
  assert.deepEqual(await queue(virpi), ["Pekka"]);

  // A reload keeps both, and who acts. The browser may want a press before it plays sound again.
  await page.addLocatorHandler(page.locator(".listen"), () => page.locator(".listen button").click());
  await page.reload();
  await page.locator("fieldset.acting").waitFor();
  assert.equal(await page.locator("fieldset.acting input").count(), 2);
  assert.match(await page.locator("fieldset.acting label", { has: page.locator(":checked") }).innerText(), /^Pekka/);

  // What Pekka writes is his; and what he has not sent is not in Aino's field.
  await act(page, "Pekka");
  await page.locator("[data-tab=chat]").click();
  await page.locator(".composer-text").fill("Hei, Pekka täällä");
  await act(page, "Aino");
  assert.equal(await page.locator(".composer-text").inputValue(), "");
  await act(page, "Pekka");
  await page.locator("[data-action=send-message]").click();
  await virpi.locator("[data-tab=chat]").click();
  const said = virpi.locator(".tab-panel", { hasText: "Hei, Pekka täällä" });
  await said.waitFor();
  assert.match(await said.innerText(), /Pekka\s/);
  await virpi.locator("[data-tab=people]").click();
  await page.locator("[data-tab=people]").click();

  await add(page, "Ritva");
  await until("Virpi sees Ritva", () => tile(virpi, "Ritva").count());
  await act(page, "Ritva");
  await page.locator("[data-action=leave]").click();
  await page.locator("[data-action=leave-alone]").click();
  await until("Ritva has left, the others have not", async () => (await virpi.locator("[data-participant]").count()) === 3);
  assert.ok(await tile(virpi, "Aino").and(virpi.locator("[data-floor]")).count(), "Aino has the floor still");
}

/** One of two goes on with a device of their own, with what they had. */
async function apart(browser, virpi, page) {
  await act(page, "Pekka");
  const link = await linkFor(page, "own_device");
  const own = await visit(browser, link, PHONE);
  own.person = "Pekka";
  await own.locator("[data-further=own]").waitFor();
  await press(own.locator("[data-action=join_further]"));
  await own.locator("[data-participant][data-me]", { hasText: "Pekka" }).waitFor();
  await until("Aino is alone at her page", async () => (await page.locator("fieldset.acting, [data-dialog=device]").count()) === 0);
  assert.equal(await page.locator("[data-me] .tile-name").innerText(), "Aino (sinä)");
  assert.deepEqual(await queue(virpi), ["Pekka"], "his hand is kept");
  assert.equal(await virpi.locator("[data-participant]").count(), 3);
  return own;
}

async function add(page, name) {
  await ownMenu(page, "add_person");
  await page.getByRole("dialog").getByRole("textbox").fill(name);
  await page.locator("[data-action=confirm]").click();
  await page.locator("fieldset.acting label", { hasText: name }).waitFor();
}

async function act(page, name) {
  await page.locator("fieldset.acting label", { hasText: name }).click();
}

async function ownMenu(page, choice) {
  await page.locator(".row-menu").click();
  await page.locator(`[data-choice=${choice}]`).click();
}

/** The link that the page shows for a further device. */
async function linkFor(page, further, out) {
  await ownMenu(page, further);
  const field = page.locator("[data-device-link]");
  await field.waitFor();
  await page.locator(".qr-code path").waitFor();
  if (out !== undefined) await page.screenshot({ path: `${out}devices-link.png` });
  return field.inputValue();
}

function tile(page, name) {
  return page.locator("[data-participant]", { has: page.locator(".tile-name", { hasText: name }) });
}

async function queue(page) {
  const names = await page.locator("[data-waiting] .waiting-name").allInnerTexts();
  return names.map((name) => name.split(/\s/)[0]);
}
