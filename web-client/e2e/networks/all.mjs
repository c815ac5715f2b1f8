// Two pages on each bad network, with figures: `make networks`, or `node e2e/networks/all.mjs hotel lossy`. Prints them and
// writes tests/results/networks.json, each with its commit and the machine's load. SERIES=FILE keeps what was watched.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../browser.mjs";
import { blocked, falling, fallingOut, littleThenMuch, rebinds, steady, words } from "./profiles.mjs";

const RESULTS = fileURLToPath(new URL("../../../tests/results/networks.json", import.meta.url));
const NETWORKS = {
  clear: (browser) => steady(browser, "profile clear"),
  lossy: (browser) => steady(browser, "profile lossy"),
  hotel: (browser) => steady(browser, "profile hotel", { link: 1_000 }),
  mobile: (browser) => steady(browser, "profile mobile"),
  falling,
  falling_out: fallingOut,
  falling_out_600: (browser) => fallingOut(browser, { low: "600k" }),
  little_then_much: littleThenMuch,
  udp_blocked: blocked,
  words_hotel: (browser) => words(browser, "profile hotel", "hotel"),
  words_mobile: (browser) => words(browser, "profile mobile", "mobile"),
  words_narrow: (browser) => words(browser, ["delay 20ms", "rate 250k"], "narrow"),
  rebind_mux: (browser) => rebinds(browser, { byMux: true }),
  rebind_restart: (browser) => rebinds(browser, { byMux: false, count: 12 }),
};

const commit = execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
const wanted = process.argv.slice(2);
let failed = 0;
for (const [name, run] of Object.entries(NETWORKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const browser = await launch();
  try {
    const row = await run(browser);
    const load = Number(loadavg()[0].toFixed(1));
    print(name, { load, ...row });
    keep(name, { commit, load, ...row });
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
  await browser.close();
}
process.exit(failed === 0 ? 0 : 1);

function print(name, row) {
  console.log(`\n${name}`);
  for (const [what, value] of Object.entries(row)) console.log(`  ${what.padEnd(24)} ${typeof value === "object" ? JSON.stringify(value) : value}`);
}

/** What was not run this time stays as it was, with its commit. */
function keep(name, row) {
  mkdirSync(dirname(RESULTS), { recursive: true });
  let all = {};
  try {
    all = JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    // The first.
  }
  writeFileSync(RESULTS, `${JSON.stringify({ ...all, [name]: row }, null, 1)}\n`);
}
