// What waits among the people, for those who may do something about it: at the door, and for help.
import type { Messages } from "../../i18n/fi";
import { waitingCalls } from "../../room/help";
import type { RoomState } from "../../room/reduce";

export function waitsAmongPeople(room: RoomState, { tabs, help }: Messages): { readonly count: number; readonly words: string } {
  const [door, calls] = [room.view.lobby?.count ?? 0, waitingCalls(room).length];
  const words = [calls > 0 && help.answer.count(calls), door > 0 && tabs.waiting(door)].filter((each) => each !== false);
  return { count: door + calls, words: words.join(", ") };
}
