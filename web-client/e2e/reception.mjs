// The drop-in reception as a visitor on a phone and two professionals live it: a few answers, a place in the line and an
// honest estimate, an encounter in writing, a colleague who comes aside first and is neither seen nor heard nor known there,
// a hand-over that the visitor reads before they say yes, and an end after which nothing of them is left. Then a line that
// is closed, and closed hours. The server logs all it can, and no visitor is in it.
import assert from "node:assert/strict";
import { join, until, visit } from "./browser.mjs";
import { calm, events, hears, packets, show, told } from "./panel.mjs";
import { startServer } from "./server.mjs";

const PHONE = { viewport: { width: 360, height: 740 } };
const LOGGED = "debug,rtc=error";
const WORDS = "Vuokra on maksamatta kahdelta kuulta.";
const WRITTEN = "Lapset nukkuvat, siksi kirjoitan.";
const NOTE = "Maksusuunnitelma puuttuu vielä.\nPelkää häätöä.";
/** Of the template: social work, health advice. */
const [SOCIAL, HEALTH] = [0, 1];

const idOf = async (page) => Number(await page.locator("[data-me]").getAttribute("data-participant"));
const step = (page, which) => page.locator(`[data-page=lobby][data-step=${which}]`).waitFor();
const people = (page) => page.locator("[data-participant]").count();
const choose = (page, question, value) => page.locator(`[data-question="${question}"] input[value="${value}"]`).check();
const body = (page) => page.locator("body").innerText();

export async function reception(browser) {
  const server = await startServer({ environment: { PIIRI_LOG_FILTER: LOGGED } });
  let log = "";
  try {
    const links = await server.createRoom("Kohtaamispaikan vastaanotto", "drop_in", { language: "fi" });
    const helmi = await join(browser, links.facilitator, "Helmi");
    const oiva = await join(browser, links.facilitator, "Oiva");
    const onni = await door(browser, links.participant, "Onni");

    await answers(onni);
    await waits(helmi, oiva, onni);
    await written(helmi, onni);
    const vesa = await door(browser, links.participant, "Vesa");
    await standsBehind(vesa);
    await comesAsideFirst(helmi, oiva, onni);
    await handedOver(helmi, oiva, onni, vesa);
    await ended(helmi, oiva, onni);
    await closedLine(helmi, onni);
    await calm([helmi, oiva, onni, vesa]);
    await closedHours(browser, server);
  } finally {
    log = await server.stop();
  }
  for (const secret of ["Onni", "Vesa", WORDS, WRITTEN, "Pelkää"]) assert.ok(!log.includes(secret), `the server logged "${secret}"`);
}

/** A visitor on a phone, who has given a name and stands at the questions. */
async function door(browser, link, name) {
  const page = await visit(browser, link, PHONE);
  page.person = name;
  await enter(page);
  return page;
}

async function enter(page) {
  await page.locator("input.name").fill(page.person);
  await page.locator("button[type=submit]").click();
  await step(page, "door");
}

/** One short form: what is missing is said where it is; then the line. */
async function answers(onni) {
  await onni.locator("[data-action=join_line]").click();
  await onni.locator('[data-question="0"][aria-invalid=true]').waitFor();
  await until("the first of it has the focus", () => onni.evaluate(() => document.activeElement?.closest("[data-question]")?.dataset.question === "0"));
  await choose(onni, 0, 0);
  await choose(onni, 1, 0);
  await onni.locator('[data-question="2"] textarea').fill(WORDS);
  await choose(onni, "how", 1);
  await onni.locator("[data-action=join_line]").click();
  await step(onni, "line");
  assert.match(await body(onni), /Juuri nyt kukaan ei ota vastaan/, "before anybody receives there is no estimate");
  assert.equal(await onni.locator("[data-estimate]").count(), 0);
}

/** The place and an estimate, and what it costs to wait for one of them. */
async function waits(helmi, oiva, onni) {
  for (const page of [helmi, oiva]) {
    await page.locator("[data-action=receive_all]").first().click();
    await page.locator("[data-desk=receives]").waitFor();
  }
  await onni.locator(`[data-line="${SOCIAL}"][data-ahead="0"]`).waitFor();
  await until("there is an estimate", async () => /Arvio: .*(minuut|pian)/.test(await onni.locator("[data-estimate]").innerText()));
  await until("Onni may wait for one of two", async () => (await onni.locator("[data-wait-for]").count()) === 3);
  await onni.locator("[data-wait-for]", { hasText: "Helmi" }).click();
  await onni.locator('[data-wait-for][aria-pressed="true"]', { hasText: "Helmi" }).waitFor();
  await until("Oiva can take nobody", () => oiva.locator("[data-action=take_next]").first().getAttribute("aria-disabled"));
}

