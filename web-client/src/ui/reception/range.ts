// How long one probably waits, in words that promise no more than is known.
import { LOCALES, type Language } from "../../i18n/language";
import type { Messages } from "../../i18n/fi";
import type { WaitRange } from "../../protocol/generated";

/** From so many minutes on it is said in hours and halves of hours. */
const IN_HOURS = 120;
/** Minutes in half an hour. */
const HALF = 30;

export function rangeWords({ from, to }: WaitRange, language: Language, { reception: { range } }: Messages): string {
  if (to >= IN_HOURS) {
    const hours = (halves: number): string => new Intl.NumberFormat(LOCALES[language]).format(halves / 2);
    const least = Math.floor(from / HALF);
    const most = hours(Math.ceil(to / HALF));
    return least === 0 ? range.upToHours(most) : range.hours(hours(least), most);
  }
  if (to <= 1) return range.soon;
  if (from === 0) return range.upTo(to);
  return from === to ? range.about(to) : range.between(from, to);
}
