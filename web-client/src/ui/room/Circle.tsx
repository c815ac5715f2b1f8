// The circle: everybody in my place, in seat order, around the table that holds what is shared now.
import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLandmark } from "react-aria/useLandmark";
import type { ParticipantId, PersonView } from "../../protocol/generated";
import { isStaff } from "../../room/permissions";
import type { RoomState } from "../../room/reduce";
import { myTimer } from "../../room/programme";
import { iHaveFloor, myPlace, peopleHere, queueHere, turnsHere } from "../../room/selectors";
import { picturesHere } from "../../room/screens";
import { aroundHere, chairsAfter, fishbowlHere, freeSeats, NO_CHAIRS, seenHere, spotlightHere, stagedHere, type Chairs } from "../../room/scenes";
import { seats, spotlit, type Rect, type Seating } from "../../room/seats";
import { nextTurn } from "../../room/turns";
import { useMessages } from "../language";
import { useStore, useToldPart } from "../useStore";
import { useRoom } from "./context";
import { follow, prepare } from "./pictures";
import { FreeSeat } from "./scenes/FreeSeat";
import { SharedScreens } from "./share/SharedScreens";
import { Tile } from "./Tile";
import { TimeLeft } from "./timers/TimeLeft";
import { myPlaceInTurns, whoseTurn } from "./turns/turnWords";
import { stage as middle, useKeptFocus } from "./useKeptFocus";

/** Narrower than this, the circle becomes a list: one large face, the others two in a row. */
const LEAST_CIRCLE = 560;

