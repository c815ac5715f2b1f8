import { expect, it } from "vitest";
import { offersRed, withSoundSent, withStereoPlayed } from "./descriptions";

const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join("");
const SESSION = lines("v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0");
const voice = (more: readonly string[] = ["a=fmtp:111 minptime=10;useinbandfec=1"]) =>
  lines("m=audio 9 UDP/TLS/RTP/SAVPF 63 111", "a=mid:0", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtpmap:111 opus/48000/2", ...more);
const video = lines("m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtpmap:96 VP8/90000");
const music = (fmtp: string) => lines("m=audio 9 UDP/TLS/RTP/SAVPF 109", "a=mid:3", "a=rtpmap:109 opus/48000/2", `a=fmtp:109 ${fmtp}`);

it("has voices sent with pauses and music in stereo without, and leaves the rest as it is", () => {
  const answer = SESSION + voice() + video + video + music("minptime=10;usedtx=1") + video + music("useinbandfec=1");
  const changed = withSoundSent(answer);
  expect(changed).toBe(
    SESSION +
      voice(["a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1"]) +
      video +
      video +
      music("minptime=10;stereo=1;maxaveragebitrate=128000") +
      video +
      music("useinbandfec=1;stereo=1;maxaveragebitrate=128000"),
  );
  expect(withSoundSent(changed)).toBe(changed);
});

it("adds parameters where there were none, and bears what is no description", () => {
  expect(withSoundSent(SESSION + voice([]))).toBe(SESSION + voice(["a=fmtp:111 usedtx=1"]));
  expect(withSoundSent("a")).toBe("a");
  expect(withSoundSent("")).toBe("");
});

it("plays both channels of the sound of screens, and of no voice", () => {
  const answer = SESSION + voice() + video + video + voice() + voice() + video + music("minptime=10") + video + music("minptime=10");
  expect(withStereoPlayed(answer)).toBe(
    SESSION + voice() + video + video + voice() + voice() + video + music("minptime=10;stereo=1") + video + music("minptime=10;stereo=1"),
  );
  for (const text of ["", "answer", SESSION + video]) expect(withStereoPlayed(text)).toBe(text);
});

it("sees on which lines redundancy is offered", () => {
  expect(offersRed(SESSION + voice() + video + music("minptime=10"))).toEqual([true, false, false]);
});
