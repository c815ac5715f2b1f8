// What can be done about one person in the scene of this place: only what is possible now.
import type { Messages } from "../../../i18n/fi";
import { MAX_SEEN, type PersonView } from "../../../protocol/generated";
import { samePlace } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import { isSeenHere, iStage, mayBeSeen, sceneHere, stagedHere } from "../../../room/scenes";
import { myPlace } from "../../../room/selectors";
import type { useCommand } from "../context";
import type { Choice } from "../RowMenu";

export function sceneChoices(person: PersonView, room: RoomState, { scenes: words }: Messages, command: ReturnType<typeof useCommand>): readonly Choice[] {
  const who = person.participant;
  if (!iStage(room) || !samePlace(person.place, myPlace(room)) || !mayBeSeen(room, person)) return [];
  const choices: Choice[] = [];
  const { seen } = sceneHere(room);
  const staged = stagedHere(room)?.scene;
  if (staged !== undefined && staged.type !== "everyone") {
    const isChosen = seen.includes(who);
    const others = seen.filter((each) => each !== who);
    // The free seat of a fishbowl is for who takes it, and a stage is never empty.
    const most = staged.type === "fishbowl" ? staged.seats : MAX_SEEN;
    const isPossible = isChosen ? (others.length > 0 || staged.type === "fishbowl") && others.length <= most : seen.length < most;
    if (isPossible) {
      choices.push({
        id: "seen",
        label: isChosen ? words.toListen : words.toSeen[staged.type],
        onChoose: () => command(`seen-${who}`, { type: "set_seen", people: isChosen ? others : [...seen, who] }),
      });
    }
  }
  if (sceneHere(room).spotlight === who) {
    choices.push({ id: "spotlight", label: words.spotlightOff, onChoose: () => command("spotlight", { type: "set_spotlight" }) });
  } else if (isSeenHere(room, who)) {
    choices.push({ id: "spotlight", label: words.spotlightOn, onChoose: () => command("spotlight", { type: "set_spotlight", participant: who }) });
  }
  return choices;
}
