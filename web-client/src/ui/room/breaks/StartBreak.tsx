// Starting a break: how long, and whether the coffee table is open.
import { useState } from "react";
import { MAX_MINUTES } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Tick } from "../../Tick";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { MinutesChoice, minutesOf, type Length } from "../timers/MinutesChoice";

const READY: readonly number[] = [5, 10, 15, 30, 45];
/** From this length on it is a meal. */
const MEAL = 30;

export function StartBreak({ onClose }: { readonly onClose: () => void }) {
  const { breaks: words, timers } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const [length, setLength] = useState<Length>({ ready: 10, own: "" });
  const [coffee, setCoffee] = useState(true);
  const minutes = minutesOf(length, MAX_MINUTES);
  const isInGroups = room.view.groups.length > 0;
  return (
    <AskDialog
      title={words.startTitle}
      confirm={words.startNow}
      isPossible={minutes !== null && !isInGroups}
      onCancel={onClose}
      onConfirm={() => {
        if (minutes === null) return;
        onClose();
        command("break", { type: "start_break", minutes, coffee_table: coffee });
      }}
    >
      <p>{isInGroups ? words.groupsFirst : words.startText}</p>
      {!isInGroups && (
        <>
          <MinutesChoice
            label={words.howLong}
            choices={READY}
            length={length}
            most={MAX_MINUTES}
            words={(each) => (each >= MEAL ? words.meal(each) : timers.minutesShort(each))}
            onChange={setLength}
          />
          <Tick label={words.coffee} on={coffee} onChange={setCoffee} />
        </>
      )}
    </AskDialog>
  );
}
