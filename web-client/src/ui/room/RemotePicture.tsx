// A received picture. The element may still hold the last frame of the person before, so it is shown only from the first
// frame that the server says is of this one.
import { useEffect, useRef, useState } from "react";
import { isAtOrAfter } from "../../media/slots";

interface Props {
  readonly track: MediaStreamTrack;
  /** RTP timestamp of the first frame; nothing is shown before it is known. */
  readonly from: number | undefined;
}

/** Made anew (by its key) for another track or another person. */
export function RemotePicture({ track, from }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  // Which first frame has been seen; when the server names another, this one no longer counts, at once.
  const [seen, setSeen] = useState<number | undefined>(undefined);
  const live = from !== undefined && seen === from;
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => {}); // It is muted, so only a removed element refuses.
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    const element = video.current;
    if (element === null || from === undefined) return;
    let handle = 0;
    const look: VideoFrameRequestCallback = (_now, frame) => {
      if (frame.rtpTimestamp === undefined || isAtOrAfter(frame.rtpTimestamp, from)) setSeen(from);
      else handle = element.requestVideoFrameCallback(look);
    };
    handle = element.requestVideoFrameCallback(look);
    return () => element.cancelVideoFrameCallback(handle);
  }, [from]);
  return (
    <div className="picture" data-video={live ? "live" : "blank"}>
      <video ref={video} muted playsInline aria-hidden="true" />
    </div>
  );
}
