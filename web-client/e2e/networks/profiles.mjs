// Networks and what two pages make of them: each takes a browser and gives a row of figures. Aino is on the bad network.
import { fileURLToPath } from "node:url";
import { between, estimated, ownEstimate, percentile, received, shown, until, wanted } from "./figures.mjs";
import { gapsAfter, meet, say, watchFor } from "./meeting.mjs";
import { generous, withoutRestart } from "./people.mjs";

const OUT = fileURLToPath(new URL("../out/", import.meta.url));

/** The time after joining that is not judged. */
const SETTLES_S = 12;
/** Enough for a median, and for a 95th percentile that is not the worst. */
const REBINDS = 16;

/** A network that stays as it is. `link` in kbit/s. */
export async function steady(browser, network, { link = null, lasts = 48, settles = SETTLES_S, ...options } = {}) {
  const meeting = await meet(browser, network, options);
  try {
    const series = await watchFor(meeting, lasts);
    return { joined: meeting.joined, ...summary(between(series, series[0].at + settles * 1_000), link) };
  } finally {
    await meeting.stop();
  }
}

function summary(series, link) {
  const [down, up] = [received(series, "aino"), received(series, "virpi")];
  const wished = wanted(series);
  const fits = link === null ? wished : Math.min(link, wished);
  return {
    down,
    up,
    wanted: wished,
    used: Math.round((100 * down.bits) / fits),
    estimate: estimated(series, link ?? wished),
    ownEstimate: ownEstimate(series, "aino"),
    shown: shown(series),
  };
}

const NEAR = ["delay 20ms", "rate 2M"];
/** What one picture costs then, bit/s: a third more than fits, as several would. */
const MUCH = 2_600_000;

/** 2 Mbit/s, 250 kbit/s and back, with a picture that costs more than all that. */
export async function falling(browser) {
  const meeting = await meet(browser, NEAR, { more: [generous(MUCH)] });
  try {
    const [low, high] = [250, 2_000];
    let [fell, rose] = [0, 0];
    const series = await watchFor(meeting, 90, async () => {
      await pause(30);
      fell = await say(meeting.proxy, "rate 250k");
      await pause(30);
      rose = await say(meeting.proxy, "rate 2M");
    });
    const [begun, parts] = [series[0].at, { high: [series[0].at, fell], low: [fell, rose], back: [rose, Infinity] }];
    const judged = (name, link) => summary(between(series, parts[name][0] + 10_000, parts[name][1]), link);
    return {
      joined: meeting.joined,
      "2 M after, s": until(series, begun, (estimate) => estimate >= 0.75 * high),
      "down after, s": until(series, fell, (estimate) => estimate <= 1.25 * low),
      "up after, s": until(series, rose, (estimate) => estimate >= 0.75 * high),
      high: judged("high", high),
      low: judged("low", low),
      back: judged("back", high),
      atOnce: received(between(series, fell, fell + 5_000), "aino"),
    };
  } finally {
    await meeting.stop();
  }
}

/** The way out alone: 2 Mbit/s, `low` and back, of a camera with three sizes. */
export async function fallingOut(browser, { low = "250k", lasts = 40 } = {}) {
  const options = { cameras: { aino: [960, 540], virpi: [320, 180] }, large: true };
  const meeting = await meet(browser, ["delay 20ms", "up rate 2M"], options);
  try {
    let [fell, rose] = [0, 0];
    const series = await watchFor(meeting, 20 + lasts + 30, async () => {
      await pause(20);
      fell = await say(meeting.proxy, `up rate ${low}`);
      await pause(lasts);
      rose = await say(meeting.proxy, "up rate 2M");
    });
    const parts = { high: [series[0].at + 10_000, fell], low: [fell + 10_000, rose], back: [rose + 15_000, Infinity], atOnce: [fell, fell + 10_000] };
    const judged = Object.entries(parts).map(([name, [from, to]]) => {
      const part = between(series, from, to);
      return [name, { ...received(part, "virpi"), ownEstimate: ownEstimate(part, "aino") }];
    });
    return { joined: meeting.joined, ...Object.fromEntries(judged), "all sizes again after, s": sizesAfter(series, rose, 3) };
  } finally {
    await meeting.stop();
  }
}

