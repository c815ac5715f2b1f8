// A programme as people use it: written by the facilitator, begun, and gone through phase by phase: a talk where one is
// heard with the floor only, an own task with what people bring from it, a topic of the people's own, a break with coffee.
import assert from "node:assert/strict";
import { join, seenClean, until } from "./browser.mjs";
import { apart, PHASE_TIME, silent, ticks } from "./clock.mjs";
import { events, having, hears, isIn, packets, show, told, turn } from "./panel.mjs";

const TASK = "Käy kävelyllä ja tuo siitä jotakin.";
const TOPIC = "Miten jaksamme syksyn?";
const PHASES = [
  { title: "Alustus", kind: "everybody", minutes: 15, turns: "queue" },
  { title: "Kävely", kind: "own_task", minutes: 10, task: TASK },
  { title: "Katsotaan yhdessä", kind: "everybody", minutes: 20 },
  { title: "Kahvit", kind: "break", minutes: 10 },
  { title: "Lopetus", kind: "everybody", minutes: 5 },
];

export async function programme(browser, server, figures) {
  const links = await server.createRoom("Ohjelma");
  const virpi = await join(browser, links.facilitator, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  const bjorn = await join(browser, links.participant, "Björn");
  const all = [virpi, aino, bjorn];
  for (const page of all) await show(page, "agenda");
  await written(virpi, [aino, bjorn]);
  figures["time left of the phase on the pages, apart at most, ms"] = await begun(virpi, all);
  await talk(all);
  await timer(all);
  figures["time left of the own task on the pages, apart at most, ms"] = await ownTask(server, all);
  await results(all);
  await topics(all);
  await pause(all);
  await next(virpi, all, "Lopetus");
  for (const page of all) await seenClean(page);
}

/** Two who press at the same time mean the same phase: one that has begun within two seconds is not left. */
const stays = (page) => ticks(page, PHASE_TIME, 3);

/** On with one confirmation: every page has the phase, a break in place of its circle. */
async function next(virpi, all, title, shown = (page) => page.locator(".now-phase strong", { hasText: title })) {
  await virpi.locator("[data-action=next-phase]").click();
  await virpi.getByRole("dialog", { name: `Siirrytäänkö vaiheeseen ”${title}”?` }).locator("[data-action=confirm]").click();
  for (const page of all) await shown(page).waitFor();
}

/** The room has the phases of its template: these come in their place. */
async function written(virpi, others) {
  await virpi.locator("[data-action=edit-agenda]").click();
  const editor = virpi.locator(".agenda-editor");
  while ((await editor.locator("[data-remove]").count()) > 0) await editor.locator("[data-remove]").first().click();
  for (const phase of PHASES) {
    await editor.locator("[data-action=add-phase]").click();
    await editor.getByLabel("Vaiheen nimi").fill(phase.title);
    await editor.locator(`input[value=${phase.kind}]`).check();
    await editor.getByLabel("Kesto minuutteina").fill(String(phase.minutes));
    if (phase.task !== undefined) await editor.getByLabel("Tehtävä tai ohje").fill(phase.task);
    if (phase.turns !== undefined) await editor.locator(`input[value=${phase.turns}]`).check();
    if (phase.kind === "break") await editor.getByLabel("Kahvipöytä on auki").check();
    await editor.locator("[data-action=back-to-agenda]").click();
  }
  await editor.locator("[data-action=save-agenda]").click();
  await editor.waitFor({ state: "detached" });
  const titles = PHASES.map(({ title }) => title);
  for (const page of [virpi, ...others]) {
    const shown = () => page.locator(".phases .phase-title > span:first-child").allInnerTexts();
    await until(`${page.person} sees the programme`, async () => assert.deepEqual(await shown(), titles) ?? true);
  }
}

async function begun(virpi, all) {
  await next(virpi, all, "Alustus");
  const ends = all.map((page) => events(page, "agenda_changed").at(-1).agenda.current.ends_at);
  assert.equal(new Set(ends).size, 1, "one end for all");
  return apart(all, PHASE_TIME);
}

/** Heard with the floor only; the microphone is on all the time. */
async function talk([virpi, aino, bjorn]) {
  for (const page of [virpi, aino]) await turn(page, "microphone", false);
  await silent(bjorn, "audio");
  const before = await packets(bjorn, "audio");
  await turn(aino, "microphone", true);
  await aino.evaluate(() => {
    window.microphoneStates = new Set();
    const note = () => {
      const button = document.querySelector("[data-action=microphone]");
      window.microphoneStates.add(`${button?.getAttribute("aria-pressed")} ${button?.getAttribute("aria-busy")}`);
    };
    note();
    new MutationObserver(note).observe(document.querySelector(".toolbar"), { subtree: true, childList: true, attributes: true });
  });
  await aino.getByText("Mikrofonisi on päällä. Se kuuluu muille, kun saat puheenvuoron.").waitFor();
  await ticks(bjorn, PHASE_TIME, 2);
  assert.equal(await packets(bjorn, "audio"), before, "nobody is heard without the floor");

  await aino.locator("[data-action=hand]").click();
  await show(virpi, "people");
  await virpi.locator("[data-waiting]", { hasText: "Aino" }).waitFor();
  await virpi.locator("[data-action=call_next]").click();
  await aino.getByText("Mikrofonisi kuuluu nyt.").waitFor();
  await hears(bjorn);
  await virpi.locator("[data-action=finish_turn]").click();
  await silent(bjorn, "audio");
  assert.deepEqual(await aino.evaluate(() => [...window.microphoneStates]), ["true null"], "on, and waiting for nothing, all the time");
  await show(virpi, "agenda");
}

async function timer([virpi, ...others]) {
  await virpi.locator("[data-timer] input[type=radio]").first().check();
  await virpi.getByLabel("Mitä varten aika on?").fill("Mietitään");
  await virpi.locator("[data-action=start-timer]").click();
  for (const page of others) {
    await page.locator("[data-now-timer]", { hasText: "Mietitään" }).getByRole("timer").waitFor();
    const { seconds, ends_at: endsAt } = events(page, "timers_changed").at(-1).timers[0];
    assert.equal(seconds, 60);
    assert.equal(endsAt, events(virpi, "timers_changed").at(-1).timers[0].ends_at);
  }
  await virpi.locator("[data-action=stop-timer]").click();
  for (const page of others) await page.locator("[data-now-timer]").waitFor({ state: "detached" });
}

async function ownTask(server, all) {
  const [virpi, aino, bjorn] = all;
  await next(virpi, all, "Kävely");
  for (const page of [aino, bjorn]) {
    await page.locator("[data-own-task] .task-text", { hasText: TASK }).waitFor();
    await page.getByText(/Palaa klo \d\d[.:]\d\d/).first().waitFor();
    for (const device of ["microphone", "camera"]) await page.locator(`[data-action=${device}][aria-pressed=false]`).waitFor();
  }
  await silent(virpi);
  const most = await apart(all, "[data-own-task] [role=timer]");

  await aino.locator("[data-action=task-ready]").click();
  await aino.getByLabel("Nimi kuvalle tai tekstille").fill("Ranta");
  await aino.getByLabel("Teksti, jos haluat").fill("Tuuli rannalla teki hyvää.");
  await aino.locator("[data-action=send-result]").click();
  await aino.locator("[data-action=edit-result]").waitFor();
  // Whoever is away meanwhile is in the room all the same, and comes back to what they had.
  await aino.goto("about:blank");
  await until("Aino's connection is away", () => events(virpi, "people_changed").at(-1)?.people.some(({ presence }) => presence.type === "dropped"));
  await virpi.locator("[data-readiness]", { hasText: "1 / 2 valmiina" }).first().waitFor();

  await bjorn.locator("[data-action=choose-picture]").setInputFiles({ name: "kuva.png", mimeType: "image/png", buffer: await png(bjorn) });
  await until("Björn sees what he chose", () => bjorn.locator(".chosen-picture").evaluate((image) => image.naturalWidth > 0));
  await bjorn.getByLabel("Nimi kuvalle tai tekstille").fill("Lempipaikkani");
  await bjorn.locator("[data-action=send-result]").click();
  await bjorn.locator("[data-action=edit-result]").waitFor();

  await aino.goto(server.origin);
  await aino.locator("[data-action=task-ready][aria-pressed=true]").waitFor();
  await aino.locator("[data-my-result]", { hasText: "Ranta" }).waitFor();
  assert.deepEqual(events(virpi, "person_left"), [], "nobody left");
  const seats = told(aino).flatMap(({ type, you }) => (type === "welcome" ? [you.participant] : []));
  assert.deepEqual([seats.length, new Set(seats).size], [2, 1], "the same seat");
  return most;
}

/** A small picture that no file has. */
async function png(page) {
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 32 });
    const context = canvas.getContext("2d");
    context.fillStyle = "teal";
    context.fillRect(8, 8, 24, 16);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(address.split(",")[1], "base64");
}

