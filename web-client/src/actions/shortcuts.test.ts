// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { WITH_SHORTCUT } from "./actions";
import { actionOf, type KeyPress } from "./shortcuts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  defaultPrevented: false,
  target: document.body,
  ...more,
});

it.each([
  ["m", "microphone"],
  ["V", "camera"],
  ["r", "hand"],
  ["p", "people"],
  ["?", "shortcuts"],
])("knows %s as %s", (key, id) => {
  expect(actionOf(press(key), WITH_SHORTCUT)?.id).toBe(id);
});

it("never fires while somebody types or chooses from a list", () => {
  document.body.innerHTML = '<input><textarea></textarea><div role="menu"><button></button></div><div role="grid"><div></div></div>';
  for (const target of document.querySelectorAll("input, textarea, [role=menu] button, [role=grid] div")) {
    expect(actionOf(press("m", { target }), WITH_SHORTCUT)).toBeUndefined();
  }
});

it("leaves the browser's own shortcuts and held keys alone", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey", "repeat", "defaultPrevented"] as const) {
    expect(actionOf(press("r", { [held]: true }), WITH_SHORTCUT)).toBeUndefined();
  }
});

it("gives each shortcut to one action", () => {
  const all = WITH_SHORTCUT.map((action) => action.shortcut);
  expect(new Set(all).size).toBe(all.length);
});
