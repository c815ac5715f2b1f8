// States of the made-up room in which groups are made, run, visited and come back, and how to get them on the screen.
const COLOURS = ["blue", "green", "orange", "violet", "teal", "red", "brown", "grey"];
const group = (id) => ({ type: "group", group: id });
const NOW = 60_000;
const MINUTE = 60_000;

export const groupView = (number, more = {}) => ({ group: number, number, colour: COLOURS[(number - 1) % COLOURS.length], ...more });
const RUN = { recalled: false, warnings: [1, 5], chosen: false, late: "plenary", notes: "keep", announcements: [] };
const TASK = "Kertokaa vuorotellen, mikä on auttanut jaksamaan tällä viikolla.";
const LONG = `${TASK}\n\nValitkaa lopuksi yksi asia, jonka haluatte kertoa muille, ja kirjoittakaa se korttiin. Jokaisella on oikeus olla hiljaa.`;
const GROUPS = [
  groupView(1, { name: "Kahvi", task: TASK, leader: 3, ready_since: 50_000 }),
  groupView(2, { name: "Tee", task: LONG, visits: [{ participant: 2, listening: false, begins_at: 40_000 }] }),
  groupView(3, { name: "Pitkä ja vähän hassu ryhmän nimi", task: TASK, leader: 8 }),
];
const running = { ...RUN, ends_at: NOW + 12 * MINUTE + 34_000 };
const table = (role) => ({ me: role, count: 10, groups: 3, hands: [] });
const NOTE = "– Naapurin apu\n– Kävely ennen aamuvuoroa\n– Se, että joku kysyy";
const inside = (id, more = {}) => ({ group: id, visits: [], shared: false, ...more });
const CARDS = [
  { group: 1, number: 1, name: "Kahvi", text: "Naapurin apu ja säännöllinen oma hetki auttoivat eniten.\n\nToive: lyhyempi jono vuorohoitoon.", shown: true, showing: true },
  { group: 2, number: 2, name: "Tee", text: "Vertaistuki.", shown: false, showing: false },
  { group: 3, number: 3, shown: false, showing: false },
];
const NOTES = [{ group: 2, number: 2, name: "Tee", text: NOTE }];
const LAST = [
  { group: 1, number: 1, name: "Kahvi", colour: "blue", people: [4, 7, 10] },
  { group: 2, number: 2, colour: "green", people: [5, 8, 99] },
];
const member = (id) => ({ type: "member", member: id });
const row = (id, name, participants = []) => ({ subject: member(id), name, participants, status: "absent", present_ms: 0, corrections: [] });
const ATTENDANCE = { late_after: 10, units: [], rows: [row(1, "Aino Aaltonen", [3]), row(2, "Kerttu Anneli Hyvärinen-Koskela"), row(3, "Eino")] };

export const GROUP_STATES = {
  "make-groups": { me: 1, count: 12, more: { attendance: ATTENDANCE, last_groups: LAST } },
  prepared: { me: 1, count: 12, more: { attendance: ATTENDANCE, prepared: [{ name: "Kahvi", people: [member(1), member(2)], leader: member(1) }, { people: [member(3)] }] } },
  running: { ...table(1), more: { groups: GROUPS, run: { ...running, announcements: [{ number: 1, by: 1, at: 55_000, text: "Kirjoittakaa kortti valmiiksi ennen loppua." }] } } },
  "own-end": { ...table(1), more: { groups: [{ ...GROUPS[0], ends_at: NOW + 5 * MINUTE }, GROUPS[1], { ...GROUPS[2], ends_at: NOW + 9 * MINUTE }], run: running } },
  "own-end-mine": { ...table(4), more: { groups: [GROUPS[0], { ...GROUPS[1], ends_at: NOW + MINUTE }, GROUPS[2]], run: running, inside: inside(2) }, events: [{ type: "groups_warned", seconds_left: 60, ends_at: NOW + MINUTE, group: 2 }] },
  "groups-soon": { me: 4, count: 10, more: { groups: GROUPS, run: { ...RUN, opens_at: NOW + 40_000 } } },
  recalled: { ...table(4), more: { groups: GROUPS, run: { ...running, recalled: true, ends_at: NOW + 58_000 }, inside: inside(2) }, events: [{ type: "groups_warned", seconds_left: 60, ends_at: NOW + 58_000 }] },
  paused: { ...table(1), more: { groups: GROUPS, run: { ...RUN, paused_with: 5 * MINUTE, round: 2, rounds: 3, speaking_to_all: 1 } } },
  "in-group": {
    ...table(4),
    more: {
      groups: GROUPS,
      run: { ...running, speaking_to_all: 1 },
      inside: inside(2, { card: "Naapurin apu auttoi.", visits: [{ participant: 2, listening: true, begins_at: 10_000, ended_at: 30_000 }, { participant: 2, listening: false, begins_at: 40_000 }] }),
      note: { group: 2, text: NOTE, writer: 4, written_at: 50_000 },
    },
  },
  writes: { ...table(4), more: { groups: GROUPS, run: running, inside: inside(2, { card: "Naapurin apu auttoi.", shared: true }), note: { group: 2, text: NOTE, writer: 7, written_at: 50_000 } } },
  chosen: { me: 4, count: 10, more: { groups: GROUPS, run: { ...running, chosen: true, most: 2 } } },
  visiting: { me: 1, count: 10, groups: 3, at: group(2), there: [1], more: { groups: [GROUPS[0], { ...GROUPS[1], visits: [{ participant: 1, listening: true, begins_at: 40_000 }] }, GROUPS[2]], run: running, inside: inside(2) } },
  "visit-soon": { me: 1, count: 10, groups: 3, more: { groups: [GROUPS[0], { ...GROUPS[1], visits: [{ participant: 1, listening: false, begins_at: NOW + 30_000 }] }, GROUPS[2]], run: running } },
  cards: { me: 1, count: 10, more: { cards: CARDS, notes: NOTES, last_groups: LAST } },
  "card-shown": { me: 4, count: 10, more: { cards: [CARDS[0]], notes: NOTES } },
};

