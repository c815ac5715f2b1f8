import { expect, it } from "vitest";
import { asWebVtt, MAX_CAPTIONS, webVttOf, wordsOf } from "./captions";

const SRT = "1\r\n0:00:01,500 --> 0:00:04,000\r\nHengitä sisään.\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,250\r\nJa ulos, 10,5 sekuntia\r\n";

it("leaves WebVTT as it is, but for line ends and a mark at the beginning", () => {
  expect(webVttOf("\uFEFFWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nHei")).toBe("WEBVTT\n\n00:01.000 --> 00:02.000\nHei");
});

it("makes SubRip what browsers read, and changes only the times", () => {
  expect(webVttOf(SRT)).toBe("WEBVTT\n\n1\n00:00:01.500 --> 00:00:04.000\nHengitä sisään.\n\n2\n00:00:05.000 --> 00:00:06.250\nJa ulos, 10,5 sekuntia\n");
  // Twice the same: nothing is remembered from one file to the next.
  expect(webVttOf(SRT)).not.toBeNull();
});

it("refuses what is no captions, or too large for any", async () => {
  for (const text of ["", "Hei", "WEBVTTX", "{\"a\": 1}"]) expect(webVttOf(text), text).toBeNull();
  expect(await asWebVtt(new Blob(["WEBVTT\n", "a".repeat(MAX_CAPTIONS)]))).toBeNull();
});

it("reads the encoding of old Finnish subtitles too", async () => {
  const old = Uint8Array.from(SRT, (letter) => letter.charCodeAt(0));
  expect(await asWebVtt(new Blob([old]))).toContain("Hengitä sisään.");
  expect(await asWebVtt(new Blob([SRT]))).toContain("Hengitä sisään.");
});

const cue = (text: string) => ({ text, getCueAsHTML: () => ({ textContent: text.replaceAll(/<[^>]*>/gu, "") }) }) as unknown as TextTrackCue;

it("shows words without marks and signs that no reader sees, and no more than may be sent", () => {
  expect(wordsOf([cue("<i>Hei</i>\u0007"), cue(" "), cue("sinä\nsiellä")], 100)).toBe("Hei\nsinä\nsiellä");
  expect([...wordsOf([cue("👩‍⚕️".repeat(50))], 7)]).toHaveLength(7);
  expect(wordsOf([], 10)).toBe("");
});
