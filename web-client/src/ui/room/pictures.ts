// The video elements of the receive slots. Making a player takes a browser tens of milliseconds, and with slots the
// tracks are the same for the whole session: so each has one element, made ahead and handed from tile to tile.

const ELEMENTS = new WeakMap<MediaStreamTrack, HTMLVideoElement>();

/** Makes the players while nobody waits for them. */
export function prepare(tracks: readonly MediaStreamTrack[]): void {
  for (const track of tracks) if (track.kind === "video") elementOf(track);
}

/** Shows the track in `host` until the returned function is called. */
export function showIn(host: HTMLElement, track: MediaStreamTrack): { readonly video: HTMLVideoElement; readonly hide: () => void } {
  const kept = elementOf(track);
  // Two people on one device have one picture in two tiles.
  const video = kept.parentNode === null ? kept : make(track);
  host.append(video);
  video.play().catch(() => {}); // It is muted, so only an element that was taken away refuses.
  return { video, hide: () => video.remove() };
}

function elementOf(track: MediaStreamTrack): HTMLVideoElement {
  const known = ELEMENTS.get(track);
  if (known !== undefined) return known;
  const made = make(track);
  ELEMENTS.set(track, made);
  return made;
}

function make(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.ariaHidden = "true";
  video.srcObject = new MediaStream([track]);
  return video;
}
