// What waits for those who run the session, served by two: each takes one, and what one has taken the other cannot. A word
// alone that nobody else hears; a quiet signal that nobody else learns of; and an anonymous question that nothing ties to
// whoever asked it, and that is theirs all the same after a reload. The server logs all it can, and none of this is in it.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";
import { ask, calm, events, having, hears, isIn, packets, show, told } from "./panel.mjs";
import { startServer } from "./server.mjs";

const SUBJECT = "Miten jaan kuvan?";
const QUESTION = "Saako tästä puhua kotona?";
const ANSWER = "Omasta kokemuksesta saa.";
/** All but what the media libraries say of each packet: of that the media would be late. */
const LOGGED = "debug,rtc=error";
const TAKEN = "Toinen ehti ensin. Yritä tarvittaessa hetken kuluttua uudelleen.";

const LIST = "[data-section=facilitator-queue]";
/** What the room tells by itself, of everybody's devices and of how long everybody has spoken. */
const BY_ITSELF = ["device_states_changed", "speaking_times_changed"];

const row = (page, kind) => page.locator(`${LIST} li[data-kind=${kind}]`);
const banner = (page, name, words) => page.locator(`[data-banner=${name}]`, words === undefined ? {} : { hasText: words });
const idOf = async (page) => Number(await page.locator("[data-me]").getAttribute("data-participant"));
const itemsOf = (page) => events(page, "facilitator_queue_changed").flatMap((event) => event.queue.items);

export async function queue(browser, _server, figures) {
  const server = await startServer({ environment: { PIIRI_LOG_FILTER: LOGGED } });
  const silentTimes = {};
  let log = "";
  try {
    const links = await server.createRoom("Ohjaajien jono");
    const virpi = await join(browser, links.facilitator, "Virpi");
    const hanna = await join(browser, links.facilitator, "Hanna");
    const aino = await join(browser, links.participant, "Aino");
    const bjorn = await join(browser, links.participant, "Björn");
    const all = [virpi, hanna, aino, bjorn];
    for (const page of all) await until(`${page.person} sees everybody`, async () => (await page.locator("[data-participant]").count()) === all.length);

    await servedByTwo(virpi, hanna, aino, bjorn);
    await together(virpi, hanna, aino, bjorn);
    silentTimes.signal = await quietSignal(virpi, hanna, aino, bjorn);
    const key = await anonymousQuestion(virpi, hanna, aino, bjorn, silentTimes);
    await calm(all);
    silentTimes.words = [...all.map(({ person }) => person), SUBJECT, QUESTION, ANSWER, key];
    silentTimes.who = await idOf(aino);
  } finally {
    log = await server.stop();
  }
  figures["lines the server logged, of them during the quiet signal"] = unlogged(log, silentTimes);
}

/** Help and a hand at once: each of the two takes one. What both reach for is one's, and the other is told so. */
async function servedByTwo(virpi, hanna, aino, bjorn) {
  await openHelp(aino);
  await aino.locator("[data-problem=something_else]").click();
  await aino.getByRole("textbox", { name: "Kerro lyhyesti, jos haluat" }).fill(SUBJECT);
  await aino.locator("[data-action=send_request]").click();
  await banner(aino, "my-help", "Apua on pyydetty. Olet seuraava.").waitFor();
  await bjorn.locator("[data-action=hand]").click();
  for (const page of [virpi, hanna]) {
    await row(page, "help").filter({ hasText: "Aino" }).filter({ hasText: SUBJECT }).waitFor();
    await row(page, "hand").filter({ hasText: "Björn" }).waitFor();
    const kinds = await page.locator(`${LIST} li[data-item]`).evaluateAll((items) => items.map((each) => each.dataset.kind));
    assert.deepEqual(kinds, ["help", "hand"], `${page.person} sees them in the order they came`);
  }

  // Hanna reaches for what Virpi has just taken, before her page can know.
  const mine = "Otan tämän: Aino";
  await hold(hanna);
  await row(virpi, "help").getByRole("button", { name: mine }).click();
  await until("Hanna's page is sent who took it", () => itemsOf(hanna).some((item) => item.kind === "help" && item.claimed_by !== undefined));
  await row(hanna, "help").getByRole("button", { name: mine }).click();
  await until("Hanna is answered", () => told(hanna).some(({ type, code }) => type === "rejected" && code === "taken"));
  await letGo(hanna);
  await hanna.getByRole("status").filter({ hasText: TAKEN }).waitFor();
  await row(hanna, "help").filter({ hasText: "Virpi hoitaa" }).waitFor();
  assert.equal(await row(hanna, "help").getByRole("button", { name: mine }).count(), 0, "what is taken is not offered");
  await row(virpi, "help").filter({ hasText: "sinä hoidat" }).waitFor();
  await banner(aino, "my-help", "Virpi auttaa nyt.").waitFor();
  const takers = new Set([virpi, hanna].flatMap(itemsOf).flatMap((item) => item.claimed_by ?? []));
  assert.deepEqual([...takers], [await idOf(virpi)], "one alone ever had it");

  await row(hanna, "hand").getByRole("button", { name: "Anna puheenvuoro: Björn" }).click();
  await until("Björn has the floor", async () => events(bjorn, "queues_changed").at(-1)?.queues.some((each) => each.floor !== undefined));
  await hanna.getByRole("button", { name: "Päätä puheenvuoro: Björn" }).first().click();
  await banner(virpi, "helping", "Hoidat: Aino").locator("[data-action=resolve]").click();
  await aino.getByText("Avunpyyntösi on hoidettu.").first().waitFor();
  for (const page of [virpi, hanna]) await until(`${page.person} has nothing to do`, async () => (await page.locator(LIST).count()) === 0);
  assert.deepEqual(events(bjorn, "facilitator_queue_changed", "requests_changed", "request_ended"), [], "Björn was told of none of it");
}

