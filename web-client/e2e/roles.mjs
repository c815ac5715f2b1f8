// Roles in media, as three people see it: made an observer one is neither seen nor heard from the acknowledged moment
// on and lets the devices go; made a participant again it works without rejoining. And mutes, asking, backstage.
import assert from "node:assert/strict";
import { join, pictures, received, seenClean, until } from "./browser.mjs";

/** Within a second: pictures and sound of two. */
async function hasBothOthers(page) {
  const before = await received(page);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const now = await received(page);
  return growing(before, now, "video") === 2 && growing(before, now, "audio") === 2;
}

export async function roles(browser, server) {
  const links = await server.createRoom("Roolit");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  const bjorn = await join(browser, links.participant, "Björn");
  const others = [virpi, bjorn];
  for (const page of others) {
    await until(`${page.person} sees Aino`, async () => (await pictures(page)).includes("Aino"));
  }

  for (const page of others) await until(`${page.person} has both others`, () => hasBothOthers(page));

  // An observer: what the others decode of her stops at the moment the command is acknowledged.
  await setRole(virpi, "Aino", "observer");
  await until("Virpi sees the new role", () => roleOf(virpi, "Aino", "havainnoija"));
  const stopped = await Promise.all(others.map(received));
  await until("her lights go out", () => aino.evaluate("__tracks.every((each) => each.readyState === 'ended')"));
  assert.equal(await aino.locator("[data-action=camera]").count(), 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const later = await Promise.all(others.map(received));
  for (const [n, page] of others.entries()) {
    // One camera and one microphone are left: of the other of the two.
    assert.equal(growing(stopped[n], later[n], "video"), 1, `${page.person} decodes one camera`);
    assert.equal(growing(stopped[n], later[n], "audio"), 1, `${page.person} hears one microphone`);
    assert.ok(!(await pictures(page)).includes("Aino"));
  }
  await until("she still sees and hears", async () => (await pictures(aino)).length === 2);

  // A participant again, on the same connections; nobody is put on the air by another.
  const made = await aino.evaluate("__seen.connections.length");
  await setRole(virpi, "Aino", "participant");
  const camera = aino.locator("[data-action=camera]");
  await camera.waitFor();
  assert.equal(await camera.getAttribute("aria-pressed"), "false");
  await camera.click();
  for (const page of others) await until(`${page.person} sees her again`, async () => (await pictures(page)).includes("Aino"));
  assert.equal(await aino.evaluate("__seen.connections.length"), made);

  // Asked to unmute: two plain choices, and she decides. Muted: off here too, and not on again by itself.
  await choose(virpi, "Aino", "ask-microphone");
  const question = aino.getByRole("alertdialog");
  await question.waitFor();
  await question.locator("[data-action=confirm]").click();
  await until("she is heard", () => tile(virpi, "Aino").locator(".tile-muted").count().then((count) => count === 0));
  await choose(virpi, "Aino", "mute-microphone");
  await until("she is muted", () => tile(bjorn, "Aino").locator(".tile-muted").count());
  await until("her own switch is off", async () => (await aino.locator("[data-action=microphone]").getAttribute("aria-pressed")) === "false");

  // Backstage: not seen in the plenary, which is heard lowered.
  await choose(virpi, "Virpi", "backstage");
  await virpi.locator("[data-banner=backstage]").waitFor();
  await until("nobody sees Virpi", async () => !(await pictures(bjorn)).includes("Virpi"));
  await until("the plenary is lowered", () =>
    virpi.evaluate(() => [...document.querySelectorAll("audio[data-lowered]")].some((each) => Math.abs(each.volume - 0.3) < 0.01)),
  );
  await virpi.locator("[data-banner=backstage] button").click();
  await until("Virpi is back", async () => (await pictures(bjorn)).includes("Virpi"));
  assert.equal(await virpi.locator("audio[data-lowered]").count(), 0);

  // Away for a moment, with a note; and back.
  await choose(bjorn, "Björn", "step_out");
  await bjorn.getByRole("textbox", { name: "Viesti muille" }).fill("haen kahvia");
  await bjorn.locator("[data-action=confirm]").click();
  await until("the note is seen", () => tile(aino, "Björn").getByText("haen kahvia").count());
  await bjorn.locator("[data-action=step_back]").click();
  await until("Björn is back", async () => (await tile(aino, "Björn").getByText("haen kahvia").count()) === 0);

  // Leaving quickly: nothing is left to see, and only those who run the session know.
  await aino.locator("[data-action=leave_quickly]").click();
  await until("the page is elsewhere", () => aino.url() === "about:blank");
  await until("she is gone", async () => (await tile(bjorn, "Aino").count()) === 0);
  for (const page of others) await seenClean(page);
}

const tile = (page, name) => page.locator("[data-participant]", { has: page.locator(".tile-name", { hasText: new RegExp(`^${name}`) }) });

async function choose(page, name, choice) {
  const row = page.locator("[data-person]", { has: page.locator(".person-name", { hasText: name }) });
  await row.locator("[data-menu]").click();
  await page.locator(`[data-choice=${choice}]`).click();
}

async function setRole(page, name, role) {
  await choose(page, name, "role");
  await page.locator(`input[name=role][value=${role}]`).check();
  await page.locator("[data-action=confirm]").click();
}

function roleOf(page, name, role) {
  const row = page.locator("[data-person]", { has: page.locator(".person-name", { hasText: name }) });
  return row.getByText(role).count();
}

/** Lines of a kind on which something arrives between two looks. A few packets may have been on their way. */
function growing(before, after, kind) {
  const known = new Map(before.map((line) => [line.mid, line]));
  const of = kind === "audio" ? "packets" : "frames";
  return after.filter((line) => line.kind === kind && line[of] > (known.get(line.mid)?.[of] ?? 0) + 2).length;
}
