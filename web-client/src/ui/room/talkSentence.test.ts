import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fi } from "../../i18n/fi";
import { Announcements, type Heard } from "../../room/announcements";
import type { Told } from "../../room/talkNews";
import { isTalkNews, talkSentence } from "./talkSentence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const told = (number: number, isOpen = true): Told => ({ scope: "plenary", from: 2, name: "Björn", text: `viesti ${String(number)}`, isOpen });
const say = (heard: Heard) => (isTalkNews(heard) ? talkSentence(heard, fi) : "");

it("says a message that is on the screen with its words, another only with its writer", () => {
  expect(say({ type: "messages", messages: [told(1), told(2, false)] })).toBe("Björn: viesti 1 Uusi viesti: Björn.");
  expect(say({ type: "messages", messages: [{ ...told(1), text: "a".repeat(2_000) }] }).length).toBeLessThan(320);
});

it("says a flood as one number, every two seconds at most", () => {
  const spoken: string[] = [];
  const announcements = new Announcements(({ polite }) => spoken.push(polite.map(say).join(" ")));
  for (let number = 1; number <= 40; number += 1) announcements.add({ type: "messages", messages: [told(number)] });
  expect(spoken).toEqual(["Björn: viesti 1"]);
  vi.advanceTimersByTime(2_000);
  expect(spoken).toEqual(["Björn: viesti 1", "39 uutta viestiä."]);
  vi.advanceTimersByTime(10_000);
  expect(spoken).toHaveLength(2);
});

it("says where the question about the session is, and thanks", () => {
  expect(say({ type: "feedback_asked" })).toBe("Tapaamisesta pyydetään palautetta. Kysymys on ilmoituksissa.");
  expect(say({ type: "feedback_given" })).toBe("Kiitos palautteesta!");
});

it("says a poll that opens, and one that began again", () => {
  expect(say({ type: "poll_opened", question: "Jatketaanko?", reopened: false, ofGroup: false })).toBe("Uusi kysely: Jatketaanko?");
  expect(say({ type: "poll_opened", question: "Jatketaanko?", reopened: false, ofGroup: true })).toBe("Uusi kysely ryhmällesi: Jatketaanko?");
  expect(say({ type: "poll_opened", question: "Jatketaanko?", reopened: true, ofGroup: true })).toBe("Kysely alkoi alusta, vastaa uudelleen: Jatketaanko?");
  expect(say({ type: "technology_done", steps: ["camera", "hand"] })).toBe("Onnistui: Kamera päälle. Onnistui: Pyydä vuoro.");
});
