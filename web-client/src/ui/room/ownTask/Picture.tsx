// A picture that somebody brought. It is fetched when it comes into sight: a list of fifty is not for a small data plan.
import { useEffect, useRef, useState } from "react";
import type { PictureId } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useRoom } from "../context";

interface Props {
  readonly picture: PictureId;
  /** What it shows, for those who do not see it. */
  readonly words: string;
  readonly className?: string;
}

type Shown = { readonly type: "waiting" } | { readonly type: "lost" } | { readonly type: "shown"; readonly address: string };

export function Picture({ picture, words, className = "" }: Props) {
  const { results } = useMessages();
  const { now, tools } = useRoom();
  const frame = useRef<HTMLSpanElement>(null);
  const isSeen = useSeen(frame);
  const pictures = tools.session.pictures.of(now.room.you.participant);
  const [shown, setShown] = useState<Shown>({ type: "waiting" });
  useEffect(() => {
    if (!isSeen) return;
    let isHere = true;
    void pictures.address(picture).then((address) => {
      if (isHere) setShown(address === null ? { type: "lost" } : { type: "shown", address });
    });
    return () => {
      isHere = false;
    };
  }, [pictures, picture, isSeen]);
  return (
    <span ref={frame} className={`brought ${className}`} data-picture={picture}>
      {shown.type === "shown" ? (
        <img src={shown.address} alt={words} onError={() => setShown({ type: "lost" })} />
      ) : (
        // Where the picture has no words of its own, what it is in has them.
        words !== "" && <span className="word">{shown.type === "lost" ? results.lost : results.loading}</span>
      )}
    </span>
  );
}

/** Whether it has come into sight. */
function useSeen(of: React.RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(() => typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = of.current;
    if (seen || element === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [of, seen]);
  return seen;
}
