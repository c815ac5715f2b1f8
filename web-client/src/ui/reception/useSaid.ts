// What changes while one waits is said politely, and not in floods: a line can move several steps in a moment.
import { useEffect, useRef, useState } from "react";

/** Between two sentences, in milliseconds. */
const PAUSE = 15_000;

/** What a live region says: nothing of the beginning, which is read from the page. `isUrgent`: it does not wait. */
export function useSaid(sentence: string, isUrgent: boolean): string {
  const [said, setSaid] = useState("");
  const last = useRef({ sentence, at: -PAUSE });
  useEffect(() => {
    if (sentence === last.current.sentence) return;
    const wait = isUrgent ? 0 : Math.max(0, last.current.at + PAUSE - performance.now());
    const timer = setTimeout(() => {
      last.current = { sentence, at: performance.now() };
      setSaid(sentence);
    }, wait);
    return () => clearTimeout(timer);
  }, [sentence, isUrgent]);
  return said;
}
