// The sentence before the button: what will happen.
import type { Messages } from "../../../i18n/fi";
import { forecast, minutesOf, asksRounds, type Draft } from "../../../room/groupsPlan";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { useRoom } from "../context";

export function useForecast(draft: Draft): string {
  const messages = useMessages();
  const { room } = useRoom().now;
  return forecastText(draft, room, messages);
}

export function forecastText(draft: Draft, room: RoomState, { groups: { will, make } }: Messages): string {
  const coming = forecast(draft, room);
  if (coming.isEmpty) return will.nobody;
  if (draft.way === "cafe" && coming.groups < 2) return make.hostsHint;
  const all = will.groups(coming.groups);
  const sizes = will.sizes(coming.least, coming.most);
  const what = {
    random: () => will.random(all, sizes),
    balanced: () => will.balanced(all, sizes),
    by_hand: () => will.by_hand(all),
    chosen: () => (draft.most === null ? will.chosen(all) : will.chosenMost(all, draft.most)),
    prepared: () => will.prepared(all),
    same: () => will.same(all),
    rotation: () => will.rotation(all, sizes, draft.rounds),
    one_two_four: () => will.one_two_four(draft.alone),
    cafe: () => will.cafe(coming.groups, draft.rounds),
  }[draft.way]();
  const minutes = draft.minutes === null ? null : minutesOf(draft.minutes);
  const isRounds = asksRounds(draft.way) || draft.way === "one_two_four";
  const time = minutes === null ? will.noEnd : isRounds ? will.roundMinutes(minutes) : will.minutes(minutes);
  const begins = draft.countdown > 0 && draft.way !== "one_two_four" ? [will.after(draft.countdown)] : [];
  return [what, time, ...begins].join(" ");
}
