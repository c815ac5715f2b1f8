import type { Messages } from "../../../i18n/fi";
import type { PlayingView } from "../../../protocol/generated";

/** What is played, in its player's words or in a neutral one. */
export function playedTitle({ title, picture }: PlayingView, { share }: Messages): string {
  return title ?? share.playing[picture ? "video" : "sound"];
}
