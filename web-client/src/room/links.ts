// Links in a text. Only whole web addresses that somebody wrote out: nothing is guessed, nothing is fetched.

export type Piece = { readonly type: "text"; readonly text: string } | { readonly type: "link"; readonly text: string; readonly url: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/giu;
/** What ends a sentence rather than an address. */
const AFTER = /[.,;:!?…»”’\])}]+$/u;

/** The text in pieces; joined they are the text again. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = trimmed(match[0]);
    const url = addressOf(written);
    if (url === null) continue;
    if (match.index > at) found.push({ type: "text", text: text.slice(at, match.index) });
    found.push({ type: "link", text: written, url });
    at = match.index + written.length;
  }
  if (at < text.length) found.push({ type: "text", text: text.slice(at) });
  return found;
}

/** A closing bracket belongs to the address only when the address opened it. */
function trimmed(written: string): string {
  let result = written;
  for (;;) {
    const end = AFTER.exec(result)?.[0];
    if (end === undefined) return result;
    const last = end.at(-1) ?? "";
    const opened = last === ")" ? "(" : last === "]" ? "[" : last === "}" ? "{" : null;
    if (opened !== null && count(result, opened) >= count(result, last)) return result;
    result = result.slice(0, -last.length);
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function addressOf(written: string): string | null {
  try {
    const url = new URL(written);
    // A name before @ is there to look like the host.
    return url.hostname !== "" && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}
