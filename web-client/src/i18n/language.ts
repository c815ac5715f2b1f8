// Which language the page speaks: chosen here, else what the browser prefers, else Finnish. Catalogues are loaded one
// at a time.
import type { Messages } from "./fi";

export type Language = "fi" | "sv" | "en";

export const LANGUAGES: readonly Language[] = ["fi", "sv", "en"];

/** What a language calls itself. */
export const OWN_NAMES: Readonly<Record<Language, string>> = { fi: "Suomi", sv: "Svenska", en: "English" };

/** For react-aria's own words and for Intl. */
export const LOCALES: Readonly<Record<Language, string>> = { fi: "fi-FI", sv: "sv-SE", en: "en-US" };

const MEMORY = "piiri.language";

export function preferredLanguage(storage: Storage, browser: readonly string[]): Language {
  const wished = [storage.getItem(MEMORY) ?? "", ...browser].map((tag) => tag.slice(0, 2).toLowerCase());
  for (const tag of wished) {
    const known = LANGUAGES.find((language) => language === tag);
    if (known !== undefined) return known;
  }
  return "fi";
}

export function rememberLanguage(storage: Storage, language: Language): void {
  storage.setItem(MEMORY, language);
}

export async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case "fi":
      return (await import("./fi")).fi;
    case "sv":
      return (await import("./sv")).sv;
    case "en":
      return (await import("./en")).en;
  }
}
