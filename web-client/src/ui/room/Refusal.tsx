// Why the last thing that was asked for was not done.
import { Button } from "react-aria-components/Button";
import { CloseIcon } from "../icons";
import { useMessages } from "../language";
import { useStore } from "../useStore";
import { useRoom } from "./context";

export function Refusal() {
  const messages = useMessages();
  const { runner } = useRoom();
  const refused = useStore(runner.refused);
  return (
    <div role="status">
      {refused !== null && (
        <p className="notice refusal">
          <span>{messages.rejected[refused]}</span>
          <Button className="icon-button" aria-label={messages.room.close} onPress={() => runner.dismiss()}>
            <CloseIcon />
          </Button>
        </p>
      )}
    </div>
  );
}
