// All browser tests: starts the server, runs each scenario in turn, prints seconds and figures. `node e2e/run.mjs NAME`
// runs one. Failures leave a picture of every open page in e2e/out.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { admission } from "./admission.mjs";
import { agreement } from "./agreement.mjs";
import { circle } from "./circle.mjs";
import { devices } from "./devices.mjs";
import { firefox } from "./firefox.mjs";
import { groups } from "./groups.mjs";
import { codecs } from "./codecs.mjs";
import { joining } from "./joining.mjs";
import { layers } from "./layers.mjs";
import { lips } from "./lips.mjs";
import { moving } from "./moving.mjs";
import { networks } from "./networks.mjs";
import { programme } from "./programme.mjs";
import { queue } from "./queue.mjs";
import { reception } from "./reception.mjs";
import { returning } from "./returning.mjs";
import { roles } from "./roles.mjs";
import { screens } from "./screens.mjs";
import { sharing } from "./sharing.mjs";
import { session } from "./session.mjs";
import { attendance } from "./attendance.mjs";
import { poll } from "./poll.mjs";
import { talk } from "./talk.mjs";
import { technology } from "./technology.mjs";
import { ways } from "./ways.mjs";

const OUT = fileURLToPath(new URL("./out/", import.meta.url));
const SCENARIOS = { session, admission, roles, circle, agreement, devices, talk, poll, attendance, technology, groups, queue, reception, programme, firefox, moving, returning, joining, screens, layers, codecs, lips, ways, networks, sharing };

const wanted = process.argv.slice(2);
const names = Object.keys(SCENARIOS).filter((name) => wanted.length === 0 || wanted.includes(name));
mkdirSync(OUT, { recursive: true });
const server = await startServer();
let failed = 0;
for (const name of names) {
  const browser = await launch();
  const began = Date.now();
  const figures = {};
  try {
    await SCENARIOS[name](browser, server, figures, OUT);
    console.log(`ok      ${name}  ${seconds(began)} s`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}  ${seconds(began)} s\n${error.stack}`);
    await picture(browser, name);
  }
  for (const [what, value] of Object.entries(figures)) console.log(`        ${what}: ${JSON.stringify(value)}`);
  await browser.close();
}
const log = await server.stop();
if (failed > 0) console.log(`\nserver:\n${log}`);
process.exit(failed === 0 ? 0 : 1);

function seconds(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}

async function picture(browser, name) {
  let number = 0;
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      number += 1;
      await page.screenshot({ path: `${OUT}${name}-${number}.png` }).catch(() => {});
      for (const problem of page.problems ?? []) console.log(`        page ${number}: ${problem}`);
    }
  }
}
