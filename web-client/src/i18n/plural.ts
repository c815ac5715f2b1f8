// The right form for a number. Finnish, Swedish and English all have "one" and "other"; Intl knows when.

const RULES = new Map<string, Intl.PluralRules>();

export function plural(language: string, count: number, forms: { readonly one: string; readonly other: string }): string {
  let rules = RULES.get(language);
  if (rules === undefined) {
    rules = new Intl.PluralRules(language);
    RULES.set(language, rules);
  }
  return rules.select(count) === "one" ? forms.one : forms.other;
}

/** "Aino, Björn ja Sirpa". */
export function listOf(language: string, items: readonly string[]): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(items);
}

/** "Aino, Björn tai Sirpa". */
export function anyOf(language: string, items: readonly string[]): string {
  return new Intl.ListFormat(language, { type: "disjunction" }).format(items);
}
