// The break for those who are not in the plenary, what comes after it, and the reminder that one would be good.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import type { Moment } from "../../../protocol/generated";
import { iAmOnBreak } from "../../../room/programme";
import { iMay, myPlace } from "../../../room/selectors";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useClock } from "../clock";
import { useRoom } from "../context";
import { BackButton, CoffeeButton, CoffeePeople, Resuming } from "./parts";

export function BreakBanners() {
  return (
    <>
      <BreakElsewhere />
      <AfterBreak />
      <BreakDue />
    </>
  );
}

/** At the coffee table and backstage one sees the people there; the break is told beside them. */
function BreakElsewhere() {
  const { breaks: words } = useMessages();
  const { room } = useRoom().now;
  const { pause } = room.view;
  const place = myPlace(room).type;
  if (pause === undefined || iAmOnBreak(room) || place === "help") return null;
  return (
    <div className="banner banner-break" data-banner="break">
      <p>
        <strong>{words.title}.</strong> <Resuming pause={pause} /> {place === "coffee" && words.coffeeText}
      </p>
      {place === "coffee" ? (
        <>
          <BackButton />
          <CoffeeButton pause={pause} />
        </>
      ) : (
        <CoffeePeople pause={pause} />
      )}
    </div>
  );
}

/** Nothing turns on by itself: whoever was on the break is told so once it is over. */
function AfterBreak() {
  const { breaks: words } = useMessages();
  const { room, local } = useRoom().now;
  const isBreak = room.view.pause !== undefined && ["plenary", "coffee"].includes(myPlace(room).type);
  const [seen, setSeen] = useState(isBreak);
  const [over, setOver] = useState(false);
  if (seen !== isBreak) {
    setSeen(isBreak);
    setOver(!isBreak && room.view.pause === undefined);
  }
  const publishes = iMay(room, "publish_microphone") || iMay(room, "publish_camera");
  const isOn = local.microphone.on || local.camera.on;
  // Whoever has turned something on has understood it: turning it off again later is no break.
  if (over && isOn) setOver(false);
  if (!over || !publishes || isOn) return null;
  return (
    <div className="banner" data-after-break>
      <p>
        <strong>{words.endedTitle}</strong> {words.ended}
      </p>
      <CloseButton onPress={() => setOver(false)} />
    </div>
  );
}

function CloseButton({ onPress }: { readonly onPress: () => void }) {
  const { room } = useMessages();
  return (
    <Button className="icon-button" aria-label={room.close} onPress={onPress}>
      <CloseIcon />
    </Button>
  );
}

/** For those who run the session; whoever says "not now" is not asked again for the same stretch. */
function BreakDue() {
  const { breaks: words } = useMessages();
  const { now, tools } = useRoom();
  const { room } = now;
  const clock = useClock(room);
  const [notNow, setNotNow] = useState<Moment | null>(null);
  const since = room.view.break_due_since;
  if (since === undefined || since === notNow || room.view.pause !== undefined) return null;
  return (
    <div className="banner" data-banner="break-due">
      <p>{words.due(clock(since))}</p>
      {iMay(room, "run_agenda") && (
        <Press className="primary" possible={now.link.type === "open"} onPress={() => tools.ask({ type: "start_break" })} data-action="break-due">
          {words.start}
        </Press>
      )}
      <Press className="plain" onPress={() => setNotNow(since)} data-action="not-now">
        {words.notNow}
      </Press>
    </div>
  );
}