/** Aino, in a group with Björn, has a word alone with Virpi: one press takes both there, and one brings both back. */
async function together(virpi, hanna, aino, bjorn) {
  await virpi.locator("input[value=size]").check({ force: true });
  await virpi.locator("[data-action=open_groups]").click();
  for (const page of [aino, bjorn]) await isIn(page, "Pienryhmä 1");
  for (const page of [virpi, hanna, aino, bjorn]) await hears(page);

  await openHelp(aino);
  await aino.locator("[data-action=ask_for_private_word]").click();
  await aino.getByRole("radio", { name: "Virpi" }).check({ force: true });
  await aino.locator("[data-action=send_request]").click();
  await banner(aino, "my-word", "Virpi näkee pyynnön ensin.").waitFor();
  const call = banner(virpi, "help", "Aino haluaa jutella kanssasi kahden kesken (Pienryhmä 1).");
  await call.waitFor();
  assert.ok(!itemsOf(hanna).some(({ kind }) => kind === "private_word"), "whoever is asked for by name sees it first");

  await call.getByRole("button", { name: "Jutelkaa kahden: Aino" }).click();
  for (const [page, other] of [[aino, "Virpi"], [virpi, "Aino"]]) {
    await banner(page, "private-word", `Kanssasi: ${other}. Muut eivät kuule eivätkä näe teitä.`).waitFor();
    await isIn(page, "Kahdenkeskinen hetki");
    await until(`${page.person} sees the two`, async () => (await page.locator("[data-participant]").count()) === 2);
  }
  // While the two hear each other, not a packet comes to the others. What was on its way may come first.
  await until("nobody else is sent anything", async () => {
    const before = await Promise.all([bjorn, hanna].map((page) => packets(page)));
    await Promise.all([hears(aino), hears(virpi)]);
    const now = await Promise.all([bjorn, hanna].map((page) => packets(page)));
    return now.every((count, index) => count === before[index]);
  });
  for (const page of [bjorn, hanna]) assert.equal(await page.locator("[data-participant]").count(), 1, `${page.person} is alone meanwhile`);

  await virpi.getByRole("button", { name: "Palaa ryhmään" }).click();
  await isIn(aino, "Pienryhmä 1");
  await isIn(virpi, "Yhteinen tila");
  for (const page of [virpi, hanna, aino, bjorn]) await hears(page);
  for (const page of [aino, virpi]) assert.equal(await banner(page, "private-word").count(), 0);
  await until("the request has ended", () => events(aino, "request_ended").length === 2);
}

