// States of the made-up room in which somebody asks for help, and how to get them on the screen.
import { groupView } from "./groups.mjs";

const NOW = 60_000;
const MINUTE = 60_000;
const PLENARY = { type: "plenary" };
const group = (id) => ({ type: "group", group: id });
const RUN = { recalled: false, warnings: [1, 5], chosen: false, late: "plenary", notes: "keep", announcements: [], ends_at: NOW + 12 * MINUTE };
const GROUPS = [groupView(1, { name: "Kahvi" }), groupView(2, { name: "Tee", task: "Kertokaa vuorotellen, mikä on auttanut jaksamaan tällä viikolla." }), groupView(3, { name: "Pitkä ja vähän hassu ryhmän nimi" })];
const call = (participant, place, ahead, more = {}) => ({ call: participant, participant, place, for_group: false, problem: "no_sound", since: NOW - (7 - 2 * ahead) * MINUTE, ahead, ...more });
const CALLS = [
  call(5, group(3), 0, { claimed_by: 2 }),
  call(4, group(2), 1, { for_group: true, problem: "something_else" }),
  call(12, group(1), 2, { problem: "no_picture" }),
];
const table = (me) => ({ me, count: 12, groups: 3 });
const open = (calls) => ({ groups: GROUPS, run: RUN, ...(calls.length > 0 ? { help_calls: calls } : {}) });
const TASK = { task: "Käy kävelyllä ja ota yksi kuva jostakin, mikä ilahduttaa.", since: 0, ends_at: NOW + 10 * MINUTE, ready: [] };
const mine = (more = {}) => call(3, PLENARY, 1, more);

export const HELP_STATES = {
  "help-none": { me: 3, count: 7 },
  "help-asked": { me: 3, count: 7, more: { help_calls: [mine()] } },
  "help-task": { me: 3, count: 7, more: { own_task: TASK } },
  "help-task-asked": { me: 3, count: 9, more: { own_task: TASK, help_calls: [mine({ claimed_by: 2 })] } },
  "help-group": { ...table(4), more: { ...open([]), inside: { group: 2, visits: [], shared: false } } },
  "help-group-asked": { ...table(4), more: { ...open([call(4, group(2), 2, { for_group: true }), call(7, group(2), 3, { for_group: false })].slice(0, 1)), inside: { group: 2, visits: [], shared: false } } },
  "help-ended": { me: 3, count: 7, more: { help_calls: [mine()] }, events: [{ type: "help_calls_changed", help_calls: [] }] },
  "help-answer": { ...table(1), more: open(CALLS) },
  "help-helping": { ...table(1), at: group(2), there: [1], more: { ...open([CALLS[0], { ...CALLS[1], claimed_by: 1 }]), groups: [GROUPS[0], { ...GROUPS[1], visits: [{ participant: 1, listening: false, begins_at: 40_000 }] }, GROUPS[2]] } },
  "help-write": { me: 1, count: 7, more: { own_task: TASK, help_calls: [call(5, PLENARY, 0)] } },
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
