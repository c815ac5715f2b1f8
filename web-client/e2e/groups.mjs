// Breakout groups as people use them, four pages: made with the keyboard alone, moved, visited (announced before sound),
// spoken to, given more time, warned, called back, with a card; and a reload in the middle.
import assert from "node:assert/strict";
import { join, seenClean, until } from "./browser.mjs";
import { events, hears, isIn, move, packets, placeOf, show } from "./panel.mjs";

const groupOf = (page) => until(`${page.person} is in a group`, async () => /Pienryhmä \d/.exec(await placeOf(page))?.[0]);
async function secondsLeft(page) {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(await page.locator(".run-time").first().innerText());
  return Number(minutes) * 60 + Number(seconds);
}

export async function groups(browser, server, figures) {
  const links = await server.createRoom("Pienryhmät");
  const host = await join(browser, links.facilitator, "Virpi");
  const others = [];
  for (const name of ["Aino", "Björn", "Sirpa"]) others.push(await join(browser, links.participant, name));
  const [aino, bjorn, sirpa] = others;
  await until("everybody is there", async () => (await host.locator("[data-participant]").count()) === 4);

  // Made with the keyboard alone: two groups, by chance, with a task.
  await host.locator("input[value=random]").focus();
  await host.locator("input[value=groups]").focus();
  await host.keyboard.press("Space");
  await host.locator(".opening textarea").first().focus();
  await host.keyboard.type("Mikä on sujunut?");
  await host.locator("[data-action=open_groups]").focus();
  await host.keyboard.press("Enter");
  const first = Object.fromEntries(await Promise.all(others.map(async (page) => [page.person, await groupOf(page)])));
  assert.equal(new Set(Object.values(first)).size, 2, "two groups with people in them");
  await aino.getByText("Mikä on sujunut?").first().waitFor();

  // Moved: all three are together, and one goes to the other group again.
  const there = first.Aino;
  const elsewhere = there === "Pienryhmä 1" ? "Pienryhmä 2" : "Pienryhmä 1";
  for (const page of [bjorn, sirpa]) {
    if ((await placeOf(page)).includes(there)) continue;
    await move(host, page.person, new RegExp(there));
    await isIn(page, there);
  }
  await move(host, "Sirpa", new RegExp(elsewhere));
  await isIn(sirpa, elsewhere);
  await hears(aino);

  // A visit is announced before there is sound: the group is told while the visitor is still elsewhere.
  const row = host.locator("[data-place]", { has: host.locator("h3", { hasText: there }) });
  await row.getByRole("button", { name: new RegExp(`Toiminnot: ${there}`) }).click();
  await host.getByRole("menuitem", { name: "Vieraile ryhmässä" }).click();
  await until("Aino's page tells who comes", () => aino.locator("[data-banner=visitor]").count());
  assert.ok(!(await placeOf(host)).includes(there), "the visitor is not there yet");
  await isIn(host, there);
  const visits = events(aino, "inside_changed").map((event) => event.inside?.visits ?? []);
  assert.ok(visits.some((all) => all.length === 1 && all[0].ended_at === undefined), "the visit is in the group's log");
  await until("Aino sees the visitor", async () => (await aino.locator("[data-participant]").count()) === 3);
  await host.locator("[data-action=end_visit]").first().click();
  await isIn(host, "Yhteinen tila");

  // Heard by all groups at once, and nothing of the groups comes back.
  const alone = await packets(sirpa, "audio");
  await host.locator("[data-action=speak_to_all]").click();
  for (const page of others) await page.getByText("Virpi puhuu kaikille.").first().waitFor();
  await until("Sirpa, alone in her group, hears it", async () => (await packets(sirpa, "audio")) > alone + 10);
  await host.locator("[data-action=speak_to_all]").click();
  await until("it is over", async () => (await sirpa.getByText("Virpi puhuu kaikille.").count()) === 0);

  await helped(host, sirpa, [aino, bjorn], elsewhere);

  // More time: everybody has the same end.
  await host.locator("[data-action=extend_groups]").click();
  const ends = await Promise.all(
    [host, ...others].map((page) => until("the end is known", () => events(page, "groups_changed").at(-1)?.run?.ends_at)),
  );
  assert.equal(new Set(ends).size, 1);
  const left = await Promise.all([host, ...others].map((page) => page.locator(".run-time").first().innerText()));
  figures["time left as the pages show it"] = left;

  // One group has less time than the others: its own people have the earlier end, and the others the old one.
  const other = host.locator("[data-place]", { has: host.locator("h3", { hasText: elsewhere }) });
  await other.getByRole("button", { name: new RegExp(`Toiminnot: ${elsewhere}`) }).click();
  await host.getByRole("menuitem", { name: "Ryhmän aika" }).click();
  await host.getByRole("radio", { name: "Muu aika" }).check({ force: true });
  await host.getByRole("textbox", { name: "Minuutit" }).fill("2");
  await host.getByRole("button", { name: "Tallenna" }).click();
  await other.locator(".own-end").waitFor();
  await until("Sirpa's time is shorter", async () => (await secondsLeft(sirpa)) + 60 < (await secondsLeft(aino)));

  // A reload in the middle: the same group, with sound.
  await aino.reload();
  await aino.locator("[data-me]").waitFor();
  await isIn(aino, there);
  await until("the media is up", () => aino.locator(".link-state[data-link=up]").count());
  await hears(aino);

  // The group has something to tell.
  await show(aino, "group");
  await aino.locator(".card-form textarea").fill("Tauot auttavat jaksamaan.");
  await aino.locator("[data-action=share_card]").click();
  await bjorn.locator("[data-tab=group]").click();
  await until("Björn's page has the card", async () => (await bjorn.locator(".card-form textarea").inputValue()) === "Tauot auttavat jaksamaan.");

  // Called back, with a warning first; then the card is shown.
  await host.locator(".recall select").selectOption("10");
  await host.locator("[data-action=recall]").click();
  for (const page of others) await until(`${page.person} is warned`, () => events(page, "groups_warned").length > 0 && page.locator("[data-recalled]").count());
  for (const page of others) await isIn(page, "Yhteinen tila");
  await until("everybody sees everybody", async () => (await aino.locator("[data-participant]").count()) === 4);
  await hears(sirpa);
  await show(host, "group");
  await host.locator("[data-action=show_card]").first().click();
  for (const page of others) await page.locator("[data-shown-card]").getByText("Tauot auttavat jaksamaan.").waitFor();

  for (const page of [host, ...others]) await seenClean(page);
}

