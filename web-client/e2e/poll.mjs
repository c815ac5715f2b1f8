// An anonymous poll: each votes once, the figures are the same for everybody, and nothing that anybody was told ties a vote
// to a person. Then a pulse with one press, and a named poll that is told to those who run polls and to nobody else. Who
// leaves may give feedback on the way out: figures of nobody in particular.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";
import { ask, calm, events, show, told } from "./panel.mjs";

const WORDS = ["toiveikas", "väsynyt", "levollinen", "levollinen"];
const SCORES = [5, 2, 6, 6];

const card = (page) => page.locator(".poll").first();
const textsOf = (page, part) => card(page).locator(`.figures ${part}`).evaluateAll((all) => all.map((each) => each.textContent));
const figuresOf = async (page) => [await textsOf(page, ".figure-label"), await textsOf(page, ".figure-share"), await textsOf(page, ".figure-words li")];

export async function poll(browser, server) {
  const links = await server.createRoom("Kyselyryhmä");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const everybody = [virpi];
  for (const name of ["Aino", "Björn", "Sirpa"]) everybody.push(await join(browser, links.participant, name));
  const guests = everybody.slice(1);
  await anonymous(virpi, everybody);
  await pulse(virpi, guests);
  await named(virpi, guests);
  await calm(everybody);
  await leaving(virpi, guests);
}

async function anonymous(virpi, everybody) {
  for (const page of everybody) await show(page, "polls");
  await virpi.locator("[data-action=open-poll]").click();
  for (const page of everybody) await card(page).getByText(/Nimetön: kukaan ei näe/).waitFor();
  for (const [index, page] of everybody.entries()) {
    await card(page).locator(".scale-score").nth((SCORES[index] ?? 1) - 1).click();
    await card(page).getByRole("textbox").fill(WORDS[index] ?? "");
    await card(page).locator("[data-action=vote]").click();
    await card(page).getByText("Olet vastannut. Kiitos!").waitFor();
    assert.equal(await card(page).locator("[data-action=vote]").count(), 0);
  }
  await until("the leader sees how many", () => card(virpi).getByText("4 vastausta").count());
  // Not a second time either, whatever a page asks; nor after a reload.
  const [, aino] = everybody;
  const { poll: id } = events(aino, "poll_changed")[0].poll;
  const again = await ask(aino, { type: "vote", poll: id, choice: { type: "mood", score: 1 } });
  assert.equal(again.code, "already_voted");
  secret(everybody, "before it is shown");
  for (const page of everybody) for (const word of WORDS) assert.ok(!page.told.some((frame) => frame.includes(word)), `${page.person} was told no word yet`);

  await card(virpi).locator("[data-action=show_poll]").click();
  for (const page of everybody) await card(page).locator(".figures").waitFor();
  const first = await figuresOf(virpi);
  assert.deepEqual(first, [
    ["1, raskaalla", "2", "3", "4", "5", "6, kevyellä"],
    ["0 (0 %)", "1 (25 %)", "0 (0 %)", "0 (0 %)", "1 (25 %)", "2 (50 %)"],
    ["levollinen (2 kertaa)", "toiveikas", "väsynyt"],
  ]);
  for (const page of everybody) assert.deepEqual(await figuresOf(page), first, `${page.person} sees the same`);
  secret(everybody, "when it is shown");
}

/** No frame that anybody was told about the poll says who: no ballot, no choice of one's own, no name with it. */
function secret(everybody, when) {
  for (const page of everybody) {
    const about = told(page).filter((message) => message.type === "event" && /poll|vote/.test(message.event.type)).map(({ event }) => event);
    assert.ok(about.length > 0, `${page.person} was told of the poll`);
    for (const event of about) {
      const allowed = { poll_changed: ["poll", "type"], voted: ["poll", "type"], vote_counted: ["poll", "type", "votes"] }[event.type];
      assert.ok(allowed !== undefined, `${page.person} was told ${event.type} ${when}`);
      assert.deepEqual(Object.keys(event).toSorted(), allowed, `${page.person}, ${event.type}, ${when}`);
      if (event.type === "poll_changed") {
        assert.deepEqual(event.poll.ballots, []);
        assert.equal(event.poll.mine, undefined);
      }
    }
    // That somebody voted is told to themselves, and a number to those who run polls.
    assert.equal(events(page, "voted").length, 1, page.person);
    assert.equal(events(page, "vote_counted").length, page.person === "Virpi" ? 4 : 0, page.person);
  }
}

