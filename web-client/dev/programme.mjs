// States of the made-up room with a programme: phases, timers, breaks, own tasks, topics; and how to get them on the screen.
const PLENARY = { type: "plenary" };
const MINUTE = 60_000;
/** The moment at which the made-up room begins. */
const NOW = MINUTE;
const at = (minutes) => NOW + minutes * MINUTE;
const GROUPS = { shape: { type: "size", people: 4 }, assignment: { type: "random" }, names: [], minutes: 20, warnings: [], countdown_seconds: 10, late: "smallest_group", observers: "dealt", notes: "keep" };
const plan = (title, more = {}) => ({ title, scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [], ...more });
const phase = (id, title, more = {}, state = {}) => ({ phase: id, plan: plan(title, more), skipped: false, done: false, ...state });
const visitor = (participant) => ({ type: "visitor", participant });

const PHASES = (staff) => [
  phase(1, "Tervetuloa ja tekniikkakierros", { minutes: 15 }, { done: true }),
  phase(2, "Kuulumiset", {
    minutes: 20,
    task: "Kerro yhdellä lauseella, mitä sinulle kuuluu tänään. Voit myös antaa vuoron eteenpäin.",
    material: { title: "Päivän diat", address: "https://esimerkki.fi/diat" },
    ...(staff ? { leads: visitor(1), helps: [visitor(2)], note: "Aloita itse. Muista kysyä niiltä, jotka eivät ole vielä puhuneet." } : {}),
  }),
  phase(3, "Omaishoitajan oikeudet: asiantuntijan alustus ja kysymykset", { minutes: 30, ...(staff ? { brings: visitor(3) } : {}) }),
  phase(4, "Tauko", { minutes: 15, scene: "break", coffee_table: true }),
  phase(5, "Mikä auttaa jaksamaan?", { minutes: 25, groups: GROUPS, ...(staff ? { question: { question: "Mitä otat mukaasi?", kind: { type: "single", options: ["Levon", "Avun"] }, anonymous: true } } : {}) }),
  phase(6, "Ulkona: kuva jostakin, mikä ilahduttaa", { minutes: 60, own_task: true }, { skipped: true }),
  phase(7, "Lopetuskierros", { minutes: 15 }),
];
const running = (staff, left = 12) => ({ phases: PHASES(staff), current: { phase: 2, since: at(left - 20), ends_at: at(left) } });
const timer = (more = {}) => ({ place: PLENARY, title: "Kierros", seconds: 120, ends_at: NOW + 95_000, ...more });
const topic = (id, text, support, more = {}) => ({ topic: id, text, support, carried: false, ...more });
const TOPICS = {
  open: true,
  topics: [topic(1, "Miten sanoa ei, kun ei jaksa enempää?", 5, { by: 4 }), topic(2, "Omaishoidon tuki ja hakemus", 3, { carried: true }), topic(4, "Uni", 1, { phase: 3 }), topic(3, "Sisarukset", 0)],
};
const pause = (more = {}) => ({ since: at(-6), ends_at: at(9), coffee_table: true, back: [2, 5], ...more });
const TASK = "Käy ulkona kävelyllä. Ota yksi kuva jostakin, mikä ilahduttaa sinua juuri nyt.\n\nKun palaat, anna kuvalle nimi ja lähetä se tästä.";
const ownTask = (more = {}) => ({ task: TASK, since: at(-10), ends_at: at(35), ready: [4], ...more });
const result = (participant, title, more = {}) => ({ participant, title, shown: false, showing: false, ...more });
const RESULTS = [
  result(3, "Aamun valo", { picture: 1, shown: true }),
  result(4, "Kivi taskussa", { text: "Löysin rannalta kiven, joka on juuri sopivan muotoinen kämmeneen.", shown: true }),
  result(5, "Portilla", { picture: 2, text: "Naapurin kissa odotti minua." }),
];

export const PROGRAMME_STATES = {
  agenda: { me: 3, count: 7, more: { agenda: running(false), timers: [timer()], queues: [{ place: PLENARY, turns: "queue", hands: [] }], topics: TOPICS, my_topics: { proposed: [3], supported: [1] } } },
  "agenda-staff": { me: 1, count: 7, more: { agenda: running(true), timers: [timer()], topics: TOPICS } },
  "agenda-over": { me: 1, count: 9, more: { agenda: running(true, -3), timers: [timer({ title: undefined, ends_at: NOW - 40_000 })], break_due_since: at(-55) } },
  "agenda-none": { me: 1, count: 4 },
  "turn-mine": { me: 3, count: 5, more: { queues: [{ place: PLENARY, turns: "queue", hands: [], floor: { participant: 3, since: NOW } }] } },
  break: { me: 3, count: 7, more: { agenda: running(false), pause: pause() } },
  "break-staff": { me: 1, count: 16, more: { pause: pause({ back: [1, 2, 5, 7, 8] }) } },
  "break-over": { me: 3, count: 7, more: { pause: pause({ ends_at: at(-1) }) } },
  "break-after": { me: 3, count: 7, more: { pause: pause() }, events: [{ type: "devices_changed", devices: [{ device: 103, people: [3], sending: [] }] }, { type: "break_changed" }] },
  coffee: { me: 3, count: 7, at: { type: "coffee" }, there: [3, 5], more: { pause: pause() } },
  task: { me: 3, count: 7, more: { own_task: ownTask() } },
  "task-staff": { me: 1, count: 9, more: { own_task: ownTask(), results: RESULTS } },
  "task-over": { me: 3, count: 7, more: { own_task: ownTask({ ends_at: at(-2), ready: [3] }), results: [RESULTS[0]] } },
  results: { me: 6, count: 7, more: { results: RESULTS.slice(0, 2).map((each, index) => ({ ...each, showing: index === 0 })) } },
  "results-text": { me: 1, count: 7, more: { results: RESULTS.map((each, index) => ({ ...each, showing: index === 1 })) } },
};

