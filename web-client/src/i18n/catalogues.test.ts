import { expect, it } from "vitest";
import { en } from "./en";
import { fi } from "./fi";
import { LANGUAGES, preferredLanguage } from "./language";
import { sv } from "./sv";

type Leaf = string | ((...values: never[]) => string);

function leaves(value: unknown, path = ""): readonly (readonly [string, Leaf])[] {
  if (typeof value === "string" || typeof value === "function") return [[path, value as Leaf]];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const catalogues = { fi: leaves(fi), sv: leaves(sv), en: leaves(en) };

it.each(LANGUAGES)("has every message in %s, none of them empty, with the same parameters", (language) => {
  const mine = catalogues[language];
  expect(mine.map(([path]) => path).toSorted()).toEqual(catalogues.fi.map(([path]) => path).toSorted());
  for (const [path, leaf] of mine) {
    if (typeof leaf === "string") expect(leaf.trim(), path).not.toBe("");
    else expect(leaf.length, path).toBe(new Map(catalogues.fi).get(path)?.length);
  }
});

it("leaves no sentence of another language behind", () => {
  const inOther = new Set(catalogues.fi.map(([, leaf]) => leaf).filter((leaf) => typeof leaf === "string"));
  for (const language of ["sv", "en"] as const) {
    const same = catalogues[language].filter(([, leaf]) => typeof leaf === "string" && inOther.has(leaf));
    expect(same.map(([path]) => path).filter((path) => !path.endsWith(".camera"))).toEqual([]);
  }
});

it("counts in each language", () => {
  expect([1, 2, 0].map(fi.panel.count)).toEqual(["1 ihminen", "2 ihmistä", "0 ihmistä"]);
  expect([1, 2].map(sv.say.groupsOpened)).toEqual(["1 smågrupp öppnades.", "2 smågrupper öppnades."]);
  expect([1, 2, 0].map(en.panel.count)).toEqual(["1 person", "2 people", "0 people"]);
});

it("joins names as the language does", () => {
  expect(fi.say.joined(["Aino", "Björn"])).toBe("Aino ja Björn liittyi.");
  expect(sv.say.joined(["Aino", "Björn"])).toBe("Aino och Björn gick med.");
  expect(en.say.joined(["Aino", "Björn", "Elli"])).toBe("3 joined.");
});

it("prefers what was chosen, then the browser's, then Finnish", () => {
  const storage = { getItem: () => null } as unknown as Storage;
  expect(preferredLanguage(storage, ["de-DE", "sv-FI"])).toBe("sv");
  expect(preferredLanguage(storage, ["de-DE"])).toBe("fi");
  expect(preferredLanguage({ getItem: () => "en" } as unknown as Storage, ["sv-FI"])).toBe("en");
});