async function pulse(virpi, guests) {
  for (const page of guests) await show(page, "people");
  await virpi.locator("[data-action=open-pulse]").click();
  for (const [index, page] of guests.entries()) {
    await page.locator("[data-poll-notice] [data-pulse]").nth(index === 2 ? 1 : 0).click();
    await until(`${page.person}'s notice is gone`, async () => (await page.locator("[data-poll-notice]").count()) === 0);
  }
  await card(virpi).locator("[data-action=close_poll]").click();
  await card(virpi).locator(".figures").waitFor();
  assert.deepEqual(await figuresOf(virpi), [["Olen mukana", "Tarvitsen tauon", "Putosin kärryiltä"], ["2 (67 %)", "1 (33 %)", "0 (0 %)"], []]);
  for (const page of guests) {
    await show(page, "polls");
    await card(page).getByText("Luvut näkevät vain ohjaajat.").waitFor();
    for (const { poll: one } of events(page, "poll_changed")) if (one.kind.type === "pulse") assert.equal(one.figures, undefined, page.person);
  }
}

async function named(virpi, [aino, bjorn]) {
  await virpi.getByRole("radio", { name: /Omalla nimellä/ }).check();
  await virpi.locator(".new-poll select").first().selectOption("own");
  await virpi.getByRole("textbox", { name: "Kysymys" }).fill("Milloin tauko?");
  await virpi.getByRole("textbox", { name: "Vaihtoehto 1" }).fill("Heti");
  await virpi.getByRole("textbox", { name: "Vaihtoehto 2" }).fill("Kohta");
  await virpi.locator("[data-action=open-poll]").click();
  await card(aino).getByText(/Omalla nimellä: ohjaajat näkevät/).waitFor();
  for (const answer of ["Heti", "Kohta"]) {
    await card(aino).getByRole("radio", { name: answer }).check();
    await card(aino).locator("[data-action=vote]").click();
    await card(aino).getByText("Vastauksesi on tallessa.").waitFor();
  }
  await card(virpi).locator(".more summary").click();
  await until("the leader sees the changed answer", async () => (await card(virpi).locator(".ballots").innerText()).replaceAll(/\s+/g, " ") === "Aino Kohta");
  assert.equal(events(bjorn, "vote_counted").length, 0);
  for (const event of events(bjorn, "poll_changed")) assert.deepEqual(event.poll.ballots, []);
}

/** Everybody is asked: one answers on the card that appears, the others on the way out. */
async function leaving(virpi, guests) {
  const [aino] = guests;
  await show(aino, "people");
  await virpi.locator("[data-action=ask-feedback]").click();
  const asked = aino.locator("[data-feedback-notice=asked]");
  await asked.locator(".scale-score").nth(SCORES[0] - 1).click();
  await asked.getByRole("textbox").fill("lämmin");
  await asked.locator("[data-action=give-feedback]").click();
  await aino.locator("[data-feedback-notice=thanks]").waitFor();
  for (const [index, page] of guests.entries()) {
    await page.locator("[data-action=leave]").click();
    const dialog = page.getByRole("alertdialog");
    await until(`${page.person} begins where one stays`, () => page.evaluate(() => document.activeElement?.textContent === "Jää tänne"));
    if (index > 0) await dialog.locator(".scale-score").nth((SCORES[index] ?? 1) - 1).click();
    else assert.equal(await dialog.locator(".scale-score").count(), 0, "nobody is asked twice");
    await dialog.locator("[data-action=confirm-leave]").click();
    await page.locator(".end").waitFor();
  }
  const feedback = virpi.locator("[data-feedback]");
  await feedback.getByText("3 palautetta").waitFor();
  assert.deepEqual(await feedback.locator(".figures .figure-share").allInnerTexts(), ["0 (0 %)", "1 (33 %)", "0 (0 %)", "0 (0 %)", "1 (33 %)", "1 (33 %)"]);
  // Of each that one was given, of nobody who gave what.
  for (const event of [...events(virpi, "feedback_given"), ...events(virpi, "feedback_changed")]) {
    assert.doesNotMatch(JSON.stringify(event), /participant|Aino|Björn|Sirpa/);
  }
}
