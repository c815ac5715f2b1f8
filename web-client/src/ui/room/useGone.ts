// What a question is about may go while it is asked: a group ends, somebody else goes on. Then it is asked no longer;
// a question that shows nothing would still hold the page.
import { useEffect } from "react";

export function useGone(isGone: boolean, onClose: () => void): void {
  useEffect(() => {
    if (isGone) onClose();
  }, [isGone, onClose]);
}
