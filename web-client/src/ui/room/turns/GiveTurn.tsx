// Giving the turn to somebody who is chosen: the stick on, or one's own turn of a round to another first.
import { iGiveTurn, turnTakers } from "../../../room/turns";
import { turnsHere } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { RowMenu } from "../RowMenu";

export function GiveTurn() {
  const { turns: words } = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  if (!iGiveTurn(now.room) || now.link.type !== "open") return null;
  const label = turnsHere(now.room) === "stick" ? words.giveStick : words.giveFirst;
  const choices = turnTakers(now.room).map(({ participant, name }) => ({
    id: `give-${participant}`,
    label: name,
    onChoose: () => command("give_turn", { type: "give_turn", to: participant }),
  }));
  return <RowMenu label={label} words={label} choices={choices} />;
}
