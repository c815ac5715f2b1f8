import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LocalMedia } from "../media/local";
import { Door } from "./Door";
import { renderInFinnish } from "./testing";

let asked = 0;
let refuses: string | null = null;

beforeEach(() => {
  asked = 0;
  refuses = null;
  sessionStorage.clear();
  const mediaDevices = {
    getUserMedia: () => {
      asked += 1;
      return Promise.reject(new DOMException("no", refuses ?? "NotFoundError"));
    },
    enumerateDevices: () => Promise.resolve([]),
  };
  const permissions = { query: () => Promise.resolve({ state: "prompt" }) };
  vi.stubGlobal("navigator", new Proxy(navigator, {
    get: (real, key) => (key === "mediaDevices" ? mediaDevices : key === "permissions" ? permissions : Reflect.get(real, key, real)),
  }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(known = "", notice: "unreachable" | "nameNotValid" | "seatGone" | null = null) {
  const joined: string[] = [];
  const local = new LocalMedia(sessionStorage, sessionStorage);
  renderInFinnish(<Door local={local} name={known} notice={notice} joining={false} onJoin={(name) => joined.push(name)} />);
  return { joined, local, user: userEvent.setup() };
}

it("asks for no device before somebody presses the button", async () => {
  const { user } = open();
  expect(asked).toBe(0);
  await user.click(screen.getByRole("button", { name: "Kokeile kameraa ja mikrofonia" }));
  expect(asked).toBeGreaterThan(0);
});

it("joins with Enter, with the name trimmed, with no device at all", async () => {
  const { joined, user } = open();
  await user.type(screen.getByRole("textbox", { name: "Millä nimellä olet mukana?" }), "  Aino {Enter}");
  expect(joined).toEqual(["Aino"]);
});

it("knows the name from last time", async () => {
  const { joined, user } = open("Björn");
  await user.click(screen.getByRole("button", { name: "Liity" }));
  expect(joined).toEqual(["Björn"]);
});

it("asks for a name in words and goes to the field when there is none", async () => {
  const { joined, user } = open("   ");
  await user.click(screen.getByRole("button", { name: "Liity" }));
  expect(joined).toEqual([]);
  const field = screen.getByRole("textbox");
  expect(document.activeElement).toBe(field);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("Kirjoita nimi, jolla muut tuntevat sinut.")).toBeTruthy();
});

it("helps in plain words when permission was refused, and still joins", async () => {
  refuses = "NotAllowedError";
  const { joined, user } = open("Aino");
  await user.click(screen.getByRole("button", { name: "Kokeile kameraa ja mikrofonia" }));
  expect(await screen.findByText("Selain ei anna käyttää mikrofonia.")).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Näin annat luvan" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Liity" }));
  expect(joined).toEqual(["Aino"]);
});

it("has switches whose names stay and whose state is told", async () => {
  const { local, user } = open();
  const camera = screen.getByRole("button", { name: "Kamera" });
  expect(camera.getAttribute("aria-pressed")).toBe("true");
  await user.click(camera);
  expect(screen.getByRole("button", { name: "Kamera" }).getAttribute("aria-pressed")).toBe("false");
  expect(local.state.get().camera.on).toBe(false);
  expect(asked).toBe(0);
});

it("says why somebody is at the door again", () => {
  open("Aino", "seatGone");
  expect(screen.getByText(/paikkasi vapautui/)).toBeTruthy();
});

const invited = { title: "Omaishoitajat", template: "peer_circle", role: "participant", can_decline: true } as const;

it("knows from a personal invitation what it is and whom it is for, and lets me write another name", async () => {
  const joined: string[] = [];
  const local = new LocalMedia(sessionStorage, sessionStorage);
  const props = { local, name: "Björn", notice: null, joining: false, onJoin: (name: string) => joined.push(name) };
  renderInFinnish(<Door {...props} invited={{ ...invited, name: "Aino" }} />);
  expect(screen.getByText("Tapaaminen: Omaishoitajat")).toBeTruthy();
  const field = screen.getByRole<HTMLInputElement>("textbox");
  expect(field.value).toBe("Aino");
  await userEvent.clear(field);
  await userEvent.type(field, "Aili{Enter}");
  expect(joined).toEqual(["Aili"]);
});

it("takes word that I cannot come, without a reason, and that I can after all", async () => {
  const said: boolean[] = [];
  const local = new LocalMedia(sessionStorage, sessionStorage);
  const onCannotCome = (cannot: boolean) => Promise.resolve(said.push(cannot) > 0);
  const props = { local, name: "", notice: null, joining: false, onJoin: () => {}, onCannotCome };
  renderInFinnish(<Door {...props} invited={invited} />);
  await userEvent.click(screen.getByRole("button", { name: "En pääse tulemaan" }));
  cleanup();
  renderInFinnish(<Door {...props} invited={{ ...invited, cannot_come: true }} />);
  expect(screen.getByText(/Olet kertonut, ettet pääse/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Pääsenkin tulemaan" }));
  expect(said).toEqual([true, false]);
});

it("offers that to nobody whose link is everybody's", () => {
  const local = new LocalMedia(sessionStorage, sessionStorage);
  const props = { local, name: "", notice: null, joining: false, onJoin: () => {}, onCannotCome: () => Promise.resolve(true) };
  renderInFinnish(<Door {...props} invited={{ ...invited, can_decline: false }} />);
  expect(screen.queryByRole("button", { name: "En pääse tulemaan" })).toBeNull();
});
