// An RTCPeerConnection for tests: remembers what was asked of it, and the test moves its state.

interface FakeTransceiver {
  readonly kind: string;
  readonly init: RTCRtpTransceiverInit | undefined;
  readonly sender: { track: unknown; replaceTrack: (track: unknown) => Promise<void> };
  readonly receiver: { track: { id: string; kind: string } };
  setCodecPreferences(codecs: { mimeType: string }[]): void;
  codecs: { mimeType: string }[];
}

export class FakePeer {
  static all: FakePeer[] = [];

  readonly transceivers: FakeTransceiver[] = [];
  readonly remote: string[] = [];
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;

  constructor() {
    FakePeer.all.push(this);
  }

  addTransceiver(what: string | { kind: string }, init?: RTCRtpTransceiverInit): FakeTransceiver {
    const kind = typeof what === "string" ? what : what.kind;
    const sender = {
      track: typeof what === "string" ? null : (what as unknown),
      replaceTrack: (track: unknown) => {
        sender.track = track;
        return Promise.resolve();
      },
    };
    const id = `${FakePeer.all.indexOf(this)}-${this.transceivers.length}`;
    const made: FakeTransceiver = {
      kind,
      init,
      sender,
      receiver: { track: { id, kind } },
      codecs: [],
      setCodecPreferences: (codecs) => void (made.codecs = codecs),
    };
    this.transceivers.push(made);
    return made;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: `local ${FakePeer.all.indexOf(this)}` };
    return Promise.resolve();
  }

  setRemoteDescription({ type, sdp }: { type: string; sdp: string }): Promise<void> {
    this.remote.push(`${type} ${sdp}`);
    if (type === "offer") for (const kind of ["audio", "video", "video"]) this.addTransceiver(kind);
    return Promise.resolve();
  }

  close(): void {
    this.connectionState = "closed";
  }

  becomes(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

export const fakeReceiver = {
  getCapabilities: () => ({ codecs: [{ mimeType: "video/H264" }, { mimeType: "video/VP8" }, { mimeType: "video/rtx" }] }),
};
