// Lips and voice stay together: each page's camera flashes and its microphone beeps at the same moment of each second,
// and a listener measures how far apart the two come out: while somebody has the floor, after somebody else got it, and
// after the picture became larger and smaller.
import { join, until } from "./browser.mjs";
import { ask } from "./panel.mjs";

/** What people notice: picture and sound apart by more (shared/slots.md 3; ITU-R BT.1359 gives 45 ms early, 125 ms late). */
const MOST = 100;
/** Flashes that are looked at after each change. */
const FLASHES = 6;

/** In place of camera and microphone: a flash and a beep of 100 ms as each second begins. */
const clapper = `(() => {
  const devices = navigator.mediaDevices;
  if (devices === undefined) return;
  const FLASH = 100;
  devices.getUserMedia = async (wanted) => {
    const stream = new MediaStream();
    if (wanted.video) {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [960, 540];
      const context = canvas.getContext("2d", { alpha: false });
      let tick = 0;
      const draw = () => {
        tick += 1;
        context.fillStyle = Date.now() % 1000 < FLASH ? "#fff" : "#024";
        context.fillRect(0, 0, 960, 540);
        // Something moves, so that a keyframe is not the only frame with content.
        context.fillStyle = "#c80";
        context.fillRect((tick * 7) % 900, 440, 60, 60);
      };
      // A frame is taken exactly as the second begins: one that is taken by the stream's own clock would be late by up to
      // its period, and that would be measured as a fault of ours.
      const [track] = canvas.captureStream(0).getVideoTracks();
      const take = () => {
        draw();
        track.requestFrame();
        setTimeout(take, 40 - (Date.now() % 40));
      };
      take();
      stream.addTrack(track);
    }
    if (wanted.audio) {
      const audio = new AudioContext({ sampleRate: 48000 });
      const out = audio.createMediaStreamDestination();
      const gain = audio.createGain();
      gain.gain.value = 0;
      const tone = audio.createOscillator();
      tone.frequency.value = 900;
      tone.connect(gain).connect(out);
      // Room noise, so that the voice never counts as silent and the sender never pauses.
      const hum = audio.createOscillator();
      hum.frequency.value = 120;
      const quiet = audio.createGain();
      quiet.gain.value = 0.05;
      hum.connect(quiet).connect(out);
      tone.start();
      hum.start();
      let planned = 0;
      setInterval(() => {
        if (audio.state === "suspended") void audio.resume();
        const { contextTime, performanceTime } = audio.getOutputTimestamp();
        const next = (Math.floor(Date.now() / 1000) + 1) * 1000;
        if (next === planned || performanceTime === 0) return;
        planned = next;
        const at = contextTime + (next - (performance.timeOrigin + performanceTime)) / 1000;
        if (at < audio.currentTime) return;
        gain.gain.setValueAtTime(0.6, at);
        gain.gain.setValueAtTime(0, at + FLASH / 1000);
      }, 200);
      stream.addTrack(out.stream.getAudioTracks()[0]);
    }
    return stream;
  };
})()`;

