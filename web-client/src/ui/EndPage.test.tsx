import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { EndPage } from "./EndPage";
import { FrontPage } from "./FrontPage";
import { renderInFinnish } from "./testing";

afterEach(cleanup);

it.each([
  ["not_invited", /kutsuttu/, false],
  ["full", /täynnä/, true],
  ["later", /myöhemmin/, true],
  [null, /myöhemmin/, true],
] as const)("says kindly why somebody was not let in: %s", (reason, words, again) => {
  renderInFinnish(<EndPage kind="refused" reason={reason} onGoOn={() => {}} />);
  expect(screen.getByText(words, { selector: "p" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Yritä uudelleen" }) !== null).toBe(again);
});

it.each([
  ["removed", "Sinut poistettiin tapaamisesta"],
  ["ended", "Tapaaminen on päättynyt"],
  ["taken_over", "Jatkat toisella laitteella"],
] as const)("tells that one was %s, and offers no way back", (kind, title) => {
  renderInFinnish(<EndPage kind={kind} reason={null} onGoOn={() => {}} />);
  expect(screen.getByRole("heading", { name: title })).toBeTruthy();
  expect(document.querySelector("main button")).toBeNull();
});

it("has a room to practise in for whoever has no link", async () => {
  let pressed = 0;
  renderInFinnish(<FrontPage onPractice={() => (pressed += 1)} />);
  await userEvent.click(screen.getByRole("button", { name: "Kokeile harjoitushuoneessa" }));
  expect(pressed).toBe(1);
});

it("thanks whoever was received, says what is forgotten, and how to come back", async () => {
  const again: string[] = [];
  renderInFinnish(<EndPage kind="served" reason={null} onGoOn={() => again.push("again")} />);
  expect(screen.getByRole("heading", { name: "Kiitos käynnistä" })).toBeTruthy();
  expect(screen.getByText(/on unohdettu/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Tule uudelleen jonoon" }));
  expect(again).toEqual(["again"]);
});

it("tells whoever left a reception so, and the way back into the line", () => {
  renderInFinnish(<EndPage kind="left" reason={null} isReception onGoOn={() => {}} />);
  expect(screen.getByRole("heading", { name: "Poistuit vastaanotolta" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Tule uudelleen jonoon" })).toBeTruthy();
});
