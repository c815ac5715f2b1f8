import * as fc from "fast-check";
import { expect, it } from "vitest";
import { MOST_AROUND_TABLE, seats, spotlit, type Rect, type Seating } from "./seats";

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function check(count: number, width: number, height: number): void {
  checkSeating(seats(count, width, height), count, width);
}

function checkSeating({ seats: places, table, height: whole }: Seating, count: number, width: number): void {
  expect(places).toHaveLength(count);
  const wrong: string[] = [];
  for (const [index, place] of places.entries()) {
    if (place.width < 60) wrong.push(`seat ${index} is small`);
    if (place.x < -0.01 || place.x + place.width > width + 0.01) wrong.push(`seat ${index} is outside`);
    if (place.y < -0.01 || place.y + place.height > whole + 0.01) wrong.push(`seat ${index} is above or below`);
    if (overlap(place, table)) wrong.push(`seat ${index} lies on the table`);
    for (const [other, next] of places.entries()) {
      if (other > index && overlap(place, next)) wrong.push(`seats ${index} and ${other} overlap`);
    }
  }
  expect(wrong).toEqual([]);
}

it("seats everybody inside, and nobody on anybody or on the table", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 300, max: 2400 }),
      fc.integer({ min: 200, max: 1500 }),
      check,
    ),
    { numRuns: 300, seed: 7 },
  );
});

it("sits up to twelve around the table on an ordinary screen, scrolling nothing", () => {
  for (let count = 1; count <= MOST_AROUND_TABLE; count += 1) {
    const seating = seats(count, 850, 620);
    expect(seating.kind).toBe("circle");
    expect(seating.height).toBe(620);
  }
  expect(seats(13, 850, 620).kind).toBe("rows");
});

it("keeps rows in seat order", () => {
  const { seats: places } = seats(20, 800, 600);
  const inOrder = places.toSorted((a, b) => a.y - b.y || a.x - b.x);
  expect(places).toEqual(inOrder);
});

it("goes clockwise from the top", () => {
  const { seats: places } = seats(8, 900, 700);
  const angle = (rect: Rect): number =>
    (Math.atan2(rect.x + rect.width / 2 - 450, 350 - (rect.y + rect.height / 2)) + 2 * Math.PI) % (2 * Math.PI);
  const angles = places.map(angle);
  // The first may sit just left of the middle.
  const turned = angles.map((each) => (each - (angles[0] ?? 0) + 2 * Math.PI) % (2 * Math.PI));
  expect(turned).toEqual(turned.toSorted((a, b) => a - b));
  expect(places[0]?.y).toBeLessThan(100);
});

it("shows one large beside all the others", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(59),
      fc.integer({ min: 560, max: 2400 }),
      fc.integer({ min: 200, max: 1500 }),
      (count, someone, width, height) => {
        const at = someone % count;
        const seating = spotlit(count, at, width, height);
        checkSeating(seating, count, width);
        const others = seating.seats.filter((_, index) => index !== at).map((each) => each.width);
        expect(seating.seats[at]?.width).toBeGreaterThan(Math.max(0, ...others));
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
