// What waits among the people, for those who may do something about it: at the door, and what they have asked for.
import type { Messages } from "../../i18n/fi";
import { waitingRequests } from "../../room/facilitatorQueue";
import type { RoomState } from "../../room/reduce";

export function waitsAmongPeople(room: RoomState, { tabs, facilitatorQueue }: Messages): { readonly count: number; readonly words: string } {
  const [door, calls] = [room.view.lobby?.count ?? 0, waitingRequests(room).length];
  const words = [calls > 0 && facilitatorQueue.count(calls), door > 0 && tabs.waiting(door)].filter((each) => each !== false);
  return { count: door + calls, words: words.join(", ") };
}