/** A picture as somebody may have brought it. */
export const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200" width="1600" height="1200"><rect width="1600" height="1200" fill="#9cc4e8"/><circle cx="1180" cy="330" r="150" fill="#f6d77a"/><path d="M0 900 500 560l420 300 300-180 380 240v280H0Z" fill="#2f5d48"/></svg>';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const TALL = { width: 360, height: 2200 };
const tab = { clicks: ["[data-tab=agenda]"] };
const sheet = { clicks: ["[data-action=people]", "[data-tab=agenda]"] };
const calm = { page: ".calm" };

export const PROGRAMME_SHOTS = [
  ["agenda", "agenda", DESKTOP, tab],
  ["agenda-dark", "agenda", DESKTOP, { ...tab, dark: true }],
  ["agenda-forced", "agenda", DESKTOP, { ...tab, forced: true }],
  ["agenda-room-phone", "agenda", PHONE, {}],
  ["agenda-room-320", "agenda", SMALL, {}],
  ["agenda-phone", "agenda", TALL, sheet],
  ["agenda-staff", "agenda-staff", DESKTOP, tab],
  ["agenda-staff-tall", "agenda-staff", { width: 1280, height: 2000 }, tab],
  ["agenda-staff-320", "agenda-staff", { width: 320, height: 2600 }, sheet],
  ["agenda-next", "agenda-staff", DESKTOP, { clicks: ["[data-tab=agenda]", "[data-action=next-phase]"] }],
  ["agenda-next-320", "agenda-staff", SMALL, { clicks: ["[data-action=people]", "[data-tab=agenda]", "[data-action=next-phase]"] }],
  ["agenda-over", "agenda-over", DESKTOP, tab],
  ["agenda-over-phone", "agenda-over", PHONE, {}],
  ["agenda-none", "agenda-none", DESKTOP, tab],
  ["edit", "agenda-staff", DESKTOP, { clicks: ["[data-tab=agenda]", "[data-action=edit-agenda]"] }],
  ["edit-320", "agenda-staff", SMALL, { clicks: ["[data-action=people]", "[data-tab=agenda]", "[data-action=edit-agenda]"] }],
  ["edit-phase", "agenda-staff", { width: 1280, height: 2200 }, { clicks: ["[data-tab=agenda]", "[data-action=edit-agenda]", "[data-edit='5'] [data-change]"] }],
  ["edit-phase-phone", "agenda-staff", { width: 360, height: 2900 }, { clicks: ["[data-action=people]", "[data-tab=agenda]", "[data-action=edit-agenda]", "[data-edit='5'] [data-change]"] }],
  ["turn-mine-phone", "turn-mine", PHONE, {}],
  ["break", "break", DESKTOP, calm],
  ["break-dark", "break", DESKTOP, { ...calm, dark: true }],
  ["break-phone", "break", PHONE, calm],
  ["break-320", "break", SMALL, calm],
  ["break-staff", "break-staff", DESKTOP, calm],
  ["break-staff-phone", "break-staff", PHONE, calm],
  ["break-over", "break-over", PHONE, calm],
  ["break-after", "break-after", PHONE, { page: ".calm", settle: 1_000 }],
  ["break-start", "agenda-staff", PHONE, { clicks: ["[data-action=people]", "[data-tab=agenda]", "[data-action=start-break]"] }],
  ["coffee", "coffee", DESKTOP, {}],
  ["coffee-phone", "coffee", PHONE, {}],
  ["task", "task", DESKTOP, calm],
  ["task-phone", "task", PHONE, calm],
  ["task-320", "task", { width: 320, height: 1400 }, calm],
  ["task-staff", "task-staff", DESKTOP, { ...calm, ...tab }],
  ["task-staff-phone", "task-staff", TALL, { ...calm, ...sheet }],
  ["task-over", "task-over", { width: 360, height: 1300 }, calm],
  ["task-aside", "task", PHONE, { ...calm, click: "[data-action=show-people]" }],
  ["task-start", "agenda-staff", PHONE, { clicks: ["[data-action=people]", "[data-tab=agenda]", "[data-action=start-own-task]"] }],
  ["results", "results", DESKTOP, tab],
  ["results-phone", "results", PHONE, {}],
  ["results-320", "results", SMALL, {}],
  ["results-text", "results-text", DESKTOP, tab],
  ...["sv-FI", "en-GB"].flatMap((locale) => [
    [`agenda-room-320-${locale}`, "agenda", SMALL, { locale }],
    [`agenda-staff-320-${locale}`, "agenda-staff", { width: 320, height: 2600 }, { ...sheet, locale }],
    [`break-320-${locale}`, "break", SMALL, { ...calm, locale }],
  ]),
];
