// For whoever shares: that they do, the way to stop, and who would like to share after them. Calm, and never the screen
// itself.
import { useEffect, useState } from "react";
import type { ParticipantId } from "../../../protocol/generated";
import { person } from "../../../room/selectors";
import { ScreenIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useStore } from "../../useStore";
import { useRoom } from "../context";

export function SharingBanner() {
  const messages = useMessages();
  const { share: words } = messages;
  const { now, tools, runner } = useRoom();
  const { session } = tools;
  const { share, failed, ended } = useStore(session.sharing.state);
  const [asking, setAsking] = useState<readonly ParticipantId[]>([]);
  useEffect(
    () =>
      session.onEvent((event) => {
        if (event.type === "screen_asked") setAsking((before) => [...new Set([...before, event.participant])]);
      }),
    [session],
  );
  const [sharing, setSharing] = useState(share);
  // Who asked for another screen has asked.
  if (sharing !== share) {
    setSharing(share);
    setAsking([]);
  }
  if (share === null) {
    if (!failed && !ended) return null;
    return (
      // That it ended is said by the announcer.
      <div className="banner" role={failed ? "status" : undefined} data-banner="screen-over">
        <p>{failed ? words.failed : words.say.mineEnded}</p>
        <Press className="plain" onPress={() => session.sharing.dismiss()}>
          {messages.room.close}
        </Press>
      </div>
    );
  }
  const names = asking.flatMap((who) => person(now.room, who)?.name ?? []);
  const stop = (
    <Press className="plain" onPress={() => void runner.run("share", () => session.sharing.stopSharing())} data-action="stop-sharing">
      {words.stop}
    </Press>
  );
  return (
    <>
      <div className="banner banner-sharing" data-banner="sharing">
        <ScreenIcon />
        <p>{share.sound === null ? words.mine : words.mineWithSound}</p>
        {stop}
      </div>
      {names.length > 0 && (
        <div className="banner" data-banner="screen-asked">
          <p>{words.wants(names)}</p>
          <Press className="plain" onPress={() => setAsking([])} data-action="not-now">
            {words.notNow}
          </Press>
        </div>
      )}
    </>
  );
}
