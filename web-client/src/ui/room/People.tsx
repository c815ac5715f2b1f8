// Who is where. While groups are open, those who may move people do it here: with the Move button of each person (a
// pointer, a finger or the keyboard, one hand), or by dragging a name to another list (pointer or keyboard).
import { Button } from "react-aria-components/Button";
import { DropIndicator, useDragAndDrop } from "react-aria-components/useDragAndDrop";
import { GridList, GridListItem } from "react-aria-components/GridList";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { ParticipantId, PersonView, Place } from "../../protocol/generated";
import { allPlaces, placeKey, placesOf, samePlace } from "../../room/place";
import { isReceived } from "../../room/permissions";
import { iFollow } from "../../room/interpreters";
import { isSeenHere } from "../../room/scenes";
import { handNumber, iMay, isSending, myPlace, peopleIn, queueOf } from "../../room/selectors";
import { GripIcon, HandIcon, MicrophoneIcon, MoveIcon, StarIcon } from "../icons";
import { useMessages } from "../language";
import { useFrom } from "../useStore";
import { DeviceStates } from "./devices/DeviceStates";
import { SightWord } from "./scenes/SightWord";
import { PersonMenu } from "./people/PersonMenu";
import { PresenceWords, shownRole } from "./people/Marks";
import { placeName, useCommand, useRoom, useSpeaking } from "./context";
import { groupAt } from "../../room/groups";
import { GroupHead } from "./groups/GroupHead";

export function People() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const { groups } = room.view;
  const places = placesOf(groups, room.view.people);
  const movable = groups.length > 0 && iMay(room, "move_people");
  return (
    <section className="panel-section" aria-labelledby="people-title">
      <h2 id="people-title">{messages.panel.people}</h2>
      {places.map((place) => (
        <PlaceList
          key={placeKey(place)}
          place={place}
          movable={movable && (place.type === "plenary" || place.type === "group")}
          titled={places.length > 1}
        />
      ))}
    </section>
  );
}

interface ListProps {
  readonly place: Place;
  readonly movable: boolean;
  /** With one place only, its name says nothing. */
  readonly titled: boolean;
}

function PlaceList({ place, movable, titled }: ListProps) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const people = peopleIn(room, place);
  // Several may be received at the same time.
  const visitor = place.type === "encounter" ? people.find(isReceived) : undefined;
  const name = visitor === undefined ? placeName(place, room, messages) : messages.receiving.encounter.title(visitor.name);
  const mine = samePlace(place, myPlace(room));
  const id = `place-${placeKey(place)}`;
  const group = groupAt(room, place);
  return (
    <div className="place" data-place={placeKey(place)} data-mine={mine || undefined}>
      {group === undefined ? (
        <h3 id={id}>
          {titled && <span>{name}</span>} <span className="word">{messages.panel.count(people.length)}</span>
          {titled && mine && <span className="word"> · {messages.panel.here}</span>}
        </h3>
      ) : (
        <GroupHead group={group} id={id} mine={mine} />
      )}
      {movable ? <Movable place={place} people={people} labelledBy={id} /> : <Plain people={people} labelledBy={id} />}
    </div>
  );
}

interface PeopleProps {
  readonly people: readonly PersonView[];
  readonly labelledBy: string;
}

function Plain({ people, labelledBy }: PeopleProps) {
  const messages = useMessages();
  if (people.length === 0) return <p className="hint">{messages.panel.empty}</p>;
  return (
    <ul className="people" aria-labelledby={labelledBy}>
      {people.map((each) => (
        <li key={each.participant} data-person={each.participant}>
          <Person person={each} />
          <PersonMenu person={each} />
        </li>
      ))}
    </ul>
  );
}

interface Row {
  readonly id: ParticipantId;
  readonly person: PersonView;
}

const ROWS = new WeakMap<PersonView, Row>();

/** One row for each person as long as nothing about them changes: the list draws new rows only. */
function rowOf(person: PersonView): Row {
  const known = ROWS.get(person);
  if (known !== undefined) return known;
  const made = { id: person.participant, person };
  ROWS.set(person, made);
  return made;
}

const DRAG_TYPE = "application/x-piiri-person";

