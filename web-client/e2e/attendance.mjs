// Who was expected and who came: late, gone again, absent, somebody without their own invitation, a correction with its
// reason, and the table as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, until } from "./browser.mjs";
import { calm, show } from "./panel.mjs";

const cells = (page, name) =>
  page
    .locator("[data-attendance] tbody tr[data-row]", { has: page.locator("th", { hasText: name }) })
    .locator("td")
    .evaluateAll((all) => all.map((each) => each.textContent));

export async function attendance(browser, server) {
  const minutes = (count) => new Date(Date.now() + count * 60_000).toISOString();
  const room = await server.makeRoom({
    title: "Työpajapäivä 1",
    template: "workshop",
    schedule: { starts_at: minutes(-20), opens_before_minutes: 30, ends_at: minutes(100), stays_open_minutes: 30 },
    expected: {
      minutes: 120,
      late_after: 10,
      units: [{ id: 1, name: "Kallio" }],
      members: [{ id: 11, name: "Aino Aalto", unit: 1 }, { id: 12, name: "Björn Berg" }, { id: 13, name: "Elli Erkko" }],
    },
  });
  const linkOf = (id) => room.members.find((each) => each.id === id).link;
  const virpi = await join(browser, room.links.supervisor, "Virpi");
  await show(virpi, "session");
  await until("nobody has come", async () => assert.deepEqual(await cells(virpi, "Aino Aalto"), ["poissa", "–", "0"]) ?? true);
  const aino = await join(browser, linkOf(11), "Aino");
  const bjorn = await join(browser, linkOf(12), "Björn");
  const visitor = await join(browser, room.links.participant, "Puhelin 3");
  await until("Aino came, late", async () => {
    const [status, times] = await cells(virpi, "Aino Aalto");
    return status === "myöhässä" && /^tuli \d\d.\d\d nyt täällä$/.test(times);
  });

  // Gone again.
  await aino.locator("[data-action=leave]").click();
  await aino.locator("[data-action=confirm-leave]").click();
  await until("Aino left", async () => /^tuli \d\d.\d\d lähti \d\d.\d\d$/.test((await cells(virpi, "Aino Aalto"))[1]));

  // Somebody came through the shared link: it is Elli.
  await until("a visitor came", async () => (await cells(virpi, "Puhelin 3"))[0] === "myöhässä");
  await virpi.getByRole("button", { name: "Korjaa: Puhelin 3" }).click();
  await virpi.getByRole("dialog").getByRole("combobox", { name: "Kuka tämä on listalla?" }).selectOption({ label: "Elli Erkko" });
  await virpi.locator("[data-action=match]").click();
  await until("Elli's row has the visitor", async () => (await cells(virpi, "Elli Erkko"))[0] === "myöhässä");
  assert.deepEqual(await cells(virpi, "Puhelin 3"), []);

  // Corrected, with a reason.
  await virpi.getByRole("button", { name: "Korjaa: Björn Berg" }).click();
  const dialog = virpi.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Korjattu tila" }).selectOption({ label: "paikalla" });
  await dialog.getByRole("textbox", { name: "Korjatut minuutit" }).fill("90");
  await dialog.getByRole("textbox", { name: "Miksi korjaat?" }).fill("Oli alun puhelimessa");
  await dialog.locator("[data-action=save-correction]").click();
  await until("Björn's row is corrected", async () => {
    const [status, , count] = await cells(virpi, "Björn Berg");
    return status === "paikalla" && count === "90";
  });
  await virpi.getByText(/Korjattu \d\d.\d\d: paikalla, 90 min. Korjaaja: Virpi. Syy: Oli alun puhelimessa/).waitFor();

  const [download] = await Promise.all([virpi.waitForEvent("download"), virpi.locator("[data-action=export-attendance]").click()]);
  assert.match(download.suggestedFilename(), /^lasnaolot-\d{4}-\d\d-\d\d-Työpajapäivä-1\.csv$/);
  const csv = readFileSync(await download.path(), "utf8");
  for (const name of ["Aino Aalto", "Björn Berg", "Elli Erkko", "Oli alun puhelimessa"]) assert.ok(csv.includes(name), `the file has ${name}`);
  assert.ok(!csv.includes("Puhelin 3,"), "the visitor is Elli");
  await virpi.getByText("Taulukko on ladattu.").waitFor();

  // Of all this a participant was told nothing.
  for (const page of [bjorn, visitor]) assert.ok(!page.told.some((frame) => frame.includes("attendance")), page.person);
  await calm([virpi, bjorn, visitor]);
}
