// A room in another codec than VP8: two people see each other in it, the size of the picture follows the size of the tile
// within one stream, and whoever comes with a browser that cannot show it makes everybody use VP8 again.
import assert from "node:assert/strict";
import { join, until } from "./browser.mjs";
import { camera } from "./layers.mjs";
import { show } from "./panel.mjs";

/** What is sent and received of pictures now. */
export const pictures = (page) => page.evaluate(`(async () => {
  const found = { received: [], sent: [] };
  for (const connection of __seen.connections) {
    if (connection.connectionState === "closed") continue;
    const stats = await connection.getStats();
    for (const report of stats.values()) {
      if (report.kind !== "video" || !(report.framesPerSecond > 0)) continue;
      const about = { codec: stats.get(report.codecId)?.mimeType, width: report.frameWidth, frames: report.framesDecoded ?? report.framesEncoded };
      if (report.type === "inbound-rtp") found.received.push({ ...about, freezes: report.freezeCount, plis: report.pliCount });
      if (report.type === "outbound-rtp") found.sent.push({ ...about, mode: report.scalabilityMode });
    }
  }
  return found;
})()`);

const timed = async (what, look) => {
  const began = Date.now();
  await until(what, look, 30_000);
  return Number(((Date.now() - began) / 1_000).toFixed(1));
};

/** As those who run the session choose it. */
export async function choose(page, codec) {
  await show(page, "session");
  await page.locator(`[name=codec][value=${codec}]`).click();
  await page.locator("[data-action=change-codec]").click();
  await page.locator("[data-action=change-codec][aria-disabled]").waitFor();
  assert.ok(await page.locator(`[name=codec][value=${codec}]`).isChecked(), `the room is in ${codec}`);
}

async function inCodec(browser, server, codec, figures) {
  const mimeType = `video/${codec}`;
  const links = await server.createRoom(`Koodaus ${codec}`);
  const aino = await join(browser, links.participant, "Aino", { scripts: [camera], viewport: { width: 1000, height: 700 } });
  const virpi = await join(browser, links.supervisor, "Virpi", { scripts: [camera], viewport: { width: 1900, height: 1200 }, deviceScaleFactor: 1.5 });
  await until("they see each other in VP8", async () => (await pictures(virpi)).received.some((each) => each.codec === "video/VP8"));
  await choose(virpi, codec);
  const sees = async (page) => (await pictures(page)).received.some((each) => each.codec === mimeType);
  figures[`${codec}: seen after, s`] = await timed(`they see each other in ${codec}`, async () => (await sees(aino)) && (await sees(virpi)));
  figures[`${codec}: sent`] = (await pictures(aino)).sent;
  if (codec !== "H264") {
    figures[`${codec}: large after, s`] = await timed("the large picture comes", async () => (await pictures(virpi)).received.some(({ width }) => width === 1280));
    await virpi.setViewportSize({ width: 862, height: 900 });
    figures[`${codec}: small after, s`] = await timed("a smaller one comes", async () => (await pictures(virpi)).received.every(({ width }) => width < 1280));
    await virpi.setViewportSize({ width: 1900, height: 1200 });
    figures[`${codec}: large again after, s`] = await timed("the large one comes again", async () => (await pictures(virpi)).received.some(({ width }) => width === 1280));
  }
  figures[`${codec}: received`] = (await pictures(virpi)).received;
  return { aino, virpi, links };
}

/** A browser that can show VP8 only. */
const onlyVp8 = `(() => {
  const native = RTCPeerConnection.prototype.createAnswer;
  RTCPeerConnection.prototype.createAnswer = async function (...options) {
    for (const each of this.getTransceivers()) {
      if (each.receiver.track.kind !== "video") continue;
      each.setCodecPreferences(RTCRtpReceiver.getCapabilities("video").codecs.filter(({ mimeType }) => /vp8|rtx/i.test(mimeType)));
    }
    return native.apply(this, options);
  };
})()`;

export async function codecs(browser, server, figures) {
  const chosen = (process.env["CODECS"] ?? "VP9").split(",");
  for (const codec of chosen) {
    const { aino, virpi, links } = await inCodec(browser, server, codec, figures);
    if (codec === chosen[0]) {
      const old = await join(browser, links.participant, "Vanha", { scripts: [onlyVp8] });
      const all = async (page) => {
        const { received } = await pictures(page);
        return received.length > 0 && received.every((each) => each.codec === "video/VP8");
      };
      figures["VP8 for all after somebody came who has nothing else, s"] = await timed("everybody uses VP8", async () => (await all(old)) && (await all(aino)) && (await all(virpi)));
      await old.context().close();
    }
    assert.deepEqual(aino.problems.concat(virpi.problems), []);
    await aino.context().close();
    await virpi.context().close();
  }
}
