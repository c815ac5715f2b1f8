import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { decode } from "./decode";

const FIXTURES = resolve("../tests/fixtures/protocol");
const server = readdirSync(FIXTURES).filter((name) => /^server_.*\.json$/.test(name));

describe("frames from the server", () => {
  it("has fixtures to read", () => {
    expect(server.length).toBeGreaterThan(10);
  });

  it.each(server)("understands %s", (name) => {
    const text = readFileSync(resolve(FIXTURES, name), "utf8");
    expect(decode(text)).toEqual({ type: "message", message: JSON.parse(text) });
  });

  it("skips an event it does not know but keeps its number", () => {
    expect(decode('{"type":"event","seq":7,"event":{"type":"poll_opened","poll":1}}')).toEqual({ type: "skipped", seq: 7 });
  });

  it("skips a message it does not know", () => {
    expect(decode('{"type":"weather","sun":true}')).toEqual({ type: "skipped" });
    expect(decode('{"type":"toString"}')).toEqual({ type: "skipped" });
  });

  it.each(["", "{", "[]", "null", "7", '{"kind":"ok"}', '{"type":"event","event":{"type":"people_changed"}}'])(
    "calls %s broken",
    (text) => {
      expect(decode(text)).toEqual({ type: "broken" });
    },
  );
});
