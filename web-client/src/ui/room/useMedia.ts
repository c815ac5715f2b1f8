// What of the page depends on its width beyond what styles can do.
import { useEffect, useState } from "react";

/** Up to this width the panel is a sheet. */
export const SHEET = "(max-width: 859px)";

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = (): void => setMatches(list.matches);
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return matches;
}
