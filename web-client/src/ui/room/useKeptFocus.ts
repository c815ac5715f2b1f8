// What somebody has just done often takes away the very button they pressed: the one who waited is let in, the row is
// gone. The focus then goes to the tab above it instead of falling to the start of the page.
import { useEffect, useRef, type FocusEvent } from "react";

/** The tab above. */
function tabOf(part: Element): HTMLElement | null {
  return part.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
}

/** The circle: for what lies above it and is put away. */
export function stage(): HTMLElement | null {
  return document.querySelector("main");
}

/** Props for the part. It must be drawn again when something in it goes. */
export function useKeptFocus(fallback: (part: Element) => HTMLElement | null = tabOf): { readonly onFocusCapture: (event: FocusEvent) => void; readonly onBlurCapture: (event: FocusEvent) => void } {
  const last = useRef<{ readonly at: Element; readonly fallback: HTMLElement | null } | null>(null);
  // After every drawing: it is the only time at which something can have gone.
  useEffect(() => {
    const kept = last.current;
    if (kept === null || kept.at.isConnected) return;
    last.current = null;
    if (document.activeElement === document.body) kept.fallback?.focus();
  });
  return {
    onFocusCapture: ({ target, currentTarget }) => {
      last.current = { at: target, fallback: fallback(currentTarget) };
    },
    onBlurCapture: ({ relatedTarget }) => {
      // Gone elsewhere by itself. What is taken away loses the focus to nothing.
      if (relatedTarget !== null) last.current = null;
    },
  };
}
