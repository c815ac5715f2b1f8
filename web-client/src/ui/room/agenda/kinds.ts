// What kinds of phases are called.
import type { Messages } from "../../../i18n/fi";
import type { Phase } from "../../../protocol/generated";
import type { Kind, StagedKind } from "./draft";

export function isStaged(kind: Kind | Phase["scene"]): kind is StagedKind {
  return kind === "stage" || kind === "reflecting_team" || kind === "fishbowl";
}

export function kindName(kind: Kind, { agenda, scenes }: Messages): string {
  return isStaged(kind) ? scenes.name[kind] : agenda.kinds[kind];
}

/** What a phase is, where that is not that everybody is together. */
export function kindOfPhase({ scene, own_task: isOwnTask }: Phase, messages: Messages): string | null {
  if (isOwnTask) return messages.agenda.kinds.own_task;
  return scene === "everyone" ? null : kindName(scene, messages);
}