/** Sirpa, alone in her group, asks for help: those who run the session know, and nobody else. Who comes asks her group alone. */
async function helped(host, sirpa, others, where) {
  await sirpa.locator("[data-action=ask_for_help]").first().click();
  await sirpa.locator("[data-dialog=help] [data-problem=something_else]").click();
  await sirpa.locator("[data-dialog=help] [data-action=send_request]").click();
  await sirpa.locator("[data-banner=my-help]", { hasText: "Apua on pyydetty. Olet seuraava." }).waitFor();
  const call = host.locator("[data-banner=help]", { hasText: `Sirpa pyytää apua (${where})` });
  await call.locator("[data-action=go_to]").click();
  await sirpa.locator("[data-banner=my-help]", { hasText: "Virpi on tulossa auttamaan." }).waitFor();
  await isIn(host, where);
  await sirpa.locator("[data-banner=my-help]", { hasText: "Virpi auttaa nyt." }).waitFor();

  await show(host, "polls");
  await host.locator("[data-action=open-poll]").click();
  await show(sirpa, "polls");
  await sirpa.locator(".poll", { hasText: `vain ${where}` }).waitFor();
  await host.locator("[data-banner=helping] [data-action=resolve]").click();
  await sirpa.getByText("Avunpyyntösi on hoidettu.").first().waitFor();
  await host.locator("[data-action=end_visit]").first().click();
  await isIn(host, "Yhteinen tila");
  await until("the group's poll is the group's", async () => (await host.locator(".poll").count()) === 0 && (await sirpa.locator(".poll").count()) === 1);
  await show(host, "people");
  for (const page of others) {
    const calls = events(page, "requests_changed", "facilitator_queue_changed").flatMap((event) => event.requests ?? event.queue.items);
    const polls = events(page, "poll_changed", "polls_changed").flatMap((event) => event.polls ?? [event.poll]);
    assert.deepEqual([calls, polls], [[], []], `${page.person} knows of neither`);
  }
}
