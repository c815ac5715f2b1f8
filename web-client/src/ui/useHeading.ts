// A page that comes by itself (let in, sent back, over) begins with its heading, also for those who cannot see that it
// came: the focus is there, and what has the focus is read.
import { useEffect, useRef } from "react";

/** For the heading of such a page. */
export function useHeading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return { ref: heading, tabIndex: -1 } as const;
}
