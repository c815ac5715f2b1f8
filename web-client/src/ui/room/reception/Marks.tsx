// What is out of the ordinary with somebody who waits.
import type { VisitorView } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { marksOf } from "./words";

export function Marks({ visitor }: { readonly visitor: VisitorView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  return marksOf(visitor, room, messages).map(({ id, words }) => (
    <span key={id} className={id === "lost" || id === "help" ? "word visitor-mark" : "word strong visitor-mark"} data-mark={id}>
      {words}
    </span>
  ));
}