function Movable({ place, people, labelledBy }: PeopleProps & { readonly place: Place }) {
  const messages = useMessages();
  const command = useCommand();
  const { now } = useRoom();
  const connected = now.link.type === "open";
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: !connected,
    getItems: (keys) =>
      [...keys].map((key) => ({
        [DRAG_TYPE]: String(key),
        "text/plain": people.find((each) => each.participant === key)?.name ?? "",
      })),
    acceptedDragTypes: [DRAG_TYPE],
    getDropOperation: () => "move",
    onRootDrop: (event) => {
      void (async () => {
        const dropped = event.items.flatMap((item) => (item.kind === "text" ? [item.getText(DRAG_TYPE)] : []));
        const moves = (await Promise.all(dropped)).map((id) => ({ participant: Number(id) as ParticipantId, to: place }));
        if (moves.length > 0) command(`move-${moves[0]?.participant}`, { type: "move_people", moves });
      })();
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className="drop-indicator" />,
  });
  return (
    <GridList
      className="people"
      aria-labelledby={labelledBy}
      items={people.map(rowOf)}
      dragAndDropHooks={dragAndDropHooks}
      renderEmptyState={() => <p className="hint">{messages.panel.empty}</p>}
    >
      {({ id, person }) => (
        <GridListItem id={id} textValue={person.name} data-person={id}>
          <Button slot="drag" className="icon-button grip">
            <GripIcon />
          </Button>
          <Person person={person} />
          <MoveMenu person={person} />
          <PersonMenu person={person} />
        </GridListItem>
      )}
    </GridList>
  );
}

function MoveMenu({ person }: { readonly person: PersonView }) {
  const messages = useMessages();
  const command = useCommand();
  const { now, runner } = useRoom();
  const key = `move-${person.participant}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const places = allPlaces(now.room.view.groups).filter((place) => !samePlace(place, person.place));
  return (
    <MenuTrigger>
      <Button
        className="plain move"
        aria-label={messages.panel.moveWho(person.name)}
        isDisabled={now.link.type !== "open"}
        isPending={busy}
        data-move={person.participant}
      >
        <MoveIcon />
        <span>{messages.panel.move}</span>
      </Button>
      <Popover className="popover">
        <Menu aria-label={messages.panel.moveWho(person.name)}>
          {places.map((place) => (
            <MenuItem
              key={placeKey(place)}
              id={placeKey(place)}
              className="menu-item"
              onAction={() => command(key, { type: "move_people", moves: [{ participant: person.participant, to: place }] })}
            >
              {placeName(place, now.room, messages)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Person({ person }: { readonly person: PersonView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const who = person.participant;
  const isHere = samePlace(person.place, myPlace(room));
  const number = handNumber(queueOf(room, person.place), who);
  const isMe = who === room.you.participant;
  const speaking = useSpeaking(who);
  const role = shownRole(person, room, messages);
  return (
    <div className="person">
      <span className="person-name">{isMe ? `${person.name} (${messages.tile.you})` : person.name}</span>
      <span className="person-states">
        {role !== null && <span className="word">{role}</span>}
        {person.place.type === "group" && room.view.run?.hosts?.includes(who) === true && (
          <span className="word" data-host>
            {messages.groups.list.host}
          </span>
        )}
        {groupAt(room, person.place)?.leader === who && (
          <span className="word strong" data-leader>
            <StarIcon /> {messages.groups.list.leader}
          </span>
        )}
        <PresenceWords person={person} />
        {/* Of other places nobody is told who speaks or is muted. */}
        {isHere && speaking && <span className="word strong">{messages.tile.speaking}</span>}
        {iFollow(room, who) && <span className="word strong">{messages.scenes.myInterpreter}</span>}
        <SightWord participant={who} isHere={isHere} />
        {isHere && person.presence.type === "here" && person.role !== "observer" && isSeenHere(room, who) && !isSending(room, who, "microphone") && (
          <span className="word">
            <MicrophoneIcon off />
            <span className="only-read">{messages.tile.muted}</span>
          </span>
        )}
        {number !== null && (
          <span className="word hand">
            <HandIcon up />
            <span aria-hidden="true">{number}</span>
            <span className="only-read">{messages.tile.hand(number)}</span>
          </span>
        )}
      </span>
      {!isMe && <DeviceStates participant={who} name={person.name} whole={person.place.type === "help"} />}
    </div>
  );
}
