import { expect, it, vi } from "vitest";
import type { CapturedScreen } from "./media/screen";
import type { FilePlayer, PlayerOptions } from "./media/player";
import type { Command, DeviceId, PlayingView, SourceKind } from "./protocol/generated";
import type { RoomState } from "./room/reduce";
import { sampleRoom } from "./room/sample";
import { Sharing } from "./sharing";
import type { Answer } from "./signaling/socket";
import { Store } from "./store";

class Track extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  stop = () => void (this.readyState = "ended");
  /** The browser's own bar. */
  end = () => {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  };
}

const FILE = new File(["x"], "salainen-nimi.mp4");
const PLAYED = { file: FILE, captions: null, title: " ", level: 70, ducks: true };

function harness(captured?: CapturedScreen, answers: Partial<Record<Command["type"], Answer>> = {}) {
  const sent: Command[] = [];
  const sends = new Map<SourceKind, unknown>();
  const told: string[] = [];
  const room = new Store<RoomState | null>(sampleRoom({ role: "supervisor" }));
  const speaking = new Store<readonly DeviceId[]>([]);
  const player = {
    element: { paused: true, ended: false },
    sound: new Track(),
    picture: new Track(),
    did: [] as string[],
    play: () => void ((player.element.paused = false), player.did.push("play")),
    pause: () => void ((player.element.paused = true), player.did.push("pause")),
    setLevel: (level: number) => void player.did.push(`level ${String(level)}`),
    setOwnVolume: (volume: number) => void player.did.push(`own ${String(volume)}`),
    duck: (on: boolean) => void player.did.push(`duck ${String(on)}`),
    close: () => void player.did.push("close"),
  };
  let options: PlayerOptions | undefined;
  const sharing: Sharing = new Sharing(
    {
      media: { send: (kind, track) => void (track === null ? sends.delete(kind) : sends.set(kind, track)) },
      room,
      speaking,
      command: (command) => {
        sent.push(command);
        const answer = answers[command.type] ?? { type: "ok" };
        if (answer.type === "ok") follow(command);
        return Promise.resolve(answer);
      },
      tell: ({ type }) => void told.push(type),
    },
    {
      capture: () => Promise.resolve(captured ?? { type: "declined" }),
      open: (_file, given) => {
        options = given;
        return Promise.resolve(player as unknown as FilePlayer);
      },
    },
  );
  const devices = new Map<SourceKind, boolean>();
  let playing: PlayingView | undefined;
  /** As the server would. */
  function become(): void {
    const sending = [...devices].flatMap(([kind, on]) => (on ? [kind] : []));
    const before = room.get();
    const after = sampleRoom({ role: "supervisor", sending: { 1: sending }, more: playing === undefined ? {} : { playing } });
    room.set(after);
    if (before !== null) sharing.obey(before, after);
  }
  function follow(command: Command): void {
    if (command.type === "set_sending") devices.set(command.kind, command.on);
    if (command.type === "start_playing") {
      const { picture, level, captions } = command;
      playing = { participant: 1, device: 101, kind: "screen", picture, level, captions, paused: false };
      devices.set("screen", picture).set("screen_sound", true);
    }
    if (command.type === "stop_playing") stopPlaying();
    become();
  }
  function stopPlaying(): void {
    playing = undefined;
    devices.set("screen", false).set("screen_sound", false);
  }
  return {
    sharing,
    sent,
    sends,
    told,
    room,
    speaking,
    player,
    options: () => options,
    server: {
      mutes: () => {
        devices.set("screen", false).set("screen_sound", false);
        become();
      },
      pauses: (paused: boolean) => {
        if (playing !== undefined) playing = { ...playing, paused };
        become();
      },
      ends: () => {
        stopPlaying();
        become();
      },
      stillHasOn: (kind: SourceKind) => {
        devices.set(kind, true);
        become();
      },
    },
  };
}

function screen(sound: boolean) {
  const tracks = { picture: new Track(), sound: sound ? new Track() : null };
  return { ...tracks, captured: { type: "captured", ...tracks } as unknown as CapturedScreen };
}

