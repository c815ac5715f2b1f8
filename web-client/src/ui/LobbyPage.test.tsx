import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { fi } from "../i18n/fi";
import type { LobbyView } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { fakeSession } from "./fakeSession";
import { LanguageContext } from "./language";
import { LobbyPage } from "./LobbyPage";
import { renderInFinnish } from "./testing";

afterEach(cleanup);

const view = (more: Partial<LobbyView> = {}): LobbyView => ({ welcome: "", ahead: 3, door: { type: "knock" }, ...more });

function open(first: LobbyView, answer?: Answer) {
  const fake = fakeSession(answer);
  const page = (now: LobbyView) => <LobbyPage session={fake.session} view={now} epoch={Date.now()} />;
  const { rerender } = renderInFinnish(page(first));
  const tell = (now: LobbyView) =>
    rerender(<LanguageContext value={{ language: "fi", messages: fi, change: () => {} }}>{page(now)}</LanguageContext>);
  return { ...fake, tell, user: userEvent.setup() };
}

const said = () => document.querySelector("[aria-live=polite]")?.textContent;

it("tells how many wait before me, and says it when that changes", () => {
  const { tell } = open(view({ welcome: "Tervetuloa!\nAlamme pian." }));
  expect(screen.getByText("Sinua ennen odottaa 3.")).toBeTruthy();
  expect(screen.getByText(/Alamme pian/)).toBeTruthy();
  expect(said()).toBe("");
  tell(view({ ahead: 0 }));
  expect(said()).toBe("Olet jonossa ensimmäisenä.");
});

it("begins with its heading, which is read", () => {
  open(view());
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Odotat sisäänpääsyä" }));
});

it("tells when the doors open, by my own clock", () => {
  const at = new Date(Date.now() + 60_000);
  open(view({ door: { type: "not_yet", opens_at: 60_000 } }));
  const time = new Intl.DateTimeFormat("fi-FI", { hour: "numeric", minute: "2-digit" }).format(at);
  expect(screen.getByText((text) => text.includes("Ovet avautuvat") && text.includes(time), { selector: ".place-in-line" })).toBeTruthy();
});

it("tells that the door is closed", () => {
  open(view({ door: { type: "closed" } }));
  expect(screen.getByText("Ovi on nyt kiinni.")).toBeTruthy();
});

it("asks for help with one of three choices, after saying what happens then", async () => {
  const { sent, tell, user } = open(view());
  await user.click(screen.getByRole("button", { name: "Pyydä apua" }));
  expect(screen.getByText(/hän näkee ja kuulee sinut, muut eivät/)).toBeTruthy();
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Kuva ei toimi" }));
  expect(sent).toEqual([{ type: "ask_for_help", problem: "no_picture" }]);
  tell(view({ help: "no_picture" }));
  expect(screen.getByRole("heading", { name: "Apua on pyydetty" })).toBeTruthy();
});

it("says in words when it is too soon to ask again", async () => {
  const { user } = open(view({ help: "no_sound" }), { type: "rejected", code: "too_soon" });
  await user.click(screen.getByRole("button", { name: "Muuta pyyntöä" }));
  await user.click(screen.getByRole("button", { name: "Jokin muu" }));
  expect(await screen.findByText(/puolen minuutin kuluttua/)).toBeTruthy();
});

it("says that the place in line is kept when the connection is lost", () => {
  const { link } = open(view());
  act(() => link.set({ type: "lost", since: 0 }));
  expect(screen.getAllByText(/Paikkasi jonossa säilyy/).length).toBeGreaterThan(0);
  expect(said()).toContain("Paikkasi jonossa säilyy");
});

it("lets me stop waiting", async () => {
  const { left, user } = open(view());
  await user.click(screen.getByRole("button", { name: "Lopeta odottaminen" }));
  expect(left).toEqual(["left"]);
});

it("asks for an agreement that changed while I wait, says so, and thanks when it is accepted", async () => {
  const { sent, tell, user } = open(view());
  const agreement = { version: 3, text: "Emme nauhoita." };
  tell(view({ agreement }));
  expect(screen.getByText("Emme nauhoita.")).toBeTruthy();
  expect(said()).toContain("Pääset sisään vasta, kun olet hyväksynyt sen.");
  await user.click(screen.getByRole("button", { name: "Hyväksyn" }));
  expect(sent).toEqual([{ type: "accept_agreement", version: 3 }]);
  tell(view());
  expect(screen.getByText(/Olet hyväksynyt sopimuksen/)).toBeTruthy();
  expect(screen.queryByText("Emme nauhoita.")).toBeNull();
});
