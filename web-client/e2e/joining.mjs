// A network that loses the server's first answer to every browser's DTLS greeting: it is asked for again within 50 ms
// and given again, and nothing is made anew.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { join, seenClean, until } from "./browser.mjs";
import { startServer } from "./server.mjs";

export async function joining(browser, _server, figures) {
  const between = await loseFirstAnswers();
  const server = await startServer({
    environment: { PIIRI_MEDIA_ADVERTISE: `127.0.0.1:${between.port}`, PIIRI_MEDIA_TCP_LISTEN: "" },
  });
  between.lead(server.media);
  try {
    const links = await server.createRoom("Ensimmäinen vastaus katoaa");
    const began = Date.now();
    const virpi = await join(browser, links.supervisor, "Virpi");
    const aino = await join(browser, links.participant, "Aino");
    for (const page of [virpi, aino]) {
      await until(`${page.person} sees the other`, () => page.locator('[data-participant]:not([data-me]) [data-video="live"]').count());
    }
    figures["both there and seen after, ms"] = Date.now() - began;
    figures["answers lost"] = between.lost();
    assert.ok(between.lost() >= 4, "one for each connection");
    for (const page of [virpi, aino]) {
      assert.equal(await page.evaluate("__seen.connections.length"), 2, `${page.person}'s connections are the first ones`);
      await seenClean(page);
    }
  } finally {
    await server.stop();
    between.close();
  }
}

/** Stands before a server, and swallows the first datagram to each of a browser's ports that begins with a ServerHello. */
function loseFirstAnswers() {
  return new Promise((resolve, reject) => {
    const entrance = createSocket("udp4");
    const browsers = new Map();
    let [to, lost] = [null, 0];
    const way = (from) => {
      const socket = createSocket("udp4");
      let spared = false;
      socket.on("message", (datagram) => {
        const answers = datagram[0] === 22 && datagram.readUInt16BE(3) === 0 && datagram[13] === 2;
        if (!answers || spared) return entrance.send(datagram, from.port, from.address);
        spared = true;
        lost += 1;
      });
      return socket;
    };
    entrance.on("message", (datagram, from) => {
      const name = `${from.address}:${from.port}`;
      if (!browsers.has(name)) browsers.set(name, way(from));
      if (to !== null) browsers.get(name).send(datagram, Number(to.split(":").at(-1)), "127.0.0.1");
    });
    entrance.once("error", reject);
    entrance.bind(0, "127.0.0.1", () =>
      resolve({
        port: entrance.address().port,
        lead: (server) => (to = server),
        lost: () => lost,
        close: () => [entrance, ...browsers.values()].forEach((socket) => socket.close()),
      }),
    );
  });
}