/** Taken, and in writing: nothing of the visitor is on the air, and the messages are open at once. */
async function written(helmi, onni) {
  await helmi.locator("[data-action=take_next]").first().click();
  await onni.locator("[data-visit]").waitFor();
  await onni.locator("[data-banner=with]", { hasText: "Helmi" }).waitFor();
  await until("Helmi sees the two", async () => (await people(helmi)) === 2);
  assert.equal(await onni.locator("[data-participant]").count(), 2, "Onni knows whom they are with, and nobody else");
  assert.ok(!(await body(onni)).includes("Oiva"));
  for (const device of ["microphone", "camera"]) assert.notEqual(await onni.locator(`[data-action=${device}]`).getAttribute("aria-pressed"), "true", `${device} is off`);
  for (const tool of ["hand", "people", "react"]) assert.equal(await onni.locator(`[data-action=${tool}]`).count(), 0, `no ${tool} for two`);
  await onni.getByRole("textbox", { name: "Kirjoita viesti" }).fill(WRITTEN);
  await onni.locator("[data-action=send-message]").click();
  await show(helmi, "chat");
  await helmi.locator(".message-text", { hasText: WRITTEN }).waitFor();
  await show(helmi, "reception");
  await helmi.locator(".answers dd", { hasText: WORDS }).waitFor();
}

/** Vesa comes meanwhile, for health advice, and is the first there. */
async function standsBehind(vesa) {
  await choose(vesa, 0, 1);
  await choose(vesa, 1, 0);
  await vesa.locator("[data-action=join_line]").click();
  await vesa.locator(`[data-line="${HEALTH}"][data-ahead="0"]`).waitFor();
}

/** A colleague is asked, comes aside first, and the visitor learns of them when they are there. */
async function comesAsideFirst(helmi, oiva, onni) {
  const before = onni.told.length;
  await helmi.locator(`[data-action=ask_colleague][data-participant="${await idOf(oiva)}"]`).click();
  await oiva.locator("[data-banner=asked-to-join] [data-action=join_encounter]").click();
  await oiva.locator("[data-banner=encounter][data-aside]").waitFor();
  await helmi.locator("[data-action=go_to_visitor]").first().waitFor();
  assert.equal(await people(oiva), 1, "aside Oiva sees nobody");
  await until("Oiva hears nothing", async () => {
    const count = await packets(oiva);
    await hears(onni);
    return (await packets(oiva)) === count;
  });
  assert.ok(!onni.told.slice(before).some((text) => text.includes("Oiva")), "Onni's page was told nothing of Oiva");
  const since = told({ told: onni.told.slice(before) }).flatMap(({ type, event }) => (type === "event" ? [event] : []));
  assert.deepEqual(since.filter(({ type }) => ["devices_changed", "encounter_changed"].includes(type)), [], "nothing around Onni changed");
  for (const event of since.filter(({ type }) => type === "people_changed")) assert.deepEqual(event.people.map(({ name }) => name).toSorted(), ["Helmi", "Onni"]);

  // The two talk without the visitor, who is told that one comes back, and to whom not a packet comes.
  await helmi.locator("[data-action=step_aside]").first().click();
  await onni.locator("[data-banner=alone]").waitFor();
  for (const page of [helmi, oiva]) await until(`${page.person} sees the two aside`, async () => (await people(page)) === 2);
  await until("nothing comes to Onni while they talk", async () => {
    const count = await packets(onni);
    await Promise.all([hears(helmi), hears(oiva)]);
    return (await packets(onni)) === count;
  });
  await oiva.locator("[data-action=go_to_visitor]").first().click();
  await onni.locator("[data-banner=with]", { hasText: "Helmi ja Oiva" }).waitFor();
  assert.equal(await onni.locator("[data-banner=alone]").count(), 0);
  for (const page of [helmi, oiva]) await until(`${page.person} sees the three`, async () => (await people(page)) === 3);
  await hears(onni);
}

