// A picture is sent as large as it is shown and no larger: the layer follows the size of the tile, nothing is sent of what
// nobody sees, and the sender stops encoding what nobody watches. Voices use redundancy.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";

/** A camera of 1280x720 in which something moves everywhere. */
export const camera = `(() => {
  const devices = navigator.mediaDevices;
  if (devices === undefined) return;
  const native = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = wanted.audio ? await native({ audio: wanted.audio }) : new MediaStream();
    if (!wanted.video) return stream;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1280, 720];
    const context = canvas.getContext("2d", { alpha: false });
    let tick = 0;
    const draw = () => {
      tick += 1;
      for (let at = 0; at < 48; at += 1) {
        context.fillStyle = "hsl(" + ((at * 37 + tick * 3) % 360) + " 60% " + (30 + (at % 5) * 10) + "%)";
        context.fillRect(((at % 8) * 160 + tick * 2) % 1280, Math.floor(at / 8) * 120, 160, 120);
      }
    };
    setInterval(draw, 50);
    draw();
    stream.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
    return stream;
  };
})()`;

/** What is received of pictures: the largest width, and packets in all; and whether the voice has redundancy. */
const got = (page) => page.evaluate(`(async () => {
  const found = { width: 0, packets: 0, frames: 0, codecs: [] };
  for (const connection of __seen.connections) {
    if (connection.connectionState === "closed") continue;
    const stats = await connection.getStats();
    for (const report of stats.values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") {
        found.width = Math.max(found.width, report.framesPerSecond > 0 ? report.frameWidth ?? 0 : 0);
        found.packets += report.packetsReceived;
        found.frames += report.framesDecoded ?? 0;
      } else if (report.packetsReceived > 0) found.codecs.push(stats.get(report.codecId)?.mimeType);
    }
  }
  return found;
})()`);

/** Widths of the layers that a page encodes now. */
const encoded = (page) => page.evaluate(`(async () => {
  const widths = [];
  for (const connection of __seen.connections) {
    if (connection.connectionState === "closed") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "outbound-rtp" && report.kind === "video" && report.active && report.framesPerSecond > 0) widths.push(report.frameWidth);
    }
  }
  return widths.toSorted((a, b) => a - b);
})()`);

const timed = async (what, look) => {
  const began = Date.now();
  await until(what, look, 30_000);
  return Number(((Date.now() - began) / 1_000).toFixed(1));
};

export async function layers(browser, server, figures) {
  const links = await server.createRoom("Kerrokset");
  const aino = await join(browser, links.participant, "Aino", { scripts: [camera], viewport: { width: 1000, height: 700 } });
  const virpi = await join(browser, links.supervisor, "Virpi", { viewport: { width: 1900, height: 1200 }, deviceScaleFactor: 1.5 });
  figures["shown large: 1280 wide after, s"] = await timed("the large picture comes", async () => (await got(virpi)).width === 1280);
  await virpi.setViewportSize({ width: 862, height: 900 });
  figures["shown small: smaller after, s"] = await timed("a smaller one comes", async () => {
    const { width } = await got(virpi);
    return width > 0 && width < 1280;
  });
  figures["small, px"] = (await got(virpi)).width;
  figures["sender stops the large one after, s"] = await timed("Aino encodes less", async () => !(await encoded(aino)).includes(1280));
  figures["encoded then, px"] = await encoded(aino);
  await virpi.setViewportSize({ width: 1900, height: 1200 });
  figures["large again after, s"] = await timed("the large picture comes again", async () => (await got(virpi)).width === 1280);
  figures["voice"] = (await got(virpi)).codecs;
  assert.ok((await got(virpi)).frames > 20);
}
