// States of the made-up room in which people are staged, speak in turn and ask for things at the same time, and how to get
// them on the screen.
const NOW = 60_000;
const PLENARY = { type: "plenary" };
const hand = (participant) => ({ participant, since: 6_000 });
const floor = (participant, ago = 30) => ({ floor: { participant, since: NOW - ago * 1_000 } });
const queue = (turns, more = {}) => [{ place: PLENARY, turns, hands: [], ...more }];
const staged = (kind, seen, more = {}) => [{ place: PLENARY, scene: kind, seen, ...more }];
const TEAM = { type: "reflecting_team" };
const BOWL = { type: "fishbowl", seats: 4, free_seat: true };
const help = { request: 4, kind: "help", participant: 4, since: NOW - 120_000, ahead: 1, problem: "no_sound" };
const item = (participant, kind, more = {}) => ({ item: { type: "request", request: participant }, kind, participant, place: PLENARY, since: NOW - 180_000, ...more });
const handItem = (participant) => ({ item: { type: "hand", participant, place: PLENARY }, kind: "hand", participant, place: PLENARY, since: NOW - 60_000 });
const QUESTIONS = [
  { question: 1, text: "Miten kerron lapsille?", since: 0, votes: 1, published: true, shown: true, asked_by: 5 },
  { question: 2, text: "Mistä saa omaishoidon tuen hakemukseen apua?", since: 0, votes: 0, asked_by: 3 },
];
const WAITING = { items: [item(6, "quiet_signal"), item(4, "help", { problem: "no_sound" }), item(3, "private_word", { with: 1 }), handItem(7), handItem(2)], figures: [] };
const TALKS = queue("queue", { ...floor(5), hands: [hand(7), hand(2), hand(4)], replies: [hand(2)] });
const ROUND = { round: { backwards: false, hard: false, to_come: [6, 8, 3], later: [], had: [{ participant: 5, passed: false }], seconds: 120 } };

export const TOGETHER_STATES = {
  "all-listens": { me: 4, count: 9, speaking: [5], muted: [3, 4], more: { scenes: staged(TEAM, [1, 2, 5]), queues: TALKS, requests: [help], questions: QUESTIONS.slice(0, 1) } },
  "all-seen": { me: 2, count: 9, speaking: [5], more: { scenes: staged(TEAM, [1, 2, 5]), queues: TALKS, questions: QUESTIONS.slice(0, 1) } },
  "all-staff": { me: 1, count: 9, speaking: [5], more: { scenes: staged(TEAM, [1, 2, 5]), queues: TALKS, facilitator_queue: WAITING, questions: QUESTIONS } },
  "all-seated": { me: 7, count: 12, speaking: [7], more: { scenes: staged({ ...BOWL, leave_after: 60 }, [7, 3, 6, 8, 11], { leaves_at: NOW + 45_000 }), queues: queue("round", { ...floor(7, 45), ...ROUND }), requests: [{ ...help, participant: 7, claimed_by: 1 }] } },
  "all-stick": { me: 4, count: 12, more: { scenes: staged(BOWL, [7, 3, 6]), queues: queue("stick", { hands: [hand(4)] }), requests: [help] } },
  "all-word": { me: 3, count: 9, at: { type: "private_word", word: 1 }, there: [1, 3], more: { scenes: staged(TEAM, [1, 2, 5]), queues: TALKS, requests: [{ request: 3, kind: "private_word", participant: 3, since: 0, ahead: 0, claimed_by: 1 }] } },
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const sheet = "[data-action=people]";

export const TOGETHER_SHOTS = [
  ...Object.keys(TOGETHER_STATES).flatMap((state) => [
    [state, state, DESKTOP, {}],
    [`${state}-phone`, state, PHONE, {}],
  ]),
  ["all-staff-tall", "all-staff", { width: 1280, height: 1900 }, {}],
  ["all-staff-sheet", "all-staff", { width: 360, height: 2000 }, { click: sheet }],
  ["all-menu", "all-staff", { width: 1280, height: 1900 }, { click: "[data-person='2'] [data-menu]" }],
  ["all-listens-320", "all-listens", SMALL, { dark: true }],
  ["all-seated-320", "all-seated", SMALL, {}],
];
