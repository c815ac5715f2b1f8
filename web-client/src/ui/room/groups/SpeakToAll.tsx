// Being heard in every group at once. That it is so is always in words beside the button.
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { groupsRun } from "../../../room/groups";
import { whoName } from "./names";

export function SpeakToAll() {
  const messages = useMessages();
  const { run: words } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("speak_to_all"));
  const { room } = now;
  const speaker = room.view.run?.speaking_to_all;
  const mine = speaker === room.you.participant;
  const taken = speaker !== undefined && !mine;
  return (
    <div className="speak-to-all" data-on={mine || undefined}>
      <Press
        className={mine ? "primary wide" : "plain wide"}
        aria-pressed={mine}
        possible={now.link.type === "open" && !taken && groupsRun(room)}
        busy={busy}
        onPress={() => command("speak_to_all", { type: "speak_to_all", on: !mine })}
        data-action="speak_to_all"
      >
        {words.speak}
      </Press>
      <p className={mine ? "word strong" : "word"}>{mine ? words.speaking : taken ? words.speakTaken(whoName(room, speaker, messages)) : null}</p>
    </div>
  );
}
