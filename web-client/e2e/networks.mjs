// Two people, one of them in a hotel: 1 Mbit/s, 80 ms, 2 % loss, and then another address. They hear and see each other
// throughout, without anybody pressing anything. Every network, with figures: networks/all.mjs.
import assert from "node:assert/strict";
import { seenClean, until } from "./browser.mjs";
import { between, estimated, received } from "./networks/figures.mjs";
import { gapsAfter, meet, say, watchFor } from "./networks/meeting.mjs";

const LINK = 1_000;

export async function networks(browser, _server, figures) {
  const meeting = await meet(browser, "profile hotel");
  try {
    const series = await watchFor(meeting, 18);
    const judged = between(series, series[0].at + 8_000);
    const estimate = estimated(judged, LINK);
    figures["estimate on 1000 kbit/s"] = estimate;
    for (const page of ["aino", "virpi"]) {
      const got = received(judged, page);
      figures[`${page} gets`] = got;
      // A busy machine conceals too, and draws less; a network that is filled conceals a tenth.
      assert.ok(got.concealed < 6, `${page}: ${got.concealed} % of the voice concealed`);
      assert.ok(got.frames > 3, `${page}: ${got.frames} frames a second`);
    }
    assert.ok(estimate.median > 300 && estimate.median < 1.4 * LINK, `estimate: ${estimate.median} kbit/s`);
    const at = await say(meeting.proxy, "rebind");
    figures["sound back after a rebind, s"] = await gapsAfter(meeting, at, 12);
    await goesOnAfterRestart(meeting, figures);
    for (const page of [meeting.aino, meeting.virpi]) await seenClean(page);
  } finally {
    await meeting.stop();
  }
}

const STAND = `__seen.connections
  .filter(({ signalingState }) => signalingState !== "closed")
  .every(({ signalingState, iceConnectionState }) => signalingState === "stable" && /connected|completed/.test(iceConnectionState))`;

/** The browser says that the network is another one: the page restarts ICE, and what it sends is the same as before. */
async function goesOnAfterRestart({ aino, virpi }, figures) {
  const seen = async (page) => (await page.evaluate("__measure()")).pictures.frames ?? 0;
  const before = await aino.evaluate("__restarts");
  await aino.evaluate("void window.dispatchEvent(new Event('online'))");
  await until("ICE is restarted", async () => (await aino.evaluate("__restarts")) > before);
  await until("both ways are new", () => aino.evaluate(STAND));
  const [began, frames] = [Date.now(), await Promise.all([aino, virpi].map(seen))];
  for (const [at, page] of [aino, virpi].entries()) {
    await until(`${page.person} sees the other go on`, async () => (await seen(page)) > frames[at] + 15);
  }
  figures["pictures go on after an ICE restart, ms"] = Date.now() - began;
}
