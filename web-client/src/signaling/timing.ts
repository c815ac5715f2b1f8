/** Stops a timer. */
export type Cancel = () => void;

/** Runs `then` once, later. */
export function after(milliseconds: number, then: () => void): Cancel {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
