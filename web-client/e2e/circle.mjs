// Who is heard and seen in one circle, four pages: a round that everybody goes through once and that ends by itself, a
// talking stick, a reflecting team that changes over, a silence. Nobody touches a microphone or a camera: what comes is
// counted by who it comes from.
import assert from "node:assert/strict";
import { join, received, seenClean, until } from "./browser.mjs";
import { told } from "./panel.mjs";

const NAMES = ["Aino", "Björn", "Sirpa", "Virpi"];
/** So many packets tell that something comes; what was on its way before comes within the first ones, and not later. */
const PACKETS = [6, 12];

const bar = (page) => page.getByRole("group", { name: "Puheenvuoro nyt" });
/** Words were said aloud since it was asked last. */
const said = (page, words) => until(`"${words}" is said to ${page.person}`, () => page.evaluate((text) => {
  const at = window.said.findIndex((each) => each.includes(text));
  window.said.splice(0, at + 1);
  return at !== -1;
}, words));

export async function circle(browser, server, figures) {
  const links = await server.createRoom("Piiri");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const others = [];
  for (const name of NAMES.slice(0, 3)) others.push(await join(browser, links.participant, name));
  const all = [virpi, ...others];
  const names = new Map(all.map((page) => [told(page).find(({ type }) => type === "welcome").you.device, page.person]));
  for (const page of all) {
    page.names = names;
    await listen(page);
  }
  await everybody(all);
  for (const [what, part] of Object.entries({ round, stick, team, silence, free })) {
    const began = Date.now();
    await part(virpi, others);
    figures[`${what}, s`] = Number(((Date.now() - began) / 1_000).toFixed(1));
  }
  for (const page of all) await seenClean(page);
}

/** Aino speaks, Björn passes, Sirpa wants hers later, Virpi speaks, then Sirpa: everybody once, and it is over. */
async function round(virpi, [aino, bjorn, sirpa]) {
  const all = [virpi, aino, bjorn, sirpa];
  await mode(virpi, "Kierros");
  const dialog = virpi.getByRole("dialog", { name: "Aloita kierros" });
  await dialog.getByLabel("Kuka aloittaa?").selectOption({ label: "Aino" });
  await dialog.getByText("Järjestys: Aino, Björn, Sirpa, Virpi").waitFor();
  await dialog.getByRole("button", { name: "Aloita kierros" }).click();

  await says(aino, "Sinun vuorosi");
  await says(bjorn, "Kierros: Aino puhuu, sitten sinä.");
  await says(bjorn, "Mikrofonisi on päällä. Se kuuluu muille, kun on sinun vuorosi.");
  await says(sirpa, "Sinua ennen puhuu 2.");
  // Whoever leads is always heard in a round.
  await heard(all, ["Aino", "Virpi"]);
  await bar(aino).getByRole("button", { name: "Puhuin, kiitos" }).click();

  await says(bjorn, "Sinun vuorosi");
  await says(aino, "Olet jo puhunut.");
  await heard(all, ["Björn", "Virpi"]);
  await bar(bjorn).getByRole("button", { name: "Ohita" }).click();

  await says(sirpa, "Sinun vuorosi");
  await says(bjorn, "Ohitit vuorosi.");
  await bar(sirpa).getByRole("button", { name: "Myöhemmin" }).click();

  await says(virpi, "Sinun vuorosi");
  await says(sirpa, "Kierros: Virpi puhuu, sitten sinä.");
  await heard(all, ["Virpi"]);
  await bar(virpi).getByRole("button", { name: "Puhuin, kiitos" }).click();

  await says(sirpa, "Sinun vuorosi");
  await says(aino, "Kierros: Sirpa puhuu viimeisenä.");
  // Once only: nobody else is to come.
  assert.equal(await bar(sirpa).getByRole("button", { name: "Myöhemmin" }).count(), 0);
  const order = virpi.getByRole("list", { name: "Kierroksen järjestys" }).locator("[data-round]");
  const stages = await order.evaluateAll((rows) => rows.map((row) => row.getAttribute("data-round")));
  assert.deepEqual(stages, ["spoke", "passed", "spoke", "now"]);
  await heard(all, ["Sirpa", "Virpi"]);
  await bar(sirpa).getByRole("button", { name: "Puhuin, kiitos" }).click();

  for (const page of all) {
    await bar(page).waitFor({ state: "detached" });
    await said(page, "Kierros on ohi. Nyt kaikki voivat puhua vapaasti.");
  }
  await heard(all, NAMES);
}

