import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Role } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import type { RoomState } from "../../../room/reduce";
import { renderInRoom } from "../../testing";
import { ChatTab } from "../chat/ChatTab";
import { PersonMenu } from "./PersonMenu";

afterEach(cleanup);

const people = (mine: Role, theirs: Role = "participant") => [personOf(1, "Aino", { role: mine }), personOf(2, "Björn", { role: theirs })];

async function choices(room: RoomState, whose: number) {
  const person = room.view.people.find((each) => each.participant === whose);
  if (person === undefined) throw new Error("nobody");
  const rendered = renderInRoom(<PersonMenu person={person} />, room);
  const button = screen.queryByRole("button");
  if (button === null) return { ...rendered, items: [] };
  await userEvent.click(button);
  return { ...rendered, items: screen.getAllByRole("menuitem").map((each) => each.textContent) };
}

it.each([
  ["supervisor", "participant", ["Pyydä avaamaan mikrofoni", "Pyydä avaamaan kamera", "Anna puheenvuoro", "Näytä isona kaikille", "Siirrä istumapaikkaa", "Kirjoita kahden kesken", "Kirjoita ohjaajien puolesta", "Vaihda nimi", "Vaihda rooli", "Siirrä odotustilaan", "Poista tapaamisesta"]],
  ["facilitator", "participant", ["Pyydä avaamaan mikrofoni", "Pyydä avaamaan kamera", "Anna puheenvuoro", "Näytä isona kaikille", "Siirrä istumapaikkaa", "Kirjoita kahden kesken", "Kirjoita ohjaajien puolesta", "Vaihda nimi", "Siirrä odotustilaan", "Poista tapaamisesta"]],
  ["facilitator", "supervisor", ["Pyydä avaamaan mikrofoni", "Pyydä avaamaan kamera", "Anna puheenvuoro", "Näytä isona kaikille", "Siirrä istumapaikkaa", "Kirjoita kahden kesken", "Vaihda nimi"]],
  ["supervisor", "observer", ["Siirrä istumapaikkaa", "Kirjoita kahden kesken", "Kirjoita ohjaajien puolesta", "Vaihda nimi", "Vaihda rooli", "Siirrä odotustilaan", "Poista tapaamisesta"]],
  ["assistant", "participant", ["Kirjoita kahden kesken", "Kirjoita ohjaajien puolesta", "Siirrä odotustilaan"]],
  ["participant", "participant", ["Kirjoita kahden kesken"]],
  ["observer", "participant", []],
] as const)("offers a %s about a %s what they may do", async (mine, theirs, expected) => {
  expect((await choices(sampleRoom({ people: people(mine, theirs) }), 2)).items).toEqual(expected);
});

it("offers whoever only acts as supervisor no role of a supervisor's and none of their own", async () => {
  const acting = personOf(1, "Aino", { role: "facilitator", acting: true });
  for (const whose of [1, 2]) {
    const room = sampleRoom({ people: [acting, personOf(2, "Björn", { role: "supervisor" })] });
    expect((await choices(room, whose)).items).not.toContain("Vaihda rooli");
    cleanup();
  }
  expect((await choices(sampleRoom({ people: [acting, personOf(2, "Björn")] }), 2)).items).toContain("Vaihda rooli");
});

it("lets nobody write privately where that is switched off, nor to somebody who is being helped in", async () => {
  const switches = { unmute: true, camera: true, share: true, chat_privately: false, rename: true, speaking_shown: false, two_screens: false };
  expect((await choices(sampleRoom({ people: people("participant"), more: { switches } }), 2)).items).toEqual([]);
  const helped = personOf(2, "Björn", { place: { type: "help", help: 1 } });
  expect((await choices(sampleRoom({ people: [personOf(1, "Aino", { role: "facilitator" }), helped] }), 2)).items).not.toContain("Kirjoita kahden kesken");
});

