// Serves the built page as the server does (strict CSP with a nonce) with a made-up room behind the WebSocket, so that
// the page can be looked at in states that are tedious to reach. No media. Used by look.mjs.
//   node dev/mock.mjs [PORT]      then open http://localhost:PORT/#STATE  (see STATES)
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { GROUP_STATES, groupView } from "./groups.mjs";
import { HELP_STATES } from "./help.mjs";
import { mediaAnswers, NETWORK_STATES } from "./network.mjs";
import { PICTURE, PROGRAMME_STATES } from "./programme.mjs";
import { RECEIVING_COMMANDS, RECEIVING_STATES } from "./receiving.mjs";
import { SCENE_COMMANDS, SCENE_STATES } from "./scenes.mjs";
import { SHARE_COMMANDS, SHARE_STATES } from "./share.mjs";
import { TALK_STATES } from "./talk.mjs";
import { TOGETHER_STATES } from "./together.mjs";
import { TURN_STATES } from "./turns.mjs";
import { VISIT_STATES } from "./visit.mjs";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

const NAMES = ["Aino", "Björn", "Sirpa", "Elli", "Juhani", "Maija-Liisa", "Åsa", "Pekka", "Ritva", "Tuula", "Olavi", "Kerttu Anneli", "Helmi", "Eino", "Saara", "Veikko"];
const PLENARY = { type: "plenary" };
const group = (n) => ({ type: "group", group: n });

const AGREEMENT = {
  version: 2,
  text: "Mitä täällä puhutaan, jää tänne.\n\nJokainen puhuu omasta kokemuksestaan. Jokaisella on oikeus olla hiljaa.\n\nEmme nauhoita emmekä kuvaa ruutua. Jos joku muu on kanssasi samassa huoneessa, kerro siitä meille.",
};
const WAITING = {
  door: "knock",
  ended: false,
  welcome: "Tervetuloa! Aloitamme kello 13.",
  count: 3,
  waiting: [
    { participant: 91, name: "Vesa", since: 20_000, invitation: "shared", marked: false, connected: true, help: "no_sound" },
    { participant: 92, name: "Marja-Leena Hyvönen", since: 10_000, invitation: "personal", marked: false, connected: true },
    { participant: 93, name: "Nimetön", since: 30_000, invitation: "shared", marked: true, connected: false },
  ],
};

