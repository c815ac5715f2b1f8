// People write to each other: what is written in a group stays there, what is private is told to nobody else, what is
// deleted is gone everywhere, a link is fetched by nobody before it is pressed, and a line can be seen while it is written.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";
import { ask, calm, events, move, show } from "./panel.mjs";

const texts = (page) => page.locator(".messages .message-text").evaluateAll((all) => all.map((each) => each.textContent));
const field = (page) => page.locator(".composer-text");
const scopeOf = (page) => page.locator(".chat-to select option:checked").innerText();
const choose = (page, label) => page.locator(".chat-to select").selectOption({ label });

async function write(page, text) {
  await field(page).fill(text);
  await field(page).press("Enter");
  await until(`${page.person}'s field is empty`, async () => (await field(page).inputValue()) === "");
}

const sees = (page, text) => until(`${page.person} sees "${text}"`, async () => (await texts(page)).some((each) => each.includes(text)));

/** Nobody else was told it, whatever their pages show. */
function untold(text, pages) {
  for (const page of pages) assert.ok(!page.told.some((frame) => frame.includes(text)), `${page.person} was not told "${text}"`);
}

export async function talk(browser, server, figures) {
  const links = await server.createRoom("Viestiryhmä");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const guests = [];
  for (const name of ["Aino", "Björn", "Sirpa"]) guests.push(await join(browser, links.participant, name));
  const everybody = [virpi, ...guests];
  await inGroups(virpi, guests);
  await inPrivate(virpi, guests);
  await together(virpi, guests);
  const [aino, bjorn, sirpa] = guests;
  await link(server, guests, aino, bjorn);
  figures["live text: typed to seen at the latest, ms"] = await live(aino, sirpa);
  await reaction(aino, bjorn);
  await calm(everybody);
}

async function inGroups(virpi, [aino, bjorn, sirpa]) {
  await virpi.locator("input[value=by_hand]").check();
  await virpi.locator(".opening button[type=submit]").click();
  await virpi.locator("[data-move]").first().waitFor();
  for (const name of ["Aino", "Sirpa"]) await move(virpi, name, "Pienryhmä 1");
  await move(virpi, "Björn", "Pienryhmä 2");
  for (const page of [virpi, aino, bjorn, sirpa]) await show(page, "chat");
  await until("Aino speaks to her group", async () => (await scopeOf(aino)) === "Pienryhmälle 1");
  await until("Björn speaks to his", async () => (await scopeOf(bjorn)) === "Pienryhmälle 2");
  await write(aino, "vain ryhmä yksi");
  await write(bjorn, "vain ryhmä kaksi");
  await sees(sirpa, "vain ryhmä yksi");
  await sees(bjorn, "vain ryhmä kaksi");
  untold("vain ryhmä yksi", [virpi, bjorn]);
  untold("vain ryhmä kaksi", [virpi, aino, sirpa]);
  // Another group cannot be written to, whatever a page asks.
  const other = events(bjorn, "message_sent")[0].message.scope;
  const answer = await ask(aino, { type: "send_message", scope: other, text: "kuuletteko?" });
  assert.equal(answer.code, "not_allowed");
}

async function inPrivate(virpi, [aino, bjorn, sirpa]) {
  await choose(aino, "Kahden kesken: Björn");
  await write(aino, "vain sinulle, Björn");
  await bjorn.getByRole("button", { name: "Kahden kesken: Aino: 1 uusi" }).click();
  await sees(bjorn, "vain sinulle, Björn");
  untold("vain sinulle", [virpi, sirpa]);
  await choose(sirpa, "Ohjaajille");
  await write(sirpa, "ohjaajille kysymys");
  await virpi.getByRole("button", { name: "Sirpa ja ohjaajat: 1 uusi" }).click();
  await sees(virpi, "ohjaajille kysymys");
  untold("ohjaajille kysymys", [aino, bjorn]);
  await fromFacilitators(virpi, [aino, bjorn, sirpa]);
}

/** Staff begin it where the person is, and can write at once. */
async function fromFacilitators(virpi, [aino, bjorn, sirpa]) {
  await show(virpi, "people");
  const row = virpi.locator("[data-person]", { has: virpi.locator(".person-name", { hasText: "Björn" }) });
  await row.locator("[data-menu]").click();
  await virpi.locator("[data-choice=write-facilitators]").click();
  await until("Virpi can write", () => virpi.evaluate(() => document.activeElement?.matches(".composer-text")));
  assert.equal(await scopeOf(virpi), "Björn ja ohjaajat");
  await virpi.keyboard.type("miten menee?");
  await virpi.keyboard.press("Enter");
  await bjorn.getByRole("button", { name: "Ohjaajille: 1 uusi" }).click();
  await sees(bjorn, "miten menee?");
  await write(bjorn, "hyvin, kiitos");
  await sees(virpi, "hyvin, kiitos");
  untold("miten menee?", [aino, sirpa]);
  untold("hyvin, kiitos", [aino, sirpa]);
}

