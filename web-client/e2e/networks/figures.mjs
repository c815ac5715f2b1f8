// Figures of a series that was watched. Rates in kbit/s, times in seconds, shares in percent.

const round = (value, digits = 1) => (Number.isFinite(value) ? Number(value.toFixed(digits)) : null);

/** What a page heard and saw between two moments. `from`: the page whose counts these are. */
export function received(series, page) {
  const [first, last] = [series[0][page], series.at(-1)[page]];
  const seconds = (last.at - first.at) / 1_000;
  const grew = (part, name) => (last[part][name] ?? 0) - (first[part][name] ?? 0);
  const octets = (part) => grew(part, "bytes") + grew(part, "headers");
  const samples = grew("voice", "samples");
  return {
    // What is concealed of silence is no concealment that anybody could hear.
    concealed: round((100 * (grew("voice", "concealed") - grew("voice", "silent"))) / samples, 2),
    events: grew("voice", "events"),
    buffer: round((1_000 * grew("voice", "delay")) / grew("voice", "emitted"), 0),
    frames: round(grew("pictures", "frames") / seconds),
    freezes: grew("pictures", "freezes"),
    frozen: round(grew("pictures", "frozen")),
    plis: grew("pictures", "plis"),
    // Without what came twice: repairs and probes.
    bits: round((8 * (octets("pictures") + octets("voice") - grew("pictures", "again"))) / seconds / 1_000, 0),
    repeated: round((8 * grew("pictures", "again")) / seconds / 1_000, 0),
    width: last.pictures.width ?? 0,
  };
}

/** The server's estimate of what Aino receives, over a link of so many kbit/s. */
export function estimated(series, link) {
  const estimates = series.map((each) => (each.device?.receiving?.network?.estimate ?? 0) / 1_000).filter((each) => each > 0);
  const near = estimates.filter((each) => Math.abs(each / link - 1) <= 0.25).length;
  const sorted = estimates.toSorted((a, b) => a - b);
  return {
    median: round(sorted[Math.floor(sorted.length / 2)], 0),
    least: round(sorted[0], 0),
    most: round(sorted.at(-1), 0),
    near: round((100 * near) / estimates.length, 0),
  };
}

/** Seconds from a moment until the estimate is as `is` says; null if never. */
export function until(series, moment, is) {
  const found = series.find(({ at, device }) => at >= moment && is((device?.receiving?.network?.estimate ?? 0) / 1_000));
  return found === undefined ? null : round((found.at - moment) / 1_000);
}

/** Kbit/s of the best of all that arrives for Aino, averaged: what she would be sent by a network without limits. */
export function wanted(series) {
  const sums = series.map(({ arriving }) => {
    const best = new Map();
    for (const { kind, bits } of arriving) best.set(kind, Math.max(best.get(kind) ?? 0, bits));
    return [...best.values()].reduce((sum, bits) => sum + bits, 0) / 1_000;
  });
  return round(sums.reduce((sum, each) => sum + each, 0) / sums.length, 0);
}

/** The page's own estimate of what it can send. */
export function ownEstimate(series, page) {
  const all = series.map((each) => each[page].way.estimate).filter(Number.isFinite).toSorted((a, b) => a - b);
  return round((all[Math.floor(all.length / 2)] ?? NaN) / 1_000, 0);
}

/** What is sent to Aino of what she shows, at the end: layers, and how many pictures pause. */
export function shown(series) {
  const slots = (series.at(-1).device?.slots ?? []).filter(({ kind }) => kind === "camera" || kind === "screen");
  return slots.map(({ kind, layer, paused }) => `${kind} ${paused ? "paused" : layer}`).join(", ");
}

export function percentile(all, share) {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** The part of a series from one moment to another. */
export const between = (series, from, to = Number.POSITIVE_INFINITY) => series.filter(({ at }) => at >= from && at < to);
