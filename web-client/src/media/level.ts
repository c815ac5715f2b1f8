// How loud the microphone is, ten times a second, for the meter at the door.

/** Calls `listener` with 0 … 1 until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, listener: (level: number) => void): () => void {
  let context: AudioContext;
  try {
    context = new AudioContext();
  } catch {
    return () => {};
  }
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // Asked again each time and never awaited: Firefox without a sound device never answers.
    if (context.state === "suspended") void context.resume().catch(() => {});
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    listener(loudness(Math.sqrt(sum / samples.length)));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close().catch(() => {});
  };
}

/** From the size of a wave to what it feels like: -60 dB and below is 0, -12 dB and above is 1. */
export function loudness(rms: number): number {
  const decibels = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.min(1, Math.max(0, (decibels + 60) / 48));
}

/** What is loud enough to be somebody's voice. */
export const HEARD = 0.25;
