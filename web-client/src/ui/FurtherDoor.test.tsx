import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { EndPage } from "./EndPage";
import { FurtherDoor } from "./FurtherDoor";
import { renderInFinnish } from "./testing";
import type { Further } from "../protocol/generated";

afterEach(cleanup);

const invited = (further: Further) => ({ title: "Omaishoitajat", template: "peer_circle", role: "participant", name: "Aino", can_decline: false, further }) as const;

it.each([
  ["own", "Jatka tässä", /Aino jatkaa tapaamista tällä laitteella. Paikka ja vuoro/],
  ["take_over", "Jatka tässä", /edellinen laite poistuu/],
  ["companion", "Ota avuksi", /näkevät edelleen vain yhden ihmisen/],
] as const)("says what will happen (%s), asks no name, and has one button", async (further, button, words) => {
  let joined = 0;
  renderInFinnish(<FurtherDoor invited={invited(further)} notice={null} joining={false} onJoin={() => (joined += 1)} />);
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: button }));
  expect(joined).toBe(1);
});

it("waits until it is known what the link is for", async () => {
  let joined = 0;
  renderInFinnish(<FurtherDoor invited={null} notice={null} joining={false} onJoin={() => (joined += 1)} />);
  await userEvent.click(screen.getByRole("button", { name: "Jatka tässä" }));
  expect(joined).toBe(0);
});

it("offers no way back by a link that is used up, and says when only the device is gone", () => {
  renderInFinnish(<EndPage kind="left" reason={null} mayReturn={false} onGoOn={() => {}} />);
  expect(document.querySelector("main button")).toBeNull();
  cleanup();
  renderInFinnish(<EndPage kind="put_away" reason={null} onGoOn={() => {}} />);
  expect(screen.getByText(/jatkuu toisella laitteellasi/)).toBeTruthy();
});
