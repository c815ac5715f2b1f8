// How much JavaScript a page needs before it is there, in bytes of brotli as the server sends it (quality 10), against what
// it may need. After `npm run build`.

import { readFileSync, readdirSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const DIST = new URL("dist/", import.meta.url);
const ASSETS = new URL("assets/", DIST);
const BUDGET = { "join page": 130_000, room: 300_000 };

const scripts = readdirSync(ASSETS).filter((name) => name.endsWith(".js"));
const textOf = (name) => readFileSync(new URL(name, ASSETS), "utf8");
const sizeOf = (name) =>
  brotliCompressSync(readFileSync(new URL(name, ASSETS)), { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_LGWIN]: 22 } }).length;

function only(prefix) {
  const found = scripts.filter((name) => name.startsWith(`${prefix}-`));
  if (found.length !== 1) throw new Error(`one ${prefix}-….js is expected, not ${found.length}: has the build changed?`);
  return found[0];
}

/** A script with what it imports before it runs, and what these import. */
function withImports(name, known = new Set()) {
  if (known.has(name)) return known;
  known.add(name);
  for (const [, imported] of textOf(name).matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)) withImports(imported, known);
  return known;
}

const entry = /<script[^>]+src="\/assets\/([^"]+\.js)"/.exec(readFileSync(new URL("index.html", DIST), "utf8"))?.[1];
if (entry === undefined) throw new Error("index.html names no script");
const language = ["fi", "sv", "en"].map(only).toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
const join = withImports(language, withImports(entry));
const pages = { "join page": join, room: withImports(only("RoomPage"), new Set(join)) };

let over = false;
for (const [page, names] of Object.entries(pages)) {
  const bytes = [...names].reduce((sum, name) => sum + sizeOf(name), 0);
  console.log(`${page}: ${(bytes / 1_000).toFixed(1)} of ${BUDGET[page] / 1_000} kB of JavaScript`);
  over ||= bytes > BUDGET[page];
}
if (over) {
  console.error("More than the budget: load it when it is needed.");
  process.exit(1);
}
