// A WebSocket for tests: each one made is kept, and the test plays the server.
import type { ServerMessage } from "../protocol/generated";

export class FakeSocket {
  static all: FakeSocket[] = [];

  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (last === undefined) throw new Error("no socket was made");
    return last;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  // What the server does.
  opens(): void {
    this.onopen?.();
  }

  says(message: ServerMessage | Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  ends(code: number): void {
    this.onclose?.({ code });
  }
}
