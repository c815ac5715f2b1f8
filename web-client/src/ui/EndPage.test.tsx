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
