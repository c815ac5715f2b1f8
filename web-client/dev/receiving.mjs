// States of a made-up drop-in reception, as professionals see it, and how to get them on the screen.
const NOW = 60_000;
const MINUTE = 60_000;
const PLENARY = { type: "plenary" };
const ENCOUNTER = { type: "encounter", encounter: 7 };
const ASIDE = { type: "aside", encounter: 7 };
const NAMES = ["Virpi", "Björn", "Sirpa", "Maija-Liisa Hyvönen", "Elli"];
const ROLES = ["supervisor", "facilitator", "facilitator", "assistant", "speaker"];
const LINES = ["Sosiaalityö", "Terveysneuvonta", "Talous- ja velkaneuvonta"];

const visitor = (participant, name, line, minutes, more = {}) => ({ participant, name, line, since: NOW - minutes * MINUTE, connected: true, ...more });
const VISITORS = [
  visitor(91, "Marja", 2, 31, { handed_over: true }),
  visitor(92, "Nimetön", 0, 24, { in_writing: true }),
  visitor(93, "Abdi", 1, 22, { wanted: 3 }),
  visitor(94, "Karl-Johan von Österlund", 0, 15, { wanted: 1 }),
  visitor(95, "Tuula", 0, 9, { connected: false }),
  visitor(96, "Olavi", 1, 4, { returned: true }),
  visitor(97, "Minna", 0, 0),
];
const lineState = (line, waiting, more = {}) => ({ line, name: LINES[line], open: true, waiting, served: 0, median_wait: 0, longest_wait: 0, ...more });
const lines = (visitors) => [
  lineState(0, visitors.filter((v) => v.line === 0).length, { estimate: { from: 20, to: 45 }, served: 12, median_wait: 480, longest_wait: 2460 }),
  lineState(1, visitors.filter((v) => v.line === 1).length, { estimate: { from: 5, to: 15 }, served: 1, median_wait: 95, longest_wait: 95 }),
  lineState(2, visitors.filter((v) => v.line === 2).length, { open: false }),
];
const summary = (encounter, line, minutes, professionals, asked = []) => ({ encounter, line, since: NOW - minutes * MINUTE, professionals, asked });
const reception = (visitors, more = {}) => ({
  open: true,
  lines: lines(visitors),
  serving: [
    { participant: 1, lines: [0, 2] },
    { participant: 2, lines: [0, 1] },
    { participant: 3, lines: [1] },
  ],
  count: visitors.length,
  visitors,
  encounters: [summary(5, 1, 12, [2])],
  ...more,
});
const person = (index, place = PLENARY) => ({ participant: index + 1, name: NAMES[index], role: ROLES[index], seat: index + 1, presence: { type: "here" }, place });
/** Everybody, and where those are who are not in the plenary. */
function room(places, more) {
  const people = [...NAMES.map((_, index) => person(index, places[index + 1])), { participant: 99, name: "Kari", role: "participant", seat: 9, presence: { type: "here" }, place: { type: "encounter", encounter: 5 } }];
  people[1].place = places[2] ?? { type: "encounter", encounter: 5 };
  if (more.encounter !== undefined) people.push({ participant: 90, name: more.encounter.visitor_name, role: "participant", seat: 10, presence: { type: "here" }, place: ENCOUNTER });
  const mine = JSON.stringify(people[0].place);
  const here = people.filter((each) => JSON.stringify(each.place) === mine);
  return {
    title: "Vastaanotto ilman ajanvarausta",
    template: "drop_in",
    people,
    queues: [],
    devices: here.map(({ participant }) => ({ device: 100 + participant, people: [participant], sending: participant === 1 ? [] : ["microphone", "camera"] })),
    ...more,
  };
}
const LOBBY = { door: "open", ended: false, welcome: "", count: 0, waiting: [] };
const ANSWERS = [
  { question: "Mistä haluat puhua?", answer: "Raha-asioista" },
  { question: "Kerro halutessasi omin sanoin", answer: "Vuokra on jäänyt kaksi kuukautta maksamatta, ja tänään tuli kirje.\nEn tiedä, mitä pitäisi tehdä ensin." },
];
const encounter = (more = {}) => ({
  encounter: 7,
  line: LINES[0],
  visitor: 90,
  visitor_name: "Leena",
  since: NOW - 6 * MINUTE,
  answers: ANSWERS,
  professionals: [1],
  aside: [],
  asked: [],
  ...more,
});
const desk = (visitors, more = {}, rest = {}) => ({ me: 1, count: 5, more: room({}, { lobby: LOBBY, reception: reception(visitors, more), ...rest }) });
const within = (places, about, visitors = VISITORS.slice(2)) => {
  const all = [...about.professionals, ...about.aside];
  const encounters = [summary(5, 1, 12, [2].filter((who) => !all.includes(who))), summary(7, 0, 6, all, about.asked)].filter((each) => each.professionals.length > 0);
  return { me: 1, count: 5, more: room(places, { lobby: LOBBY, reception: reception(visitors, { encounters }), encounter: about }) };
};
const NOTE = "Vuokravelkaa kahdelta kuukaudelta. Sovimme, että laadimme yhdessä maksusuunnitelman. Leena toivoo, ettei hänen tarvitse kertoa kaikkea alusta.";
const asked = { encounters: [summary(5, 1, 12, [2], [{ participant: 1, by: 2 }])] };