it.each([
  ["Kirjoita kahden kesken", { type: "person", participant: 2 }, "Kahden kesken: Björn"],
  ["Kirjoita ohjaajien puolesta", { type: "facilitators", participant: 2 }, "Björn ja ohjaajat"],
] as const)("begins to write where the menu says: %s", async (name, scope, to) => {
  const björn = personOf(2, "Björn");
  const both = (
    <>
      <PersonMenu person={björn} />
      <ChatTab />
    </>
  );
  const { sent, done } = renderInRoom(both, sampleRoom({ people: [personOf(1, "Aino", { role: "facilitator" }), björn] }), { answer: { type: "ok" } });
  await userEvent.click(screen.getByRole("button", { name: "Valinnat: Björn" }));
  await userEvent.click(screen.getByRole("menuitem", { name }));
  expect(done).toEqual(["show chat"]);
  expect(screen.getByRole<HTMLSelectElement>("combobox", { name: "Kenelle" }).selectedOptions[0]?.textContent).toBe(to);
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Kirjoita viesti" }));
  await userEvent.keyboard("Hei{Enter}");
  expect(sent).toEqual([{ type: "send_message", scope, text: "Hei" }]);
});

it("mutes who is on, asks who is off, and never unmutes", async () => {
  const room = sampleRoom({ people: people("facilitator"), sending: { 2: ["microphone"] } });
  const { items, sent } = await choices(room, 2);
  expect(items.slice(0, 2)).toEqual(["Sulje mikrofoni", "Pyydä avaamaan kamera"]);
  await userEvent.click(screen.getByRole("menuitem", { name: "Sulje mikrofoni" }));
  expect(sent).toEqual([{ type: "mute", participant: 2, kind: "microphone" }]);
});

it("asks to turn on", async () => {
  const { sent } = await choices(sampleRoom({ people: people("facilitator") }), 2);
  await userEvent.click(screen.getByRole("menuitem", { name: "Pyydä avaamaan mikrofoni" }));
  expect(sent).toEqual([{ type: "ask_to_unmute", participant: 2, kind: "microphone" }]);
});

it("asks nothing of who is elsewhere or not here", async () => {
  const away = personOf(2, "Björn", { presence: { type: "stepped_out", since: 0 } });
  expect((await choices(sampleRoom({ people: [people("facilitator")[0] ?? away, away] }), 2)).items).not.toContain("Pyydä avaamaan mikrofoni");
});

it("asks before it removes, and does nothing by itself", async () => {
  const { asked, sent } = await choices(sampleRoom({ people: people("facilitator") }), 2);
  await userEvent.click(screen.getByRole("menuitem", { name: "Poista tapaamisesta" }));
  expect(asked).toEqual([{ type: "remove", participant: 2, name: "Björn", remains: "unknown" }]);
  expect(sent).toEqual([]);
});

const WITH_DEVICES = ["Jatka toisella laitteella", "Lisää puhelin ääntä varten", "Lisää henkilö tämän laitteen ääreen"];

it.each([
  ["participant", ["Olen hetken poissa", "Vaihda nimi"]],
  ["speaker", ["Olen hetken poissa", "Vaihda nimi", "Mene takahuoneeseen"]],
  ["supervisor", ["Olen hetken poissa", "Vaihda nimi", "Mene takahuoneeseen", "Jaa näyttö", "Vaihda rooli", "Näytä isona kaikille", "Siirrä istumapaikkaa"]],
] as const)("offers a %s their own choices", async (role, expected) => {
  expect((await choices(sampleRoom({ role }), 1)).items).toEqual([...expected, ...WITH_DEVICES, "Yhteys ja kuvat"]);
});

it("closes after a choice, and the choice is done once", async () => {
  const { sent } = await choices(sampleRoom({ role: "speaker" }), 1);
  await userEvent.click(screen.getByRole("menuitem", { name: "Mene takahuoneeseen" }));
  expect(sent).toEqual([{ type: "go_backstage" }]);
  expect(screen.queryByRole("menu")).toBeNull();
});