/** A state is a role, a number of people, and what is going on. */
export const STATES = {
  ...TALK_STATES,
  ...GROUP_STATES,
  ...PROGRAMME_STATES,
  ...HELP_STATES,
  ...SCENE_STATES,
  ...SHARE_STATES,
  ...TURN_STATES,
  ...TOGETHER_STATES,
  ...RECEIVING_STATES,
  ...VISIT_STATES,
  ...NETWORK_STATES,
  alone: { me: 1, count: 1 },
  two: { me: 1, count: 2 },
  four: { me: 3, count: 4, hands: [2] },
  seven: { me: 3, count: 7, hands: [5, 3, 6], floor: 4, dropped: [2], muted: [5, 6], speaking: [4] },
  twelve: { me: 4, count: 12, hands: [5, 4, 6], floor: 7, speaking: [7], muted: [2, 3, 9], dropped: [8] },
  staff: { me: 1, count: 9, hands: [5, 3], floor: 4, speaking: [4], muted: [5] },
  groups: { me: 1, count: 10, groups: 3, hands: [5], muted: [2] },
  guest: { me: 4, count: 10, groups: 3, hands: [5], muted: [7] },
  turn: { me: 3, count: 5, floor: 3, hands: [2], speaking: [3] },
  many: { me: 1, count: 16, hands: [3, 4] },
  lobby: { lobby: { ahead: 3, door: { type: "knock" }, welcome: "Tervetuloa! Aloitamme kello 13. Ota kahvia ja odota rauhassa.\n\nMirja ja Pekka" } },
  early: { lobby: { ahead: 0, door: { type: "not_yet", opens_at: 3_600_000 }, welcome: "" } },
  closed: { lobby: { ahead: 0, door: { type: "closed" }, welcome: "Tapaamme torstaisin kello 13-15.", help: "no_sound" } },
  agreement: { agreement: AGREEMENT },
  accept: { me: 3, count: 5, more: { agreement: AGREEMENT, agreement_asked: true } },
  knocks: { me: 1, count: 7, away: [4], dropped: [5], observer: [6], more: { lobby: WAITING } },
  assists: { me: 2, count: 9, more: { lobby: WAITING } },
  asked: { me: 3, count: 5, more: { asked: ["microphone"] } },
  backstage: { me: 1, count: 7, at: { type: "backstage" }, there: [1, 2], more: { lobby: { ...WAITING, count: 0, waiting: [] } } },
  helping: { me: 1, count: 7, at: { type: "help", help: 1 }, there: [1, 7], more: { lobby: WAITING } },
  helped: { me: 7, count: 7, only: true, at: { type: "help", help: 1 }, there: [1, 7] },
  orphans: { me: 2, count: 9, orphaned: true },
  renewed: { lobby: { ahead: 1, door: { type: "knock" }, welcome: "", agreement: AGREEMENT } },
  shared: { me: 3, count: 6, beside: [5], hands: [2, 5, 3], more: { agreement: AGREEMENT } },
  crowd: { me: 3, count: 12, beside: [5, 6, 9], hands: [9], floor: 5 },
  companion: { me: 3, count: 5, companion: true },
  take_over: { me: 3, count: 5, further: "take_over" },
  acting: { me: 2, count: 9, orphaned: true, acting: 2, more: { lobby: { ...WAITING, ended: true, door: "closed" } } },
};

function viewOf(state) {
  const placeOf = (n) => (state.groups !== undefined && n !== 1 && n !== 2 ? group(1 + (n % state.groups)) : PLENARY);
  const mine = state.at ?? placeOf(state.me);
  const everybody = Array.from({ length: state.count }, (_, index) => NAMES[index] ?? `Kuuntelija ${index + 1}`).map((name, index) => ({
    participant: index + 1,
    name,
    role: state.observer?.includes(index + 1) ? "observer" : index === 0 && !state.orphaned ? "supervisor" : index === 1 && state.count > 8 ? "facilitator" : "participant",
    seat: index + 1,
    presence: state.dropped?.includes(index + 1)
      ? { type: "dropped", since: 1000 }
      : { type: state.away?.includes(index + 1) ? "stepped_out" : "here", since: 30_000 },
    place: state.there?.includes(index + 1) ? state.at : placeOf(index + 1),
    ...(state.away?.includes(index + 1) ? { note: "haen kahvia" } : {}),
    ...(state.acting === index + 1 ? { acting: true } : {}),
  }));
  const people = state.only ? everybody.filter((p) => state.there.includes(p.participant)) : everybody;
  const here = people.filter((p) => JSON.stringify(p.place) === JSON.stringify(mine));
  return {
    title: "Omaishoitajien vertaisryhmä",
    template: "peer_circle",
    now: 60_000,
    people,
    groups: Array.from({ length: state.groups ?? 0 }, (_, index) => groupView(index + 1)),
    queues: [
      {
        place: mine,
        ...(state.floor === undefined ? {} : { floor: { participant: state.floor, since: 5000 } }),
        hands: (state.hands ?? []).map((participant) => ({ participant, since: 6000 })),
      },
    ],
    devices: here.filter((p) => !state.beside?.includes(p.participant)).map((p) => ({
      device: 100 + p.participant,
      people: p.participant === state.me ? [state.me, ...(state.beside ?? [])] : [p.participant],
      ...(state.companion && p.participant === state.me ? { companion: true } : {}),
      sending: p.participant === state.me || state.muted?.includes(p.participant) ? [] : ["microphone", "camera"],
    })),
    ...state.more,
  };
}

