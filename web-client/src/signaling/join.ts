// The door: a link's secret and a name for a ticket.
import type { Role, Template } from "../protocol/generated";

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

/** The longest name the server takes. */
export const MAX_NAME = 60;

/** Exchanges the secret for a ticket. Never throws. */
export async function join(secret: string, name: string): Promise<JoinResult> {
  try {
    const response = await fetch("/api/v1/join", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ secret, name }),
      cache: "no-store",
    });
    if (response.ok) return { type: "entry", entry: (await response.json()) as Entry };
    if (response.status === 404) return { type: "problem", problem: "link_not_valid" };
    if (response.status === 400) {
      const { code } = (await response.json()) as { code?: string };
      return { type: "problem", problem: code === "name_not_valid" ? "name_not_valid" : "link_not_valid" };
    }
  } catch {
    // No network, or the answer was cut: the same to the person.
  }
  return { type: "problem", problem: "unreachable" };
}
