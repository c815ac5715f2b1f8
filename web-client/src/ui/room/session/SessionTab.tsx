// What those who run the session decide about it, now and then.
import { goBackstage } from "../../../actions/session";
import { iMay } from "../../../room/selectors";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { AttendanceSection } from "../attendance/AttendanceSection";
import { useAction, useRoom } from "../context";
import { WaitingTimes } from "../facilitatorQueue/WaitingTimes";
import { DoorSettings } from "./DoorSettings";
import { TechnologySection } from "../technology/TechnologySection";
import { CodecSettings } from "./CodecSettings";
import { SwitchSettings } from "./SwitchSettings";
import { AgreementSettings, WelcomeSettings } from "./TextSettings";

/** Whether there is anything in it for me. */
export function hasSession(room: RoomState): boolean {
  return (["run_door", "change_settings", "end_session", "see_attendance", "run_technology_round"] as const).some((each) => iMay(room, each));
}

export function SessionTab() {
  const { room } = useRoom().now;
  return (
    <>
      {iMay(room, "run_door") && <DoorSettings />}
      <Backstage />
      <AttendanceSection />
      <TechnologySection />
      <WaitingTimes />
      {iMay(room, "change_settings") && (
        <>
          <SwitchSettings />
          <AgreementSettings />
          <WelcomeSettings />
          <CodecSettings />
        </>
      )}
      {iMay(room, "end_session") && room.view.lobby?.ended !== true && <Ending />}
    </>
  );
}

function Backstage() {
  const messages = useMessages();
  const { shown } = useAction(goBackstage);
  if (!shown) return null;
  return (
    <section className="panel-section" aria-labelledby="backstage-title">
      <h2 id="backstage-title">{messages.settings.backstage}</h2>
      <p className="hint">{messages.settings.backstageText}</p>
      <ActionButton action={goBackstage} />
    </section>
  );
}

function Ending() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  return (
    <section className="panel-section" aria-labelledby="ending-title">
      <h2 id="ending-title">{messages.settings.end}</h2>
      <p className="hint">{messages.settings.endHint}</p>
      <Press
        className="plain menu-danger"
        possible={now.link.type === "open"}
        data-action="end_session"
        onPress={() => tools.ask({ type: "end_session" })}
      >
        {messages.settings.endNow}
      </Press>
    </section>
  );
}
