// An RTCPeerConnection for tests: remembers what was asked of it, and the test moves its state.

interface FakeSender {
  track: unknown;
  replaceTrack: (track: unknown) => Promise<void>;
  /** What is sent now, and how often it was set. */
  encodings: RTCRtpEncodingParameters[];
  set: number;
  getParameters: () => { encodings: RTCRtpEncodingParameters[] };
  setParameters: (parameters: { encodings: RTCRtpEncodingParameters[] }) => Promise<void>;
}

interface FakeTransceiver {
  readonly kind: string;
  readonly init: RTCRtpTransceiverInit | undefined;
  readonly sender: FakeSender;
  readonly receiver: { track: { id: string; kind: string } };
  setCodecPreferences(codecs: { mimeType: string }[]): void;
  codecs: { mimeType: string }[];
}

export class FakePeer {
  static all: FakePeer[] = [];
  /** What this browser refuses to add. */
  static refuses: (encodings: readonly RTCRtpEncodingParameters[]) => boolean = () => false;
  /** Whether this browser refuses to set parameters. */
  static refusesToSet: (encodings: readonly RTCRtpEncodingParameters[]) => boolean = () => false;

  readonly transceivers: FakeTransceiver[] = [];
  readonly remote: string[] = [];
  readonly local: string[] = [];
  configuration: RTCConfiguration;
  restarts = 0;
  /** Bytes that came in so far. */
  bytes = 0;
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;

  constructor(configuration: RTCConfiguration = {}) {
    this.configuration = configuration;
    FakePeer.all.push(this);
  }

  addTransceiver(what: string | { kind: string }, init?: RTCRtpTransceiverInit): FakeTransceiver {
    if (init?.sendEncodings !== undefined && FakePeer.refuses(init.sendEncodings)) throw new TypeError("not here");
    const kind = typeof what === "string" ? what : what.kind;
    const id = `${FakePeer.all.indexOf(this)}-${this.transceivers.length}`;
    const made: FakeTransceiver = {
      kind,
      init,
      sender: fakeSender(typeof what === "string" ? null : what, init?.sendEncodings ?? [{}]),
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

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.restarts += 1;
  }

  get #own(): string {
    const again = this.restarts === 0 ? "" : ` restart ${this.restarts}`;
    return `local ${FakePeer.all.indexOf(this)}${again}`;
  }

  createAnswer(): Promise<{ type: string; sdp: string }> {
    return Promise.resolve({ type: "answer", sdp: this.#own });
  }

  setLocalDescription(description?: { sdp: string }): Promise<void> {
    this.localDescription = { sdp: description?.sdp ?? this.#own };
    this.local.push(this.localDescription.sdp);
    return Promise.resolve();
  }

  setRemoteDescription({ type, sdp }: { type: string; sdp: string }): Promise<void> {
    this.remote.push(`${type} ${sdp}`);
    if (type === "offer" && this.transceivers.length === 0) for (const kind of ["audio", "video", "video"]) this.addTransceiver(kind);
    return Promise.resolve();
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map(["candidate-pair", "inbound-rtp"].map((type) => [type, { type, bytesReceived: this.bytes }])));
  }

  close(): void {
    this.connectionState = "closed";
  }

  becomes(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

function fakeSender(track: unknown, encodings: readonly RTCRtpEncodingParameters[]): FakeSender {
  let lent = false;
  const sender: FakeSender = {
    track,
    replaceTrack: (next) => {
      sender.track = next;
      return Promise.resolve();
    },
    encodings: encodings.map((each) => ({ active: true, ...each })),
    set: 0,
    getParameters: () => {
      lent = true;
      return { encodings: sender.encodings.map((each) => ({ ...each })) };
    },
    setParameters: async (parameters) => {
      // As browsers do: what was read is good once.
      if (!lent) throw new DOMException("read again", "InvalidStateError");
      lent = false;
      await Promise.resolve();
      if (FakePeer.refusesToSet(parameters.encodings)) throw new DOMException("not here", "InvalidModificationError");
      sender.encodings = parameters.encodings;
      sender.set += 1;
    },
  };
  return sender;
}

const CODECS = {
  video: ["video/H264", "video/VP8", "video/rtx"],
  audio: ["audio/opus", "audio/red", "audio/PCMU"],
};

export const fakeReceiver = {
  getCapabilities: (kind: "video" | "audio") => ({ codecs: CODECS[kind].map((mimeType) => ({ mimeType })) }),
};
