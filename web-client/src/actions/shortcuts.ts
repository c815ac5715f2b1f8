// Which action a key press means, if any (WCAG 2.1.4: letters can be switched off, and never fire while typing).
import type { Action } from "./actions";

/** Where keys mean something else: text, and widgets that search by letter. */
const TAKEN = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=grid], [role=listbox]";

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly defaultPrevented: boolean;
  readonly target: EventTarget | null;
}

export function actionOf(press: KeyPress, actions: readonly Action[]): Action | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.defaultPrevented) return undefined;
  if (press.target instanceof Element && press.target.closest(TAKEN) !== null) return undefined;
  return actions.find((action) => action.shortcut === press.key.toLowerCase());
}

const MEMORY = "piiri.shortcuts";

export function shortcutsEnabled(storage: Storage): boolean {
  return storage.getItem(MEMORY) !== "off";
}

export function enableShortcuts(storage: Storage, on: boolean): void {
  storage.setItem(MEMORY, on ? "on" : "off");
}