/** Aino, beside Björn, is not all right: both who run the session know at once, and Björn's page is not told a word. Gives from when to when. */
async function quietSignal(virpi, hanna, aino, bjorn) {
  // The group is as it was: what Björn is told from here on has another reason.
  await ask(bjorn, { type: "call_next" });
  const toldBefore = told(bjorn);
  const seenBefore = new Set(await linesOn(bjorn));
  const from = Date.now();
  await openHelp(aino);
  await aino.getByRole("button", { name: "En voi hyvin" }).click();
  await aino.getByText("Pyyntösi on perillä.").first().waitFor();
  for (const page of [virpi, hanna]) {
    await banner(page, "help", "Aino on lähettänyt hiljaisen merkin (Pienryhmä 1).").waitFor();
    await row(page, "quiet_signal").filter({ hasText: "Aino" }).waitFor();
    // Others may hear the loudspeaker of whoever answers.
    assert.equal(await page.locator("[data-live=assertive]").textContent(), "Joku on lähettänyt hiljaisen merkin.");
    const signals = itemsOf(page).filter(({ kind }) => kind === "quiet_signal");
    assert.deepEqual([...new Set(signals.map(({ participant }) => participant))], [await idOf(aino)], `${page.person} was told whose it is`);
  }
  await row(hanna, "quiet_signal").getByRole("button", { name: "Kirjoita hänelle: Aino" }).click();
  await aino.getByText("Hanna hoitaa pyyntöäsi.").first().waitFor();
  await show(hanna, "people");
  await row(hanna, "quiet_signal").getByRole("button", { name: "Hoidettu: Aino" }).click();
  await aino.getByText("Pyyntösi on hoidettu.").first().waitFor();

  // The answer to what he asks now comes after all that the room had to tell him: it is all there is.
  const answer = await ask(bjorn, { type: "call_next" });
  const to = Date.now();
  const toldMeanwhile = told(bjorn).slice(toldBefore.length);
  assert.deepEqual(toldMeanwhile.filter(isAsked), [answer], "Björn's socket received nothing of it");
  assert.deepEqual(having(toldMeanwhile, await idOf(aino)), [], "and nothing else about her");
  assert.deepEqual((await linesOn(bjorn)).filter((line) => !seenBefore.has(line)), [], "his page says nothing that it did not say before");
  assert.doesNotMatch(await bjorn.content(), /quiet|merkin|merkki/i);
  // Nor is there a gap in the numbers of what he is told.
  await bjorn.locator("[data-action=hand]").click();
  await until("Björn is told of his hand", () => told(bjorn).slice(toldBefore.length + toldMeanwhile.length).some(({ event }) => event?.type === "queues_changed"));
  const numbers = told(bjorn).flatMap(({ type, seq }) => (type === "event" ? [seq] : []));
  assert.deepEqual(numbers, numbers.map((_, index) => numbers[0] + index));
  await bjorn.locator("[data-action=hand]").click();
  await until("the hand is down", () => events(bjorn, "queues_changed").at(-1).queues.every(({ hands }) => hands.length === 0));
  return { from, to };
}

