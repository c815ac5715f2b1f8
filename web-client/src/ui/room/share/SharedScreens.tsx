// What is shown to everybody, in the middle of the page: screens, and what is played.
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { slotOf } from "../../../media/slots";
import type { SharedScreen } from "../../../room/screens";
import { iMay } from "../../../room/selectors";
import { FullScreenIcon, ZoomInIcon, ZoomOutIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom, useStore } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { RemotePicture } from "../RemotePicture";
import { Captions } from "./Captions";
import { OwnVolume } from "./OwnVolume";
import { playedTitle } from "./playedTitle";

export function SharedScreens({ shared }: { readonly shared: readonly SharedScreen[] }) {
  const { share: words } = useMessages();
  const region = useRef<HTMLElement>(null);
  const { isFull, toggle } = useFullScreen(region);
  const hasSound = shared.some(({ sound }) => sound);
  const tools = (
    <>
      {hasSound && <OwnVolume />}
      {toggle !== null && (
        <Press className="plain" onPress={toggle} data-action="full-screen">
          <FullScreenIcon />
          <span className="screen-word">{isFull ? words.notFull : words.full_screen}</span>
        </Press>
      )}
    </>
  );
  // Of one alone they are in its own row.
  const isOne = shared.length === 1;
  return (
    <section ref={region} className="shared" aria-label={words.region} data-count={shared.length}>
      <div className="screens">
        {shared.map((each) => (
          <Screen key={`${String(each.device)}-${each.kind}`} shared={each}>
            {isOne && tools}
          </Screen>
        ))}
      </div>
      <Captions />
      {!isOne && <div className="shared-tools">{tools}</div>}
    </section>
  );
}

/** In per cent of what fits. */
const SIZES = [100, 150, 200, 300, 400];

function Screen({ shared, children }: { readonly shared: SharedScreen; readonly children: ReactNode }) {
  const messages = useMessages();
  const { share: words } = messages;
  const { room } = useRoom().now;
  const command = useCommand();
  const [size, setSize] = useState(0);
  const percent = SIZES[size] ?? 100;
  const resize = (by: number): void => setSize((before) => Math.min(SIZES.length - 1, Math.max(0, before + by)));
  const { participant, playing, name, isMine, kind } = shared;
  const label = playing === null ? words.screenOf(name) : playedTitle(playing, messages);
  const keys = (event: KeyboardEvent): void => {
    const by = event.key === "+" ? 1 : event.key === "-" ? -1 : event.key === "0" ? -SIZES.length : 0;
    if (by === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    resize(by);
  };
  return (
    // The same as the buttons in it do, for whoever is in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <figure className="screen" aria-label={label} data-shared={kind} data-device={shared.device} onKeyDown={keys}>
      {/* What scrolls must be reachable without a pointer. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="screen-view" data-zoomed={percent > 100 || undefined} tabIndex={percent > 100 ? 0 : -1} role={percent > 100 ? "group" : undefined} aria-label={percent > 100 ? label : undefined}>
        <div className="screen-picture" style={{ width: `${String(percent)}%`, height: `${String(percent)}%` }}>
          {isMine ? <Mine /> : <Theirs shared={shared} />}
        </div>
      </div>
      <figcaption>
        {/* Of what is played the bar above tells the name. */}
        <span className={playing === null ? "screen-name" : "only-read"}>{label}</span>
        <span className="screen-tools">
          {playing === null && iMay(room, "mute_others") && (
            <Press className="plain" aria-label={words.stopOf(name)} onPress={() => command(`stop-screen-${participant}`, { type: "mute", participant, kind })} data-action="stop-screen">
              {words.stopOther}
            </Press>
          )}
          <Press className="plain" possible={size > 0} onPress={() => resize(-1)} data-action="zoom-out">
            <ZoomOutIcon />
            <span className="only-read">{words.smaller}</span>
          </Press>
          <span className="zoom" role="status">
            <span className="only-read">{size > 0 ? words.zoom(percent) : ""}</span>
            <span aria-hidden="true">{percent} %</span>
          </span>
          <Press className="plain" possible={size < SIZES.length - 1} onPress={() => resize(1)} data-action="zoom-in">
            <ZoomInIcon />
            <span className="only-read">{words.larger}</span>
          </Press>
          {children}
        </span>
      </figcaption>
    </figure>
  );
}

/** The file that this page plays, itself. */
function Mine() {
  const { tools } = useRoom();
  const player = useFrom(tools.session.sharing.state, (state) => state.player);
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = player?.element;
    if (element === undefined) return;
    host.current?.append(element);
    return () => element.remove();
  }, [player]);
  return <div ref={host} className="picture" data-video="live" />;
}

function Theirs({ shared: { device, kind } }: { readonly shared: SharedScreen }) {
  const { share: words } = useMessages();
  const { audioOnly, media: received } = useRoom().tools.session;
  const media = received.state;
  const voicesOnly = useStore(audioOnly);
  const from = useFrom(media, ({ slots }) => slotOf(slots, device, kind)?.from_timestamp);
  const track = useFrom(media, ({ slots, tracks }) => {
    const slot = slotOf(slots, device, kind);
    return slot === undefined ? undefined : tracks[slot.line];
  });
  if (voicesOnly) {
    return (
      <div className="screen-awaited">
        <p>{words.voicesOnly}</p>
        <Press className="plain" onPress={() => audioOnly.set(false)} data-action="pictures-on">
          {words.picturesOn}
        </Press>
      </div>
    );
  }
  return (
    <>
      <p className="screen-awaited">{words.awaited}</p>
      {track !== undefined && <RemotePicture key={`${String(device)}-${kind}-${track.id}`} track={track} from={from} />}
    </>
  );
}

/** Nothing to toggle where the browser has no full screen for parts of a page: an iPhone. */
function useFullScreen(of: React.RefObject<HTMLElement | null>): { readonly isFull: boolean; readonly toggle: (() => void) | null } {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = (): void => setFull(document.fullscreenElement !== null && document.fullscreenElement === of.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [of]);
  const toggle = (): void => {
    if (isFull) void document.exitFullscreen().catch(() => {});
    else void of.current?.requestFullscreen().catch(() => {});
  };
  return { isFull, toggle: document.fullscreenEnabled ? toggle : null };
}

