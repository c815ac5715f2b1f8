// A picture for each kind of what waits; the word stands beside it.
import type { QueueKind } from "../../../protocol/generated";
import { ChatIcon, DoorIcon, HandIcon, HeartIcon, HelpIcon, TwoIcon } from "../../icons";

const ICONS = { quiet_signal: HeartIcon, lobby: DoorIcon, hand: HandIcon, help: HelpIcon, private_word: TwoIcon, question: ChatIcon } as const;

export function KindIcon({ kind }: { readonly kind: QueueKind }) {
  const Icon = ICONS[kind];
  return <Icon />;
}
