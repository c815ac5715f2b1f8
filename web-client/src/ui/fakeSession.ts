// A session for tests of the pages outside the room: remembers what is sent and answers as told.
import type { Command } from "../protocol/generated";
import type { Session } from "../session";
import type { Answer, LinkState } from "../signaling/socket";
import { Store } from "../store";
import { QUIET } from "./testing";

export function fakeSession(answer: Answer = { type: "ok" }) {
  const sent: Command[] = [];
  const left: string[] = [];
  const turnedOff: string[] = [];
  const link = new Store<LinkState>({ type: "open" });
  const session = {
    link,
    local: { state: new Store(QUIET), open: () => Promise.resolve(), turnOff: (kinds: readonly string[]) => void turnedOff.push(...kinds) },
    command: (command: Command) => {
      sent.push(command);
      return Promise.resolve(answer);
    },
    leave: () => {
      left.push("left");
      return Promise.resolve();
    },
  } as unknown as Session;
  return { session, sent, left, link, turnedOff };
}