export const RECEIVING_STATES = {
  desk: desk(VISITORS),
  "desk-empty": desk([]),
  "desk-others": desk([VISITORS[2]], { serving: [{ participant: 1, lines: [1] }, { participant: 3, lines: [1] }] }),
  "desk-pauses": desk(VISITORS, { serving: [{ participant: 3, lines: [1] }], encounters: [] }),
  "desk-closed": desk(VISITORS.slice(0, 2), { open: false }),
  "desk-long": desk([...VISITORS, ...Array.from({ length: 12 }, (_, index) => visitor(200 + index, `Jonottaja ${index + 1}`, index % 3, 0))], { count: 57 }),
  "desk-help": desk(VISITORS, {}, { lobby: { ...LOBBY, count: 1, waiting: [{ participant: 92, name: "Nimetön", since: 0, invitation: "shared", marked: false, connected: true, help: "no_sound" }] } }),
  "desk-asked": desk(VISITORS.slice(0, 3), asked),
  "with-visitor": within({ 1: ENCOUNTER }, encounter()),
  "with-writing": within({ 1: ENCOUNTER }, encounter({ in_writing: true, visitor_name: "Nimetön" })),
  "with-note": within({ 1: ENCOUNTER }, encounter({ note: NOTE, asked: [{ participant: 3, by: 1 }] })),
  "with-aside": within({ 1: ENCOUNTER, 2: ASIDE }, encounter({ aside: [2] })),
  "with-two": within({ 1: ENCOUNTER, 3: ENCOUNTER }, encounter({ professionals: [1, 3] })),
  "with-proposal": within({ 1: ENCOUNTER }, encounter({ hand_over: { proposal: 1, line: 2, line_name: LINES[2], to: 3, to_name: "Sirpa", note: NOTE } })),
  aside: within({ 1: ASIDE, 2: ASIDE }, encounter({ professionals: [], aside: [1, 2], alone: true })),
  "aside-first": within({ 1: ASIDE, 3: ENCOUNTER }, encounter({ professionals: [3], aside: [1] })),
  "desk-after": { ...within({ 1: ENCOUNTER }, encounter({ hand_over: { proposal: 1, line: 2, line_name: LINES[2], note: "" } })), events: [
    { type: "people_changed", people: room({}, {}).people },
    { type: "reception_changed", reception: reception([visitor(90, "Leena", 2, 0, { handed_over: true }), ...VISITORS.slice(2)]) },
    { type: "encounter_changed" },
  ] },
};

/** What the made-up server does when a professional presses something. */
export function RECEIVING_COMMANDS(view, tell) {
  const changed = () => tell({ type: "reception_changed", reception: view.reception });
  const encounterChanged = () => tell({ type: "encounter_changed", ...(view.encounter === undefined ? {} : { encounter: view.encounter }) });
  const over = () => {
    view.people = view.people.filter(({ participant }) => participant !== 90).map((each) => (each.participant === 1 ? { ...each, place: PLENARY } : each));
    delete view.encounter;
    tell({ type: "people_changed", people: view.people });
    changed();
    encounterChanged();
  };
  return {
    receive: ({ lines: wished }, who) => {
      view.reception.serving = [{ participant: who, lines: wished }, ...view.reception.serving.filter((each) => each.participant !== who)].filter((each) => each.lines.length > 0);
      changed();
    },
    open_line: ({ line, open }) => {
      view.reception.lines = view.reception.lines.map((each) => (each.line === line ? { ...each, open } : each));
      changed();
    },
    ask_colleague: ({ participant, on }, by) => {
      view.encounter = { ...view.encounter, asked: [...view.encounter.asked.filter((each) => each.participant !== participant), ...(on ? [{ participant, by }] : [])] };
      encounterChanged();
    },
    propose_hand_over: ({ line, to, note }) => {
      view.encounter = { ...view.encounter, hand_over: { proposal: 2, line, line_name: LINES[line], note, ...(to === undefined ? {} : { to, to_name: NAMES[to - 1] }) } };
      encounterChanged();
    },
    withdraw_hand_over: () => {
      const { hand_over: _proposed, ...rest } = view.encounter;
      view.encounter = rest;
      encounterChanged();
    },
    end_encounter: over,
    return_to_line: over,
  };
}

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const show = "[data-action=show_reception]";
const tall = (viewport, height) => ({ ...viewport, height });

