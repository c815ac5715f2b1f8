// States and pictures of the drop-in reception as its visitor sees it. See mock.mjs and look.mjs.
const LINES = [
  { line: 0, name: "Sosiaalityö", open: true },
  { line: 1, name: "Terveysneuvonta", open: true },
];
const QUESTIONS = [
  { text: "Mitä asia koskee?", options: [{ text: "Asuminen tai raha", line: 0 }, { text: "Oma tai läheisen terveys", line: 1 }, { text: "Jokin muu, en ole varma" }] },
  { text: "Onko asia kiireellinen?", options: [{ text: "Kyllä, se pitää hoitaa tänään" }, { text: "Ei" }] },
  { text: "Kerro halutessasi lyhyesti, mistä on kyse", options: [] },
];
const CLOSED_TEXT = "Hätätilanteessa soita 112.\n\nSosiaali- ja kriisipäivystys auttaa joka päivä, myös yöllä: 09 310 44222. Terveysneuvonta: 116 117.";
const door = (more = {}) => ({ open: true, closed_text: CLOSED_TEXT, lines: LINES, questions: QUESTIONS, receiving: [], ...more });
const ANSWERS = [
  { question: "Mitä asia koskee?", answer: "Asuminen tai raha" },
  { question: "Onko asia kiireellinen?", answer: "Ei" },
  { question: "Kerro halutessasi lyhyesti, mistä on kyse", answer: "Vuokra on jäänyt maksamatta kahdelta kuulta, ja sain häätövaroituksen." },
];
const own = (more = {}) => ({ line: 0, ahead: 2, estimate: { from: 10, to: 20 }, answers: ANSWERS, ...more });
const RECEIVING = [
  { participant: 3, name: "Helmi Koskinen", estimate: { from: 20, to: 35 } },
  { participant: 4, name: "Oiva", estimate: { from: 90, to: 160 } },
  { participant: 5, name: "Marja-Leena Hyvönen-Mäkitalo" },
];
const lobby = (reception, more = {}) => ({ lobby: { welcome: "", ahead: 0, door: { type: "knock" }, reception, ...more } });
const inLine = (more = {}, all = {}) => lobby(door({ own: own(more), receiving: RECEIVING, ...all }));

const NOTE = "Vuokravelkaa kaksi kuukautta, häätövaroitus tullut 3.11. Maksusuunnitelmaa ei ole vielä pyydetty vuokranantajalta. Toimeentulotuen hakemus on tehty viime viikolla.\n\nPelkää asunnon menettämistä ja nukkuu huonosti. Toivoo, että hakemukset katsotaan yhdessä läpi.";
const HAND_OVER = { proposal: 2, line: 1, line_name: "Terveysneuvonta", note: NOTE };
const encounter = (more = {}) => ({ encounter: 3, line: "Sosiaalityö", visitor: 4, visitor_name: "Matti", since: 0, answers: ANSWERS, professionals: [1], aside: [], asked: [], ...more });
const ENCOUNTER = { type: "encounter", encounter: 3 };
const said = (message, from, name, text) => ({ scope: ENCOUNTER, message, from, at: 20_000 + message * 9_000, words: { name, text } });
const CHAT = {
  slow_mode: 0,
  parts: [{ part: ENCOUNTER, lines: [], messages: [
    said(1, 1, "Helmi", "Hei! Näen, että haluat kirjoittaa. Se sopii hyvin."),
    said(2, 4, "Matti", "Kiitos. En pysty nyt puhumaan, lapset nukkuvat."),
    said(3, 1, "Helmi", "Ymmärrän. Kerroit häätövaroituksesta: milloin se tuli?"),
  ] }],
};
const visit = (more = {}, options = {}) => ({
  me: 4,
  count: 4,
  only: true,
  at: ENCOUNTER,
  there: options.there ?? [1, 4],
  muted: options.muted ?? [],
  dropped: options.dropped ?? [],
  title: "Kohtaamispaikan vastaanotto",
  more: { title: "Kohtaamispaikan vastaanotto", template: "drop_in", queues: [], encounter: encounter(more), ...(options.chat ? { chat: CHAT } : {}) },
});

