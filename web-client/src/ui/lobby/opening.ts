// When the doors open, in words.
import { useState } from "react";
import { LOCALES, type Language } from "../../i18n/language";
import type { Messages } from "../../i18n/fi";
import type { LobbyView } from "../../protocol/generated";
import { useSpoken } from "../language";

/** The time of day, and the day if it is another; empty when nothing is known. */
export function useOpening({ door }: Pick<LobbyView, "door">, epoch: number): string {
  const time = useTimeInWords(door.type === "not_yet" ? new Date(epoch + door.opens_at) : undefined);
  return time ?? "";
}

/** A time to come, with its day if that is not today. */
export function useTimeInWords(when: Date | undefined): string | undefined {
  const { language, messages } = useSpoken();
  const [today] = useState(() => new Date());
  return when === undefined ? undefined : timeInWords(when, today, language, messages);
}

function timeInWords(when: Date, today: Date, language: Language, { lobby }: Messages): string {
  const time = new Intl.DateTimeFormat(LOCALES[language], { hour: "numeric", minute: "2-digit" }).format(when);
  if (when.toDateString() === today.toDateString()) return lobby.today(time);
  const day = new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", day: "numeric", month: "numeric" }).format(when);
  return lobby.onDay(day, time);
}
