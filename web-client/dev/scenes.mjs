// States of the made-up room in which not everybody is seen, and how to get them on the screen.
const NOW = 60_000;
const PLENARY = { type: "plenary" };
const scene = (type, seen, more = {}) => ({ scenes: [{ place: PLENARY, scene: { type }, seen, ...more }] });
const bowl = (seen, more = {}, kind = {}) => ({ scenes: [{ place: PLENARY, scene: { type: "fishbowl", seats: 4, free_seat: true, ...kind }, seen, ...more }] });
const TEAM = scene("reflecting_team", [1, 2, 5]);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

export const SCENE_STATES = {
  "scene-stage": { me: 4, count: 12, hands: [7, 4], speaking: [1], muted: range(3, 12), more: scene("stage", [1, 2]) },
  "scene-stage-many": { me: 4, count: 240, muted: range(3, 240), hands: [88], more: scene("stage", [1, 2, 3]) },
  "scene-stage-seen": { me: 2, count: 9, muted: range(4, 9), more: scene("stage", [1, 2, 3]) },
  "scene-stage-floor": { me: 4, count: 9, muted: range(5, 9), more: { ...scene("stage", [1, 2]), queues: [{ place: PLENARY, turns: "queue", floor: { participant: 4, since: 5_000 }, hands: [{ participant: 6, since: 6_000 }] }] } },
  "scene-team": { me: 4, count: 8, speaking: [5], muted: [3, 4, 6, 7, 8], more: TEAM },
  "scene-team-staff": { me: 1, count: 8, speaking: [5], muted: [3, 4, 6, 7, 8], more: TEAM },
  "scene-bowl": { me: 4, count: 12, speaking: [7], muted: [1, 2, 4, 5, 8, 9, 10, 11, 12], more: bowl([7, 3, 6]) },
  "scene-bowl-empty": { me: 1, count: 9, muted: range(1, 9), more: bowl([]) },
  "scene-bowl-seated": { me: 7, count: 12, speaking: [3], muted: [1, 2, 4, 5, 9, 10], more: bowl([7, 3, 6, 8, 11], { leaves_at: NOW + 45_000 }, { leave_after: 60 }) },
  "scene-bowl-full": { me: 4, count: 12, speaking: [3], muted: [1, 2, 4, 5, 9, 10], more: bowl([7, 3, 6, 8, 11], { leaves_at: NOW + 45_000 }, { leave_after: 60 }) },
  "scene-spot": { me: 3, count: 9, speaking: [4], muted: [5, 6], more: { scenes: [{ place: PLENARY, scene: { type: "everyone" }, seen: [], spotlight: 4 }] } },
  "scene-spot-stage": { me: 4, count: 12, speaking: [1], muted: range(4, 12), more: scene("stage", [1, 2, 3], { spotlight: 1 }) },
  "scene-none": { me: 1, count: 9, hands: [5] },
};

/** What the made-up server does with the commands of scenes. */
export const SCENE_COMMANDS = (view, tell) => {
  const now = () => view.scenes?.[0] ?? { place: PLENARY, scene: { type: "everyone" }, seen: [] };
  const put = (more) => {
    view.scenes = [{ ...now(), ...more }];
    tell({ type: "scenes_changed", scenes: view.scenes });
  };
  return {
    set_scene: ({ scene: kind, seen }) => put({ scene: kind, seen, spotlight: undefined }),
    set_seen: ({ people }) => put({ seen: people }),
    swap_scene: () => put({ seen: view.people.map((each) => each.participant).filter((who) => !now().seen.includes(who)) }),
    take_seat: (_, who) => put({ seen: [...now().seen, who] }),
    leave_seat: (_, who) => put({ seen: now().seen.filter((each) => each !== who), leaves_at: undefined }),
    set_spotlight: ({ participant }) => put({ spotlight: participant }),
  };
};

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SMALL = { width: 320, height: 640 };
const sheet = "[data-action=people]";
// Where nobody is seen there is no tile of anybody, but there are seats.
const choose = (...clicks) => ({ clicks: ["[data-action=choose_scene]", ...clicks] });

export const SCENE_SHOTS = [
  ...Object.keys(SCENE_STATES).flatMap((state) => [
    [state, state, DESKTOP, {}],
    [`${state}-phone`, state, PHONE, {}],
    [`${state}-320`, state, SMALL, {}],
  ]),
  ["scene-list", "scene-stage-many", DESKTOP, { click: ".listeners summary" }],
  ["scene-list-phone", "scene-stage-many", PHONE, { click: ".listeners summary" }],
  ["scene-dark", "scene-bowl", DESKTOP, { dark: true }],
  ["scene-dark-phone", "scene-team", PHONE, { dark: true }],
  ["scene-forced", "scene-bowl-seated", DESKTOP, { forced: true }],
  ["scene-choose", "scene-none", DESKTOP, choose()],
  ["scene-choose-stage", "scene-stage-seen", DESKTOP, { clicks: ["[data-person='3'] [data-menu]"] }],
  ["scene-choose-bowl", "scene-none", { width: 1280, height: 1200 }, choose("[value=fishbowl]")],
  ["scene-choose-bowl-320", "scene-none", { width: 320, height: 1500 }, { clicks: [sheet, "[data-action=choose_scene]", "[value=fishbowl]"] }],
  ["scene-choose-team-phone", "scene-team-staff", { width: 360, height: 1200 }, { clicks: [sheet, "[data-action=choose_scene]"] }],
  ["scene-swap", "scene-team-staff", DESKTOP, { clicks: ["[data-action=swap_scene]"] }],
  ["scene-swap-phone", "scene-team-staff", PHONE, { clicks: [sheet, "[data-action=swap_scene]"] }],
  ["scene-swapped", "scene-team-staff", DESKTOP, { clicks: ["[data-action=swap_scene]", "[data-action=confirm]"] }],
  ["scene-sat", "scene-bowl", PHONE, { click: "[data-action=take_seat]" }],
  ["scene-people-phone", "scene-team-staff", PHONE, { click: sheet }],
  ["scene-chat", "scene-team", DESKTOP, { click: "[data-tab=chat]" }],
  ["scene-chat-phone", "scene-team", PHONE, { click: "[data-action=chat]" }],
  ["scene-menu", "scene-none", DESKTOP, { click: "[data-person='3'] [data-menu]" }],
  ["scene-zoom", "scene-bowl", { width: 640, height: 400 }, {}],
  ["scene-tablet", "scene-bowl", { width: 900, height: 700 }, {}],
  ["scene-phase", "agenda-staff", { width: 1280, height: 1100 }, { clicks: ["[data-tab=agenda]", "[data-action=edit-agenda]", "[data-edit='5'] [data-change]", "[value=fishbowl]"] }],
  ["scene-sv-320", "scene-bowl-seated", SMALL, { locale: "sv-FI" }],
  ["scene-en-320", "scene-team", SMALL, { locale: "en-GB" }],
];
