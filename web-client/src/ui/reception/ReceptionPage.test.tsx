import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { fi } from "../../i18n/fi";
import type { LobbyView, OwnLineView, ReceptionDoorView } from "../../protocol/generated";
import type { Answer } from "../../signaling/socket";
import { fakeSession } from "../fakeSession";
import { LanguageContext } from "../language";
import { LobbyPage } from "../LobbyPage";
import { renderInFinnish } from "../testing";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const door = (more: Partial<ReceptionDoorView> = {}): ReceptionDoorView => ({
  open: true,
  closed_text: "Hätätilanteessa soita 112.",
  lines: [
    { line: 0, name: "Sosiaalityö", open: true },
    { line: 1, name: "Terveysneuvonta", open: true },
  ],
  questions: [
    { text: "Mitä asia koskee?", options: [{ text: "Asuminen", line: 0 }, { text: "Terveys", line: 1 }] },
    { text: "Mistä on kyse?", options: [] },
  ],
  receiving: [],
  ...more,
});
const ANSWERED = [{ question: "Mitä asia koskee?", answer: "Asuminen" }];
const own = (more: Partial<OwnLineView> = {}): OwnLineView => ({ line: 0, ahead: 2, estimate: { from: 10, to: 20 }, answers: ANSWERED, ...more });
const view = (reception: ReceptionDoorView, more: Partial<LobbyView> = {}): LobbyView => ({ welcome: "", ahead: 0, door: { type: "knock" }, reception, ...more });

function open(first: LobbyView, answer?: Answer) {
  const fake = fakeSession(answer);
  const page = (now: LobbyView) => <LobbyPage session={fake.session} view={now} epoch={Date.now()} />;
  const { rerender } = renderInFinnish(page(first));
  const tell = (now: LobbyView) =>
    rerender(<LanguageContext value={{ language: "fi", messages: fi, change: () => {} }}>{page(now)}</LanguageContext>);
  return { ...fake, tell, user: userEvent.setup() };
}

const said = () => document.querySelector("[aria-live=polite]")?.textContent;
const join = () => screen.getByRole("button", { name: "Mene jonoon" });
const heading = () => screen.getByRole("heading", { level: 1 }).textContent;

it("asks a few questions, and joins the line with what is chosen and written", async () => {
  const { sent, turnedOff, user } = open(view(door()));
  expect(document.activeElement?.textContent).toBe("Tervetuloa vastaanotolle");
  await user.click(screen.getByRole("radio", { name: "Terveys" }));
  expect(screen.getByText("Menet jonoon: Terveysneuvonta")).toBeTruthy();
  await user.type(screen.getByLabelText("Mistä on kyse?"), " Selkä on kipeä. ");
  await user.click(screen.getByRole("radio", { name: /Haluan mieluummin kirjoittaa/ }));
  await user.click(join());
  const answers = [
    { type: "chosen", question: 0, option: 1 },
    { type: "words", question: 1, text: "Selkä on kipeä." },
  ];
  expect(sent).toEqual([{ type: "join_line", answers, in_writing: true }]);
  // Whoever would rather write is not on the air by what they tried at the door.
  expect(turnedOff).toEqual(["microphone", "camera"]);
});

it("leaves the devices of whoever wants to talk as they are", async () => {
  const { turnedOff, user } = open(view(door({ questions: [] })));
  await user.click(join());
  expect(turnedOff).toEqual([]);
});

it("says at the question what is wrong with it, and goes there; nothing is sent", async () => {
  const { sent, user } = open(view(door()));
  await user.click(join());
  const group = screen.getByRole("radiogroup", { name: "Mitä asia koskee?" });
  expect(within(group).getByText("Valitse yksi vaihtoehto.")).toBeTruthy();
  expect(group.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Asuminen" }));
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("radio", { name: "Asuminen" }));
  expect(screen.queryByText("Valitse yksi vaihtoehto.")).toBeNull();
});

it("tells that the line of an answer is closed, where to turn, and sends nothing", async () => {
  const lines = [{ line: 0, name: "Sosiaalityö", open: true }, { line: 1, name: "Terveysneuvonta", open: false }];
  const { sent, user } = open(view(door({ lines })));
  expect(screen.getByRole("radio", { name: /Terveys.*suljettu/ })).toBeTruthy();
  await user.click(screen.getByRole("radio", { name: /Terveys/ }));
  expect(screen.getByText(/Tähän jonoon ei pääse juuri nyt: Terveysneuvonta/)).toBeTruthy();
  expect(screen.getByText("Hätätilanteessa soita 112.")).toBeTruthy();
  await user.click(join());
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("radio", { name: "Asuminen" }));
  await user.click(join());
  expect(sent).toHaveLength(1);
});

