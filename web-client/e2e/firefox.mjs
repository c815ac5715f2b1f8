// Firefox and Chromium in one room, both ways. Debian's Firefox is driven by WebDriver BiDi: a WebSocket and six verbs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join as inFolder } from "node:path";
import WebSocket from "ws";
import { join, received, until } from "./browser.mjs";
import { choose, pictures } from "./codecs.mjs";
import { startServer } from "./server.mjs";
import { watch } from "./watch.mjs";

const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "media.gmp-manager.url": "",
  "intl.accept_languages": "fi-FI",
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
};

export async function firefox(browser, _server, figures) {
  // This Firefox gathers no loopback address, whatever its preferences say. So media uses this machine's own address:
  // such packets do not leave the machine either, the kernel turns them around on its loopback interface.
  const server = await startServer({ media: ownAddress() });
  try {
    await together(browser, server, figures);
  } finally {
    await server.stop();
  }
}

function ownAddress() {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const own = all.find((each) => each.family === "IPv4" && !each.internal);
  if (own === undefined) throw new Error("this machine has no IPv4 address but loopback, and Firefox does not use that one");
  return own.address;
}

async function together(browser, server, figures) {
  const links = await server.createRoom("Kaksi selainta");
  const fox = await startFirefox();
  try {
    const chromium = await join(browser, links.supervisor, "Virpi");
    const codec = process.env["CODECS"];
    if (codec !== undefined) await choose(chromium, codec);
    await fox.visit(links.participant);
    await until("Firefox shows the door", () => fox.evaluate("document.querySelector('input.name') !== null"));
    // As people do: try camera and microphone first. Without that permission Firefox uses the address of the default
    // route only, and a machine for tests may have none.
    await fox.evaluate("document.querySelector('button.try')?.click()");
    await until("Firefox shows one's own picture", () => fox.evaluate("document.querySelector('.mirror video') !== null"));
    const began = Date.now();
    await fox.evaluate(`(() => {
      const field = document.querySelector("input.name");
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "Kettu");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector("button[type=submit]").click();
    })()`);
    await until("Firefox sees Chromium's picture", () =>
      fox.evaluate(`document.querySelector('[data-participant]:not([data-me]) [data-video="live"]') !== null`),
    );
    figures["Firefox join: click to first remote frame, ms"] = Date.now() - began;
    await until("Chromium sees Firefox's picture", () =>
      chromium.locator('[data-participant]:not([data-me]) [data-video="live"]').count(),
    );
    const grows = async (look) => {
      const first = await look();
      return until("frames and packets grow", async () => {
        const now = await look();
        const of = (all, kind, what) => all.filter((each) => each.kind === kind).reduce((sum, each) => sum + each[what], 0);
        return of(now, "video", "frames") > of(first, "video", "frames") + 10 && of(now, "audio", "packets") > of(first, "audio", "packets") + 20;
      });
    };
    await grows(() => received(chromium));
    await grows(() => fox.evaluate("__received()"));

    if (codec !== undefined) {
      figures[`${codec}: Chromium received and sent`] = await pictures(chromium);
      figures[`${codec}: the room is still in it`] = await chromium.locator(`[name=codec][value=${codec}]`).isChecked();
      await chromium.locator("[data-tab=people]").click();
    }

    // A group for both, and a hand: the same page in both browsers.
    await chromium.locator("input[value=random]").check();
    await chromium.locator(".opening button[type=submit]").click();
    await until("Firefox is in a group", () => fox.evaluate("document.querySelector('.where').textContent.includes('Pienryhmä')"));
    await until("nothing of the plenary is left there", () =>
      fox.evaluate("document.querySelectorAll('[data-participant]:not([data-me])').length === 0"),
    );
    await chromium.locator(".recall select").selectOption("10");
    await chromium.locator("[data-action=recall]").click();
    await until("Firefox sees Chromium again", () =>
      fox.evaluate(`document.querySelector('[data-participant]:not([data-me]) [data-video="live"]') !== null`),
    );
    const seen = await fox.evaluate("({ made: __seen.connections.length, setRemote: __seen.setRemote, csp: __seen.csp })");
    // In another codec than VP8 a pair is made anew before it is offered, and a browser is asked what it knows.
    if (codec === undefined) assert.deepEqual(seen, { made: 2, setRemote: 2, csp: [] });
  } finally {
    await fox.stop();
  }
}

async function startFirefox() {
  const profile = mkdtempSync(inFolder(tmpdir(), "piiri-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(inFolder(profile, "user.js"), lines.join("\n"));
  const child = spawn(
    process.env["FIREFOX"] ?? "firefox-esr",
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
    { env: { ...process.env, HOME: profile, MOZ_HEADLESS: "1" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once("exit", () => reject(new Error(`Firefox ended: ${text}`)));
    setTimeout(() => reject(new Error(`Firefox did not start: ${text}`)), 60_000).unref();
  });
  const bidi = await connect(`${address}/session`);
  await bidi.send("session.new", { capabilities: {} });
  const { contexts } = await bidi.send("browsingContext.getTree", {});
  const { context } = contexts[0];
  await bidi.send("script.addPreloadScript", { functionDeclaration: `() => { ${watch}; }` });
  return {
    visit: (url) => bidi.send("browsingContext.navigate", { context, url, wait: "complete" }),
    async evaluate(expression) {
      const { type, result, exceptionDetails } = await bidi.send("script.evaluate", {
        expression: `(async () => JSON.stringify(await (${expression})) ?? "null")()`,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      });
      if (type !== "success") throw new Error(exceptionDetails?.text ?? "evaluation failed");
      return JSON.parse(result.value);
    },
    async stop() {
      await bidi.send("browser.close", {}).catch(() => {});
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function connect(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const waiting = new Map();
  let last = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    const entry = waiting.get(message.id);
    if (entry === undefined) return;
    waiting.delete(message.id);
    if (message.type === "success") entry.resolve(message.result);
    else entry.reject(new Error(`${message.error}: ${message.message}`));
  });
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params }));
      }),
  };
}
