// A received picture. The player may still hold the last frame of the person before, so it is shown only from the first
// frame that the server says is of this one.
import { useLayoutEffect, useRef } from "react";
import { useStore } from "../useStore";
import { useRoom } from "./context";
import { seenOf, showIn } from "./pictures";

interface Props {
  readonly track: MediaStreamTrack;
  /** RTP timestamp of the first frame; nothing is shown before it is known. */
  readonly from: number | undefined;
}

/** Made anew (by its key) for another track or another person. */
export function RemotePicture({ track, from }: Props) {
  const host = useRef<HTMLDivElement>(null);
  // When the server names another first frame, the one that was seen no longer counts, at once.
  const seen = useStore(seenOf(track));
  const live = from !== undefined && seen === from;
  const { media } = useRoom().tools.session;
  useLayoutEffect(() => (host.current === null ? undefined : showIn(host.current, track)), [track]);
  // The server is told how large it is seen, and sends no more than that.
  useLayoutEffect(() => {
    const line = media.state.get().tracks.indexOf(track);
    return host.current === null || line === -1 ? undefined : media.shown.watch(host.current, line);
  }, [media, track]);
  return <div ref={host} className="picture" data-video={live ? "live" : "blank"} />;
}