it("sends the screen and its sound once the server has said yes, and nothing when it says no", async () => {
  const { captured, picture, sound } = screen(true);
  const yes = harness(captured);
  await yes.sharing.share("detail", true);
  expect(yes.sent).toEqual([
    { type: "set_sending", kind: "screen", on: true },
    { type: "set_sending", kind: "screen_sound", on: true },
  ]);
  expect([...yes.sends]).toEqual([
    ["screen", picture],
    ["screen_sound", sound],
  ]);
  const other = screen(false);
  const no = harness(other.captured, { set_sending: { type: "rejected", code: "taken" } });
  expect(await no.sharing.share("detail", false)).toEqual({ type: "rejected", code: "taken" });
  expect([no.sends.size, other.picture.readyState, no.sharing.state.get().share]).toEqual([0, "ended", null]);
});

it("takes over only when there is a screen to show instead", async () => {
  const nothing = harness({ type: "declined" });
  await nothing.sharing.share("detail", false, [2]);
  expect(nothing.sent).toEqual([]);
  const { captured } = screen(false);
  const other = harness(captured);
  await other.sharing.share("detail", false, [2]);
  expect(other.sent.map(({ type }) => type)).toEqual(["mute", "mute", "set_sending"]);
});

it("stops by the browser's own bar", async () => {
  const { captured, picture } = screen(false);
  const { sharing, sent, sends } = harness(captured);
  await sharing.share("motion", false);
  picture.end();
  await vi.waitFor(() => expect(sent.at(-1)).toEqual({ type: "set_sending", kind: "screen_sound", on: false }));
  expect(sends.size).toBe(0);
  expect(sharing.state.get().share).toBeNull();
});

it("lets go when somebody else has stopped it, and says so", async () => {
  const { captured, picture } = screen(true);
  const { sharing, server, told, sends } = harness(captured);
  await sharing.share("detail", true);
  server.mutes();
  expect([picture.readyState, sends.size, told]).toEqual(["ended", 0, ["my_screen_ended"]]);
  expect(sharing.state.get()).toMatchObject({ share: null, ended: true });
});

it("says nothing of what this person has stopped", async () => {
  const { captured } = screen(false);
  const { sharing, told } = harness(captured);
  await sharing.share("detail", false);
  await sharing.stopSharing();
  expect(told).toEqual([]);
  expect(sharing.state.get().ended).toBe(false);
});

it("turns off at the server what this page lost in a reload", () => {
  const { server, sent } = harness();
  server.stillHasOn("second_screen");
  expect(sent).toContainEqual({ type: "set_sending", kind: "second_screen", on: false });
});

it("plays in the pair the server gives, and tells nobody the name of the file", async () => {
  const { sharing, sent, sends, player } = harness();
  await sharing.play(PLAYED);
  expect(sent).toEqual([{ type: "start_playing", picture: true, level: 70, captions: false }]);
  expect(JSON.stringify(sent)).not.toContain("salainen");
  expect([...sends]).toEqual([
    ["screen", player.picture],
    ["screen_sound", player.sound],
  ]);
  expect(player.did).toEqual(["level 0.7", "own 1", "duck false", "play"]);
});

it("obeys whoever pauses, goes on and ends it", async () => {
  const { sharing, server, player, sends } = harness();
  await sharing.play(PLAYED);
  player.did.length = 0;
  server.pauses(true);
  server.pauses(false);
  expect(player.did).toEqual(["pause", "play"]);
  server.ends();
  expect([player.did.at(-1), sends.size, sharing.state.get().player]).toEqual(["close", 0, null]);
});

it("is quieter while somebody speaks, sends the words of captions, and ends with the file", async () => {
  const { sharing, speaking, player, options, sent } = harness();
  await sharing.play({ ...PLAYED, captions: new File(["WEBVTT"], "a.vtt") });
  speaking.set([102]);
  speaking.set([]);
  expect(player.did.slice(-2)).toEqual(["duck true", "duck false"]);
  options()?.onCue("Hei");
  options()?.onEnded();
  expect(sent.slice(-2)).toEqual([{ type: "send_cue", text: "Hei" }, { type: "stop_playing" }]);
});

it("closes the file when the server refuses to have it played", async () => {
  const { sharing, player, sends } = harness(undefined, { start_playing: { type: "rejected", code: "taken" } });
  expect(await sharing.play(PLAYED)).toEqual({ type: "rejected", code: "taken" });
  expect([player.did, sends.size]).toEqual([["close"], 0]);
});
