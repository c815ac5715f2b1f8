// This person's own camera, mirrored as in a mirror on the wall.
import { useEffect, useRef } from "react";

export function OwnPicture({ track, label }: { readonly track: MediaStreamTrack; readonly label?: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => {}); // Muted, so never refused; a refusal would leave it blank.
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return <video ref={video} className="own-picture" muted playsInline aria-label={label} aria-hidden={label === undefined} />;
}