/** Notes when flashes are shown and beeps are heard: of the picture named, and of the received track that beeps. */
const ears = `(() => {
  const noted = { flashes: [], beeps: [] };
  Object.defineProperty(window, "__noted", { value: noted });
  const audio = new AudioContext({ sampleRate: 48000 });
  const heard = new Set();
  window.__listen = (who) => {
    void audio.resume();
    noted.flashes.length = 0;
    noted.beeps.length = 0;
    for (const connection of __seen.connections) {
      for (const { receiver: { track } } of connection.getTransceivers()) {
        if (track.kind !== "audio" || heard.has(track) || track.muted) continue;
        heard.add(track);
        const input = audio.createMediaStreamSource(new MediaStream([track]));
        const node = audio.createScriptProcessor(256, 1, 1);
        let loud = false;
        let quietFor = 0;
        node.onaudioprocess = ({ inputBuffer, playbackTime }) => {
          const samples = inputBuffer.getChannelData(0);
          for (let at = 0; at < samples.length; at += 1) {
            if (Math.abs(samples[at]) > 0.2) {
              if (!loud) {
                const { contextTime, performanceTime } = audio.getOutputTimestamp();
                const when = playbackTime - 256 / 48000 + at / 48000;
                noted.beeps.push(performance.timeOrigin + performanceTime + (when - contextTime) * 1000);
              }
              loud = true;
              quietFor = 0;
            } else if (loud && (quietFor += 1) > 4800) loud = false;
          }
        };
        input.connect(node).connect(audio.destination);
      }
    }
    const video = document.querySelector('[data-participant="' + who + '"] video');
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    let bright = true;
    // Only the last who asked looks on: two would note each flash twice.
    const asked = {};
    const look = (_now, frame) => {
      if (video.__asked !== asked) return;
      context.drawImage(video, 0, 0, 8, 8);
      const [red] = context.getImageData(2, 2, 1, 1).data;
      if (red > 128 && !bright) noted.flashes.push(performance.timeOrigin + frame.expectedDisplayTime);
      bright = red > 128;
      video.requestVideoFrameCallback(look);
    };
    video.__asked = asked;
    video.requestVideoFrameCallback(look);
  };
})()`;

export async function lips(browser, server, figures) {
  const links = await server.createRoom("Huulet ja ääni");
  const scripts = [clapper];
  const aino = await join(browser, links.participant, "Aino", { scripts });
  const bjorn = await join(browser, links.participant, "Björn", { scripts });
  const virpi = await join(browser, links.supervisor, "Virpi", { scripts: [...scripts, ears], deviceScaleFactor: 1.5 });
  const id = async (name) => virpi.locator("[data-participant]", { has: virpi.locator(".tile-name", { hasText: name }) }).getAttribute("data-participant");
  for (const name of ["Aino", "Björn"]) {
    await until(`${name} is seen`, async () => (await virpi.locator(`[data-participant="${await id(name)}"] [data-video=live]`).count()) === 1);
  }
  for (const page of [bjorn, virpi]) await page.locator("[data-action=microphone][aria-pressed=true]").click();
  figures["a voice among others, picture minus sound, ms"] = await apart(virpi, await id("Aino"));

  // The floor: their voice and picture come as one.
  await ask(virpi, { type: "set_turns", turns: "queue" });
  await speaks(virpi, aino);
  figures["with the floor"] = await apart(virpi, await id("Aino"));
  await aino.locator("[data-action=microphone][aria-pressed=true]").click();
  await bjorn.locator("[data-action=microphone][aria-pressed=false]").click();
  await speaks(virpi, bjorn);
  figures["after somebody else got it"] = await apart(virpi, await id("Björn"));

  // The picture is shown larger, and small again: another layer of it each time.
  for (const [what, width] of [["shown small", 862], ["shown large", 1900]]) {
    await virpi.setViewportSize({ width, height: Math.max(900, Math.round(width * 0.63)) });
    figures[what] = await apart(virpi, await id("Björn"));
  }
}

/** Asks for the floor and is called. */
async function speaks(host, page) {
  await ask(page, { type: "raise_hand" });
  await ask(host, { type: "call_next" });
  await page.locator("[data-me][data-floor]").waitFor();
}

/**
 * The median distance between flash and beep, positive when the picture is late: of the first flashes after a change, and of
 * those by which the two are together. A browser that falls behind while it takes up another picture has time to catch up.
 */
async function apart(page, who) {
  await page.evaluate((of) => __listen(of), who);
  let pairs = [];
  await until(`picture and sound less than ${MOST} ms apart over ${FLASHES} flashes`, async () => {
    const { flashes, beeps } = await page.evaluate("__noted");
    pairs = flashes.flatMap((flash) => {
      const beep = beeps.toSorted((a, b) => Math.abs(a - flash) - Math.abs(b - flash))[0];
      return beep !== undefined && Math.abs(beep - flash) < 450 ? [Math.round(flash - beep)] : [];
    });
    return pairs.length >= FLASHES && Math.abs(median(pairs.slice(-FLASHES))) < MOST;
  }, 30_000);
  return { first: median(pairs.slice(0, FLASHES)), together: median(pairs.slice(-FLASHES)), all: pairs };
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