export const VISIT_STATES = {
  "visit-door": lobby(door(), { welcome: "Tervetuloa! Vastaanotto on auki maanantaista perjantaihin klo 9–15." }),
  "visit-one": lobby(door({ lines: LINES.slice(0, 1), questions: [] })),
  "visit-shut": lobby(door({ lines: [LINES[0], { ...LINES[1], open: false }] })),
  "visit-lines": lobby(door({ lines: LINES.map((each) => ({ ...each, open: false })) })),
  "visit-closed": lobby(door({ open: false }), { door: { type: "not_yet", opens_at: 54_000_000 } }),
  "visit-shut-door": lobby(door({ open: false }), { door: { type: "closed" } }),
  "visit-line": inLine(),
  "visit-next": inLine({ ahead: 0, estimate: { from: 0, to: 5 }, in_writing: true }),
  "visit-wanted": inLine({ ahead: 1, wanted: 4, estimate: { from: 90, to: 160 } }),
  "visit-nobody": { ...inLine({ estimate: undefined }, { receiving: [] }) },
  "visit-back": inLine({ ahead: 0, handed_over: true, answers: [], wanted_gone: true }),
  "visit-returned": lobby(door({ open: false, own: own({ ahead: 0, returned: true }), receiving: RECEIVING }), { help: "no_sound" }),
  "visit-agreement": { lobby: { ...inLine().lobby, agreement: { version: 2, text: "Mitä täällä puhutaan, jää tänne." } } },
  "visit-hours": { invited: { template: "drop_in", closed: { text: CLOSED_TEXT, opens_at: new Date(Date.now() + 57_600_000).toISOString() } } },
  "visit-with": visit(),
  "visit-two": visit({ professionals: [1, 2] }, { there: [1, 2, 4] }),
  "visit-writes": visit({ in_writing: true }, { chat: true, muted: [1] }),
  "visit-alone": visit({ alone: true, professionals: [] }, { there: [4] }),
  "visit-lost": visit({}, { dropped: [1] }),
  "visit-ask": visit({ hand_over: HAND_OVER }),
  "visit-ask-one": visit({ in_writing: true, hand_over: { ...HAND_OVER, to: 9, to_name: "Oiva" } }, { chat: true, muted: [1] }),
  "visit-ask-bare": visit({ hand_over: { ...HAND_OVER, note: "" } }),
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const quiet = { page: ".quiet-page" };
const isLobby = (state) => VISIT_STATES[state].lobby !== undefined;
const opened = (state) => (isLobby(state) ? quiet : {});
const hours = { stays: true, first: "[data-page=closed]" };
const ask = { page: ".banners > *" };

export const VISIT_SHOTS = [
  ...Object.keys(VISIT_STATES).filter((state) => state !== "visit-hours").flatMap((state) => {
    const options = { ...opened(state), ...(isLobby(state) ? {} : ask) };
    return [
      [state, state, DESKTOP, options],
      [`${state}-phone`, state, PHONE, options],
      [`${state}-320-dark`, state, SMALL, { ...options, dark: true }],
    ];
  }),
  ["visit-hours", "visit-hours", DESKTOP, hours],
  ["visit-hours-320", "visit-hours", SMALL, hours],
  ["visit-door-tall", "visit-door", { width: 360, height: 2400 }, quiet],
  ["visit-door-wrong", "visit-door", { width: 360, height: 2400 }, { ...quiet, click: "[data-action=join_line]" }],
  ["visit-shut-tall", "visit-shut", { width: 360, height: 2400 }, { ...quiet, clicks: ["[data-question='0'] [value='1']", "[data-question='1'] [value='1']"] }],
  ["visit-line-tall", "visit-line", { width: 360, height: 2600 }, quiet],
  ["visit-line-tall-dark", "visit-wanted", { width: 360, height: 2600 }, { ...quiet, dark: true }],
  ["visit-line-tall-sv", "visit-back", { width: 320, height: 2800 }, { ...quiet, locale: "sv-FI" }],
  ["visit-line-en", "visit-line", DESKTOP, { ...quiet, locale: "en-GB" }],
  ["visit-line-forced", "visit-wanted", { width: 360, height: 2600 }, { ...quiet, forced: true }],
  ["visit-door-forced", "visit-door", { width: 360, height: 2400 }, { ...quiet, forced: true, click: "[data-question='0'] [value='0']" }],
  ["visit-change", "visit-line", { width: 360, height: 2400 }, { ...quiet, clicks: ["[data-action=change_answers]"], click: "[data-question='0'] [value='1']" }],
  ["visit-leave-line", "visit-line", { width: 360, height: 2600 }, { ...quiet, click: "[data-action=leave_lobby]" }],
  ["visit-chat-phone", "visit-with", PHONE, { click: "[data-action=chat]" }],
  ["visit-chat-tall", "visit-writes", { width: 360, height: 1000 }, ask],
  ["visit-chat", "visit-writes", { width: 900, height: 700 }, ask],
  ["visit-leave", "visit-with", PHONE, { click: "[data-action=leave]" }],
  ["visit-ask-forced", "visit-ask", DESKTOP, { forced: true }],
  ["visit-ask-en-320", "visit-ask", SMALL, { ...ask, locale: "en-GB" }],
];
