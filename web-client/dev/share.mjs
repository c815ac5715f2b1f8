// States of the made-up room in which screens are shared or something is played, and how to get them on the screen. The
// made-up server has no media: a picture that is awaited stays awaited; a file that is played here is really played.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const device = (n, ...sending) => ({ device: 100 + n, people: [n], sending });
/** Devices of people 1 … count, with what some of them send besides. */
const devices = (count, more) => ({ devices: range(1, count).map((n) => device(n, "microphone", ...(more[n] ?? []))) });
const playing = (more) => ({ participant: 1, device: 101, title: "Alkurentoutus", kind: "screen", picture: true, paused: false, level: 70, captions: true, ...more });
const CUES = [{ type: "cue_shown", text: "Hengitä rauhassa sisään.\nJa ulos, niin hitaasti kuin hyvältä tuntuu." }];
const TWO = { switches: { unmute: true, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: true } };

export const SHARE_STATES = {
  "share-none": { me: 3, count: 7 },
  "share-lead": { me: 1, count: 7 },
  "share-seen": { me: 3, count: 7, speaking: [4], more: devices(7, { 4: ["screen"] }) },
  "share-seen-lead": { me: 1, count: 12, speaking: [4], hands: [5], more: devices(12, { 4: ["screen", "screen_sound"] }) },
  "share-two": { me: 3, count: 9, more: { ...devices(9, { 4: ["screen"], 5: ["screen", "screen_sound"] }), ...TWO } },
  "share-played": { me: 3, count: 7, more: { ...devices(7, { 1: ["screen", "screen_sound"] }), playing: playing({}) }, events: CUES },
  "share-music": { me: 3, count: 7, more: { ...devices(7, { 1: ["screen_sound"] }), playing: playing({ title: undefined, picture: false, paused: true }) } },
  "share-music-lead": { me: 2, count: 9, more: { ...devices(9, { 1: ["screen_sound"] }), playing: playing({ title: "Levyraati: Maamme-laulun toinen säkeistö", picture: false }) }, events: CUES },
};

/** What the made-up server does with the commands of sharing. */
export const SHARE_COMMANDS = (view, tell) => {
  const told = () => {
    tell({ type: "devices_changed", devices: view.devices });
    tell({ type: "playing_changed", ...(view.playing && { playing: view.playing }) });
  };
  const change = (more) => {
    view.playing = { ...view.playing, ...more };
    told();
  };
  const end = () => {
    const from = view.devices.find((each) => each.device === view.playing?.device);
    if (from) from.sending = from.sending.filter((each) => !each.includes("screen"));
    delete view.playing;
    told();
  };
  return {
    start_playing: ({ type: _type, id: _id, ...what }, participant) => {
      const from = view.devices.find((each) => each.people.includes(participant));
      from.sending = [...from.sending, ...(what.picture ? ["screen"] : []), "screen_sound"];
      change({ participant, device: from.device, kind: "screen", paused: false, ...what });
    },
    set_playing: ({ level, captions }) => change({ level, captions }),
    pause_playing: () => change({ paused: true }),
    resume_playing: () => change({ paused: false }),
    stop_playing: end,
    send_cue: ({ text }) => tell({ type: "cue_shown", text }),
    ask_for_screen: () => {},
    mute: ({ participant, kind }) => {
      for (const each of view.devices.filter(({ people }) => people.includes(participant))) {
        each.sending = each.sending.filter((sent) => sent !== kind && sent !== `${kind}_sound`);
      }
      told();
    },
  };
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };

const small = (me) => ["[data-action=people]", `[data-person='${me}'] [data-menu]`, "[data-choice=share]"];

export const SHARE_SHOTS = [
  ...Object.keys(SHARE_STATES).flatMap((state) => [
    [state, state, DESKTOP, { settle: 900 }],
    [`${state}-phone`, state, PHONE, { settle: 900 }],
    [`${state}-320`, state, SMALL, { settle: 900 }],
  ]),
  ["share-seen-dark", "share-seen-lead", DESKTOP, { dark: true }],
  ["share-played-dark-320", "share-played", SMALL, { dark: true, settle: 900 }],
  ["share-two-forced", "share-two", DESKTOP, { forced: true }],
  ["share-landscape", "share-seen", { width: 740, height: 360 }, {}],
  ["share-tablet", "share-two", { width: 900, height: 700 }, {}],
  ["share-zoomed", "share-seen", DESKTOP, { clicks: ["[data-action=zoom-in]", "[data-action=zoom-in]"] }],
  ["share-sv", "share-seen-lead", SMALL, { locale: "sv-FI" }],
  ["share-en", "share-played", SMALL, { locale: "en-GB" }],
  ["share-dialog", "share-none", DESKTOP, { click: "[data-action=share]" }],
  ["share-dialog-lead", "share-lead", DESKTOP, { click: "[data-action=share]" }],
  ["share-dialog-lead-dark-320", "share-lead", SMALL, { dark: true, clicks: small(1) }],
  ["share-dialog-taken", "share-seen", SMALL, { clicks: small(3) }],
  ["share-dialog-over", "share-seen-lead", DESKTOP, { click: "[data-action=share]" }],
  ["share-dialog-motion", "share-lead", SMALL, { clicks: [...small(1), "[value=motion]"] }],
  ["share-play-form", "share-lead", DESKTOP, { clicks: ["[data-action=share]", "[data-action=play-to-all]"] }],
  ["share-play-form-320", "share-lead", SMALL, { clicks: [...small(1), "[data-action=play-to-all]"] }],
  ["share-play-form-sv", "share-lead", SMALL, { locale: "sv-FI", dark: true, clicks: [...small(1), "[data-action=play-to-all]"] }],
  ["share-on", "share-none", DESKTOP, { clicks: ["[data-action=share]", "[data-action=choose-screen]"] }],
  ["share-on-320", "share-none", SMALL, { clicks: [...small(3), "[data-action=choose-screen]"] }],
];
