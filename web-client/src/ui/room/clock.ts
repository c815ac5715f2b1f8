// Moments of the session as times of this person's own clock.
import { LOCALES, type Language } from "../../i18n/language";
import type { Moment } from "../../protocol/generated";
import { clockOf, type RoomState } from "../../room/reduce";
import { useSpoken } from "../language";

export type Clock = (moment: Moment) => string;

const FORMATS = new Map<Language, Intl.DateTimeFormat>();

/** Hours and minutes. */
export function timeOf(room: RoomState, moment: Moment, language: Language): string {
  let format = FORMATS.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALES[language], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    FORMATS.set(language, format);
  }
  return format.format(clockOf(room, moment));
}

export function useClock(room: RoomState): Clock {
  const { language } = useSpoken();
  return (moment) => timeOf(room, moment, language);
}