async function results(all) {
  const [virpi, aino] = all;
  await next(virpi, all, "Katsotaan yhdessä");
  await show(aino, "agenda");
  await virpi.locator("[data-result]", { hasText: "Tuuli rannalla" }).waitFor();
  assert.ok(!aino.told.some((frame) => frame.includes("Lempipaikkani")), "what is not shown is told to nobody else");
  await virpi.locator("[data-result]", { hasText: "Lempipaikkani" }).locator("[data-action=show-result]").click();
  const shown = aino.locator("[data-shown-result]", { hasText: "Lempipaikkani" });
  await shown.waitFor();
  await until("Aino sees the picture", () => shown.locator("img").evaluate((image) => image.complete && image.naturalWidth > 0));
}

async function topics(all) {
  const [virpi, aino, bjorn] = all;
  await virpi.locator("[data-action=open-topics]").click();
  await aino.locator("[data-topics]").getByLabel("Aihe", { exact: true }).fill(TOPIC);
  await aino.locator("[data-action=propose-topic]").click();
  await bjorn.getByRole("button", { name: `Kannatan: ${TOPIC}` }).click();
  const topic = virpi.locator("[data-topic]", { hasText: TOPIC });
  await topic.getByText("1 kannattaa").waitFor();
  await topic.locator("[data-menu]").click();
  await virpi.locator("[data-choice=choose]").click();
  await virpi.getByRole("dialog", { name: TOPIC }).locator("[data-action=confirm]").click();
  await aino.locator("[data-topic]", { hasText: "otettu ohjelmaan" }).waitFor();
  await stays(virpi);
  await next(virpi, all, TOPIC);
  // Only her own page knows whose it is: what has its words has nothing of a person, and nobody else has proposed one.
  assert.deepEqual(events(aino, "my_topics_changed").at(-1).mine.proposed.length, 1);
  for (const page of [virpi, bjorn]) {
    const holders = told(page).flatMap((message) => having(message, TOPIC));
    assert.ok(holders.length > 0);
    for (const holder of holders) {
      assert.deepEqual([holder.by, holder.leads, holder.brings, holder.helps ?? []], [undefined, undefined, undefined, []]);
      if ("topic" in holder) assert.deepEqual(Object.keys(holder).filter((key) => !["topic", "text", "support", "phase", "carried"].includes(key)), []);
    }
    for (const { mine } of events(page, "my_topics_changed")) assert.deepEqual(mine.proposed, []);
  }
}

