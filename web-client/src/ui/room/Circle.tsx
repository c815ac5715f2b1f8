// The circle: everybody in my place, in seat order, around the table that holds what is shared now.
import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { finishTurn } from "../../actions/actions";
import type { PersonView } from "../../protocol/generated";
import { isStaff } from "../../room/permissions";
import type { RoomState } from "../../room/reduce";
import { floorHolder, iHaveFloor, myHandNumber, myPlace, peopleHere, person, queueHere } from "../../room/selectors";
import { seats, type Rect } from "../../room/seats";
import { useMessages } from "../language";
import { useToldPart } from "../useStore";
import { ActionButton } from "./ActionButton";
import { useRoom } from "./context";
import { follow, prepare } from "./pictures";
import { Tile } from "./Tile";

/** Narrower than this, the circle becomes a list: one large face, the others two in a row. */
const LEAST_CIRCLE = 560;

/** Drawn when the room of `StageContext` changes, and not with every message of the chat. */
export const Circle = memo(function Circle() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const media = tools.session.media.state;
  const tracks = useToldPart(media, (state) => state.tracks);
  useLayoutEffect(() => prepare(tracks), [tracks]);
  useLayoutEffect(() => follow(media), [media]);
  const stage = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "main", "aria-label": messages.room.stage }, stage);
  const size = useSize(stage);
  const here = peopleHere(now.room);
  const isList = size.width > 0 && size.width < LEAST_CIRCLE;
  const seating = useMemo(
    () => (isList ? null : seats(here.length, size.width, size.height)),
    [isList, here.length, size.width, size.height],
  );
  const scrolls = seating === null || seating.height > size.height;
  const large = isList ? largeOf(here, now.room) : undefined;
  return (
    <main
      ref={stage}
      className="stage"
      data-layout={isList ? "list" : seating?.kind}
      {...landmarkProps}
      // What scrolls must be reachable without a pointer; and the focus comes here when what had it is put away.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={scrolls ? 0 : -1}
    >
      <div className="table-area" style={seating === null ? {} : { height: seating.height }}>
        <Table style={seating === null ? undefined : seating.table} />
        <ul className="seats" aria-label={messages.panel.people}>
          {here.map((each, index) => {
            const rect = seating?.seats[index];
            return (
              <Tile
                key={each.participant}
                person={each}
                room={now.room}
                media={media}
                local={now.local}
                style={rect === undefined ? (each === large ? { gridColumn: "1 / -1", order: -1 } : {}) : at(rect)}
              />
            );
          })}
        </ul>
      </div>
    </main>
  );
});

function at(rect: Rect): { left: number; top: number; width: number; height: number } {
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height };
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
  const holder = floorHolder(room);
  const mine = iHaveFloor(room);
  const number = myHandNumber(room);
  const [first] = queueHere(room).hands;
  const next = first === undefined ? undefined : person(room, first.participant);
  const place = myPlace(room);
  const alone = peopleHere(room).length === 1 && room.view.people.length === 1;
  return (
    <div className="table" style={style === undefined ? {} : at(style)} data-mine={mine || undefined}>
      {place.type === "help" || place.type === "backstage" || place.type === "coffee" ? (
        // No queue here: what this place is.
        <p className="table-main">{place.type === "help" ? messages.room.onlyTwo : messages.room[place.type]}</p>
      ) : alone ? (
        <>
          <p className="table-main">{messages.room.alone}</p>
          <p>{messages.room.aloneText}</p>
        </>
      ) : (
        <>
          <p className="table-main">
            {mine
              ? messages.room.yourTurn
              : holder === undefined
                ? messages.room.noTurn
                : messages.room.turnOf(holder.name)}
          </p>
          {!mine && number !== null && <p className="table-mine">{messages.room.yourNumber(number)}</p>}
          {!mine && number === null && next !== undefined && <p>{messages.room.nextIs(next.name)}</p>}
          {mine && <ActionButton action={finishTurn} />}
        </>
      )}
    </div>
  );
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