function converse(socket, name) {
  const state = STATES[name] ?? STATES.seven;
  const view = state.me === undefined ? undefined : viewOf(state);
  let seq = 0;
  const send = (message) => socket.send(JSON.stringify(message));
  const tell = (event) => send({ type: "event", seq: (seq += 1), event });
  const devices = () => tell({ type: "devices_changed", devices: view.devices });
  const queues = () => tell({ type: "queues_changed", queues: view.queues });
  const ask = (said) => {
    const others = (view.requests ?? []).filter((each) => each.request !== said.request);
    view.requests = [...others, { since: 60_000, ahead: 0, ...said }];
    tell({ type: "requests_changed", requests: view.requests });
  };
  const queue = (item, become) => {
    const same = (each) => JSON.stringify(each.item) === JSON.stringify(item);
    const items = view.facilitator_queue.items.flatMap((each) => (same(each) ? become(each) : [each]));
    view.facilitator_queue = { ...view.facilitator_queue, items };
    tell({ type: "facilitator_queue_changed", queue: view.facilitator_queue });
  };
  const commands = {
    set_sending: ({ kind, on }) => {
      const mine = view.devices.find((each) => each.device === 100 + state.me);
      mine.sending = mine.sending.filter((each) => each !== kind).concat(on ? [kind] : []);
      devices();
    },
    invite_device: ({ further }, participant) =>
      send({ type: "device_invitation", participant, further, secret: further === "companion" ? "companion-kT3vXw0Zb8yQn5LrE2aUjH7sCfD1mPiG" : "take_over" }),
    raise_hand: (_, participant) => {
      view.queues[0].hands.push({ participant, since: 7000 });
      queues();
    },
    lower_hand: (asked, who) => {
      const participant = asked.participant ?? who;
      view.queues[0].hands = view.queues[0].hands.filter((each) => each.participant !== participant);
      queues();
    },
    call_next: () => {
      const [next] = view.queues[0].hands.splice(0, 1);
      view.queues[0].floor = next;
      queues();
    },
    finish_turn: () => {
      delete view.queues[0].floor;
      queues();
    },
    open_groups: ({ plan }) => {
      view.groups = Array.from({ length: plan.shape.groups ?? 3 }, (_, index) => groupView(index + 1));
      tell({ type: "groups_changed", groups: view.groups });
    },
    recall: () => {
      view.groups = [];
      for (const each of view.people) each.place = PLENARY;
      tell({ type: "groups_changed", groups: [] });
      tell({ type: "people_changed", people: view.people });
    },
    move_people: ({ moves }) => {
      for (const { participant, to } of moves) view.people.find((each) => each.participant === participant).place = to;
      tell({ type: "people_changed", people: view.people });
    },
    ask_for_help: ({ problem, for_group, subject }, participant) =>
      ask({ request: 90, kind: "help", participant, problem, ...(for_group ? { for_group } : {}), ...(subject ? { subject } : {}) }),
    ask_for_private_word: ({ with: whom }, participant) => ask({ request: 91, kind: "private_word", participant, ...(whom ? { with: whom, theirs_until: 180_000 } : {}) }),
    send_quiet_signal: (_, participant) => ask({ request: 92, kind: "quiet_signal", participant }),
    withdraw: ({ request }) => {
      view.requests = view.requests.filter((each) => each.request !== request);
      tell({ type: "request_ended", request, how: "withdrawn" });
      tell({ type: "requests_changed", requests: view.requests });
    },
    ...SCENE_COMMANDS(view, tell),
    ...SHARE_COMMANDS(view, tell),
    ...RECEIVING_COMMANDS(view, tell),
    claim: ({ item }, participant) => queue(item, (each) => [{ ...each, claimed_by: participant }]),
    go_to: ({ item }, participant) => queue(item, (each) => (item.type === "request" ? [{ ...each, claimed_by: participant }] : [])),
    release: ({ item }) => queue(item, ({ claimed_by: _taker, ...each }) => [each]),
    resolve: ({ item }) => queue(item, () => []),
    leave: () => {},
    ask_feedback: () => tell({ type: "feedback_asked" }),
    give_feedback: () => tell({ type: "feedback_given" }),
    accept_agreement: () => tell({ type: "agreement_accepted", version: 2 }),
    decline_unmute: () => tell({ type: "unmute_asked", asked: [] }),
  };
  const media = mediaAnswers(state, send);
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.proof !== undefined) {
      if (state.lobby !== undefined) return send({ type: "lobby", resume_token: name, now: 60_000, view: state.lobby });
      if (state.agreement !== undefined) return send({ type: "agreement_needed", agreement: state.agreement });
      const you = { participant: state.me, device: 100 + state.me };
      const beside = state.beside?.map((participant) => ({ participant, view }));
      send({ type: "welcome", version: 1, you, resume_token: name, seq, now: 60_000, view, ...(beside && { beside }) });
      // When the page is there to see them.
      if (state.events !== undefined) setTimeout(() => state.events.forEach(tell), 1_500);
      send({ type: "speaking", devices: (state.speaking ?? []).map((each) => 100 + each) });
      return;
    }
    if (message.type === "picture_key") return send({ type: "picture_key", id: message.id, key: "made-up" });
    const { participant: who = state.me, command: what = message } = message.type === "as" ? message : {};
    const command = commands[what.type];
    // Media is not answered but where the network is looked at.
    if (command === undefined) return media[what.type]?.(message);
    command(what, who);
    send({ type: "ok", id: message.id });
    if (message.type === "leave") socket.close(4410, "left");
  });
}