async function pause(all) {
  const [virpi, aino, bjorn] = all;
  for (const page of all) for (const device of ["microphone", "camera"]) await turn(page, device, true);
  for (const page of all) await hears(page);
  await stays(virpi);
  await next(virpi, all, "Kahvit", (page) => page.locator("[data-break]"));
  for (const page of all) {
    for (const device of ["microphone", "camera"]) await page.locator(`[data-action=${device}][aria-pressed=false]`).waitFor();
  }
  await Promise.all(all.map((page) => silent(page, undefined, "[data-break] [role=timer]")));

  // At the coffee table: those who sit there, and nobody else.
  for (const page of [aino, bjorn]) {
    await page.locator("[data-action=coffee]").click();
    await page.locator("[data-break]").waitFor({ state: "detached" });
  }
  for (const page of [aino, bjorn]) await until(`${page.person} sees the other`, async () => (await page.locator("[data-participant]").count()) === 2);
  const before = await packets(virpi);
  for (const page of [aino, bjorn]) await turn(page, "microphone", true);
  for (const page of [aino, bjorn]) await hears(page);
  assert.equal(await packets(virpi), before, "nothing of the coffee table is elsewhere");

  for (const page of [aino, bjorn]) {
    await page.locator("[data-action=say-back]").click();
    await page.locator("[data-action=say-back][aria-pressed=true]").waitFor();
  }
  await virpi.locator("[data-break] [data-come-back]", { hasText: "2 / 3 palannut" }).waitFor();
  await virpi.locator("[data-break] [data-action=end-break]").click();
  await virpi.getByRole("dialog").locator("[data-action=confirm]").click();
  for (const page of all) {
    await isIn(page, "Yhteinen tila");
    await until(`${page.person} sees everybody`, async () => (await page.locator("[data-participant]").count()) === 3);
    // What the break and its end turned off stays off until they turn it on.
    await page.locator("[data-after-break]").waitFor();
    await page.locator("[data-action=microphone][aria-pressed=false]").waitFor();
  }
  await turn(aino, "microphone", true);
  for (const page of [virpi, bjorn]) await hears(page);
}