async function together(virpi, guests) {
  const everybody = [virpi, ...guests];
  await show(virpi, "people");
  await virpi.locator(".recall select").selectOption("10");
  await virpi.locator("[data-action=recall]").click();
  await show(virpi, "chat");
  for (const page of everybody) {
    await until(`${page.person} is back`, async () => (await page.locator(".where").innerText()).includes("Yhteinen tila"));
    await choose(page, "Kaikille");
  }
  const [aino] = guests;
  await write(aino, "tämä poistetaan");
  for (const page of everybody) await sees(page, "tämä poistetaan");
  // Who does not moderate has no way to delete it, and the server knows.
  const { message, scope } = events(guests[1], "message_sent").at(-1).message;
  assert.equal(await guests[1].getByRole("button", { name: /Poista viesti/ }).count(), 0);
  assert.equal((await ask(guests[1], { type: "delete_message", scope, message })).code, "not_allowed");
  await virpi.getByRole("button", { name: /Poista viesti: Aino/ }).click();
  await virpi.locator("[data-action=delete-message]").click();
  for (const page of everybody) {
    await until(`${page.person} sees that it is gone`, async () => (await page.locator(".message-deleted").count()) === 1);
    assert.ok(!(await texts(page)).some((each) => each.includes("poistetaan")));
  }
}

async function link(server, guests, reader, writer) {
  const url = `${server.origin}/healthz?linkki`;
  const asked = [];
  for (const page of guests) page.on("request", (request) => request.url().includes("linkki") && asked.push(request.url()));
  await write(writer, `Katso <img src=x onerror=alert(1)> ${url}.`);
  const anchor = reader.locator(".message-text a");
  await anchor.waitFor();
  assert.equal(await anchor.getAttribute("href"), url);
  assert.equal(await reader.locator(".message-text img").count(), 0);
  await anchor.hover();
  assert.deepEqual(asked, [], "nobody fetched the link");
  const [opened] = await Promise.all([reader.context().waitForEvent("page"), anchor.click()]);
  await opened.waitForLoadState();
  assert.equal(opened.url(), url);
  assert.equal(await opened.evaluate("window.opener"), null);
  await opened.close();
}

/** How long a letter takes to the other's screen, the longest of some; on the clocks of the pages, which are one. */
async function live(writer, reader) {
  await writer.locator(".chat .more summary").click();
  await writer.getByText("Kirjoitus näkyy merkki merkiltä").click();
  await field(writer).focus();
  await writer.evaluate(() => {
    window.typedText = [];
    const note = (event) => window.typedText.push({ text: event.target.value, at: performance.timeOrigin + performance.now() });
    document.querySelector(".composer-text").addEventListener("input", note);
  });
  await reader.evaluate(() => {
    window.seenLines = [];
    const look = () => {
      const text = document.querySelector(".message-line .message-text")?.textContent ?? "";
      if (text !== window.seenLines.at(-1)?.text) window.seenLines.push({ text, at: performance.timeOrigin + performance.now() });
    };
    new MutationObserver(look).observe(document.querySelector(".chat-list"), { subtree: true, childList: true, characterData: true });
  });
  await writer.keyboard.type("hei sinä siellä", { delay: 90 });
  await until("the whole line is seen", () => reader.evaluate(() => window.seenLines.at(-1)?.text === "hei sinä siellä"));
  assert.equal(await reader.locator(".messages .message-text", { hasText: "hei sinä" }).count(), 0, "it has not been sent");
  const [typed, lines] = [await writer.evaluate("typedText"), await reader.evaluate("seenLines")];
  await writer.keyboard.press("Enter");
  await sees(reader, "hei sinä siellä");
  await until("the line is over", async () => (await reader.locator(".message-line").count()) === 0);
  await writer.getByText("Kirjoitus näkyy merkki merkiltä").click();
  // Each letter is seen with the first line that has it.
  const waits = typed.map(({ text, at }) => (lines.find((line) => line.text.length >= text.length)?.at ?? Infinity) - at);
  return Math.round(Math.max(...waits));
}

async function reaction(from, to) {
  await from.locator("[data-action=react]").click();
  await from.getByRole("menuitem", { name: "Hienoa" }).click();
  const tile = to.locator("[data-participant]", { has: to.locator(".tile-name", { hasText: from.person }) });
  await tile.locator("[data-reaction=applause]").waitFor();
  await until("it is over", async () => (await to.locator("[data-reaction]").count()) === 0);
}