export function serve(port) {
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && ["/api/v1/join", "/api/v1/invitation"].includes(request.url)) {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { secret } = JSON.parse(body);
      const known = Object.hasOwn(STATES, secret);
      response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
      const ws_url = `ws://${request.headers.host}/v1/session`;
      const further = STATES[secret]?.companion ? "companion" : STATES[secret]?.further;
      const personal = further !== undefined ? { name: "Sirpa", further, can_decline: false } : secret === "accept" ? { name: "Aino Aalto", can_decline: true, cannot_come: false } : { can_decline: false };
      if (request.url.endsWith("invitation") && known) {
        response.end(JSON.stringify({ title: "Omaishoitajien vertaisryhmä", template: "peer_circle", role: "participant", ...personal, ...STATES[secret].invited }));
        return;
      }
      response.end(JSON.stringify(known ? { ticket: secret, ws_url, title: "", template: "peer_circle", role: "participant" } : { code: "link_not_valid" }));
      return;
    }
    if (request.url.startsWith("/api/v1/pictures/") && request.headers.authorization === "Bearer made-up") {
      response.writeHead(200, { "content-type": "image/svg+xml" });
      response.end(PICTURE);
      return;
    }
    const path = request.url === "/" ? "index.html" : new URL(request.url, "http://x").pathname.slice(1);
    try {
      let content = await readFile(join(DIST, path));
      const headers = { "content-type": TYPES[extname(path)] ?? "application/octet-stream" };
      if (path === "index.html") {
        const nonce = randomBytes(16).toString("base64url");
        content = content.toString().replaceAll("__CSP_NONCE__", nonce);
        headers["content-security-policy"] =
          `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-${nonce}'; worker-src 'self'; ` +
          `connect-src 'self' ws://${request.headers.host}; media-src 'self' blob: mediastream:; img-src 'self' data: blob:; ` +
          "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
      }
      response.writeHead(200, headers);
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  const sockets = new WebSocketServer({ server, path: "/v1/session" });
  sockets.on("connection", (socket) => {
    socket.once("message", (data) => {
      const { proof } = JSON.parse(String(data));
      converse(socket, proof.ticket ?? proof.token);
      socket.emit("message", data);
    });
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve({ port: server.address().port, server, sockets })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await serve(Number(process.argv[2] ?? 5199));
  console.log(Object.keys(STATES).map((name) => `http://localhost:${port}/#${name}`).join("\n"));
}
