// Where everybody sits. Pure geometry: up to twelve around a table, in seat order clockwise from the top; more in rows.

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Seating {
  readonly kind: "circle" | "rows";
  readonly seats: readonly Rect[];
  /** The middle of the table, where the shared thing is shown. */
  readonly table: Rect;
  /** How high the whole is; more than was given only when rows do not fit and must scroll. */
  readonly height: number;
}

export const MOST_AROUND_TABLE = 12;
const ASPECT = 4 / 3;
const GAP = 12;
/** Below this a face cannot be read: then rows, which may scroll. */
const LEAST_WIDTH = 96;
/** The table keeps this much, so that its words fit. */
const TABLE = { width: 212, height: 104 };
/** Shapes of the table, from round to nearly a rectangle: the exponent of a superellipse. */
const SHAPES = [2.4, 3, 4, 6, 10];
/** A squarer table must make faces larger by this much for each step to be worth it. */
const WORTH = 1.04;
/** Where the first sits: in the middle of the top, or left of it so that two share the top. */
const STARTS = [0, -0.5];

export function seats(count: number, width: number, height: number): Seating {
  if (count > MOST_AROUND_TABLE) return rows(count, width, height);
  if (count <= 2) return facing(count, width, height);
  return circle(count, width, height) ?? rows(count, width, height);
}

/** As wide as the strip of the others may become, one face beside another. */
const STRIPS = [TABLE.width, 2 * TABLE.width - GAP, 3 * TABLE.width - GAP];

/** One of them (`at`, from 0) as large as fits; the table and the others in a strip beside, which scrolls when it must. */
export function spotlit(count: number, at: number, width: number, height: number): Seating {
  const others = count - 1;
  const strips = STRIPS.filter((strip, index) => index === 0 || strip <= width * 0.4);
  const tried = strips.map((strip) => ({ strip, ...beside(others, strip, height) }));
  const { strip, columns, tile, bottom } = tried.find((each) => each.bottom <= height) ?? tried[tried.length - 1] ?? { strip: TABLE.width, ...beside(others, TABLE.width, height) };
  const room = Math.max(0, width - strip - GAP);
  const large = fit(room, height, Infinity);
  const left = width - strip;
  const place = (index: number): Rect => {
    const [column, line] = [index % columns, Math.floor(index / columns)];
    const inLine = Math.min(columns, others - line * columns);
    const start = left + (strip - inLine * tile.width - (inLine - 1) * GAP) / 2;
    return { x: start + column * (tile.width + GAP), y: TABLE.height + GAP + line * (tile.height + GAP), ...tile };
  };
  const places = Array.from({ length: others }, (_, index) => place(index));
  places.splice(at, 0, { x: (room - large.width) / 2, y: Math.max(0, (height - large.height) / 2), ...large });
  return { kind: "circle", seats: places, table: { x: left, y: 0, width: strip, height: TABLE.height }, height: Math.max(height, bottom) };
}

/** The others under the table in a strip of this width: as large as all fit, or as small as can be read. */
function beside(others: number, strip: number, height: number): { readonly columns: number; readonly tile: { width: number; height: number }; readonly bottom: number } {
  const top = TABLE.height + GAP;
  const most = Math.floor((strip + GAP) / (LEAST_WIDTH + GAP));
  for (let columns = 1; columns <= most; columns += 1) {
    const lines = Math.ceil(others / columns);
    const across = (strip - GAP * (columns - 1)) / columns;
    const tile = fit(across, (height - top - GAP * (lines - 1)) / Math.max(1, lines), 240);
    if (tile.width >= LEAST_WIDTH) return { columns, tile, bottom: top + lines * (tile.height + GAP) - GAP };
  }
  const tile = fit((strip - GAP * (most - 1)) / most, Infinity, 240);
  return { columns: most, tile, bottom: top + Math.ceil(others / most) * (tile.height + GAP) - GAP };
}

/** One or two: side by side, with the table below. */
function facing(count: number, width: number, height: number): Seating {
  const table = { x: 0, y: height - TABLE.height, width, height: TABLE.height };
  const room = height - TABLE.height - GAP;
  const tile = fit((width - GAP * (count - 1)) / Math.max(1, count), room, 640);
  if (tile.width < LEAST_WIDTH) return rows(count, width, height);
  const left = (width - count * tile.width - (count - 1) * GAP) / 2;
  const top = (room - tile.height) / 2;
  const places = Array.from({ length: count }, (_, index) => ({ x: left + index * (tile.width + GAP), y: top, ...tile }));
  return { kind: "circle", seats: places, table, height };
}

function fit(width: number, height: number, most: number): { width: number; height: number } {
  const w = Math.floor(Math.max(0, Math.min(width, height * ASPECT, most)));
  return { width: w, height: Math.floor(w / ASPECT) };
}

/** The largest tiles with which nobody overlaps anybody or the table; null when they would be too small. */
function circle(count: number, width: number, height: number): Seating | null {
  const table = centred(TABLE.width, TABLE.height, width, height);
  let best: { places: readonly Rect[]; worth: number } | null = null;
  for (const [steps, shape] of SHAPES.entries()) {
    for (const [more, start] of STARTS.entries()) {
      const place = (tileWidth: number): readonly Rect[] => around({ count, width, height, shape, start }, tileWidth);
      const tile = largest((tileWidth) => stands(place(tileWidth), table), width, height);
      const worth = tile === null ? 0 : tile / WORTH ** (steps + more);
      if (tile !== null && worth > (best?.worth ?? 0)) best = { places: place(tile), worth };
    }
  }
  if (best === null) return null;
  return { kind: "circle", seats: best.places, table: grown(table, best.places, width, height), height };
}

