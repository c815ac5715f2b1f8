// A picture for each reaction, drawn like the other icons: not every old device has the small pictures of its letters.
import type { ReactNode } from "react";
import type { Reaction } from "../../../protocol/generated";

const FACE = <circle cx="12" cy="12" r="9" />;

const DRAWN: Readonly<Record<Reaction, ReactNode>> = {
  // A flower.
  thanks: (
    <>
      {[0, 72, 144, 216, 288].map((angle) => (
        <circle key={angle} cx="12" cy="6.2" r="3.6" transform={`rotate(${String(angle)} 12 12)`} />
      ))}
      <circle cx="12" cy="12" r="2.4" className="reaction-middle" />
    </>
  ),
  agree: <path d="M7.500 11v9H4v-9h3.500Zm0 0L11 3.500c1.600 0 2.600 1.100 2.600 2.600V9.500H18a2 2 0 0 1 2 2.300l-1.100 6.500a2 2 0 0 1-2 1.700H7.500" />,
  // A star.
  applause: <path d="m12 3 2.700 5.700 6.300.8-4.600 4.300 1.200 6.200-5.600-3.100L6.400 20l1.200-6.200L3 9.500l6.300-.8Z" />,
  heart: <path d="M12 20S4 15.200 4 9.500A4.200 4.200 0 0 1 12 7.600 4.200 4.200 0 0 1 20 9.500C20 15.200 12 20 12 20Z" />,
  laugh: (
    <>
      {FACE}
      <path d="M7.500 13h9a4.500 4.500 0 0 1-9 0ZM8 9.200c.5-.7 1.500-.7 2 0M14 9.200c.5-.7 1.500-.7 2 0" />
    </>
  ),
  wow: (
    <>
      {FACE}
      <circle cx="12" cy="15.500" r="2.200" className="reaction-middle" />
      <path d="M9 9.500h.01M15 9.500h.01" />
    </>
  ),
};

export function ReactionPicture({ reaction }: { readonly reaction: Reaction }) {
  return (
    <svg
      className="reaction-picture"
      viewBox="0 0 24 24"
      width="28"
      height="28"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWN[reaction]}
    </svg>
  );
}
