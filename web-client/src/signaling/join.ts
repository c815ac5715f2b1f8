// The door: what a link is an invitation to, and a link's secret and a name for a ticket.
import { MAX_NAME as LONGEST_NAME, type Further, type Role, type Template } from "../protocol/generated";

/** What a good link gives. */
export interface Entry {
  readonly ticket: string;
  readonly ws_url: string;
  readonly title: string;
  readonly template: Template;
  readonly role: Role;
}

/** Why there is no entry. */
export type JoinProblem = "link_not_valid" | "name_not_valid" | "unreachable";

export type JoinResult =
  | { readonly type: "entry"; readonly entry: Entry }
  | { readonly type: "problem"; readonly problem: JoinProblem };

/** What the page at the door knows of a link before a name is given. */
export interface Invited {
  readonly title: string;
  readonly template: Template;
  readonly role: Role;
  /** Whom a personal invitation is for. */
  readonly name?: string;
  /** Whether one can say that one cannot come. */
  readonly can_decline: boolean;
  readonly cannot_come?: boolean;
  /** What a further device of this person does; absent for an invitation of a person. */
  readonly further?: Further;
  /** The reception has its closed hours; absent while it is open, and elsewhere. */
  readonly closed?: ClosedHours;
}

/** What is said to whoever comes while a reception is closed. */
export interface ClosedHours {
  /** Where to turn; may be empty. */
  readonly text: string;
  /** When it opens, as RFC 3339; absent when nobody knows. */
  readonly opens_at?: string;
}

export type InvitationResult =
  | { readonly type: "invited"; readonly invited: Invited }
  | { readonly type: "problem"; readonly problem: "link_not_valid" | "unreachable" };

/** The longest name the server takes. */
export const MAX_NAME = LONGEST_NAME;

/** Exchanges the secret for a ticket. Never throws. */
export async function join(secret: string, name: string): Promise<JoinResult> {
  return entryFrom(await post("join", { secret, name }));
}

/** A room of one's own to practise in, without an account. Never throws. */
export async function practice(name: string): Promise<JoinResult> {
  const result = await entryFrom(await post("practice", { name }));
  // There is no link that could be wrong: no more rooms just now.
  const noRoom = result.type === "problem" && result.problem === "link_not_valid";
  return noRoom ? { type: "problem", problem: "unreachable" } : result;
}

/** Asks what the link is an invitation to. Never throws. */
export async function invitation(secret: string): Promise<InvitationResult> {
  const response = await post("invitation", { secret });
  try {
    if (response?.ok === true) return { type: "invited", invited: (await response.json()) as Invited };
  } catch {
    // The answer was cut.
  }
  return { type: "problem", problem: (await saysNotValid(response)) ? "link_not_valid" : "unreachable" };
}

/** Says that one cannot come, or can after all; whether it was heard. Never throws. */
export async function sayCannotCome(secret: string, cannot: boolean): Promise<boolean> {
  return (await post("cannot_come", { secret, cannot_come: cannot }))?.ok ?? false;
}

async function entryFrom(response: Response | null): Promise<JoinResult> {
  try {
    if (response?.ok === true) return { type: "entry", entry: (await response.json()) as Entry };
    if (response?.status === 404) return { type: "problem", problem: "link_not_valid" };
    if (response?.status === 400) {
      const { code } = (await response.json()) as { code?: string };
      return { type: "problem", problem: code === "name_not_valid" ? "name_not_valid" : "link_not_valid" };
    }
  } catch {
    // The answer was cut: to the person the same as no network.
  }
  return { type: "problem", problem: "unreachable" };
}

/** A server that does not know the question answers 404 as well, but not with this code. */
async function saysNotValid(response: Response | null): Promise<boolean> {
  try {
    const { code } = ((await response?.json()) ?? {}) as { code?: string };
    return code === "link_not_valid";
  } catch {
    return false;
  }
}

/** Null without a network. */
async function post(what: string, body: object): Promise<Response | null> {
  try {
    return await fetch(`/api/v1/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    return null;
  }
}