/** Seconds from a moment until so many sizes of Aino's camera are sent. */
function sizesAfter(series, moment, sizes) {
  const found = series.find(({ at, aino }) => at >= moment + 500 && aino.sent.widths.length >= sizes);
  return found === undefined ? null : Number(((found.at - moment) / 1_000).toFixed(1));
}

/** 2 Mbit/s on which little is sent for a while, and then much. */
export async function littleThenMuch(browser) {
  const meeting = await meet(browser, NEAR, { more: [generous(MUCH)] });
  try {
    await meeting.virpi.locator("[data-action=camera]").click();
    await pause(15);
    let began = 0;
    const series = await watchFor(meeting, 30, async () => {
      began = Date.now();
      await meeting.virpi.locator("[data-action=camera]").click();
    });
    const judged = between(series, began + 10_000);
    return { "2 M after, s": until(series, began, (estimate) => estimate >= 1_500), ...summary(judged, 2_000) };
  } finally {
    await meeting.stop();
  }
}

/** No UDP from the beginning, and no UDP any more. */
export async function blocked(browser) {
  const row = await steady(browser, "profile udp_blocked", { lasts: 40 });
  const meeting = await meet(browser, "delay 20ms");
  try {
    await pause(8);
    const at = await say(meeting.proxy, "udp off");
    const gap = await gapsAfter(meeting, at, 30);
    const { restarts } = await meeting.aino.evaluate("__measure()");
    return { ...row, "blocked in the middle: sound back after, s": gap, restarts };
  } finally {
    await meeting.stop();
  }
}

/** New source ports again and again, at odd times: `spare` seconds apart and up to `odd` more. */
export async function rebinds(browser, { byMux, count = REBINDS, spare = byMux ? 7 : 17, odd = 4 }) {
  const meeting = await meet(browser, "delay 20ms", { more: byMux ? [withoutRestart] : [], cameras: { aino: [320, 180], virpi: [320, 180] } });
  try {
    await pause(5);
    const [down, up] = [[], []];
    const before = await meeting.aino.evaluate("__measure()");
    for (let each = 0; each < count; each += 1) {
      const at = await say(meeting.proxy, "rebind");
      await pause(spare + Math.random() * odd);
      const gap = await gapsAfter(meeting, at, 10);
      down.push(gap.down);
      up.push(gap.up);
    }
    const after = await meeting.aino.evaluate("__measure()");
    const connections = await meeting.aino.evaluate("__seen.connections.length");
    return { count, heardByAino: moves(down), heardByVirpi: moves(up), restarts: after.restarts - before.restarts, connections };
  } finally {
    await meeting.stop();
  }
}

const moves = (all) => ({ p50: percentile(all, 0.5), p95: percentile(all, 0.95), worst: Math.max(...all), all });

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** What the page says of a network, with pictures of it in e2e/out. */
export async function words(browser, network, name) {
  const meeting = await meet(browser, network, { more: [generous(MUCH)] });
  try {
    const { aino } = meeting;
    await pause(12);
    const sign = aino.locator("[data-link=up]");
    const said = { network: await sign.getAttribute("data-network"), sign: (await sign.innerText()).trim() };
    await sign.click();
    const dialog = aino.locator("[data-dialog=connection]");
    said.why = (await dialog.locator("p").allInnerTexts()).slice(1, 3);
    for (const width of [1280, 360]) {
      await aino.setViewportSize({ width, height: 800 });
      await pause(1);
      await aino.screenshot({ path: `${OUT}network-${name}-${width}.png`, scale: "css" });
    }
    await dialog.locator("button.plain").click();
    await pause(1);
    await aino.screenshot({ path: `${OUT}network-${name}-room-360.png`, scale: "css" });
    return { ...said, loss: (await meeting.server.mediaOf(meeting.room)).devices.find(({ device }) => device === meeting.device)?.receiving?.network };
  } finally {
    await meeting.stop();
  }
}
