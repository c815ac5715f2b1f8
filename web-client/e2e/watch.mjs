// Runs in every page before the page's own code: counts what a session may do only once, notes when pictures of others
// come up (on the page's own clock: asking from outside would be late), and can cut the WebSocket.
// It is a string of source for Playwright and for Firefox alike.
export const watch = `(() => {
  const seen = { connections: [], setRemote: 0, states: [], csp: [], sockets: [], closed: 0, live: [] };
  Object.defineProperty(window, "__seen", { value: seen });
  document.addEventListener("securitypolicyviolation", (event) => seen.csp.push(event.violatedDirective + " " + event.blockedURI));
  const note = (picture) => {
    const tile = picture.closest("[data-participant]:not([data-me])");
    if (tile && picture.dataset.video === "live") seen.live.push({ at: performance.timeOrigin + performance.now(), who: tile.dataset.participant });
  };
  // A tile can be drawn with its picture there already.
  const pictures = (node) => (node instanceof Element ? [node, ...node.querySelectorAll("[data-video]")] : []).filter((each) => each.matches("[data-video]"));
  new MutationObserver((changes) => {
    for (const change of changes) (change.type === "attributes" ? [change.target] : [...change.addedNodes].flatMap(pictures)).forEach(note);
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-video"] });
  const tracks = [];
  Object.defineProperty(window, "__tracks", { value: tracks });
  const capture = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (capture) {
    navigator.mediaDevices.getUserMedia = async (...args) => {
      const stream = await capture(...args);
      tracks.push(...stream.getTracks());
      return stream;
    };
  }
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      seen.connections.push(this);
      const state = () => seen.states.push(this.iceConnectionState + "/" + this.connectionState);
      this.addEventListener("iceconnectionstatechange", state);
      this.addEventListener("connectionstatechange", state);
    }
    setRemoteDescription(...args) {
      seen.setRemote += 1;
      return super.setRemoteDescription(...args);
    }
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      seen.sockets.push(this);
    }
  };
  window.__received = async () => {
    const out = [];
    for (const connection of seen.connections) {
      if (connection.connectionState === "closed") continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type === "inbound-rtp") {
          out.push({ mid: Number(report.mid), kind: report.kind, frames: report.framesDecoded ?? 0, packets: report.packetsReceived ?? 0 });
        }
      }
    }
    return out;
  };
})()`;
