// What waits at the desk: in the lines that I receive, and whoever asks me to join.
import type { Messages } from "../../../i18n/fi";
import { askedToJoin, waitingInMyLines } from "../../../room/reception";
import type { RoomState } from "../../../room/reduce";

export function waitsAtDesk(room: RoomState, { receiving }: Messages): { readonly count: number; readonly words: string } {
  const [waiting, asked] = [waitingInMyLines(room), askedToJoin(room).length];
  const words = [asked > 0 && receiving.askedCount, waiting > 0 && receiving.waits(waiting)].filter((each) => each !== false);
  return { count: waiting + asked, words: words.join(", ") };
}