/** Drawn when the room of `StageContext` changes, and not with every message of the chat. */
export const Circle = memo(function Circle() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const media = tools.session.media.state;
  const tracks = useToldPart(media, (state) => state.tracks);
  useLayoutEffect(() => prepare(tracks), [tracks]);
  // Whoever wanted voices only, and then pictures again, sees nobody as they were before.
  const audioOnly = useStore(tools.session.audioOnly);
  useLayoutEffect(() => (audioOnly ? undefined : follow(media)), [media, audioOnly]);
  const stage = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "main", "aria-label": messages.room.stage }, stage);
  const size = useSize(stage);
  const around = aroundHere(now.room, useChairs(now.room));
  const staged = stagedHere(now.room);
  const light = indexOf(spotlightHere(now.room), around);
  // What had the focus may go with a change of scene: the seat somebody has just taken.
  const kept = useKeptFocus(middle);
  const shared = picturesHere(now.room);
  // People move to a strip beside what is shown.
  const isStrip = shared.length > 0;
  const isList = !isStrip && size.width > 0 && size.width < LEAST_CIRCLE;
  const seating = useSeating(isList || isStrip, around.length, light, size);
  const scrolls = seating === null || seating.height > size.height;
  const large = isList ? (around[light] ?? largeOf(around.filter((each) => each !== null), now.room)) : undefined;
  return (
    <main
      ref={stage}
      className="stage"
      data-turns={turnsHere(now.room)}
      data-layout={isStrip ? "strip" : isList ? "list" : seating?.kind}
      data-scene={staged?.scene.type}
      data-spotlight={light === -1 ? undefined : ""}
      {...landmarkProps}
      {...kept}
      // What scrolls must be reachable without a pointer; and the focus comes here when what had it is put away.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={scrolls ? 0 : -1}
    >
      {isStrip && <SharedScreens shared={shared} />}
      {/* What scrolls must be reachable without a pointer. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="table-area" tabIndex={isStrip ? 0 : undefined} style={seating === null ? {} : { height: seating.height }}>
        <Table style={seating === null ? undefined : seating.table} />
        <ul className="seats" aria-label={messages.panel.people}>
          {around.map((each, index) => {
            const rect = seating?.seats[index];
            const style = rect === undefined ? (each !== null && each === large ? { gridColumn: "1 / -1", order: -1 } : {}) : at(rect);
            if (each === null) return <FreeSeat key={`free-${String(index)}`} isFirst={around.indexOf(null) === index} style={style} />;
            return <Tile key={each.participant} person={each} room={now.room} media={media} local={now.local} style={style} />;
          })}
        </ul>
      </div>
    </main>
  );
});

/** The chairs of the fishbowl here, remembered, so that nobody changes place because another gets up. */
function useChairs(room: RoomState): Chairs {
  const [before, setChairs] = useState(NO_CHAIRS);
  const { view } = fishbowlHere(room) ?? {};
  const chairs = view === undefined ? NO_CHAIRS : chairsAfter(before, view);
  if (chairs !== before) setChairs(chairs);
  return chairs;
}

/** Where everybody sits; null in a list or a strip, which the page lays out by itself. `light`: who is large, from 0, or -1. */
function useSeating(isFree: boolean, count: number, light: number, { width, height }: { readonly width: number; readonly height: number }): Seating | null {
  return useMemo(
    () => (isFree ? null : light === -1 ? seats(count, width, height) : spotlit(count, light, width, height)),
    [isFree, count, light, width, height],
  );
}

function at(rect: Rect): { left: number; top: number; width: number; height: number } {
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height };
}

function indexOf(who: ParticipantId | undefined, around: readonly (PersonView | null)[]): number {
  return who === undefined ? -1 : around.findIndex((each) => each?.participant === who);
}

/** On a phone: who has the floor, else who leads. Never who happens to make a sound. */
function largeOf(here: readonly PersonView[], room: RoomState): PersonView | undefined {
  const holder = here.find((each) => each.participant === queueHere(room).floor?.participant);
  if (holder !== undefined || here.length <= 2) return holder;
  return here.find((each) => isStaff(each.role) && each.participant !== room.you.participant);
}

function Table({ style }: { readonly style: Rect | undefined }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const mine = iHaveFloor(room);
  const whose = whoseTurn(room, messages);
  const own = myPlaceInTurns(room, messages);
  const next = nextTurn(room);
  const isSilent = turnsHere(room) === "silence";
  const timer = isSilent ? myTimer(room) : undefined;
  const place = myPlace(room);
  const staged = stagedHere(room);
  // On a phone this gives way to the bar that tells whose turn it is, unless nobody is there to look at.
  const isTold = whose !== null && seenHere(room).length > 0;
  const alone = peopleHere(room).length === 1 && room.view.people.length === 1;
  return (
    <div className="table" style={style === undefined ? {} : at(style)} data-mine={mine || undefined} data-told={isTold || undefined}>
      {place.type === "encounter" || place.type === "aside" ? (
        <EncounterWords />
      ) : place.type === "help" || place.type === "private_word" || place.type === "backstage" || place.type === "coffee" ? (
        // No queue here: what this place is.
        <p className="table-main">{place.type === "help" || place.type === "private_word" ? messages.room.onlyTwo : messages.room[place.type]}</p>
      ) : alone ? (
        <>
          <p className="table-main">{messages.room.alone}</p>
          <p>{messages.room.aloneText}</p>
        </>
      ) : (
        <>
          <p className="table-main">{whose ?? (staged === undefined ? messages.room.noTurn : messages.scenes.name[staged.scene.type])}</p>
          {staged !== undefined && <SceneWords />}
          {isSilent && <p>{messages.turns.silenceText}</p>}
          {timer !== undefined && <TimeLeft endsAt={timer.ends_at} pausedWith={timer.paused_with} className="table-time" bare />}
          {own !== null && <p className="table-mine">{own}</p>}
          {/* Who comes next in a round is said with whose turn it is. */}
          {!mine && own === null && next !== undefined && turnsHere(room) !== "round" && <p>{messages.room.nextIs(next.name)}</p>}
        </>
      )}
    </div>
  );
}

/** With a visitor of the reception: what is heard by whom, and that whoever is alone is not forgotten. */
function EncounterWords() {
  const { reception } = useMessages();
  const { visit: words, place: names } = reception;
  const { room } = useRoom().now;
  const { encounter } = room.view;
  const isAside = myPlace(room).type === "aside";
  // Who is alone for a moment is told so above.
  const isAlone = peopleHere(room).length === 1;
  return (
    <>
      <p className="table-main">{isAside ? names.aside : (encounter?.line ?? names.encounter)}</p>
      {(isAside || !isAlone) && <p>{isAside ? words.apart : words.noOthers}</p>}
    </>
  );
}

/** Of a scene what cannot be seen: that nobody is there yet, or how many seats are free. */
function SceneWords() {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  const staged = stagedHere(room);
  if (staged === undefined) return null;
  if (staged.scene.type === "fishbowl") return <p>{words.seatsFree(freeSeats(staged))}</p>;
  return seenHere(room).length === 0 ? <p>{words.nobodySeen}</p> : null;
}

function useSize(of: React.RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return;
    const measure = (): void => {
      const style = getComputedStyle(element);
      const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      const down = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      const width = Math.max(0, element.clientWidth - across);
      const height = Math.max(0, element.clientHeight - down);
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return size;
}
