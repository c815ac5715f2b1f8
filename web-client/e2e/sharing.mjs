// A screen goes from one page to another, one at a time, and is stopped by whoever may; a sound file is played to all in
// stereo, and its captions are seen; a film that stands still is seen by who comes late, and by who chose sound only once
// they want pictures.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as inFolder } from "node:path";
import { join, until } from "./browser.mjs";
import { calm } from "./panel.mjs";

const live = (page) => page.locator('.screen [data-video="live"]');
const press = (page, action) => page.locator(`[data-action=${action}]`).click();

async function share(page) {
  await press(page, "share");
  await press(page, "choose-screen");
  await page.locator("[data-banner=sharing]").waitFor();
}

export async function sharing(browser, server, figures) {
  const links = await server.createRoom("Jakaminen");
  const virpi = await join(browser, links.supervisor, "Virpi");
  const aino = await join(browser, links.participant, "Aino");
  await screens(virpi, aino, figures);
  await playing(virpi, aino, figures);
  const bjorn = await film(browser, links, virpi, aino, figures);
  await calm([virpi, aino, bjorn]);
}

async function screens(virpi, aino, figures) {
  const began = Date.now();
  await share(virpi);
  await live(aino).waitFor();
  figures["screen: press to first frame at another, ms"] = Date.now() - began;
  assert.match(await aino.locator(".screen-name").innerText(), /Virpi/u);
  assert.equal(await virpi.locator(".screen").count(), 0, "no hall of mirrors");
  await press(aino, "share");
  await aino.locator("[data-action=ask-for-screen]").click();
  await aino.keyboard.press("Escape");
  await virpi.locator("[data-banner=screen-asked]").waitFor();
  await press(virpi, "stop-sharing");
  await aino.locator(".screen").waitFor({ state: "detached" });
  await share(aino);
  await live(virpi).waitFor();
  await press(virpi, "stop-screen");
  await aino.locator("[data-banner=screen-over]").waitFor();
  assert.equal(await aino.locator("[data-action=share]").getAttribute("aria-pressed"), "false");
}

async function playing(virpi, aino, figures) {
  const folder = mkdtempSync(inFolder(tmpdir(), "piiri-sound-"));
  const [sound, words] = [inFolder(folder, "salainen.wav"), inFolder(folder, "salainen.srt")];
  writeFileSync(sound, leftOnly(20));
  writeFileSync(words, "1\n00:00:00,200 --> 00:00:19,000\nHengitä sisään.\n");
  try {
    await press(virpi, "share");
    await press(virpi, "play-to-all");
    await virpi.locator("[data-file=media]").setInputFiles(sound);
    await virpi.locator("[data-file=captions]").setInputFiles(words);
    await press(virpi, "confirm");
    await aino.locator(".playing").waitFor();
    await aino.getByText("Hengitä sisään.").waitFor();
    assert.ok(![virpi, aino].some((page) => page.told.some((frame) => frame.includes("salainen"))), "the name of the file is told to nobody");
    figures["played: left and right as another hears them"] = await until("Aino hears it on the left alone", async () => {
      const [left, right] = await aino.evaluate(channels);
      return left > 0.05 && right < left / 20 ? [left, right] : null;
    });
    await press(virpi, "pause-playing");
    await until("it stands still", () => aino.locator(".playing[data-paused]").count());
    await press(virpi, "stop-playing");
    await aino.locator(".playing").waitFor({ state: "detached" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function film(browser, links, virpi, aino, figures) {
  const folder = mkdtempSync(inFolder(tmpdir(), "piiri-film-"));
  const file = inFolder(folder, "film.webm");
  writeFileSync(file, Buffer.from(await virpi.evaluate(recorded), "base64"));
  try {
    await press(virpi, "share");
    await press(virpi, "play-to-all");
    await virpi.locator("[data-file=media]").setInputFiles(file);
    await press(virpi, "confirm");
    await live(aino).waitFor();
    await press(virpi, "pause-playing");
    await until("it stands still", () => aino.locator(".playing[data-paused]").count());
    const bjorn = await join(browser, links.participant, "Björn");
    const began = Date.now();
    await live(bjorn).waitFor();
    figures["paused film: first frame at who came late, ms"] = Date.now() - began;
    await setSoundOnly(bjorn);
    await live(bjorn).waitFor({ state: "detached" });
    await press(bjorn, "pictures-on");
    await live(bjorn).waitFor();
    await press(virpi, "stop-playing");
    await bjorn.locator(".playing").waitFor({ state: "detached" });
    return bjorn;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setSoundOnly(page) {
  await page.locator(".link-state").click();
  await page.locator("[data-switch=audio_only]").click();
  await page.keyboard.press("Escape");
}

/** In the page: some seconds of a moving picture, as a WebM file in Base64. */
async function recorded() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const brush = canvas.getContext("2d");
  let frames = 0;
  const timer = setInterval(() => {
    brush.fillStyle = `hsl(${(frames += 1) * 10} 60% 50%)`;
    brush.fillRect(0, 0, 320, 180);
  }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  recorder.stop();
  await stopped;
  clearInterval(timer);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** A WAV file of so many seconds with a tone on the left and nothing on the right. */
function leftOnly(seconds) {
  const [rate, channelsOfFile] = [48_000, 2];
  const data = Buffer.alloc(seconds * rate * channelsOfFile * 2);
  for (let n = 0; n < seconds * rate; n += 1) data.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * 440 * n) / rate)), n * 4);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channelsOfFile, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channelsOfFile * 2, 28);
  head.writeUInt16LE(channelsOfFile * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** In the page: how loud the loudest of what is received is on the left and on the right, 0 to 1. */
async function channels() {
  const context = new AudioContext();
  const found = [];
  for (const element of document.querySelectorAll("audio")) {
    const split = context.createChannelSplitter(2);
    context.createMediaStreamSource(element.srcObject).connect(split);
    const analysers = [0, 1].map((channel) => {
      const analyser = context.createAnalyser();
      split.connect(analyser, channel);
      return analyser;
    });
    found.push(analysers);
  }
  await new Promise((resolve) => setTimeout(resolve, 400));
  const levels = found.map((analysers) =>
    analysers.map((analyser) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    }),
  );
  await context.close();
  return levels.toSorted((a, b) => b[0] - a[0])[0] ?? [0, 0];
}
