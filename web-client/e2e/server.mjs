// Starts the real server on free ports of loopback and makes rooms through its API.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createSocket } from "node:dgram";
import { fileURLToPath } from "node:url";

const BINARY = process.env["PIIRI_BINARY"] ?? fileURLToPath(new URL("../../target/debug/piiri", import.meta.url));
const API_KEY = "a-key-for-browser-tests-that-nobody-else-has";
const STARTS_WITHIN_MS = 20_000;

/** A server and its address; `stop()` ends it and returns what it logged. `media` is the address of media. */
export async function startServer({ media = "127.0.0.1", environment = {} } = {}) {
  const [http, udp] = await Promise.all([freeTcpPort(), freeMediaPort(media)]);
  const child = spawn(BINARY, ["serve"], {
    env: {
      ...process.env,
      PIIRI_HTTP_LISTEN: `127.0.0.1:${http}`,
      PIIRI_MEDIA_LISTEN: `${media}:${udp}`,
      PIIRI_MEDIA_ADVERTISE: media,
      PIIRI_ACCESS_API_KEYS: API_KEY,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const origin = `http://localhost:${http}`;
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!(await answers(`${origin}/healthz`))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the server did not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    origin,
    pid: child.pid,
    /** Where media is sent to. */
    media: `${media}:${udp}`,
    /** `more`: what else a room may have: a door, a welcome, an agreement … */
    async createRoom(title = "Kokeilu", template = "supervision", more = {}) {
      return (await this.makeRoom({ title, template, door: "open", ...more })).links;
    },
    /** The whole answer: with those who are expected, an invitation for each. */
    async makeRoom(room) {
      const response = await fetch(`${origin}/api/v1/rooms`, {
        method: "POST",
        headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
        // Whoever has the link comes in, whatever the template says, unless the door is what is tried.
        body: JSON.stringify({ template: "supervision", door: "open", ...room }),
      });
      if (response.status !== 201) throw new Error(`no room: ${response.status}`);
      return response.json();
    },
    /** Routes, slots and connections of a session as they are now; null while nobody is there. */
    async mediaOf(room) {
      const response = await fetch(`${origin}/api/v1/rooms/${room}/media`, { headers: { authorization: `Bearer ${API_KEY}` } });
      return response.ok ? response.json() : null;
    },
    async stop() {
      child.kill("SIGINT");
      await ended;
      return log;
    },
  };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freeTcpPort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Free for UDP and for TCP: media listens on both. */
export async function freeMediaPort(address) {
  for (;;) {
    const port = await freeUdpPort(address);
    if (await isFreeForTcp(address, port)) return port;
  }
}

function isFreeForTcp(address, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

function freeUdpPort(address) {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(0, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