/** Only whoever holds it is heard, those who lead too; whoever leads can have it back. */
async function stick(virpi, [aino, bjorn, sirpa]) {
  const all = [virpi, aino, bjorn, sirpa];
  await mode(virpi, "Puhekapula");
  for (const page of all) await says(page, "Puhekapula on vapaa.");
  await heard(all, []);
  await bar(aino).getByRole("button", { name: "Ota kapula" }).click();
  await says(aino, "Puhekapula on sinulla");
  for (const page of [virpi, bjorn, sirpa]) await says(page, "Puhekapula: Aino");
  // It is taken from nobody but by those who lead.
  assert.equal(await bar(bjorn).getByRole("button", { name: /Ota kapula/ }).count(), 0);
  await heard(all, ["Aino"]);

  await bar(aino).getByRole("button", { name: "Anna kapula" }).click();
  await aino.getByRole("menuitem", { name: "Björn" }).click();
  await says(bjorn, "Puhekapula on sinulla");
  await says(aino, "Puhekapula: Björn");
  await says(aino, "Mikrofonisi on päällä. Se kuuluu muille, kun puhekapula on sinulla.");
  await heard(all, ["Björn"]);

  await bar(virpi).getByRole("button", { name: "Ota kapula takaisin" }).click();
  await says(virpi, "Puhekapula on sinulla");
  await says(bjorn, "Puhekapula: Virpi");
  await heard(all, ["Virpi"]);
  await mode(virpi, "Vapaa keskustelu");
  for (const page of all) await said(page, "Nyt kaikki voivat puhua vapaasti.");
  await heard(all, NAMES);
}

/** Those who listen are neither seen nor heard, and know it; then they talk, and the others listen. */
async function team(virpi, [aino, bjorn, sirpa]) {
  const all = [virpi, aino, bjorn, sirpa];
  const dialog = await sceneDialog(virpi, "Reflektoiva tiimi");
  for (const name of NAMES) await dialog.getByRole("checkbox", { name }).setChecked(name === "Aino" || name === "Björn");
  await dialog.getByRole("button", { name: "Ota käyttöön" }).click();
  await staged(all, ["Aino", "Björn"]);

  await virpi.getByRole("button", { name: "Vaihda osia" }).click();
  const sure = virpi.getByRole("dialog", { name: "Vaihdetaanko osia?" });
  await sure.getByText("Vaihdon jälkeen nähdään ja kuullaan: Virpi ja Sirpa. Muut kuuntelevat.").waitFor();
  await sure.getByRole("button", { name: "Vaihda osia" }).click();
  await staged(all, ["Sirpa", "Virpi"]);
}

/** Also those who are seen are not heard. */
async function silence(virpi, others) {
  const all = [virpi, ...others];
  await mode(virpi, "Hiljaisuus");
  for (const page of all) await says(page, "Hiljaisuus");
  const sirpa = others.find(({ person }) => person === "Sirpa");
  await says(sirpa, "Mikrofonisi on päällä, mutta se ei kuulu hiljaisuuden aikana.");
  await sirpa.locator("[data-sight=seen]", { hasText: "Sinut nähdään." }).first().waitFor();
  await heard(all, []);
}

async function free(virpi, others) {
  const all = [virpi, ...others];
  await virpi.getByRole("button", { name: "Lopeta hiljaisuus" }).click();
  const dialog = await sceneDialog(virpi, "Kaikki yhdessä");
  await dialog.getByRole("button", { name: "Ota käyttöön" }).click();
  for (const page of all) {
    await bar(page).waitFor({ state: "detached" });
    await page.locator(".scene-notice").waitFor({ state: "detached" });
    await said(page, "Kaikki yhdessä. Kaikki nähdään ja kuullaan taas.");
  }
  await everybody(all);
}

/** Keeps everything that is said aloud: the next words take the place of the last ones. */
function listen(page) {
  return page.evaluate(() => {
    const region = document.querySelector("[data-live=polite]");
    window.said = [];
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, { subtree: true, childList: true, characterData: true });
  });
}

