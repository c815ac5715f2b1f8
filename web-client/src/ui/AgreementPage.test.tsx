import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Answer } from "../signaling/socket";
import { AgreementPage } from "./AgreementPage";
import { fakeSession } from "./fakeSession";
import { renderInFinnish } from "./testing";

afterEach(cleanup);

function open(answer?: Answer) {
  const fake = fakeSession(answer);
  renderInFinnish(<AgreementPage session={fake.session} agreement={{ version: 4, text: "Mitä täällä puhutaan,\njää tänne." }} />);
  return fake;
}

it("shows the text as it was written, and accepts the version that was read", async () => {
  const { sent } = open();
  expect(screen.getByRole("region", { name: "Sopimuksen teksti" }).textContent).toBe("Mitä täällä puhutaan,\njää tänne.");
  await userEvent.click(screen.getByRole("button", { name: "Hyväksyn" }));
  expect(sent).toEqual([{ type: "accept_agreement", version: 4 }]);
});

it("says when the text has changed meanwhile", async () => {
  open({ type: "rejected", code: "out_of_range" });
  await userEvent.click(screen.getByRole("button", { name: "Hyväksyn" }));
  expect(await screen.findByText("Sopimus ehti muuttua. Lue uusi teksti.")).toBeTruthy();
});

it("leaves without it", async () => {
  const { left, sent } = open();
  await userEvent.click(screen.getByRole("button", { name: "En hyväksy, poistun" }));
  expect([left, sent]).toEqual([["left"], []]);
});