/** Aino asks without her name. Gives the key that only her page has. */
async function anonymousQuestion(virpi, hanna, aino, bjorn, silentTimes) {
  const others = [virpi, hanna, bjorn];
  const who = await idOf(aino);
  const before = new Map(others.map((page) => [page, told(page).length]));
  const since = (page) => told(page).slice(before.get(page));
  const from = Date.now();
  await openHelp(aino);
  await aino.locator("[data-action=ask_question]").click();
  await aino.getByRole("textbox", { name: "Kysymyksesi" }).fill(QUESTION);
  await aino.getByRole("radio", { name: "Nimettömänä" }).check({ force: true });
  await aino.getByRole("button", { name: "Lähetä kysymys" }).click();
  const asked = (page) => page.locator("[data-question]", { hasText: QUESTION });
  await asked(aino).filter({ hasText: "oma kysymyksesi" }).filter({ hasText: "Vain ohjaajat näkevät tämän" }).waitFor();
  for (const page of [virpi, hanna]) await row(page, "question").filter({ hasText: "Nimetön" }).filter({ hasText: QUESTION }).waitFor();
  await ask(bjorn, { type: "call_next" });
  assert.ok(!bjorn.told.some((frame) => frame.includes(QUESTION)), "what is not published is for those who run the session");

  await row(virpi, "question").locator("[data-menu]").click();
  await virpi.getByRole("menuitem", { name: "Julkaise kaikille" }).click();
  await show(bjorn, "polls");
  await asked(bjorn).getByRole("button", { name: "Haluan vastauksen tähän" }).click();
  for (const page of [virpi, hanna]) {
    await show(page, "polls");
    await asked(page).filter({ hasText: "1 haluaa vastauksen" }).waitFor();
  }
  // For whoever asks as well: her own, and not one to vote for.
  await asked(aino).filter({ hasText: "1 haluaa vastauksen" }).waitFor();
  assert.equal(await asked(aino).getByRole("button", { name: "Haluan vastauksen tähän" }).count(), 0);
  // So far nothing at all that anybody was told has to do with her.
  for (const page of others) {
    assert.ok(since(page).some((message) => having(message, QUESTION).length > 0), `${page.person} was told of the question`);
    for (const message of since(page).filter(isAsked)) assert.deepEqual([...having(message, who), ...having(message, "Aino")], [], `${page.person} was told ${JSON.stringify(message)}`);
  }
  const keys = JSON.parse(await aino.evaluate(() => sessionStorage.getItem("piiri.question-keys")));
  assert.equal(keys.length, 1);
  silentTimes.question = { from, to: Date.now() };

  // A reload: it is still hers, and she learns what is answered.
  await aino.reload();
  await aino.locator("[data-me]").waitFor();
  await show(aino, "polls");
  await asked(aino).filter({ hasText: "oma kysymyksesi" }).filter({ hasText: "1 haluaa vastauksen" }).waitFor();
  await asked(hanna).getByRole("button", { name: `Vastaa kysymykseen: ${QUESTION}` }).click();
  await hanna.getByRole("textbox", { name: "Vastaus" }).fill(ANSWER);
  await hanna.getByRole("button", { name: "Lähetä vastaus" }).click();
  await banner(aino, "question-answered", "Kysymykseesi on vastattu.").waitFor();
  await asked(aino).filter({ hasText: "oma kysymyksesi" }).filter({ hasText: "Hanna vastasi:" }).filter({ hasText: ANSWER }).waitFor();
  for (const page of others) {
    await asked(page).filter({ hasText: ANSWER }).waitFor();
    await asked(page).filter({ hasText: "Nimetön" }).waitFor();
    assert.equal(await asked(page).getByText("oma kysymyksesi").count(), 0, page.person);
    // That she was away and came back is told; of the question still nothing that is hers.
    const about = since(page).filter(({ event }) => /question|queue|request/.test(event?.type ?? ""));
    for (const message of [...about, ...since(page).filter((each) => having(each, QUESTION).length > 0)]) {
      assert.deepEqual([...having(message, who), ...having(message, "Aino")], [], `${page.person} was told ${JSON.stringify(message)}`);
    }
    assert.ok(!page.told.some((frame) => frame.includes(keys[0])), `${page.person} was never told the key`);
  }
  return keys[0];
}

/**
 * Whether this was told because somebody did something. Who speaks and how the network does change by themselves; an
 * "ok" says only that the page's own report, of what it shows, has arrived.
 */
const isAsked = ({ type, event }) => !["ok", "speaking", "network", "media_wanted"].includes(type) && !BY_ITSELF.includes(event?.type);

async function openHelp(page) {
  await page.locator("[data-action=ask_for_help]").first().click();
  await page.locator("[data-dialog=help]").waitFor();
}

/** The page hears nothing new until it is let go; then all of it, in order. */
function hold(page) {
  return page.evaluate(() => {
    const socket = __seen.sockets.at(-1);
    const read = socket.onmessage;
    const held = [];
    socket.onmessage = (event) => held.push(event);
    window.letGo = () => {
      socket.onmessage = read;
      for (const event of held) read.call(socket, event);
    };
  });
}

function letGo(page) {
  return page.evaluate(() => window.letGo());
}

/** All the words on a page, without the numbers that turn. */
async function linesOn(page) {
  return (await page.locator("body").innerText()).replaceAll(/\d+/g, "").split("\n");
}

/** Nothing that was said is in the log, and nothing of whoever said it in secret while they did. Gives how much there is. */
function unlogged(log, { words, who, signal, question }) {
  const lines = log.split("\n").filter((line) => line !== "");
  const she = `participant=p${who.toString(16)}`;
  assert.ok(lines.some((line) => line.includes("entered") && line.includes(she)), "the log is of this session, and names people so");
  for (const each of words) assert.ok(!log.includes(each), `${each} is not in the log`);
  assert.doesNotMatch(log, /quiet/i);
  const during = ({ from, to }) => lines.filter((line) => Date.parse(line.split(" ")[0]) >= from && Date.parse(line.split(" ")[0]) <= to);
  for (const span of [signal, question]) {
    const about = during(span).filter((line) => line.includes(who.toString(16)) || line.includes(String(who)));
    assert.deepEqual(about, []);
  }
  return [lines.length, during(signal).length];
}
