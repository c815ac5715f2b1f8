// Where this person is if it is not with the others, and what is out of the ordinary in the session.
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { actAsSupervisor, comeFromBackstage, stepBack, stopActing } from "../../../actions/session";
import type { ParticipantId, PersonView, Remains } from "../../../protocol/generated";
import { isHelped } from "../../../room/permissions";
import { iAmStaff, iMayActAsSupervisor, isSteppedOut, me, peopleHere } from "../../../room/selectors";
import type { Session } from "../../../session";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useCommand, useRoom } from "../context";
import { DeviceStates } from "../devices/DeviceStates";
import { Press } from "../../Press";

export function SessionBanners({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const self = me(room);
  return (
    <>
      {isSteppedOut(self) && (
        <Banner name="away" text={messages.banner.away}>
          <ActionButton action={stepBack} className="primary" />
        </Banner>
      )}
      {self?.place.type === "backstage" && (
        <Banner name="backstage" strong={messages.banner.notHeard} text={messages.banner.backstage}>
          <ActionButton action={comeFromBackstage} />
        </Banner>
      )}
      {self?.place.type === "help" && <HelpBanner self={self} />}
      {self?.acting === true && (
        <Banner name="acting" text={messages.banner.iAct}>
          <ActionButton action={stopActing} />
        </Banner>
      )}
      <NoSupervisor />
      {room.view.lobby?.ended === true && iAmStaff(room) && <Banner name="ended" text={messages.banner.ended} />}
      <Removed session={session} />
    </>
  );
}

interface BannerProps {
  readonly name: string;
  /** What matters most, before the text. */
  readonly strong?: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Banner({ name, strong, text, children }: BannerProps) {
  return (
    <div className={`banner banner-${name}`} data-banner={name}>
      <p>
        {strong !== undefined && <strong>{strong} </strong>}
        {text}
      </p>
      {children}
    </div>
  );
}

/** In the place of two: what it is, and for the helper what comes after it. */
function HelpBanner({ self }: { readonly self: PersonView }) {
  const messages = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const other = peopleHere(room).find((each) => each.participant !== self.participant);
  if (other === undefined) return null;
  const who = other.participant;
  if (isHelped(self)) return <Banner name="helped" text={messages.banner.helped(other.name)} />;
  return (
    <Banner name="helper" text={messages.banner.helper(other.name)}>
      <DeviceStates participant={who} name={other.name} whole />
      <Press
        className="primary"
        possible={link.type === "open"}
        data-action="admit_helped"
        onPress={() => command(`admit-${who}`, { type: "admit", participants: [who] })}
      >
        {messages.banner.admit}
      </Press>
      <Press
        className="plain"
        possible={link.type === "open"}
        data-action="return_helped"
        onPress={() => command(`send_back-${who}`, { type: "send_back", participant: who })}
      >
        {messages.banner.toLobby}
      </Press>
    </Banner>
  );
}

/** Nobody is promoted silently: whoever is next in line may step forward, or not. */
function NoSupervisor() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const mayAct = iMayActAsSupervisor(room);
  const [notNow, setNotNow] = useState(false);
  // When one has come and gone, it may be asked again.
  if (!mayAct && notNow) setNotNow(false);
  if (!mayAct || notNow) return null;
  return (
    <Banner name="no-supervisor" text={messages.banner.noSupervisor}>
      <ActionButton action={actAsSupervisor} className="primary" />
      <Press className="plain" onPress={() => setNotNow(true)}>
        {messages.banner.notNow}
      </Press>
    </Banner>
  );
}

interface Gone {
  readonly name: string;
  readonly remains: Remains;
}

/** Who removed somebody is told what that cannot stop, until they have read it. */
function Removed({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const [removed, setRemoved] = useState<Gone | null>(null);
  useEffect(() => {
    // By the time of the event the roster is without them.
    const names = new Map<ParticipantId, string>();
    const learn = (): void => {
      const view = session.room.get()?.view;
      for (const each of [...(view?.people ?? []), ...(view?.lobby?.waiting ?? [])]) names.set(each.participant, each.name);
    };
    learn();
    const stops = [
      session.room.subscribe(learn),
      session.onEvent((event) => {
        if (event.type === "removed") setRemoved({ name: names.get(event.participant) ?? "", remains: event.remains });
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [session]);
  if (removed === null) return null;
  return (
    <div className="banner" role="status" data-banner="removed">
      <p>{messages.banner.removed[removed.remains](removed.name)}</p>
      <Button className="icon-button" aria-label={messages.room.close} onPress={() => setRemoved(null)}>
        <CloseIcon />
      </Button>
    </div>
  );
}