it("says in words when the server has closed the line meanwhile", async () => {
  const { user } = open(view(door()), { type: "rejected", code: "line_closed" });
  await user.click(screen.getByRole("radio", { name: "Asuminen" }));
  await user.click(join());
  expect(await screen.findByText("Tähän jonoon ei pääse juuri nyt.")).toBeTruthy();
});

it("does not ask when it is closed, but tells when it opens and where to turn", () => {
  const { tell } = open(view(door({ open: false }), { door: { type: "not_yet", opens_at: 3_600_000 } }));
  expect(heading()).toBe("Vastaanotto on nyt kiinni");
  expect(screen.getByText(/Avautuu .*kello/)).toBeTruthy();
  expect(screen.getByText("Hätätilanteessa soita 112.")).toBeTruthy();
  expect(document.querySelector("form")).toBeNull();
  tell(view(door()));
  expect(heading()).toBe("Tervetuloa vastaanotolle");
  expect(document.activeElement?.textContent).toBe("Tervetuloa vastaanotolle");
});

it("does not ask when every line is closed", () => {
  open(view(door({ lines: [{ line: 0, name: "Sosiaalityö", open: false }] })));
  expect(heading()).toBe("Jonot ovat nyt kiinni");
  expect(document.querySelector("form")).toBeNull();
});

it("keeps what is half written when the reception closes for a moment", async () => {
  const { tell, user } = open(view(door()));
  await user.type(screen.getByLabelText("Mistä on kyse?"), "Selkä");
  tell(view(door({ open: false })));
  tell(view(door()));
  expect((screen.getByLabelText("Mistä on kyse?") as HTMLTextAreaElement).value).toBe("Selkä");
});

it("shows the own place and an estimate that is a range, and never counts down", () => {
  const { tell } = open(view(door({ own: own() })));
  expect(screen.getByText("Sinua ennen on 2.")).toBeTruthy();
  expect(screen.getByText("Arvio: 10–20 minuuttia")).toBeTruthy();
  expect(document.title).toBe("2 ennen sinua – Piiri");
  tell(view(door({ own: own({ ahead: 0, estimate: { from: 0, to: 5 } }) })));
  expect(screen.getByText("Olet seuraava.")).toBeTruthy();
  expect(screen.getByText("Arvio: enintään 5 minuuttia")).toBeTruthy();
  tell(view(door({ own: own({ estimate: { from: 70, to: 140 } }) })));
  expect(screen.getByText("Arvio: 1–2,5 tuntia")).toBeTruthy();
  const none = own();
  delete none.estimate;
  tell(view(door({ own: none })));
  expect(screen.getByText(/Juuri nyt kukaan ei ota vastaan tätä jonoa/)).toBeTruthy();
  expect(document.querySelector("[data-estimate]")).toBeNull();
});

it("says politely when the place changes, and not each step of a line that moves fast", () => {
  vi.useFakeTimers();
  const { tell } = open(view(door({ own: own({ ahead: 9 }) })));
  const move = (ahead: number, passes: number): void => {
    tell(view(door({ own: own({ ahead }) })));
    act(() => void vi.advanceTimersByTime(passes));
  };
  expect(said()).toBe("");
  move(8, 10);
  expect(said()).toContain("Sinua ennen on 8.");
  for (const ahead of [7, 6, 5]) move(ahead, 1_000);
  expect(said()).toContain("Sinua ennen on 8.");
  act(() => void vi.advanceTimersByTime(15_000));
  expect(said()).toContain("Sinua ennen on 5.");
});

it("does not say that only the estimate has changed", () => {
  vi.useFakeTimers();
  const { tell } = open(view(door({ own: own() })));
  tell(view(door({ own: own({ estimate: { from: 5, to: 15 } }) })));
  act(() => void vi.advanceTimersByTime(60_000));
  expect(said()).toBe("");
});

it("says at once that the connection is lost and the place is kept", () => {
  vi.useFakeTimers();
  const { link } = open(view(door({ own: own() })));
  act(() => link.set({ type: "lost", since: 0 }));
  act(() => void vi.advanceTimersByTime(1));
  expect(said()).toContain("Paikkasi jonossa säilyy");
});

