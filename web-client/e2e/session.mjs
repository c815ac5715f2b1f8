// The main job, as four people see it: meet, hear and see each other, queue, groups, a cut line, recall. And what must
// not happen meanwhile: a new connection, a negotiation, a word of one group in another.
import assert from "node:assert/strict";
import { firstLive, join, pictures, press, received, until } from "./browser.mjs";

const placeOf = (page) => page.locator(".where").innerText();
const tiles = (page) => page.locator("[data-participant]");
const tile = (page, name) => tiles(page).filter({ has: page.locator(".tile-name", { hasText: new RegExp(`^${name}`) }) });
const queue = (page) => page.locator("[data-queue] [data-waiting] .waiting-name").evaluateAll((all) =>
  all.map((each) => each.firstChild?.textContent?.trim().split(" ")[0] ?? ""),
);

/** Lines on which new packets (sound) or decoded frames (picture) arrive within a second or so. */
async function flowing(page) {
  const before = new Map((await received(page)).map((each) => [each.mid, each]));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = await received(page);
  const grows = (each, of) => each[of] > (before.get(each.mid)?.[of] ?? 0) + 2;
  return {
    audio: after.filter((each) => each.kind === "audio" && grows(each, "packets")).length,
    video: after.filter((each) => each.kind === "video" && grows(each, "frames")).length,
  };
}

async function flows(page, audio, video) {
  return until(`${page.person} receives ${audio} voices and ${video} pictures`, async () => {
    const now = await flowing(page);
    return now.audio === audio && now.video === video ? now : (page.lastFlow = now) && false;
  });
}

export async function session(browser, server, figures) {
  const links = await server.createRoom("Työnohjausryhmä");
  const supervisor = await join(browser, links.supervisor, "Virpi");
  const firstFrame = [];
  const people = [supervisor];
  for (const name of ["Aino", "Björn", "Sirpa"]) {
    const page = await join(browser, links.participant, name);
    firstFrame.push(Math.round((await firstLive(page, page.joinClicked)) - page.joinClicked));
    people.push(page);
  }
  const [, aino, bjorn, sirpa] = people;
  figures["join: page click to first remote frame, ms"] = firstFrame;

  // Everybody decodes and hears the three others.
  for (const page of people) {
    const others = people.filter((each) => each !== page).map((each) => each.person).sort();
    await until(`${page.person} sees ${others}`, async () => {
      const seen = await pictures(page);
      return assert.deepEqual(seen, others) ?? true;
    });
    await flows(page, 3, 3);
  }

  // Two hands: one order for all.
  await aino.locator("[data-action=hand]").click();
  await until("Aino's hand is up", async () => (await queue(supervisor)).length === 1);
  await bjorn.locator("[data-action=hand]").click();
  for (const page of people) {
    await until(`${page.person} sees the order`, async () => assert.deepEqual(await queue(page), ["Aino", "Björn"]) ?? true);
  }

  // Two go to a group.
  await supervisor.locator("input[value=by_hand]").check();
  await supervisor.locator(".opening button[type=submit]").click();
  await supervisor.locator("[data-move]").first().waitFor();
  figures["move in the browser: chosen to first frame of a new face, ms"] = [];
  for (const page of [aino, sirpa]) await move(supervisor, page.person, "Pienryhmä 1");
  for (const page of [aino, sirpa]) {
    await until(`${page.person} is in the group`, async () => (await placeOf(page)).includes("Pienryhmä 1"));
  }
  await apart([[aino, sirpa], [supervisor, bjorn]]);
  // Aino's place in the plenary's queue waits for her; in the group she is first.
  await aino.locator("[data-action=hand]").click();
  await until("Sirpa sees Aino's hand", async () => assert.deepEqual(await queue(sirpa), ["Aino"]) ?? true);
  assert.deepEqual(await queue(bjorn), ["Aino", "Björn"]);

  // A cut line: back to the same group and the same place in the queue, without a new connection.
  await aino.evaluate("__seen.sockets.at(-1).close()");
  await until("Aino's page notices", () => aino.locator(".link-state[data-link=lost]").count(), 5_000).catch(() => {});
  await until("Aino is back", async () => (await aino.evaluate("__seen.sockets.length")) > 1 && (await aino.locator(".link-state[data-link=up]").count()) === 1);
  assert.ok((await placeOf(aino)).includes("Pienryhmä 1"));
  assert.deepEqual(await queue(aino), ["Aino"]);
  await apart([[aino, sirpa], [supervisor, bjorn]]);

  // Moves back and forth, for the figure.
  const moves = figures["move in the browser: chosen to first frame of a new face, ms"];
  for (let turn = 0; turn < 6; turn += 1) {
    const to = turn % 2 === 0 ? "Pienryhmä 1" : "Yhteinen tila";
    moves.push(await timedMove(supervisor, bjorn, to));
  }

  // Recall: everybody together, the order of the plenary as it was.
  await supervisor.locator(".recall select").selectOption("10");
  await supervisor.locator("[data-action=recall]").click();
  for (const page of people) {
    await until(`${page.person} is back in the plenary`, async () => (await placeOf(page)).includes("Yhteinen tila"));
    await until(`${page.person} sees the order again`, async () => assert.deepEqual(await queue(page), ["Aino", "Björn"]) ?? true);
    await flows(page, 3, 3);
  }

  // Call the next: Aino has the floor, everywhere.
  await supervisor.locator("[data-action=call_next]").click();
  for (const page of people) {
    await until(`${page.person} sees whose turn it is`, () => tile(page, "Aino").and(page.locator("[data-floor]")).count());
  }

  for (const page of people) {
    const seen = await page.evaluate("({ made: __seen.connections.length, setRemote: __seen.setRemote, states: __seen.states, csp: __seen.csp })");
    assert.equal(seen.made, 2, `${page.person} made two connections, once`);
    assert.equal(seen.setRemote, 2, `${page.person} negotiated only at the door`);
    const bad = seen.states.filter((state) => /disconnected|failed|closed/.test(state));
    assert.deepEqual(bad, [], `${page.person}'s ICE and DTLS stayed up`);
    assert.deepEqual(seen.csp, [], `${page.person}'s page broke no content security policy`);
    assert.deepEqual(page.problems, [], `${page.person}'s page had no errors`);
  }
  return people;
}

/** Each set of people receives each other and nothing else. */
async function apart(places) {
  for (const place of places) {
    for (const page of place) {
      const others = place.filter((each) => each !== page).map((each) => each.person).sort();
      await until(`${page.person} sees only ${others}`, async () => assert.deepEqual(await pictures(page), others) ?? true);
      await flows(page, others.length, others.length);
    }
  }
}

async function move(supervisor, name, to) {
  const row = supervisor.locator("[data-person]", { has: supervisor.locator(".person-name", { hasText: name }) });
  await row.locator("[data-move]").click();
  await supervisor.getByRole("menuitem", { name: to }).click();
}

/** From the supervisor's choice to the first picture of the new place on the mover's page. Clocks are one: one machine. */
async function timedMove(supervisor, mover, to) {
  const row = supervisor.locator("[data-person]", { has: supervisor.locator(".person-name", { hasText: mover.person }) });
  await row.locator("[data-move]").click();
  const item = supervisor.getByRole("menuitem", { name: to });
  await item.waitFor();
  const before = await tiles(mover).evaluateAll((all) => all.map((each) => each.dataset.participant));
  const chosen = await press(item);
  return Math.round((await firstLive(mover, chosen, before)) - chosen);
}

