import { expect, it } from "vitest";
import type { Place } from "../protocol/generated";
import { placeKey, placesOf, samePlace } from "./place";
import { personOf } from "./sample";

const help = (id: number): Place => ({ type: "help", help: id });

it("tells places apart", () => {
  const all: readonly Place[] = [{ type: "plenary" }, { type: "backstage" }, { type: "group", group: 1 }, help(1), help(2)];
  expect(new Set(all.map(placeKey)).size).toBe(all.length);
  for (const a of all) for (const b of all) expect(samePlace(a, b)).toBe(a === b);
});

it("lists every place where somebody is, the open ones first", () => {
  const people = [personOf(1, "Aino", { place: help(10) }), personOf(2, "Björn", { place: help(2) }), personOf(3, "Sirpa", { place: { type: "backstage" } })];
  expect(placesOf([{ group: 4, number: 1, colour: "blue" }], people).map(placeKey)).toEqual(["plenary", "group-4", "backstage", "help-2", "help-10"]);
});