const DESKTOP = { width: 1280, height: 800 };
const TALL = { width: 1280, height: 1700 };
const PHONE = { width: 360, height: 740 };
const TALL_PHONE = { width: 360, height: 2400 };
const SMALL = { width: 320, height: 640 };
const TALL_SMALL = { width: 320, height: 2400 };
const sheet = "[data-action=people]";
const tab = "[data-tab=group]";

export const GROUP_SHOTS = [
  ["make-groups", "make-groups", TALL, {}],
  ["make-groups-phone", "make-groups", TALL_PHONE, { click: sheet }],
  ["make-groups-all", "make-groups", { width: 1280, height: 2600 }, { clicks: [".ways .more summary", "[value=cafe]", ".opening > .more summary"] }],
  ["make-groups-balanced-320", "make-groups", TALL_SMALL, { clicks: [sheet, ".ways .more summary", "[value=balanced]"] }],
  ["prepare", "prepared", DESKTOP, { clicks: [".ways .more summary", "[data-action=prepare_groups]", ".prepare .more summary"] }],
  ["prepare-320", "prepared", TALL_SMALL, { clicks: [sheet, ".ways .more summary", "[data-action=prepare_groups]"] }],
  ["running", "running", TALL, {}],
  ["running-phone", "running", PHONE, {}],
  ["running-sheet", "running", TALL_PHONE, { clicks: [sheet, ".running .more summary"] }],
  ["running-320-dark", "running", TALL_SMALL, { dark: true, click: sheet }],
  ["group-menu", "running", DESKTOP, { click: "[data-place=group-1] [data-menu]" }],
  ["group-edit", "running", DESKTOP, { clicks: ["[data-place=group-1] [data-menu]", "[data-choice=edit]"] }],
  ["own-end", "own-end", TALL, {}],
  ["own-end-320", "own-end", TALL_SMALL, { click: sheet }],
  ["own-end-mine-320", "own-end-mine", SMALL, {}],
  ["group-length", "own-end", DESKTOP, { clicks: ["[data-place=group-2] [data-menu]", "[data-choice=length]"] }],
  ["group-length-320", "own-end", SMALL, { clicks: [sheet, "[data-place=group-1] [data-menu]", "[data-choice=length]"] }],
  ["group-split-320", "running", SMALL, { clicks: [sheet, "[data-place=group-2] [data-menu]", "[data-choice=split]"] }],
  ...["groups-soon", "recalled", "paused", "in-group", "chosen", "visiting", "visit-soon", "cards", "card-shown"].flatMap((s) => [
    [s, s, DESKTOP, {}],
    [`${s}-phone`, s, PHONE, {}],
  ]),
  ["recalled-320", "recalled", SMALL, { dark: true }],
  ["visiting-320", "visiting", SMALL, {}],
  ["in-group-tab", "in-group", TALL, { click: tab }],
  ["in-group-tab-phone", "in-group", TALL_PHONE, { clicks: [sheet, tab, ".visit-log summary"] }],
  ["writes-tab-320", "writes", TALL_SMALL, { clicks: [sheet, tab] }],
  ["chosen-sheet-320", "chosen", TALL_SMALL, { click: sheet }],
  ["cards-tab", "cards", TALL, { clicks: [tab, "[data-kept-note] summary", ".last-groups summary"] }],
  ["cards-tab-320", "cards", TALL_SMALL, { clicks: [sheet, tab] }],
  ["running-forced", "running", DESKTOP, { forced: true }],
  ["running-sv", "running", TALL, { locale: "sv-FI" }],
  ["in-group-tab-en", "in-group", TALL, { click: tab, locale: "en-GB" }],
];
