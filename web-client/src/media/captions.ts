// Caption files. The browser reads WebVTT; SubRip is the same with other signs, and often in an older encoding.

/** Longer files are not captions. */
export const MAX_CAPTIONS = 2_000_000;

/** A WebVTT text of a .vtt or .srt file; null when it is neither. */
export async function asWebVtt(file: Blob): Promise<string | null> {
  if (file.size > MAX_CAPTIONS) return null;
  return webVttOf(decoded(await file.arrayBuffer()));
}

export function webVttOf(text: string): string | null {
  const lines = text.replace(/^\uFEFF/u, "").replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  if (/^WEBVTT(?:[ \t\n]|$)/u.test(lines)) return lines;
  if (!SUBRIP_TIME.test(lines)) return null;
  return `WEBVTT\n\n${lines.replace(SUBRIP_TIME, (_all, from: string, fromMillis: string, to: string, toMillis: string) => `${clock(from)}.${fromMillis} --> ${clock(to)}.${toMillis}`)}`;
}

const SUBRIP_TIME = /^(\d{1,2}:\d{2}:\d{2}),(\d{3})[ \t]*-->[ \t]*(\d{1,2}:\d{2}:\d{2}),(\d{3})/gmu;

/** WebVTT wants two digits of hours. */
function clock(time: string): string {
  return time.padStart(8, "0");
}

/** UTF-8, or what Finnish subtitles were written in before it. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The words of the cues that are shown together, at most `longest` characters. */
export function wordsOf(cues: Iterable<TextTrackCue>, longest: number): string {
  const words = [...cues].map(plain).filter((text) => text !== "").join("\n");
  return [...words].slice(0, longest).join("");
}

/** Without marks of italics, colours or speakers. */
function plain(cue: TextTrackCue): string {
  const asHtml = (cue as Partial<VTTCue>).getCueAsHTML?.().textContent;
  const text = asHtml ?? (cue as Partial<VTTCue>).text ?? "";
  // Control characters are refused by the server, and are never words.
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/gu, "").trim();
}
