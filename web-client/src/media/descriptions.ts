// What is changed in session descriptions. Pure text in, text out: only parameters of Opus (RFC 7587), which no browser
// lets a page set otherwise.
import { SOURCE_KINDS, type SourceKind } from "../protocol/generated";

type Parameters = Readonly<Record<string, string | null>>;

/** In a voice nobody sends while nobody talks (discontinuous transmission). */
const VOICE: Parameters = { usedtx: "1" };
/** Music and films: both channels, and no holes where it is quiet. `null`: not even if the server says so. */
const STEREO: Parameters = { stereo: "1", maxaveragebitrate: "128000", usedtx: null };

/** The server's answer to the sending connection: what it says of Opus is what the encoders of this page do. */
export function withSoundSent(answer: string): string {
  return eachSection(answer, (section, index) => {
    const kind: SourceKind | undefined = SOURCE_KINDS[index];
    if (kind === "microphone") return withOpus(section, VOICE);
    return kind === "screen_sound" || kind === "second_screen_sound" ? withOpus(section, STEREO) : section;
  });
}

/** Our answer to the receiving connection's offer: the sound of screens, and of what is played to all, in both channels. */
export function withStereoPlayed(answer: string): string {
  const kinds = [...answer.matchAll(/^m=(\w+)/gm)].map(([, kind]) => kind);
  // The sound of a picture follows it; voices come in rows.
  const isOfPicture = (line: number): boolean => kinds[line] === "audio" && kinds[line - 1] === "video" && kinds[line + 1] !== "audio";
  return eachSection(answer, (section, line) => (isOfPicture(line) ? withOpus(section, { stereo: "1" }) : section));
}

/** For each m-line whether the other side knows redundant audio (RFC 2198). */
export function offersRed(description: string): boolean[] {
  return sections(description).map((section) => /^a=rtpmap:\d+ red\/48000/im.test(section));
}

function sections(description: string): string[] {
  return description.split(/^(?=m=)/m).slice(1);
}

function eachSection(description: string, change: (section: string, index: number) => string): string {
  const [session = "", ...media] = description.split(/^(?=m=)/m);
  return [session, ...media.map(change)].join("");
}

function withOpus(section: string, parameters: Parameters): string {
  const [map, type] = /^a=rtpmap:(\d+) opus\/48000.*\r?\n/im.exec(section) ?? [];
  if (map === undefined || type === undefined) return section;
  const had = new RegExp(`^a=fmtp:${type} (.*)$`, "m").exec(section);
  const all = new Map(
    (had?.[1] ?? "").split(";").flatMap((each) => {
      const [name = "", value = ""] = each.trim().split("=");
      return name === "" ? [] : [[name, value] as const];
    }),
  );
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  const text = [...all].map(([name, value]) => `${name}=${value}`).join(";");
  if (had === null) return section.replace(map, `${map}a=fmtp:${type} ${text}\r\n`);
  return section.replace(had[0], `a=fmtp:${type} ${text}${had[0].endsWith("\r") ? "\r" : ""}`);
}
