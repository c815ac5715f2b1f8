import { Mark } from "./icons";
import { useMessages } from "./language";

/** Between the door and the room. */
export function Entering() {
  const messages = useMessages();
  return (
    <main className="entering">
      <Mark />
      <h1 role="status">{messages.room.connecting}</h1>
    </main>
  );
}
