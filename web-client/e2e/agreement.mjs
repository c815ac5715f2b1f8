// An agreement: no entry without it, and read in peace when it changes inside.
import assert from "node:assert/strict";
import { join, knock, pictures, seenClean, until } from "./browser.mjs";

const TEXT = "Mitä täällä puhutaan, jää tänne.\nhttps://example.org ei ole linkki.";

export async function agreement(browser, server) {
  const links = await server.createRoom("Sopimus", "supervision", { agreement: TEXT });
  const accept = (page) => page.locator("[data-action=accept_agreement]").click();
  const virpi = await knock(browser, links.supervisor, "Virpi", "agreement");
  assert.equal(await virpi.locator(".agreement-text").innerText(), TEXT);
  assert.equal(await virpi.locator(".agreement-text a").count(), 0);
  await accept(virpi);
  await virpi.locator("[data-participant]").first().waitFor();

  // Who does not accept is not in, and nothing is sent.
  const vesa = await knock(browser, links.participant, "Vesa", "agreement");
  assert.ok(await vesa.evaluate("__seen.connections.every((each) => ['new', 'closed'].includes(each.connectionState))"));
  await vesa.locator("[data-action=decline_agreement]").click();
  await vesa.locator("[data-end=left]").waitFor();
  assert.equal(await virpi.locator("[data-participant]").count(), 1);

  const aino = await knock(browser, links.participant, "Aino", "agreement");
  await accept(aino);
  await aino.locator("[data-participant]").first().waitFor();
  await until("Aino sees Virpi", async () => (await pictures(aino)).includes("Virpi"));

  // Not asked again for what was accepted.
  await aino.reload();
  await aino.locator("[data-participant]").first().waitFor();
  await until("Aino sees Virpi again", async () => (await pictures(aino)).includes("Virpi"));
  assert.equal(await aino.locator("[data-page=agreement], [data-dialog=agreement]").count(), 0);

  // Changed inside: read while the session goes on behind it.
  await virpi.locator("[data-tab=session]").click();
  await virpi.locator("#agreement-title + textarea").fill("Uusi sopimus: emme nauhoita.");
  await virpi.locator("[data-action=save-agreement]").click();
  await aino.locator("[data-dialog=agreement]").waitFor();
  assert.match(await aino.locator("[data-dialog=agreement]").innerText(), /emme nauhoita/);
  assert.deepEqual(await pictures(aino), ["Virpi"], "the session goes on");
  for (const page of [aino, virpi]) {
    await accept(page);
    await until(`${page.person} has accepted`, async () => (await page.locator("[data-dialog=agreement]").count()) === 0);
  }
  await aino.reload();
  await aino.locator("[data-participant]").first().waitFor();
  assert.equal(await aino.locator("[data-dialog=agreement]").count(), 0);

  // At the door it is the new one.
  const elli = await join(browser, links.participant, "Elli", { agreement: accept });
  for (const page of [virpi, aino, elli]) await seenClean(page);
}
