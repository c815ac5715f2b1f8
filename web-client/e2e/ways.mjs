// Networks that let no UDP through: media takes TCP, and nobody has to know.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { join, received, seenClean, until } from "./browser.mjs";
import { startServer } from "./server.mjs";

export async function ways(browser, _server, figures) {
  const swallowed = await swallow();
  const server = await startServer({
    environment: { PIIRI_MEDIA_ADVERTISE: `127.0.0.1:${swallowed.port}`, PIIRI_MEDIA_TCP_ADVERTISE: "127.0.0.1" },
  });
  try {
    const links = await server.createRoom("Palomuurin takana");
    const virpi = await join(browser, links.supervisor, "Virpi");
    const aino = await join(browser, links.participant, "Aino");
    const began = Date.now();
    for (const page of [virpi, aino]) {
      await until(`${page.person} sees the other`, () => page.locator('[data-participant]:not([data-me]) [data-video="live"]').count());
    }
    figures["both see each other after, ms"] = Date.now() - began;
    for (const page of [virpi, aino]) {
      assert.deepEqual(await protocols(page), ["tcp", "tcp"], `${page.person}'s connections are over TCP`);
      const [first] = [await received(page)];
      const sum = (all, kind, what) => all.filter((each) => each.kind === kind).reduce((total, each) => total + each[what], 0);
      await until(`${page.person} hears and sees more`, async () => {
        const now = await received(page);
        return sum(now, "video", "frames") > sum(first, "video", "frames") + 20 && sum(now, "audio", "packets") > sum(first, "audio", "packets") + 40;
      });
      await seenClean(page);
    }
    assert.ok(swallowed.count() > 0, "UDP was tried first");
  } finally {
    await server.stop();
    swallowed.close();
  }
}

/** How the connections of a page go through the network. */
const protocols = (page) => page.evaluate(`(async () => {
  const found = [];
  for (const connection of __seen.connections) {
    if (connection.connectionState !== "connected") continue;
    const stats = await connection.getStats();
    const transport = [...stats.values()].find((each) => each.type === "transport");
    found.push(stats.get(stats.get(transport.selectedCandidatePairId).localCandidateId).protocol);
  }
  return found;
})()`);

/** An address that answers nothing. */
function swallow() {
  return new Promise((resolve, reject) => {
    let count = 0;
    const socket = createSocket("udp4", () => (count += 1));
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", () => resolve({ port: socket.address().port, count: () => count, close: () => socket.close() }));
  });
}