async function everybody(all) {
  for (const page of all) await until(`${page.person} has everybody at the table`, async () => (await page.locator("[data-participant]").count()) === NAMES.length);
  await heardAndSeen(all, NAMES);
}

/** Each page says whether its person is seen, has those at the table who are, and is sent of nobody else. */
async function staged(all, names) {
  for (const page of all) {
    const isSeen = names.includes(page.person);
    const line = isSeen ? "Sinut nähdään ja kuullaan." : "Kuuntelet: sinua ei nähdä eikä kuulla.";
    await page.locator(`.scene-notice[data-sight=${isSeen ? "seen" : "listening"}]`, { hasText: line }).waitFor();
    await said(page, `Reflektoiva tiimi. ${line}`);
    await page.getByRole("region", { name: "Kuuntelijat" }).getByRole("heading", { name: "2 kuuntelijaa" }).waitFor();
    const around = () => page.locator("[data-participant] .tile-name").evaluateAll((tiles) => tiles.map((each) => each.textContent.split(" ")[0]).toSorted());
    await until(`${page.person} has those at the table who are seen`, async () => assert.deepEqual(await around(), names) ?? true);
    // On, and passed on to nobody; the button says so.
    const button = page.locator("[data-action=microphone]");
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    assert.equal(await button.getByText("ei kuulu nyt").count(), isSeen ? 0 : 1);
  }
  await heardAndSeen(all, names);
}

const says = (page, words) => bar(page).getByText(words, { exact: true }).waitFor();

/** Chooses who may speak. */
async function mode(page, name) {
  await page.getByRole("button", { name: /^Vaihda tapaa/ }).click();
  await page.getByRole("menuitem", { name }).click();
}

async function sceneDialog(page, name) {
  await page.getByRole("button", { name: "Muuta, ketkä nähdään" }).click();
  const dialog = page.getByRole("dialog", { name: "Ketkä nähdään ja kuullaan?" });
  await dialog.getByRole("radio", { name }).check({ force: true });
  return dialog;
}

/** Each page is sent the voices of these people, its own excepted, and of nobody else. */
const heard = (pages, names) => Promise.all(pages.map((page) => comes(page, names, ["microphone"])));
/** The same of voices and of pictures. */
const heardAndSeen = (pages, names) => Promise.all(pages.map((page) => comes(page, names, ["microphone", "camera"])));

async function comes(page, names, kinds) {
  const wanted = kinds.flatMap((kind) => names.filter((name) => name !== page.person).map((name) => `${kind} ${name}`));
  // Where nothing is to come, any picture is the clock.
  const clock = wanted.length > 0 ? wanted : ["camera"];
  let before;
  for (const packets of PACKETS) {
    before = await sent(page);
    await until(`${page.person} is sent of ${wanted.join(", ") || "nobody"}`, async () => {
      const more = growth(before, await sent(page));
      const missing = clock.filter((each) => sum(more, each) < packets);
      return missing.length === 0 || assert.fail(`nothing of: ${missing.join(", ")}`);
    });
  }
  const more = growth(before, await sent(page));
  const from = [...more].flatMap(([what, count]) => (count > 0 && kinds.some((kind) => what.startsWith(kind)) ? [what] : []));
  assert.deepEqual(from.toSorted(), wanted.toSorted(), `${page.person} is sent of these people only`);
}

const sum = (counts, what) => [...counts].filter(([key]) => key.startsWith(what)).reduce((all, [, count]) => all + count, 0);

/** Packets that came to a page by each line, and what and whose it is as the server tells. */
async function sent(page) {
  const lines = await received(page);
  // The last of those messages, found without reading all the others; there is none before the media is up.
  const { slots } = JSON.parse(page.told.findLast((frame) => frame.includes('"type":"slots"')) ?? '{"slots":[]}');
  return new Map(
    lines.map(({ mid, kind, packets }) => {
      const slot = slots.find(({ line }) => line === mid);
      const what = slot?.kind ?? (kind === "audio" ? "microphone" : "camera");
      return [mid, { key: `${what} ${page.names.get(slot?.device) ?? "of nobody known"}`, packets }];
    }),
  );
}

/** By whose it is now. */
function growth(before, after) {
  const more = new Map();
  for (const [mid, { key, packets }] of after) more.set(key, (more.get(key) ?? 0) + packets - (before.get(mid)?.packets ?? 0));
  return more;
}
