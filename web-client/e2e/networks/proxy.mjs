// The impairment proxy (tests/src/proxy) before a server, and what it is told: `say("down rate 250k")`.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PIIRI = process.env["PIIRI_BINARY"] ?? fileURLToPath(new URL("../../../target/debug/piiri", import.meta.url));
/** Built together with the server. */
const BINARY = process.env["PIIRI_PROXY"] ?? join(dirname(PIIRI), "proxy");
const ANSWERS_WITHIN_MS = 10_000;

/** Listens on `entrance` for UDP and TCP and leads to `server`; both "address:port". */
export async function startProxy(entrance, server, seed = 1) {
  const way = `${entrance}=${server}`;
  const child = spawn(BINARY, ["--udp", way, "--tcp", way, "--seed", String(seed)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const waiting = [];
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
    for (let end = said.indexOf("\n"); end >= 0; end = said.indexOf("\n")) {
      waiting.shift()?.(said.slice(0, end));
      said = said.slice(end + 1);
    }
  });
  const line = () =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("the proxy did not answer")), ANSWERS_WITHIN_MS);
      waiting.push((text) => {
        clearTimeout(late);
        resolve(text);
      });
    });
  await Promise.race([line(), ended.then(() => Promise.reject(new Error(`no proxy: ${BINARY}`)))]);
  return {
    /** When it was done, on the clock of this machine. */
    async say(command) {
      const answer = line();
      child.stdin.write(`${command}\n`);
      const text = await answer;
      if (text !== "done") throw new Error(`${command}: ${text}`);
      return Date.now();
    },
    async stop() {
      child.stdin.end();
      child.kill("SIGINT");
      await ended;
    },
  };
}
