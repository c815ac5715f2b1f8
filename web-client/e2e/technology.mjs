// A technology round finishes by itself when everybody has tried everything; how devices fare is told to those who help
// and to nobody else.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";
import { calm, events, show } from "./panel.mjs";

const done = (page) => page.locator("[data-my-round] [data-step][data-done]").evaluateAll((all) => all.map((each) => each.dataset.step));

export async function technology(browser, server) {
  const links = await server.createRoom("Tekniikkaryhmä", "workshop");
  const olli = await join(browser, links.assistant, "Olli");
  const guests = [];
  for (const name of ["Aino", "Björn"]) guests.push(await join(browser, links.participant, name));
  const [aino, bjorn] = guests;

  // How devices fare, in words, beside the names.
  for (const page of guests) {
    const states = olli.locator("[data-person]", { has: olli.locator(".person-name", { hasText: page.person }) }).locator("[data-device-states]");
    await until(`Olli sees how ${page.person}'s device fares`, async () => /kamera kunnossa|laite kunnossa/.test(await states.innerText()));
    assert.equal(events(page, "device_states_changed").length, 0);
    assert.equal(await page.locator("[data-device-states]").count(), 0);
  }

  await show(olli, "session");
  await olli.locator("[data-action=start-technology]").click();
  // What is on counts at once.
  for (const page of guests) await until(`${page.person} has two`, async () => assert.deepEqual(await done(page), ["microphone_on", "camera"]) ?? true);
  await olli.getByText("Valmiina 0 / 2").waitFor();

  await aino.locator("[data-action=microphone]").click();
  await until("Aino's microphone went off", async () => (await done(aino)).includes("microphone_off"));
  await aino.locator("[data-action=hand]").click();
  await aino.getByText("Kaikki kokeiltu. Hienoa!").waitFor();
  await olli.getByText("Valmiina 1 / 2").waitFor();

  // Björn raises his hand; that his microphone goes off, Olli hears on the phone and marks.
  await bjorn.locator("[data-action=hand]").click();
  await until("Björn's hand counts", async () => (await done(bjorn)).includes("hand"));
  assert.equal(await olli.locator("[data-finished]").count(), 0);
  await olli.getByRole("button", { name: "Merkitse tehdyksi: Björn" }).click();
  await olli.getByRole("menuitem", { name: "Mikrofoni pois" }).click();
  await olli.locator("[data-finished]").waitFor();
  await olli.getByText("Kaikki ovat kokeilleet kaiken.").waitFor();
  await bjorn.getByText("Kaikki kokeiltu. Hienoa!").waitFor();
  await until("it is said once, politely", async () => (await olli.locator("[data-live=polite]").textContent()).includes("Kaikki 2 ovat kokeilleet kaiken."));
  for (const page of guests) for (const { technology: view } of events(page, "technology_changed")) assert.ok((view?.progress.length ?? 0) <= 1, `${page.person} is told of themselves only`);

  await olli.locator("[data-action=end-technology]").click();
  for (const page of guests) await until(`${page.person}'s list is gone`, async () => (await page.locator("[data-my-round]").count()) === 0);
  await calm([olli, ...guests]);
}