it("waits for a named professional, with what that costs, and for anybody again", async () => {
  const receiving = [
    { participant: 3, name: "Helmi", estimate: { from: 20, to: 35 } },
    { participant: 4, name: "Oiva" },
  ];
  const { sent, tell, user } = open(view(door({ own: own(), receiving })));
  const names = () => [...document.querySelectorAll("[data-wait-for]")].map((each) => each.textContent);
  expect(names()).toEqual(["Kuka tahansa Arvio: 10–20 minuuttia", "Helmi Arvio: 20–35 minuuttia", "Oiva Arviota ei ole"]);
  await user.click(screen.getByRole("button", { name: /Kuka tahansa/ }));
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("button", { name: /Helmi/ }));
  tell(view(door({ own: own({ wanted: 3, estimate: { from: 20, to: 35 } }), receiving })));
  expect(screen.getByRole("button", { name: /Helmi/ }).getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByText("Odotat: Helmi.")).toBeTruthy();
  // What anybody would take is not told then: it is not made up.
  expect(names()[0]).toBe("Kuka tahansa Odotus on yleensä lyhin.");
  await user.click(screen.getByRole("button", { name: /Kuka tahansa/ }));
  expect(sent).toEqual([{ type: "wait_for", participant: 3 }, { type: "wait_for" }]);
});

it.each([
  [{ handed_over: true }, /ohjattu tähän jonoon/],
  [{ returned: true }, /omalle paikallesi/],
  [{ wanted_gone: true }, /ei ota nyt vastaan\. Odotat nyt ketä tahansa/],
] as const)("tells in words why one is here again, or waits for anybody: %o", (more, words) => {
  open(view(door({ own: own(more) })));
  expect(screen.getByText(words)).toBeTruthy();
});

it("tells whoever stands in a line that has closed that they are still received", () => {
  open(view(door({ open: false, own: own() })));
  expect(heading()).toBe("Olet jonossa");
  expect(screen.getByText(/sinun paikkasi säilyy/)).toBeTruthy();
});

it("changes answers, warns before another line is joined at its end, and can be left alone", async () => {
  const { sent, user } = open(view(door({ own: own() })));
  await user.click(screen.getByRole("button", { name: "Muuta vastauksia" }));
  expect((screen.getByRole("radio", { name: "Asuminen" }) as HTMLInputElement).checked).toBe(true);
  expect(screen.queryByText(/Menet sen viimeiseksi/)).toBeNull();
  await user.click(screen.getByRole("radio", { name: "Terveys" }));
  expect(screen.getByText(/siirryt toiseen jonoon: Terveysneuvonta\. Menet sen viimeiseksi\./)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Älä muuta" }));
  expect(heading()).toBe("Olet jonossa");
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Muuta vastauksia" }));
  expect((screen.getByRole("radio", { name: "Asuminen" }) as HTMLInputElement).checked).toBe(true);
  await user.click(screen.getByRole("button", { name: "Käytä näitä vastauksia" }));
  expect(sent).toHaveLength(1);
  expect(heading()).toBe("Olet jonossa");
});

it("asks once before a place is given up, and keeps the focus", async () => {
  const { left, user } = open(view(door({ own: own() })));
  await user.click(screen.getByRole("button", { name: "Poistu jonosta" }));
  expect(left).toEqual([]);
  expect(document.activeElement?.textContent).toBe("Jään jonoon");
  await user.click(screen.getByRole("button", { name: "Jään jonoon" }));
  expect(document.activeElement?.textContent).toBe("Poistu jonosta");
  await user.click(screen.getByRole("button", { name: "Poistu jonosta" }));
  await user.click(screen.getByRole("button", { name: "Poistu jonosta" }));
  expect(left).toEqual(["left"]);
});

it("leaves the door without a question: nothing is lost", async () => {
  const { left, user } = open(view(door()));
  await user.click(screen.getByRole("button", { name: "Poistu" }));
  expect(left).toEqual(["left"]);
});

it("keeps help and a changed agreement within reach of whoever waits", () => {
  open(view(door({ own: own() }), { agreement: { version: 2, text: "Emme nauhoita." } }));
  expect(screen.getByText("Emme nauhoita.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Pyydä apua" })).toBeTruthy();
});
