// A received picture. The element may still hold the last frame of the person before, so it is shown only from the first
// frame that the server says is of this one.
import { useLayoutEffect, useRef, useState } from "react";
import { isAtOrAfter } from "../../media/slots";
import { showIn } from "./pictures";

interface Props {
  readonly track: MediaStreamTrack;
  /** RTP timestamp of the first frame; nothing is shown before it is known. */
  readonly from: number | undefined;
}

/** Made anew (by its key) for another track or another person. */
export function RemotePicture({ track, from }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  // Which first frame has been seen; when the server names another, this one no longer counts, at once.
  const [seen, setSeen] = useState<number | undefined>(undefined);
  // The frame may come before the word which one is the first.
  const newest = useRef<number | undefined>(undefined);
  const live = from !== undefined && seen === from;
  useLayoutEffect(() => {
    if (host.current === null) return;
    const shown = showIn(host.current, track);
    video.current = shown.video;
    return shown.hide;
  }, [track]);
  useLayoutEffect(() => {
    const element = video.current;
    if (element === null) return;
    let handle = 0;
    const isReached = (): boolean => {
      if (from === undefined || newest.current === undefined || !isAtOrAfter(newest.current, from)) return false;
      setSeen(from);
      return true;
    };
    const look: VideoFrameRequestCallback = (_now, frame) => {
      // A browser that does not tell timestamps: the first frame after the server's word has to do.
      newest.current = frame.rtpTimestamp ?? from;
      if (!isReached()) handle = element.requestVideoFrameCallback(look);
    };
    if (!isReached()) handle = element.requestVideoFrameCallback(look);
    return () => element.cancelVideoFrameCallback(handle);
  }, [from]);
  return <div ref={host} className="picture" data-video={live ? "live" : "blank"} />;
}
