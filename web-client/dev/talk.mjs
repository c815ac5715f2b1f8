// States of the made-up room in which people write, vote, come and try their devices, and how to get them on the screen.
const PLENARY = { type: "plenary" };
const said = (message, from, name, at, text, scope = PLENARY) => ({ scope, message, from, at: at * 1000, ...(text === null ? {} : { words: { name, text } }) });

const MESSAGES = [
  said(12, 1, "Aino", 10, "Tervetuloa kaikille! Aloitetaan kohta."),
  said(13, 4, "Elli", 14, "Kiitos 😊"),
  said(14, 3, "Sirpa", 20, "Hei! Olen tänään puhelimella, joten kamera on pois."),
  said(15, 2, "Björn", 25, null),
  said(16, 6, "Maija-Liisa", 30, "Tässä se opas, josta puhuin: https://www.omaishoitajat.fi/tuki-ja-neuvonta/opas-omaishoitajalle-2026.pdf (sivu 14).\n\nSiellä on myös yhteystiedot."),
  said(17, 3, "Sirpa", 40, "Kiitos, tallensin!"),
];
const CHAT = {
  slow_mode: 30,
  parts: [
    { part: PLENARY, messages: MESSAGES, lines: [{ scope: PLENARY, participant: 5, text: "Minulla on samasta aiheesta yksi kysymys, jonka haluaisin" }] },
    {
      part: { type: "private" },
      messages: [said(1, 4, "Elli", 35, "Voitko jäädä hetkeksi lopuksi?", { type: "person", participant: 4 })],
      lines: [],
    },
  ],
};

const poll = (more) => ({ anonymous: true, stage: "open", reopened: false, voted: false, ballots: [], ...more });
const MOOD = { type: "mood", low: "raskaalla", high: "kevyellä" };
const POLLS = [
  poll({ poll: 1, question: "Millä mielellä olet nyt?", kind: MOOD, stage: "shown", votes: 7, figures: { counts: [0, 1, 1, 0, 3, 2], words: [{ word: "helpottunut", times: 2 }, { word: "väsynyt", times: 1 }] } }),
  poll({ poll: 2, question: "Mistä puhutaan ensi kerralla?", kind: { type: "single", options: ["Oma jaksaminen", "Palvelut ja hakemukset", "Sisarukset ja muu perhe", "Ei väliä"] }, anonymous: false }),
];
const COUNTED = [
  { ...POLLS[0] },
  { ...POLLS[1], votes: 2, ballots: [{ participant: 2, choice: { type: "single", option: 0 } }, { participant: 4, choice: { type: "single", option: 2 } }] },
];
const SCALE = poll({ poll: 3, question: "Millä mielellä lähdet?", kind: MOOD });
const OF_GROUP = [
  poll({ poll: 2147487745, group: 2, question: "Onko jokainen saanut puhua?", kind: { type: "single", options: ["On", "Ei vielä"] }, anonymous: false }),
  poll({ poll: 2147487746, group: 2, question: "Mistä jatketaan?", kind: { type: "single", options: ["Arjesta", "Levosta"] }, stage: "shown", votes: 4, figures: { counts: [3, 1], words: [] } }),
];
const PULSE = poll({ poll: 4, question: "Missä mennään?", kind: { type: "pulse" } });

const row = (more) => ({ participants: [], status: "absent", present_ms: 0, corrections: [], ...more });
const member = (id) => ({ type: "member", member: id });
const ATTENDANCE = {
  start: 0,
  late_after: 10,
  units: [{ unit: 1, name: "Kallion kotihoito" }, { unit: 2, name: "Malmi" }],
  rows: [
    row({ subject: member(1), name: "Aino Aaltonen", unit: 1, participants: [3], status: "present", present_ms: 0, came: 1_000, here_since: 1_000 }),
    row({ subject: member(2), name: "Björn", unit: 2, participants: [4], status: "late", came: 900_000, present_ms: 3_000_000, left: 4_800_000, corrections: [{ author: 1, at: 50_000, status: "present", minutes: 90, reason: "Oli ensin toisen koneella" }] }),
    row({ subject: member(3), name: "Kerttu Anneli Hyvärinen-Koskela", unit: 1, status: "absent_announced" }),
    row({ subject: member(4), name: "Eino", unit: 2 }),
    row({ subject: { type: "visitor", participant: 5 }, name: "Juhani", participants: [5], status: "present", came: 20_000, here_since: 20_000 }),
  ],
};

const STEPS = ["microphone_on", "microphone_off", "camera", "hand"];
const TECHNOLOGY = {
  steps: STEPS,
  finished: false,
  progress: [
    { participant: 2, done: STEPS, open: [] },
    { participant: 3, done: ["microphone_on"], open: ["microphone_off", "camera", "hand"] },
    { participant: 4, done: [], open: STEPS },
  ],
};
const device = (participant, microphone, camera, connection) => ({ device: 100 + participant, participant, state: { microphone, camera, connection } });
const STATES_OF_DEVICES = [
  device(2, "heard", "permitted", "good"),
  device(3, "denied", "missing", "good"),
  device(4, "silent", "permitted", "bad"),
];