/** The visitor reads the note before they say yes; then they stand ahead of who came from the door, and tell nothing twice. */
async function handedOver(helmi, oiva, onni, vesa) {
  await helmi.locator("[data-action=propose_hand_over]").first().click();
  const dialog = helmi.getByRole("dialog");
  await dialog.locator(`.hand-over-lines input[value="${HEALTH}"]`).check({ force: true });
  await dialog.locator("textarea").fill(NOTE);
  await dialog.locator("[data-action=confirm]").click();
  const question = onni.locator(".hand-over");
  await question.waitFor();
  assert.equal(await question.locator("[data-note]").evaluate((element) => element.textContent), NOTE, "the whole note");
  assert.match(await question.innerText(), /Terveysneuvonta/);
  await until("what is asked has come in place of the messages", async () => (await onni.locator("aside.panel").count()) === 0);
  await question.locator("[data-answer=carry]").click();

  await step(onni, "line");
  await onni.locator(`[data-line="${HEALTH}"][data-ahead="0"]`).waitFor();
  assert.match(await body(onni), /ennen niitä, jotka tulivat suoraan ovelta/);
  await vesa.locator(`[data-line="${HEALTH}"][data-ahead="1"]`).waitFor();
  for (const page of [helmi, oiva]) await page.locator("[data-desk=receives]").waitFor();

  await oiva.locator("[data-action=take_next]").first().click();
  await onni.locator("[data-visit]").waitFor();
  await onni.locator("[data-banner=with]", { hasText: "Oiva" }).waitFor();
  await until("Onni is with Oiva alone", async () => (await people(onni)) === 2);
  assert.ok(!(await onni.locator("[data-banner=with]").innerText()).includes("Helmi"));
  await show(oiva, "reception");
  await oiva.locator(".answers dd", { hasText: WORDS }).waitFor();
  assert.match(await oiva.locator(".said-before").innerText(), /Maksusuunnitelma puuttuu vielä/);
  await vesa.locator(`[data-line="${HEALTH}"][data-ahead="0"]`).waitFor();
}

/** A word of goodbye; and what was theirs is nowhere any more. */
async function ended(helmi, oiva, onni) {
  await oiva.locator("[data-action=end_encounter]").first().click();
  await oiva.locator("[data-action=confirm]").click();
  await onni.locator("[data-end=served]").waitFor();
  assert.match(await body(onni), /on unohdettu/);
  await oiva.locator("[data-desk=receives]").waitFor();
  // What was said last stays in the live region until something else is said.
  const shown = (page) => page.evaluate(() => [...document.body.querySelectorAll("*")].some((each) => each.closest("[data-live]") === null && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.includes("Onni"))));
  for (const page of [helmi, oiva]) await until(`${page.person} sees nothing of Onni`, async () => !(await shown(page)), 40_000);
  await oiva.reload();
  await oiva.locator("[data-participant]").first().waitFor();
  const welcome = told(oiva).findLast(({ type }) => type === "welcome");
  for (const gone of ["Onni", WORDS, WRITTEN, "Maksusuunnitelma"]) assert.ok(!JSON.stringify(welcome).includes(gone), `"${gone}" is forgotten`);
  assert.equal(events(helmi, "reception_changed").at(-1).reception.lines[HEALTH].served, 1, "the visit is counted");
}

/** A line that takes nobody is told before and after the answer; when all are closed nothing is asked. */
async function closedLine(helmi, onni) {
  const open = (line) => helmi.locator(`[data-action=open_line][data-line="${line}"]`).first();
  await open(HEALTH).click();
  await helmi.locator(`li[data-line="${HEALTH}"][data-closed]`).waitFor();
  await onni.locator("main button").click();
  await onni.locator("input.name").waitFor();
  await enter(onni);
  await choose(onni, 0, 1);
  await choose(onni, 1, 0);
  await onni.locator(".door-line .notice").waitFor();
  await onni.locator("[data-action=join_line]").click();
  await onni.locator(".door-line .closed-text").waitFor();
  assert.equal(await onni.locator("[data-step=door]").count(), 1, "nobody stands in a closed line");
  await open(SOCIAL).click();
  await open(2).click();
  await step(onni, "lines_closed");
  await open(HEALTH).click();
  await step(onni, "door");
  await onni.locator("[data-action=join_line]").click();
  await onni.locator(`[data-line="${HEALTH}"][data-ahead="1"]`).waitFor();
  await onni.locator("[data-action=leave_lobby]").click();
  await onni.locator("[data-action=confirm-leave]").click();
  await onni.locator("[data-end=left]").waitFor();
}

/** Before a name is given: where to turn, and when it opens. */
async function closedHours(browser, server) {
  const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  const later = days[(new Date().getUTCDay() + 3) % 7];
  const { links } = await server.makeRoom({ title: "Kiinni", template: "drop_in", language: "fi", opening_hours: [{ days: [later], from: "09:00", to: "15:00" }] });
  const page = await visit(browser, links.participant, PHONE);
  page.person = "nobody";
  await page.locator("[data-page=closed]").waitFor();
  assert.match(await body(page), /Avautuu .*kello/);
  assert.match(await body(page), /112/);
  assert.equal(await page.locator("input").count(), 0, "nobody is asked for a name");
  await page.locator("[data-action=look_again]").click();
  await page.getByRole("status").filter({ hasText: "Vastaanotto on yhä kiinni." }).waitFor();
  await calm([page]);
}
