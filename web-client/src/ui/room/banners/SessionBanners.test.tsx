import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Event, Place, SourceKind } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import type { RoomState } from "../../../room/reduce";
import type { Session } from "../../../session";
import { Store } from "../../../store";
import { renderInRoom } from "../../testing";
import { AgreementAsked } from "../AgreementAsked";
import { UnmuteDialog } from "../people/UnmuteDialog";
import { SessionBanners } from "./SessionBanners";

afterEach(cleanup);

function fake(room: RoomState) {
  let hear: (event: Event) => void = () => {};
  const turned: [string, boolean][] = [];
  const left: string[] = [];
  const session = {
    room: new Store<RoomState | null>(room),
    onEvent: (listener: (event: Event) => void) => {
      hear = listener;
      return () => {};
    },
    local: { turn: (kind: SourceKind, on: boolean) => Promise.resolve(void turned.push([kind, on])) },
    leave: () => Promise.resolve(void left.push("left")),
  } as unknown as Session;
  return { session, turned, left, tell: (event: Event) => act(() => hear(event)) };
}

const show = (room: RoomState) => renderInRoom(<SessionBanners session={fake(room).session} />, room);
const named = () => [...document.querySelectorAll("[data-banner]")].map((each) => each.getAttribute("data-banner"));

it("is quiet when nothing is out of the ordinary", () => {
  show(sampleRoom({ role: "supervisor" }));
  expect(named()).toEqual([]);
});

it("lets me come back from being away", async () => {
  const { sent } = show(sampleRoom({ people: [personOf(1, "Aino", { presence: { type: "stepped_out", since: 0 } })] }));
  await userEvent.click(screen.getByRole("button", { name: "Tulin takaisin" }));
  expect(sent).toEqual([{ type: "step_back" }]);
});

it("says backstage that the others do not hear me, and how to come back", async () => {
  const { sent } = show(sampleRoom({ people: [personOf(1, "Aino", { role: "supervisor", place: { type: "backstage" } })] }));
  expect(screen.getByText(/muut eivät kuule eivätkä näe sinua/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Palaa yhteiseen tilaan" }));
  expect(sent).toEqual([{ type: "come_from_backstage" }]);
});

const HELP: Place = { type: "help", help: 1 };
const two = [personOf(1, "Aino", { role: "assistant", place: HELP }), personOf(2, "Björn", { place: HELP })];

it("lets a helper admit whom they help, or take them back to the line", async () => {
  const { sent } = show(sampleRoom({ people: two }));
  expect(named()).toContain("helper");
  await userEvent.click(screen.getByRole("button", { name: "Päästä sisään" }));
  await userEvent.click(screen.getByRole("button", { name: "Palauta odottamaan" }));
  expect(sent).toEqual([
    { type: "admit", participants: [2] },
    { type: "send_back", participant: 2 },
  ]);
});

it("tells whoever is helped who hears them", () => {
  show(sampleRoom({ people: two, me: 2 }));
  expect(screen.getByText(/Aino auttaa sinua. Olette kahden/)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("asks the next in line to act when there is no supervisor, and stops when told", async () => {
  const facilitator = personOf(1, "Aino", { role: "facilitator" });
  const { sent } = show(sampleRoom({ people: [facilitator] }));
  await userEvent.click(screen.getByRole("button", { name: "Toimi vetäjänä" }));
  await userEvent.click(screen.getByRole("button", { name: "Ei nyt" }));
  expect(named()).toEqual([]);
  cleanup();
  const acting = show(sampleRoom({ people: [{ ...facilitator, acting: true }] }));
  await userEvent.click(screen.getByRole("button", { name: "Lopeta" }));
  expect([...sent, ...acting.sent]).toEqual([{ type: "act_as_supervisor" }, { type: "stop_acting" }]);
});

it.each([
  ["shared_link", /yhteisellä linkillä ja voi tulla ovelle toisella nimellä/],
  ["nothing", /kutsunsa ei enää toimi/],
] as const)("tells who removed somebody what that cannot stop: %s", (remains, words) => {
  const room = sampleRoom({ role: "facilitator" });
  const { session, tell } = fake(room);
  renderInRoom(<SessionBanners session={session} />, room);
  tell({ type: "removed", participant: 2, remains });
  expect(screen.getByText(words).textContent).toContain("Björn");
});

it("asks me to unmute with two plain choices, and lets me decide", async () => {
  const room = sampleRoom({ more: { asked: ["microphone"] } });
  const yes = fake(room);
  renderInRoom(<UnmuteDialog session={yes.session} />, room);
  expect(screen.getByRole("alertdialog", { name: "Avaisitko mikrofonin?" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Avaan mikrofonin" }));
  expect(yes.turned).toEqual([["microphone", true]]);
  expect(screen.queryByRole("alertdialog")).toBeNull();
  cleanup();
  const no = fake(room);
  const { sent } = renderInRoom(<UnmuteDialog session={no.session} />, room);
  await userEvent.click(screen.getByRole("button", { name: "En nyt" }));
  expect([no.turned, sent]).toEqual([[], [{ type: "decline_unmute", kind: "microphone" }]]);
});

it("has a changed agreement read and accepted while the session goes on, now or later", async () => {
  const room = sampleRoom({ more: { agreement: { version: 3, text: "Uusi" }, agreement_asked: true } });
  const { session, left } = fake(room);
  const { sent } = renderInRoom(<AgreementAsked session={session} />, room);
  await userEvent.click(screen.getByRole("button", { name: "Hyväksyn" }));
  expect(sent).toEqual([{ type: "accept_agreement", version: 3 }]);
  await userEvent.click(screen.getByRole("button", { name: "Luen myöhemmin" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(left).toEqual([]);
});

it("asks nothing of who has accepted", () => {
  const room = sampleRoom({ more: { agreement: { version: 3, text: "Uusi" } } });
  renderInRoom(<AgreementAsked session={fake(room).session} />, room);
  expect(screen.queryByRole("dialog")).toBeNull();
});