const REACTED = [2, 4, 5].map((participant, index) => ({ type: "reacted", participant, reaction: ["applause", "heart", "thanks"][index], until: 70_000 }));

export const TALK_STATES = {
  talk: { me: 3, count: 7, more: { chat: CHAT } },
  "talk-staff": { me: 1, count: 7, more: { chat: { ...CHAT, slow_mode: 0 } } },
  "talk-empty": { me: 3, count: 4 },
  polls: { me: 3, count: 7, more: { polls: [...POLLS, SCALE] } },
  "polls-staff": { me: 1, count: 7, more: { polls: COUNTED, feedback: { given: 4, counted: 3, figures: { counts: [0, 0, 0, 1, 1, 1], words: [{ word: "lämmin", times: 1 }] } } } },
  "polls-voted": { me: 3, count: 7, more: { polls: [{ ...POLLS[0], stage: "closed", votes: undefined, figures: undefined }, { ...SCALE, voted: true }], gave_feedback: true } },
  feedback: { me: 3, count: 7, more: { feedback_asked: true } },
  "feedback-shared": { me: 3, count: 6, beside: [5], more: { feedback_asked: true } },
  "feedback-staff": { me: 1, count: 7, more: { feedback_asked: true, lobby: { door: "open", ended: false, welcome: "", count: 0, waiting: [] }, feedback: { given: 4, counted: 3, figures: { counts: [0, 0, 0, 1, 1, 1], words: [] } } } },
  "feedback-unasked": { me: 1, count: 7, more: { lobby: { door: "open", ended: false, welcome: "", count: 0, waiting: [] }, feedback: { given: 0, counted: 0, figures: { counts: [0, 0, 0, 0, 0, 0], words: [] } } } },
  "polls-group": { me: 2, count: 10, groups: 3, at: { type: "group", group: 2 }, there: [2], more: { polls: [POLLS[0], ...OF_GROUP] } },
  "asks-group": { me: 4, count: 10, groups: 3, more: { polls: OF_GROUP } },
  pulse: { me: 3, count: 7, more: { polls: [PULSE] } },
  asks: { me: 3, count: 7, more: { polls: [SCALE] } },
  attendance: { me: 1, count: 7, more: { attendance: ATTENDANCE, device_states: STATES_OF_DEVICES } },
  technology: { me: 1, count: 4, more: { technology: TECHNOLOGY, device_states: STATES_OF_DEVICES } },
  "my-round": { me: 3, count: 7, more: { technology: { ...TECHNOLOGY, progress: [TECHNOLOGY.progress[1]] } } },
  reactions: { me: 3, count: 7, events: REACTED },
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const chat = { clicks: ["[data-action=chat]"] };
const part = (id) => ({ clicks: [`[data-tab=${id}]`] });
const sheet = (id) => ({ clicks: ["[data-action=people]", `[data-tab=${id}]`] });

export const TALK_SHOTS = [
  ["talk", "talk", DESKTOP, chat],
  ["talk-dark", "talk", DESKTOP, { ...chat, dark: true }],
  ["talk-phone", "talk", PHONE, chat],
  ["talk-320", "talk", SMALL, chat],
  ["talk-forced", "talk", DESKTOP, { ...chat, forced: true }],
  ["talk-staff", "talk-staff", DESKTOP, { clicks: ["[data-action=chat]", ".more summary"] }],
  ["talk-delete", "talk-staff", PHONE, { clicks: ["[data-action=chat]", "[data-message='16'] button"] }],
  ["talk-from-staff", "talk-staff", DESKTOP, { clicks: ["[data-person='3'] [data-menu]", "[data-choice=write-facilitators]"] }],
  ["talk-from-staff-phone", "talk-staff", PHONE, { clicks: ["[data-action=people]", "[data-person='3'] [data-menu]", "[data-choice=write-facilitators]"] }],
  ["talk-menu-phone", "talk-staff", PHONE, { clicks: ["[data-action=people]", "[data-person='3'] [data-menu]"] }],
  ["talk-empty", "talk-empty", PHONE, chat],
  ["polls", "polls", DESKTOP, part("polls")],
  ["polls-phone", "polls", PHONE, sheet("polls")],
  ["polls-320", "polls", SMALL, sheet("polls")],
  ["polls-dark", "polls", PHONE, { ...sheet("polls"), dark: true }],
  ["polls-staff", "polls-staff", DESKTOP, part("polls")],
  ["polls-group", "polls-group", DESKTOP, part("polls")],
  ["polls-group-phone", "polls-group", { width: 360, height: 1900 }, sheet("polls")],
  ["polls-group-320", "polls-group", { width: 320, height: 1900 }, sheet("polls")],
  ["asks-group", "asks-group", DESKTOP, {}],
  ["asks-group-320", "asks-group", SMALL, {}],
  ["polls-staff-phone", "polls-staff", { width: 360, height: 1500 }, { clicks: ["[data-action=people]", "[data-tab=polls]", ".poll .more summary"] }],
  ["polls-voted", "polls-voted", DESKTOP, part("polls")],
  ["polls-forced", "polls", DESKTOP, { ...part("polls"), forced: true }],
  ["polls-own", "polls-staff", { width: 360, height: 2200 }, { ...sheet("polls"), choose: [".new-poll select", "own"] }],
  ...[["", DESKTOP], ["-phone", PHONE], ["-320", SMALL]].flatMap(([size, viewport]) => [
    [`feedback${size}`, "feedback", viewport, {}],
    [`feedback-chosen${size}`, "feedback", viewport, { click: "[data-feedback-notice] .scale-score:nth-child(5)" }],
    [`feedback-leave${size}`, "seven", viewport, { clicks: ["[data-action=leave]"] }],
    [`feedback-leave-chosen${size}`, "seven", viewport, { clicks: ["[data-action=leave]", "[data-last-word] .scale-score:nth-child(5)"] }],
  ]),
  ...["sv-FI", "en-GB"].flatMap((locale) => [
    [`feedback-chosen-320-${locale}`, "feedback", SMALL, { locale, click: "[data-feedback-notice] .scale-score:nth-child(5)" }],
    [`feedback-leave-320-${locale}`, "seven", SMALL, { locale, clicks: ["[data-action=leave]"] }],
  ]),
  ["feedback-landscape", "feedback", { width: 740, height: 360 }, { click: "[data-feedback-notice] .scale-score:nth-child(5)" }],
  ["feedback-dark", "feedback", DESKTOP, { dark: true, click: "[data-feedback-notice] .scale-score:nth-child(5)" }],
  ["feedback-forced", "feedback", DESKTOP, { forced: true, click: "[data-feedback-notice] .scale-score:nth-child(5)" }],
  ["feedback-given-phone", "feedback", PHONE, { clicks: ["[data-feedback-notice] .scale-score:nth-child(5)", "[data-action=give-feedback]"] }],
  ["feedback-shared-phone", "feedback-shared", PHONE, {}],
  ["feedback-shared-leave-320", "feedback-shared", SMALL, { clicks: ["[data-action=leave]"] }],
  ["feedback-staff", "feedback-staff", DESKTOP, part("polls")],
  ["feedback-unasked", "feedback-unasked", DESKTOP, part("polls")],
  ["feedback-unasked-phone", "feedback-unasked", PHONE, { ...sheet("polls"), scroll: "[data-feedback]" }],
  ["feedback-end", "feedback-unasked", DESKTOP, { clicks: ["[data-tab=session]", "[data-action=end_session]"] }],
  ["feedback-end-phone", "feedback-unasked", PHONE, { clicks: ["[data-action=people]", "[data-tab=session]", "[data-action=end_session]"] }],
  ["feedback-end-asked", "feedback-staff", PHONE, { clicks: ["[data-action=people]", "[data-tab=session]", "[data-action=end_session]"] }],
  ["pulse", "pulse", DESKTOP, {}],
  ["pulse-phone", "pulse", PHONE, {}],
  ["asks-phone", "asks", PHONE, {}],
  ["attendance", "attendance", DESKTOP, { ...part("session"), scroll: "[data-attendance]" }],
  ["attendance-phone", "attendance", PHONE, { ...sheet("session"), scroll: "[data-attendance]" }],
  ["attendance-320", "attendance", SMALL, { ...sheet("session"), scroll: "[data-attendance]" }],
  ["attendance-correct", "attendance", PHONE, { clicks: ["[data-action=people]", "[data-tab=session]", "[data-row=visitor-5] button"] }],
  ["technology", "technology", DESKTOP, part("session")],
  ["technology-phone", "technology", PHONE, sheet("session")],
  ["technology-start", "attendance", PHONE, sheet("session")],
  ["my-round", "my-round", DESKTOP, {}],
  ["my-round-phone", "my-round", PHONE, {}],
  ["reactions", "reactions", DESKTOP, {}],
  ["reactions-phone", "reactions", PHONE, {}],
  ["reaction-menu", "talk-empty", DESKTOP, { clicks: ["[data-action=react]"] }],
  ["reaction-menu-phone", "talk-empty", PHONE, { clicks: ["[data-action=react]"] }],
  ["devices", "technology", DESKTOP, { ...part("people"), scroll: "[data-person='3']" }],
];
