// Two people, one of them on a bad network: Aino, whose page goes through the proxy. Virpi's goes past it.
import { writeFileSync } from "node:fs";
import { join, until } from "../browser.mjs";
import { freeMediaPort, startServer } from "../server.mjs";
import { countRestarts, devices, meter, past } from "./people.mjs";
import { startProxy } from "./proxy.mjs";

const EVERY_MS = 250;
/** So large that the largest of three layers is worth sending to it. */
const LARGE = { viewport: { width: 1000, height: 800 }, deviceScaleFactor: 1.8 };
const SMALL = { viewport: { width: 1000, height: 800 } };
/** Of what Virpi sends there are three sizes, of what Aino sends two: two pages must fit a processor that others use too. */
const CAMERAS = { aino: [480, 270], virpi: [960, 540] };

/** `network`: what the proxy is told before anybody comes; `more`: further scripts; `large`: Virpi shows large pictures too. */
export async function meet(browser, network, { more = [], cameras = CAMERAS, large = false } = {}) {
  const entrance = `127.0.0.1:${await freeMediaPort("127.0.0.1")}`;
  const server = await startServer({ environment: { PIIRI_MEDIA_ADVERTISE: entrance, PIIRI_MEDIA_TCP_ADVERTISE: entrance } });
  const proxy = await startProxy(entrance, server.media);
  const stop = async () => {
    await proxy.stop();
    return server.stop();
  };
  try {
    await say(proxy, network);
    const { id, links } = await server.makeRoom({ title: "Huonossa verkossa" });
    const own = (name) => [devices(cameras[name]), meter, countRestarts, ...more];
    const began = Date.now();
    const aino = await join(browser, links.participant, "Aino", { ...LARGE, scripts: own("aino") });
    // Devices have no names there: hers is the only one so far.
    const device = await until("Aino is there", async () => (await server.mediaOf(id))?.devices[0]?.device);
    const virpi = await join(browser, links.supervisor, "Virpi", { ...(large ? LARGE : SMALL), scripts: [...own("virpi"), past(entrance, server.media)] });
    for (const page of [aino, virpi]) {
      await until(`${page.person} hears the other`, async () => ((await page.evaluate("__measure()")).voice.packets ?? 0) > 20);
    }
    return { server, proxy, room: id, device, aino, virpi, joined: Date.now() - began, stop };
  } catch (error) {
    console.log(await stop());
    throw error;
  }
}

/** Several commands, the last one's time. */
export async function say(proxy, commands) {
  let at = 0;
  for (const command of [commands].flat()) at = await proxy.say(command);
  return at;
}

/** What both pages and the server know, every quarter of a second for so many seconds; also written to the file SERIES. */
export async function watchFor(meeting, seconds, during = async () => {}) {
  const series = [];
  const ends = Date.now() + seconds * 1_000;
  const done = during();
  while (Date.now() < ends) {
    const at = Date.now();
    const [aino, virpi, dump] = await Promise.all([
      meeting.aino.evaluate("__measure()"),
      meeting.virpi.evaluate("__measure()"),
      meeting.server.mediaOf(meeting.room),
    ]);
    const [device, other] = [true, false].map((hers) => dump?.devices.find((each) => (each.device === meeting.device) === hers));
    series.push({ at, aino, virpi, device, arriving: other?.arriving ?? [], drops: dump?.drops });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at + EVERY_MS - Date.now())));
  }
  await done;
  if (process.env["SERIES"] !== undefined) writeFileSync(process.env["SERIES"], series.map((each) => JSON.stringify(each)).join("\n"));
  return series;
}

/** For how many seconds each heard nothing after a moment; 0: no gap. */
export async function gapsAfter(meeting, at, within) {
  const of = (page) =>
    until(`${page.person} hears again`, async () => {
      const [gaps, quiet, now] = await page.evaluate("[__gaps, __quietFor(), Date.now()]");
      // What was under way when it happened still arrives; a gap that begins seconds later has another cause.
      const caused = gaps.filter(({ from, to }) => to > at && from < at + 3_000);
      if (quiet > 200 || (caused.length === 0 && now - at < 5_000)) return null;
      return { seconds: caused.length === 0 ? 0 : Number(((caused.at(-1).to - at) / 1_000).toFixed(2)) };
    }, within * 1_000);
  const [down, up] = await Promise.all([of(meeting.aino), of(meeting.virpi)]);
  return { down: down.seconds, up: up.seconds };
}
