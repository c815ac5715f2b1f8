// States of the made-up room in which the network is weak; with peers that are made up as well, and drawn pictures.
import { VISIT_STATES } from "./visit.mjs";

const NAMES = { weak: "delay", poor: "narrow" };
const slots = (devices, paused = []) =>
  devices.map((device, line) => ({ line, device, kind: "camera", from_timestamp: 0, ...(paused.includes(device) ? { paused: true } : {}) }));
const state = (quality, more = {}) => ({
  me: 3,
  count: 7,
  hands: [5],
  network: { quality, ...(quality === "good" ? {} : { reason: NAMES[quality] }) },
  slots: slots([101, 102, 104, 105]),
  ...more,
});

export const NETWORK_STATES = {
  "network-good": state("good"),
  "network-weak": state("weak"),
  "network-visit": { ...VISIT_STATES["visit-with"], network: { quality: "good" }, slots: slots([101]) },
  // The last pictures of two rest.
  "network-poor": state("poor", { slots: slots([101, 102, 104, 105], [102, 104]) }),
};

const DESKTOP = { width: 1280, height: 800 };
const SMALL = { width: 320, height: 640 };
const dialog = { settle: 1_500, click: "button.link-state" };
/** The sign is not there on a small screen while all is well. */
const menu = ["[data-action=people]", ".row-menu", "[data-choice=connection]"];
const voices = ["[data-switch=audio_only]", "[data-dialog=connection] .dialog-buttons button"];

export const NETWORK_SHOTS = ["good", "weak", "poor"].flatMap((quality) => [
  [`network-${quality}`, `network-${quality}`, DESKTOP, { settle: 1_500 }],
  [`network-${quality}-320`, `network-${quality}`, SMALL, { settle: 1_500 }],
  [`network-${quality}-dialog`, `network-${quality}`, DESKTOP, dialog],
  [`network-${quality}-dialog-320`, `network-${quality}`, SMALL, quality === "good" ? { settle: 1_500, clicks: menu } : { ...dialog, dark: quality === "poor" }],
]).concat([
  ["network-visit", "network-visit", DESKTOP, { settle: 1_500 }],
  ["network-visit-320", "network-visit", SMALL, { settle: 1_500 }],
  ["network-poor-dark", "network-poor", DESKTOP, { settle: 1_500, dark: true }],
  ["network-poor-forced", "network-poor", DESKTOP, { settle: 1_500, forced: true }],
  ["network-weak-320-sv", "network-weak", SMALL, { settle: 1_500, locale: "sv-FI" }],
  ["network-weak-320-en", "network-weak", SMALL, { settle: 1_500, locale: "en-GB" }],
  ["network-voices", "network-good", DESKTOP, { settle: 1_500, clicks: ["button.link-state", ...voices] }],
  ["network-voices-320", "network-good", SMALL, { settle: 1_500, clicks: [...menu, ...voices, ".panel-close"] }],
]);

/** What the server answers to descriptions, and tells when both connections are agreed on. */
export function mediaAnswers({ network, slots: all }, send) {
  if (network === undefined) return {};
  return {
    media_send: ({ id }) => send({ type: "media", id, answer: "v=0\r\n", offer: "v=0\r\n" }),
    media_receive: ({ id }) => {
      send({ type: "ok", id });
      send({ type: "slots", generation: 1, slots: all.map(({ paused: _not_yet, ...slot }) => slot) });
      if (network.quality !== "good") send({ type: "network", ...network });
      // What pauses was seen before.
      setTimeout(() => send({ type: "slots", generation: 2, slots: all }), 800);
    },
    media_show: ({ id }) => send({ type: "ok", id }),
  };
}

/** Runs in the page: connections that are up at once, with drawn people on the receiving one. */
export function madeUpPeers() {
  const drawn = (index) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const pen = canvas.getContext("2d");
    const draw = () => {
      pen.fillStyle = `hsl(${200 + index * 40} 30% ${45 + index * 5}%)`;
      pen.fillRect(0, 0, 320, 180);
      pen.fillStyle = `hsl(${20 + index * 8} 45% ${65 - index * 4}%)`;
      pen.beginPath();
      pen.arc(160 + Math.sin(Date.now() / 500 + index) * 4, 80, 38, 0, 7);
      pen.ellipse(160, 190, 80, 70, 0, 0, 7);
      pen.fill();
    };
    draw();
    setInterval(draw, 100);
    return canvas.captureStream(10).getVideoTracks()[0];
  };
  globalThis.RTCPeerConnection = class {
    transceivers = [];
    connectionState = "new";
    localDescription = null;
    addTransceiver(what) {
      const sender = { replaceTrack: () => Promise.resolve(), getParameters: () => ({ encodings: [] }), setParameters: () => Promise.resolve() };
      const made = { sender, receiver: { track: typeof what === "string" ? null : what }, setCodecPreferences: () => {} };
      this.transceivers.push(made);
      return made;
    }
    getTransceivers() {
      return this.transceivers;
    }
    async setLocalDescription() {
      this.localDescription = { sdp: "v=0\r\n" };
      if (this.answers) this.#up();
    }
    async setRemoteDescription({ type }) {
      if (type === "answer") return this.#up();
      this.answers = true;
      this.transceivers = Array.from({ length: 6 }, (_, index) => ({ receiver: { track: drawn(index) } }));
    }
    #up() {
      setTimeout(() => {
        this.connectionState = "connected";
        this.onconnectionstatechange?.();
      });
    }
    getStats() {
      return Promise.resolve(new Map());
    }
    setConfiguration() {}
    restartIce() {}
    close() {}
  };
}
