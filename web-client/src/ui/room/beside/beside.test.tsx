import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { RoomView } from "../../../protocol/generated";
import type { Party } from "../../../room/party";
import type { RoomState } from "../../../room/reduce";
import { PLENARY, personOf, queueOfPlace, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { AgreementAsked } from "../AgreementAsked";
import { LeaveDialog } from "../dialogs";
import { PersonMenu } from "../people/PersonMenu";
import { AddPerson } from "./AddPerson";
import { ActingSwitch } from "./ActingSwitch";
import { EachHere } from "./EachHere";

afterEach(cleanup);

const AINO = personOf(1, "Aino");
const PEKKA = personOf(7, "Pekka");

function both(hands: readonly number[] = [], of: Partial<Record<number, Partial<RoomView>>> = {}): Party & { readonly first: RoomState } {
  const state = (me: number): RoomState => {
    const people = [AINO, PEKKA, personOf(2, "Björn")];
    const devices = [{ device: 101, people: [1, 7], sending: [] }, { device: 102, people: [2], sending: [] }];
    const room = sampleRoom({ me, people, queues: [queueOfPlace(PLENARY, hands)], more: { devices, ...of[me] } });
    return { ...room, you: { participant: me, device: 101 } };
  };
  const states = [state(1), state(7)];
  return { you: { participant: 1, device: 101 }, states, acting: 1, first: states[0] ?? state(1) };
}

it("is not there as long as one is alone", () => {
  renderInRoom(<ActingSwitch />, sampleRoom());
  expect(screen.queryByRole("group")).toBeNull();
});

it("shows who acts, each with their own number, and changes with the keyboard", async () => {
  const party = both([2, 7, 1]);
  const { done } = renderInRoom(<ActingSwitch />, party.first, { party });
  const group = screen.getByRole("group", { name: "Toimii nyt" });
  expect(within(group).getAllByRole("radio").map((each) => each.parentElement?.textContent)).toEqual(["Aino jonossa 3.", "Pekka jonossa 2."]);
  expect(screen.getByRole("radio", { name: /Aino/ })).toHaveProperty("checked", true);
  await userEvent.tab();
  await userEvent.keyboard("{ArrowRight}");
  expect(done).toEqual(["act 7"]);
});

it("adds somebody by name", async () => {
  const { sent } = renderInRoom(<AddPerson onClose={() => {}} />, sampleRoom());
  const add = screen.getByRole("button", { name: "Lisää" });
  expect(add).toHaveProperty("disabled", true);
  await userEvent.type(screen.getByRole("textbox", { name: "Nimi" }), " Pekka ");
  await userEvent.click(add);
  expect(sent).toEqual([{ type: "add_person", name: "Pekka" }]);
});

it("adds nobody who has not accepted the agreement that is in force", async () => {
  const agreement = { version: 4, text: "Luottamus" };
  const { sent } = renderInRoom(<AddPerson onClose={() => {}} />, sampleRoom({ more: { agreement } }));
  await userEvent.type(screen.getByRole("textbox", { name: "Nimi" }), "Pekka");
  expect(screen.getByRole("button", { name: "Lisää" })).toHaveProperty("disabled", true);
  await userEvent.click(screen.getByRole("checkbox"));
  await userEvent.click(screen.getByRole("button", { name: "Lisää" }));
  expect(sent).toEqual([{ type: "add_person", name: "Pekka", agreement: 4 }]);
});

it("asks each of those at the device, and answers for the one who was asked", async () => {
  const party = both([], { 7: { agreement: { version: 2, text: "Uusi" }, agreement_asked: true } });
  const each = (session: Parameters<typeof AgreementAsked>[0]["session"]) => (
    <EachHere session={session}>
      <AgreementAsked session={session} />
    </EachHere>
  );
  const { sent, by } = renderInRoom(each, party.first, { party });
  expect(screen.getByText("Tämä koskee: Pekka, ei: Aino")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Hyväksyn" }));
  expect([sent, by]).toEqual([[{ type: "accept_agreement", version: 2 }], [7]]);
});

it("lets one of several leave alone, go on with a device of their own, or all leave", async () => {
  const party = both();
  const chosen: string[] = [];
  const { asked } = renderInRoom(
    (session) => (
      <>
        <PersonMenu person={AINO} />
        <LeaveDialog session={session} onLeave={() => chosen.push("all")} onLeaveAlone={() => chosen.push("alone")} onStay={() => {}} />
      </>
    ),
    party.first,
    { party },
  );
  await userEvent.click(screen.getByRole("button", { name: "Vain Aino poistuu" }));
  await userEvent.click(screen.getByRole("button", { name: "Kaikki poistuvat" }));
  expect(chosen).toEqual(["alone", "all"]);
  cleanup();
  const menu = renderInRoom(<PersonMenu person={AINO} />, party.first, { party });
  await userEvent.click(screen.getByRole("button", { name: "Omat valinnat" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Jatka omalla laitteella" }));
  expect([asked, menu.asked]).toEqual([[], [{ type: "device", participant: 1, further: "own" }]]);
});