/** The largest width that fits, found by halving; null when even the least does not. */
function largest(fits: (tileWidth: number) => boolean, width: number, height: number): number | null {
  let low = LEAST_WIDTH;
  let high = Math.min(width, height * ASPECT, 420);
  if (high < low || !fits(low)) return null;
  for (let step = 0; step < 10; step += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function centred(w: number, h: number, width: number, height: number): Rect {
  return { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h };
}

function stands(places: readonly Rect[], table: Rect): boolean {
  return places.every(
    (place, index) => apart(place, table) && places.every((other, next) => next <= index || apart(place, other)),
  );
}

function apart(a: Rect, b: Rect): boolean {
  return (
    a.x + a.width + GAP <= b.x ||
    b.x + b.width + GAP <= a.x ||
    a.y + a.height + GAP <= b.y ||
    b.y + b.height + GAP <= a.y
  );
}

interface Ring {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly shape: number;
  readonly start: number;
}

/** Tiles of this width at equal distances along the rounded edge of the table, clockwise from the top. */
function around({ count, width, height, shape, start }: Ring, tileWidth: number): readonly Rect[] {
  const tileHeight = tileWidth / ASPECT;
  const a = (width - tileWidth) / 2;
  const b = (height - tileHeight) / 2;
  const edge = outline(Math.max(0, a), Math.max(0, b), shape);
  return Array.from({ length: count }, (_, index) => {
    const point = pointAt(edge, (((index + start + count) % count) / count) * edge.length);
    return {
      x: Math.min(Math.max(0, width / 2 + point.x - tileWidth / 2), Math.max(0, width - tileWidth)),
      y: Math.min(Math.max(0, height / 2 + point.y - tileHeight / 2), Math.max(0, height - tileHeight)),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

interface Outline {
  readonly length: number;
  readonly points: readonly { readonly x: number; readonly y: number; readonly at: number }[];
}

function outline(a: number, b: number, shape: number): Outline {
  const points: { x: number; y: number; at: number }[] = [];
  let length = 0;
  for (const unit of unitOutline(shape)) {
    const x = a * unit.x;
    const y = b * unit.y;
    const before = points.at(-1);
    if (before !== undefined) length += Math.sqrt((x - before.x) ** 2 + (y - before.y) ** 2);
    points.push({ x, y, at: length });
  }
  return { length, points };
}

const UNIT_OUTLINES = new Map<number, readonly { readonly x: number; readonly y: number }[]>();

/** The outline of half width and height 1. Kept: it is the costly part, and there are few shapes. */
function unitOutline(shape: number): readonly { readonly x: number; readonly y: number }[] {
  const known = UNIT_OUTLINES.get(shape);
  if (known !== undefined) return known;
  const steps = 120;
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const angle = -Math.PI / 2 + (step / steps) * 2 * Math.PI;
    return { x: root(Math.cos(angle), shape), y: root(Math.sin(angle), shape) };
  });
  UNIT_OUTLINES.set(shape, points);
  return points;
}

function root(value: number, shape: number): number {
  return Math.sign(value) * Math.abs(value) ** (2 / shape);
}

function pointAt(edge: Outline, distance: number): { x: number; y: number } {
  const index = edge.points.findIndex((point) => point.at >= distance);
  const point = edge.points[Math.max(0, index)] ?? { x: 0, y: 0, at: 0 };
  const before = edge.points[index - 1];
  if (before === undefined || point.at === before.at) return point;
  const share = (distance - before.at) / (point.at - before.at);
  return { x: before.x + (point.x - before.x) * share, y: before.y + (point.y - before.y) * share };
}

/** The table takes what the tiles leave around the middle. */
function grown(table: Rect, places: readonly Rect[], width: number, height: number): Rect {
  let best = table;
  for (let share = 1; share <= 3; share += 0.1) {
    const wider = centred(TABLE.width * share, TABLE.height * share, width, height);
    if (wider.width > width || wider.height > height || !places.every((place) => apart(place, wider))) break;
    best = wider;
  }
  return best;
}

/** Rows in seat order, with the table across the top; as large as fits, and scrolling when even the least is too much. */
function rows(count: number, width: number, height: number): Seating {
  const top = TABLE.height + GAP;
  const table = { x: 0, y: 0, width, height: TABLE.height };
  let best = { columns: 1, tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns += 1) {
    const lines = Math.ceil(count / columns);
    const tile = fit((width - GAP * (columns - 1)) / columns, (height - top - GAP * (lines - 1)) / lines, 420);
    if (tile.width > best.tile.width) best = { columns, tile };
  }
  if (best.tile.width < 150) {
    const columns = Math.max(1, Math.floor((width + GAP) / (150 + GAP)));
    best = { columns, tile: fit((width - GAP * (columns - 1)) / columns, Number.POSITIVE_INFINITY, 420) };
  }
  const { columns, tile } = best;
  const places = Array.from({ length: count }, (_, index) => {
    const line = Math.floor(index / columns);
    const inLine = Math.min(columns, count - line * columns);
    const left = (width - inLine * tile.width - (inLine - 1) * GAP) / 2;
    return { x: left + (index % columns) * (tile.width + GAP), y: top + line * (tile.height + GAP), ...tile };
  });
  const last = places.at(-1);
  return { kind: "rows", seats: places, table, height: Math.max(height, last === undefined ? 0 : last.y + last.height) };
}
