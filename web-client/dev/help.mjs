// States of the made-up room in which somebody asks for help, and how to get them on the screen.
import { groupView } from "./groups.mjs";

const NOW = 60_000;
const MINUTE = 60_000;
const PLENARY = { type: "plenary" };
const group = (id) => ({ type: "group", group: id });
const RUN = { recalled: false, warnings: [1, 5], chosen: false, late: "plenary", notes: "keep", announcements: [], ends_at: NOW + 12 * MINUTE };
const GROUPS = [groupView(1, { name: "Kahvi" }), groupView(2, { name: "Tee", task: "Kertokaa vuorotellen, mikä on auttanut jaksamaan tällä viikolla." }), groupView(3, { name: "Pitkä ja vähän hassu ryhmän nimi" })];
const call = (participant, place, ahead, more = {}) => ({ call: participant, participant, place, for_group: false, problem: "no_sound", since: NOW - (7 - 2 * ahead) * MINUTE, ahead, ...more });
/** As in `src/room/sample.ts`. */
const asked = (calls) => ({
  requests: calls.map(({ call: request, place: _place, for_group, ...rest }) => ({ kind: "help", ...rest, request, ...(for_group ? { for_group } : {}) })),
  facilitator_queue: {
    items: calls.map(({ call: request, ahead: _ahead, theirs_until: _until, for_group, ...rest }) => ({ kind: "help", ...rest, item: { type: "request", request }, ...(for_group ? { for_group } : {}) })),
    figures: [],
  },
});
const CALLS = [
  call(5, group(3), 0, { claimed_by: 2 }),
  call(4, group(2), 1, { for_group: true, problem: "something_else" }),
  call(12, group(1), 2, { problem: "no_picture" }),
];
const word = (participant, more = {}) => ({ call: 40 + participant, participant, place: PLENARY, kind: "private_word", since: NOW - MINUTE, ahead: 0, ...more });
const quiet = (participant, more = {}) => ({ call: 60 + participant, participant, place: PLENARY, kind: "quiet_signal", since: NOW - MINUTE, ahead: 0, ...more });
const hand = (participant, place, more = {}) => ({ item: { type: "hand", participant, place }, kind: "hand", participant, place, since: NOW - 2 * MINUTE, ...more });
const atDoor = (participant, more = {}) => ({ item: { type: "lobby", participant }, kind: "lobby", participant, since: NOW - 4 * MINUTE, ...more });
const LOBBY = {
  door: "knock",
  ended: false,
  welcome: "",
  count: 2,
  waiting: [
    { participant: 91, name: "Vesa", since: 20_000, invitation: "shared", marked: false, connected: true, help: "no_sound" },
    { participant: 92, name: "Marja-Leena Hyvönen", since: 10_000, invitation: "personal", marked: false, connected: true },
  ],
};
const FIGURES = [
  { kind: "quiet_signal", waiting: 1, served: 0, median: 0, longest: 0 },
  { kind: "lobby", waiting: 2, served: 12, median: 20, longest: 95 },
  { kind: "hand", waiting: 2, served: 31, median: 45, longest: 400 },
  { kind: "help", waiting: 3, served: 4, median: 130, longest: 310 },
];
const items = (calls) => asked(calls).facilitator_queue.items;
const QUEUE = {
  items: [
    ...items([quiet(6)]),
    ...items([{ ...CALLS[1], subject: "Emme ymmärtäneet tehtävää. Pitääkö meidän kirjoittaa jotakin ylös?" }, { ...CALLS[0] }, word(3, { with: 1 })]),
    atDoor(92),
    atDoor(91, { problem: "no_sound" }),
    hand(5, PLENARY),
    hand(8, group(3)),
  ],
  figures: FIGURES,
};
const question = (id, text, more = {}) => ({ question: id, text, since: NOW - id * MINUTE, votes: 0, ...more });
const QUESTIONS = [
  question(1, "Mistä saa omaishoidon tuen hakemukseen apua?", { asked_by: 3 }),
  question(2, "Voiko vapaapäivät pitää yhdessä jaksossa, ja kuka silloin hoitaa?", { published: true, votes: 4 }),
  question(3, "Miten kerron lapsille?", { published: true, shown: true, votes: 1, asked_by: 5 }),
  question(4, "Onko ensi kerta torstaina?", { published: true, answer: { by: 1, at: NOW, text: "On. Torstaina kello 13, samasta linkistä." } }),
];
const FULL = { items: [...QUEUE.items, ...items([7, 9, 10, 11].map((who, n) => call(who, group(1 + (n % 3)), 3)))], figures: FIGURES };
const table = (me) => ({ me, count: 12, groups: 3 });
const open = (calls) => ({ groups: GROUPS, run: RUN, ...(calls.length > 0 ? asked(calls) : {}) });
const TASK = { task: "Käy kävelyllä ja ota yksi kuva jostakin, mikä ilahduttaa.", since: 0, ends_at: NOW + 10 * MINUTE, ready: [] };
const mine = (more = {}) => call(3, PLENARY, 1, more);

