import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, it } from "vitest";
import { pieces } from "./links";

const links = (text: string) => pieces(text).flatMap((piece) => (piece.type === "link" ? [piece.text] : []));

it.each([
  ["Katso https://thl.fi/mieli, kiitos.", ["https://thl.fi/mieli"]],
  ["(https://a.fi/x) ja https://b.fi/y_(z).", ["https://a.fi/x", "https://b.fi/y_(z)"]],
  ["HTTP://A.FI!", ["HTTP://A.FI"]],
  ["www.a.fi ja a@b.fi ja javascript:alert(1) ja ftp://a.fi", []],
  ["https://pankki.fi@evil.example/", []],
  ["https://", []],
  ["<https://a.fi> \"https://b.fi\"", ["https://a.fi", "https://b.fi"]],
  ["https://a.fi/\u202egnp.exe", ["https://a.fi/"]],
])("finds in %j only whole web addresses", (text, found) => {
  expect(links(text)).toEqual(found);
});

it("loses and adds no character, and makes no other kind of link", () => {
  const part = oneof(string(), constantFrom("https://a.fi/(b).", " ", "http://", "javascript:x", "\n", ")"));
  assert(
    property(array(part).map((all) => all.join("")), (text) => {
      const all = pieces(text);
      expect(all.map((piece) => piece.text).join("")).toBe(text);
      for (const piece of all) if (piece.type === "link") expect(piece.url).toMatch(/^https?:\/\//);
    }),
  );
});