export const RECEIVING_SHOTS = [
  ...Object.keys(RECEIVING_STATES).flatMap((state) => [
    [`r-${state}`, state, DESKTOP, { settle: state === "desk-after" ? 1200 : 0 }],
    [`r-${state}-phone`, state, PHONE, { settle: state === "desk-after" ? 1200 : 0 }],
  ]),
  ["r-desk-dark", "desk", tall(DESKTOP, 1900), { dark: true }],
  ["r-desk-tall", "desk", tall(DESKTOP, 1900), {}],
  ["r-desk-forced", "desk", tall(DESKTOP, 1900), { forced: true }],
  ["r-desk-320", "desk", SMALL, {}],
  ["r-desk-320-sv", "desk", SMALL, { locale: "sv-FI" }],
  ["r-desk-sheet-320", "desk", tall(SMALL, 2000), { click: show }],
  ["r-desk-sheet-dark", "desk", tall(PHONE, 1900), { click: show, dark: true }],
  ["r-desk-sheet-320-en", "desk", tall(SMALL, 2000), { click: show, locale: "en-GB" }],
  ["r-desk-pauses-320", "desk-pauses", SMALL, { dark: true }],
  ["r-desk-long-tall", "desk-long", tall(DESKTOP, 2000), {}],
  ["r-visitor-menu", "desk", DESKTOP, { scroll: "[data-section=visitors]", click: "[data-visitor='94'] [data-menu]" }],
  ["r-take-sure", "desk", DESKTOP, { clicks: ["[data-visitor='93'] [data-menu]", "[data-choice=take_visitor]"] }],
  ["r-take-sure-320", "desk", SMALL, { clicks: [show, "[data-visitor='97'] [data-menu]", "[data-choice=take_visitor]"] }],
  ["r-line-menu", "desk", DESKTOP, { click: "[data-line='0'] [data-menu]" }],
  ["r-asked-320", "desk-asked", SMALL, {}],
  ["r-asked-dark", "desk-asked", DESKTOP, { dark: true }],
  ["r-with-tall", "with-note", tall(DESKTOP, 1700), {}],
  ["r-with-tall-dark", "with-note", tall(DESKTOP, 1700), { dark: true }],
  ["r-with-sheet-320", "with-note", tall(SMALL, 2400), { click: show }],
  ["r-with-320", "with-visitor", SMALL, {}],
  ["r-with-320-dark", "with-visitor", SMALL, { dark: true }],
  ["r-with-320-en", "with-aside", SMALL, { locale: "en-GB" }],
  ["r-with-320-sv", "with-aside", SMALL, { locale: "sv-FI" }],
  ["r-with-forced", "with-proposal", tall(DESKTOP, 1700), { forced: true }],
  ["r-proposal-sheet", "with-proposal", tall(PHONE, 2200), { click: show }],
  ["r-asked-colleague", "with-visitor", DESKTOP, { click: "[data-action=ask_colleague]" }],
  ["r-hand-over", "with-visitor", DESKTOP, { clicks: ["[data-action=propose_hand_over]", ".hand-over-lines [value='1']"] }],
  ["r-hand-over-nobody", "with-two", DESKTOP, { clicks: ["[data-action=propose_hand_over]", ".hand-over-lines [value='2']"] }],
  ["r-hand-over-320", "with-visitor", tall(SMALL, 900), { clicks: [show, "[data-action=propose_hand_over]", ".hand-over-lines [value='0']"] }],
  ["r-hand-over-dark", "with-proposal", PHONE, { dark: true, clicks: [show, "[data-action=propose_hand_over]"] }],
  ["r-end", "with-visitor", DESKTOP, { click: "[data-action=end_encounter]" }],
  ["r-end-320", "with-visitor", SMALL, { click: "[data-action=end_encounter]" }],
  ["r-ended", "with-visitor", DESKTOP, { clicks: ["[data-action=end_encounter]", "[data-action=confirm]"] }],
  ["r-return-320", "with-visitor", SMALL, { clicks: [show, "[data-action=return_to_line]"] }],
  ["r-aside-320", "aside", SMALL, {}],
  ["r-aside-dark", "aside", DESKTOP, { dark: true }],
  ["r-aside-forced", "aside", DESKTOP, { forced: true }],
];
