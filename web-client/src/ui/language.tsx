// The words of the page, and the switch between languages.
import { createContext, useContext } from "react";
import type { Messages } from "../i18n/fi";
import { LANGUAGES, OWN_NAMES, type Language } from "../i18n/language";

export interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
  readonly change: (language: Language) => void;
}

export const LanguageContext = createContext<Spoken | null>(null);

export function useSpoken(): Spoken {
  const spoken = useContext(LanguageContext);
  if (spoken === null) throw new Error("invariant: rendered inside LanguageContext");
  return spoken;
}

export function useMessages(): Messages {
  return useSpoken().messages;
}

/** Three short buttons: those who do not know the language of the page still know their own. */
export function LanguageSwitch() {
  const { language, messages, change } = useSpoken();
  return (
    <div className="languages" role="group" aria-label={messages.language.label}>
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          onClick={() => change(each)}
        >
          <span aria-hidden="true">{each}</span>
          <span className="only-read">{OWN_NAMES[each]}</span>
        </button>
      ))}
    </div>
  );
}
