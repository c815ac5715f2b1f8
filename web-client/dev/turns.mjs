// States of the made-up room in which people speak in turn: queue, round, talking stick, silence; and how to get them on the
// screen.
const PLENARY = { type: "plenary" };
/** The moment at which the made-up room begins. */
const NOW = 60_000;
const hand = (participant) => ({ participant, since: 6_000 });
const queue = (turns, more = {}) => [{ place: PLENARY, ...(turns === "free" ? {} : { turns }), hands: [], ...more }];
/** Since `ago` seconds. */
const floor = (participant, ago = 30) => ({ floor: { participant, since: NOW - ago * 1_000 } });
const round = (to_come, more = {}) => ({ round: { backwards: false, hard: false, to_come, later: [], had: [], ...more } });
const had = (participant, passed = false) => ({ participant, passed });
const room = (me, queues, more = {}) => ({ me, count: 9, ...more, more: { queues, ...more.more } });
const HAD = [had(1), had(2, true)];
const ROUND = round([4, 5, 6, 7, 8, 9], { had: HAD, seconds: 120, later: [9] });
const TIMES = [
  [1, 754], [2, 41], [3, 312], [4, 0], [5, 128], [6, 455],
].map(([participant, seconds]) => ({ participant, seconds }));

export const TURN_STATES = {
  "turns-free": room(3, queue("free", { ...floor(4), hands: [hand(5)] })),
  "turns-queue": room(3, queue("queue", { ...floor(4), hands: [hand(5), hand(3), hand(6)], replies: [hand(7)] })),
  "turns-queue-mine": room(3, queue("queue", { ...floor(3), hands: [hand(5)] })),
  "turns-queue-staff": room(1, queue("queue", { ...floor(4), order: "least_spoken", hands: [hand(5), hand(3), hand(6)], replies: [hand(7), hand(8)] }), { more: { speaking_times: TIMES } }),
  "turns-round": room(4, queue("round", { ...floor(3, 45), ...ROUND })),
  "turns-round-ahead": room(7, queue("round", { ...floor(3, 110), ...ROUND })),
  "turns-round-mine": room(3, queue("round", { ...floor(3, 45), ...ROUND })),
  "turns-round-over": room(3, queue("round", { ...floor(3, 300), ...ROUND })),
  "turns-round-staff": room(1, queue("round", { ...floor(3, 45), ...ROUND }), { dropped: [5] }),
  "turns-round-waits": room(1, queue("round", round([5], { had: [...HAD, had(3), had(4)] })), { dropped: [5] }),
  "turns-stick": room(3, queue("stick", floor(4))),
  "turns-stick-mine": room(3, queue("stick", { ...floor(3), hands: [hand(6)] })),
  "turns-stick-free": room(3, queue("stick")),
  "turns-stick-staff": room(1, queue("stick", { ...floor(3), hands: [hand(6)] })),
  "turns-silence": room(3, queue("silence"), { more: { timers: [{ place: PLENARY, seconds: 180, ends_at: NOW + 134_000 }] } }),
  "turns-silence-staff": room(1, queue("silence")),
  "turns-shown": room(3, queue("free"), { more: { speaking_times: TIMES, switches: { unmute: true, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: true, two_screens: false } } }),
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const sheet = "[data-action=people]";

export const TURN_SHOTS = [
  ...Object.keys(TURN_STATES).flatMap((state) => [
    [state, state, DESKTOP, {}],
    [`${state}-phone`, state, PHONE, {}],
  ]),
  ...["queue", "round-mine", "round-staff", "stick-mine", "silence"].map((state) => [`turns-${state}-320`, `turns-${state}`, SMALL, {}]),
  ...["queue", "round-mine", "silence"].map((state) => [`turns-${state}-dark`, `turns-${state}`, DESKTOP, { dark: true }]),
  ["turns-round-over-phone-dark", "turns-round-over", PHONE, { dark: true }],
  ["turns-round-mine-forced", "turns-round-mine", DESKTOP, { forced: true }],
  ["turns-modes", "turns-queue-staff", DESKTOP, { click: "[data-action=turn-mode]" }],
  ["turns-modes-320", "turns-queue-staff", SMALL, { clicks: [sheet, "[data-action=turn-mode]"] }],
  ["turns-start", "turns-queue-staff", DESKTOP, { clicks: ["[data-action=turn-mode]", "[data-choice=round]", ".minutes-choices label:nth-of-type(3)"] }],
  ["turns-start-320", "turns-queue-staff", { width: 320, height: 1100 }, { clicks: [sheet, "[data-action=turn-mode]", "[data-choice=round]", ".minutes-choices label:nth-of-type(3)"] }],
  ["turns-seat-320", "turns-queue-staff", { width: 320, height: 900 }, { clicks: [sheet, "[data-person='3'] [data-menu]", "[data-choice=seat]"] }],
  ["turns-give", "turns-stick-mine", DESKTOP, { click: ".turn-buttons [data-menu]" }],
  ["turns-give-320-dark", "turns-round-mine", SMALL, { dark: true, click: ".turn-buttons [data-menu]" }],
  ["turns-panel-320", "turns-queue-staff", { width: 320, height: 1500 }, { clicks: [sheet, ".shares summary"] }],
  ["turns-panel-round-320", "turns-round-staff", { width: 320, height: 1300 }, { click: sheet }],
  ...["sv-FI", "en-GB"].flatMap((locale) => [
    [`turns-round-mine-320-${locale}`, "turns-round-mine", SMALL, { locale }],
    [`turns-queue-staff-${locale}`, "turns-queue-staff", DESKTOP, { locale }],
  ]),
];
