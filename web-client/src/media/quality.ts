// How a connection went lately, from what the browser counts.

export interface Quality {
  /** The share of packets that did not arrive, 0 to 1. */
  readonly lost: number;
  /** There and back, in milliseconds. */
  readonly roundTrip: number;
}

export interface Counted {
  readonly received: number;
  readonly lost: number;
  readonly roundTrip: number | null;
}

/** What a receiving connection has counted since it began. */
export function counted(report: Iterable<Readonly<Record<string, unknown>>>): Counted {
  let [received, lost] = [0, 0];
  let roundTrip: number | null = null;
  for (const each of report) {
    if (each["type"] === "inbound-rtp") {
      received += numberIn(each, "packetsReceived");
      // Counts of packets that came twice can make it negative.
      lost += Math.max(0, numberIn(each, "packetsLost"));
    }
    if (each["type"] === "candidate-pair" && each["state"] === "succeeded" && typeof each["currentRoundTripTime"] === "number") {
      roundTrip = Math.max(roundTrip ?? 0, each["currentRoundTripTime"] * 1_000);
    }
  }
  return { received, lost, roundTrip };
}

/** Between two counts; null when nothing is known of it. */
export function between(before: Counted | null, now: Counted): Quality | null {
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const received = Math.max(0, now.received - (before?.received ?? 0));
  if (lost + received === 0 && now.roundTrip === null) return null;
  return { lost: lost + received === 0 ? 0 : lost / (lost + received), roundTrip: now.roundTrip ?? 0 };
}

function numberIn(report: Readonly<Record<string, unknown>>, key: string): number {
  const value = report[key];
  return typeof value === "number" ? value : 0;
}

/** Bytes of media that came into a connection. */
export function mediaInto(report: Iterable<Readonly<Record<string, unknown>>>): number {
  return bytesIn(report, "inbound-rtp");
}

/** Bytes of everything that came into a connection but STUN, which candidate pairs do not count. */
export function allInto(report: Iterable<Readonly<Record<string, unknown>>>): number {
  return bytesIn(report, "candidate-pair");
}

function bytesIn(report: Iterable<Readonly<Record<string, unknown>>>, type: string): number {
  let bytes = 0;
  for (const each of report) if (each["type"] === type) bytes += numberIn(each, "bytesReceived");
  return bytes;
}