export const HELP_STATES = {
  "help-none": { me: 3, count: 7 },
  "help-asked": { me: 3, count: 7, more: asked([mine()]) },
  "help-task": { me: 3, count: 7, more: { own_task: TASK } },
  "help-task-asked": { me: 3, count: 9, more: { own_task: TASK, ...asked([mine({ claimed_by: 2 })]) } },
  "help-group": { ...table(4), more: { ...open([]), inside: { group: 2, visits: [], shared: false } } },
  "help-group-asked": { ...table(4), more: { ...open([call(4, group(2), 2, { for_group: true }), call(7, group(2), 3, { for_group: false })].slice(0, 1)), inside: { group: 2, visits: [], shared: false } } },
  "help-ended": { me: 3, count: 7, more: asked([mine()]), events: [{ type: "request_ended", request: 3, how: "served" }, { type: "requests_changed", requests: [] }] },
  "word-asked": { me: 3, count: 9, more: asked([word(3, { ahead: 1, with: 2, theirs_until: NOW + 2 * MINUTE })]) },
  "word-together": { me: 3, count: 9, at: { type: "private_word", word: 1 }, there: [2, 3], more: asked([word(3, { claimed_by: 2 })]) },
  "word-answers": { me: 2, count: 9, at: { type: "private_word", word: 1 }, there: [2, 3], more: asked([word(3, { claimed_by: 2 })]) },
  "quiet-asked": { me: 3, count: 7, more: asked([quiet(3)]) },
  "questions": { me: 3, count: 7, more: { questions: QUESTIONS, question_votes: [2] } },
  "questions-answered": { me: 3, count: 7, more: { questions: QUESTIONS.slice(0, 1) }, events: [{ type: "question_changed", question: { ...QUESTIONS[0], answer: { by: 1, at: NOW, text: "Kunnan omaishoidon toimisto auttaa." } } }] },
  "questions-staff": { me: 1, count: 7, more: { questions: [...QUESTIONS, { ...question(5, "Saako omasta tilanteesta puhua täällä nimettömästi?"), votes: 0 }], facilitator_queue: { items: [1, 2, 3, 5].map((id) => ({ item: { type: "question", question: id }, kind: "question", since: NOW - MINUTE, ...(id === 1 ? { participant: 3 } : {}) })), figures: [] } } },
  "queue-asker": { me: 3, count: 12 },
  "queue": { ...table(1), hands: [5, 7], more: { ...open([]), lobby: LOBBY, facilitator_queue: QUEUE } },
  "queue-quiet": { me: 1, count: 7, more: asked([quiet(5)]) },
  "queue-full": { ...table(1), more: { ...open([]), facilitator_queue: FULL } },
  "help-answer": { ...table(1), more: open(CALLS) },
  "help-helping": { ...table(1), at: group(2), there: [1], more: { ...open([CALLS[0], { ...CALLS[1], claimed_by: 1 }]), groups: [GROUPS[0], { ...GROUPS[1], visits: [{ participant: 1, listening: false, begins_at: 40_000 }] }, GROUPS[2]] } },
  "help-write": { me: 1, count: 7, more: { own_task: TASK, ...asked([call(5, PLENARY, 0)]) } },
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const sheet = "[data-action=people]";

export const HELP_SHOTS = [
  ...Object.keys(HELP_STATES).flatMap((state) => {
    const options = state.includes("task") || state === "help-write" ? { page: ".calm" } : {};
    return [
      [state, state, DESKTOP, options],
      [`${state}-phone`, state, PHONE, options],
      [`${state}-320`, state, SMALL, options],
    ];
  }),
  ["questions-tab", "questions", { width: 1280, height: 1200 }, { click: "[data-tab=polls]" }],
  ["questions-staff-tab", "questions-staff", { width: 1280, height: 1200 }, { click: "[data-tab=polls]" }],
  ["questions-answer", "questions-staff", DESKTOP, { clicks: ["[data-tab=polls]", "[data-action=answer_question]"] }],
  ["questions-ask-320", "help-none", { width: 320, height: 1000 }, { clicks: [".header-ask", "[data-action=ask_question]"] }],
  ["questions-ask", "help-none", DESKTOP, { clicks: [".header-ask", "[data-action=ask_question]", "[value=unnamed]"] }],
  ["questions-tab-320-dark", "questions", { width: 320, height: 1800 }, { dark: true, clicks: [sheet], click: "[data-tab=polls]" }],
  ["queue-tall", "queue", { width: 1280, height: 2000 }, {}],
  ["queue-tall-dark", "queue", { width: 1280, height: 2000 }, { dark: true }],
  ["queue-sheet", "queue", PHONE, { click: sheet }],
  ["queue-sheet-320", "queue", { width: 320, height: 2000 }, { click: sheet }],
  ["queue-forced", "queue", { width: 1280, height: 2000 }, { forced: true }],
  ["queue-filtered", "queue-full", { width: 1280, height: 1400 }, { click: "[data-filter=help]" }],
  ["queue-sv-320", "queue", { width: 320, height: 2000 }, { locale: "sv-FI", click: sheet }],
  ["queue-en", "queue", { width: 1280, height: 2000 }, { locale: "en-GB" }],
  ["queue-times", "queue", { width: 1280, height: 2000 }, { click: "[data-tab=session]" }],
  ["word-question-320", "help-none", SMALL, { clicks: [".header-ask", "[data-action=ask_for_private_word]"] }],
  ["word-question", "queue-asker", DESKTOP, { clicks: [".header-ask", "[data-action=ask_for_private_word]", "[name=word-with][value='2']"] }],
  ["help-subject", "help-none", DESKTOP, { clicks: [".header-ask", "[data-problem=something_else]"] }],
  ["help-question-320", "help-none", SMALL, { click: ".header-ask" }],
  ["help-question-dark", "help-none", PHONE, { click: ".header-ask", dark: true }],
  ["help-question", "help-none", DESKTOP, { click: ".header-ask" }],
  ["help-question-group-320", "help-group", SMALL, { clicks: [".header-ask", "[name=help-for][value=group]"] }],
  ["help-question-task-phone", "help-task", PHONE, { page: ".calm", click: ".calm [data-action=ask_for_help]" }],
  ["help-question-again", "help-asked", PHONE, { click: ".header-ask" }],
  ["help-keys", "help-none", DESKTOP, { key: "?" }],
  ["help-group-tab", "help-group", DESKTOP, { click: "[data-tab=group]" }],
  ["help-list-phone", "help-answer", PHONE, { click: sheet }],
  ["help-list-320-dark", "help-helping", SMALL, { dark: true, click: sheet }],
  ["help-answer-sv", "help-answer", DESKTOP, { locale: "sv-FI" }],
  ["help-answer-en-320", "help-answer", SMALL, { locale: "en-GB" }],
  ["help-asked-sv-320", "help-asked", SMALL, { locale: "sv-FI" }],
  ["help-dark", "help-answer", DESKTOP, { dark: true }],
];
