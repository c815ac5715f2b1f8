// What pages on bad networks are made of: scripts that run in a page before its own code. They stand in for devices,
// measure, and switch off one thing at a time.

/**
 * A camera, a shared screen and a microphone that never rest: a moving pattern that is worth its bit rate, and a tone that
 * is never silent, so that what is missing of it counts. 960x540 is the least of which three sizes are sent.
 */
export const devices = (camera = [960, 540], frameRate = 15) => `(() => {
  const devices = navigator.mediaDevices;
  if (devices === undefined) return;
  const moving = (width, height) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d", { alpha: false });
    const [wide, high] = [width / 30, height / 20];
    let tick = 0;
    const draw = () => {
      tick += 1;
      for (let at = 0; at < 600; at += 1) {
        context.fillStyle = "hsl(" + ((at * 37 + tick * 3) % 360) + " 60% " + (30 + ((at * 7) % 5) * 10) + "%)";
        context.fillRect(((at % 30) * wide + tick * 2) % width, Math.floor(at / 30) * high, wide, high);
      }
    };
    setInterval(draw, 1000 / ${frameRate});
    draw();
    return canvas.captureStream(${frameRate}).getVideoTracks()[0];
  };
  const tone = () => {
    const audio = new AudioContext({ sampleRate: 48000 });
    setInterval(() => audio.state === "suspended" && audio.resume(), 200);
    const out = audio.createMediaStreamDestination();
    const [voice, syllables, depth] = [audio.createOscillator(), audio.createOscillator(), audio.createGain()];
    const level = audio.createGain();
    level.gain.value = 0.25;
    depth.gain.value = 0.1;
    voice.frequency.value = 220;
    syllables.frequency.value = 3;
    syllables.connect(depth).connect(level.gain);
    voice.connect(level).connect(out);
    voice.start();
    syllables.start();
    return out.stream.getAudioTracks()[0];
  };
  devices.getUserMedia = async (wanted) => {
    const stream = new MediaStream();
    if (wanted.video) stream.addTrack(moving(${camera[0]}, ${camera[1]}));
    if (wanted.audio) stream.addTrack(tone());
    return stream;
  };
  devices.getDisplayMedia = async () => {
    const track = moving(640, 360);
    track.contentHint = "motion";
    return new MediaStream([track]);
  };
})()`;

/**
 * `__measure()`: what the connections of a page have counted so far. `__gaps`: when no voice went on, once one does
 * again. `__quietFor()`: for how many milliseconds none has.
 */
export const meter = `(() => {
  const QUIET = 100;
  const gaps = [];
  Object.defineProperty(window, "__gaps", { value: gaps });
  const newest = new Map();
  let heardAt = 0;
  window.__quietFor = () => Date.now() - heardAt;
  const listen = () => {
    const now = Date.now();
    let heard = false;
    for (const connection of window.__seen?.connections ?? []) {
      if (connection.signalingState === "closed") continue;
      for (const receiver of connection.getReceivers()) {
        if (receiver.track.kind !== "audio") continue;
        const at = receiver.getSynchronizationSources()[0]?.rtpTimestamp;
        if (at === undefined || newest.get(receiver) === at) continue;
        newest.set(receiver, at);
        heard = true;
      }
    }
    if (!heard) return;
    if (heardAt > 0 && now - heardAt > QUIET) gaps.push({ from: heardAt, to: now });
    heardAt = now;
  };
  setInterval(listen, 20);
  const add = (to, report, names) => {
    for (const [name, of] of Object.entries(names)) to[name] = (to[name] ?? 0) + (report[of] ?? 0);
  };
  window.__measure = async () => {
    const sum = { at: Date.now(), voice: {}, pictures: {}, sent: { widths: [] }, way: {}, restarts: window.__restarts ?? 0 };
    for (const connection of window.__seen.connections) {
      if (connection.connectionState === "closed") continue;
      const stats = [...(await connection.getStats()).values()];
      const sends = stats.some((each) => each.type === "outbound-rtp");
      for (const each of stats) {
        if (each.type === "inbound-rtp" && each.packetsReceived > 0) {
          if (each.kind === "audio") {
            add(sum.voice, each, { headers: "headerBytesReceived", samples: "totalSamplesReceived", concealed: "concealedSamples", silent: "silentConcealedSamples", events: "concealmentEvents", packets: "packetsReceived", lost: "packetsLost", bytes: "bytesReceived", delay: "jitterBufferDelay", emitted: "jitterBufferEmittedCount" });
          } else {
            add(sum.pictures, each, { headers: "headerBytesReceived", frames: "framesDecoded", dropped: "framesDropped", freezes: "freezeCount", frozen: "totalFreezesDuration", bytes: "bytesReceived", again: "retransmittedBytesReceived", lost: "packetsLost", nacks: "nackCount", plis: "pliCount" });
            if (each.framesPerSecond > 0) sum.pictures.width = Math.max(sum.pictures.width ?? 0, each.frameWidth ?? 0);
          }
        } else if (each.type === "outbound-rtp") {
          add(sum.sent, each, { bytes: "bytesSent", headers: "headerBytesSent", again: "retransmittedBytesSent", frames: "framesEncoded", keyframes: "keyFramesEncoded", nacks: "nackCount", plis: "pliCount" });
          if (each.kind === "video" && each.active && each.framesPerSecond > 0) sum.sent.widths.push(each.frameWidth);
        } else if (each.type === "candidate-pair" && each.nominated && sends) {
          sum.way.octets = (sum.way.octets ?? 0) + each.bytesSent;
          sum.way.estimate = Math.max(sum.way.estimate ?? 0, each.availableOutgoingBitrate ?? 0);
        }
      }
    }
    return sum;
  };
})()`;

/** This page is on a good network: it goes past the proxy. */
export const past = (entrance, server) => `(() => {
  const [from, to] = [${JSON.stringify(entrance)}, ${JSON.stringify(server)}].map((each) => each.replace(":", " "));
  const native = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    return native.call(this, { type: description.type, sdp: description.sdp.replaceAll(" " + from + " ", " " + to + " ") });
  };
})()`;

/** Counts the page's own ICE restarts. */
export const countRestarts = `(() => {
  window.__restarts = 0;
  const native = RTCPeerConnection.prototype.restartIce;
  RTCPeerConnection.prototype.restartIce = function () {
    window.__restarts += 1;
    return native.call(this);
  };
})()`;

/** The page's own ICE restart never comes to anything: what is left is what the server's mux and the browser's checks do. */
export const withoutRestart = `(() => {
  const held = new WeakSet();
  RTCPeerConnection.prototype.restartIce = function () { held.add(this); };
  const native = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = function (...of) {
    return held.has(this) ? new Promise(() => {}) : native.apply(this, of);
  };
})()`;

/** The largest picture may cost this many bits a second, so that more is wanted than a network carries. */
export const generous = (bits) => `(() => {
  const allow = (encodings) => {
    for (const each of encodings ?? []) if (each.maxBitrate > 800_000) each.maxBitrate = ${bits};
  };
  const [set, add] = [RTCRtpSender.prototype.setParameters, RTCPeerConnection.prototype.addTransceiver];
  RTCRtpSender.prototype.setParameters = function (parameters) {
    allow(parameters.encodings);
    return set.call(this, parameters);
  };
  RTCPeerConnection.prototype.addTransceiver = function (what, more) {
    allow(more?.sendEncodings);
    return add.call(this, what, more);
  };
})()`;
