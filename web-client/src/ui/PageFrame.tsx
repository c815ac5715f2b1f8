// What the quiet pages share: the mark, the languages, and one column of content.
import type { ReactNode } from "react";
import { Mark } from "./icons";
import { LanguageSwitch } from "./language";

export function PageFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="door">
      <header className="door-header">
        <Mark />
        <span className="brand">Piiri</span>
        <LanguageSwitch />
      </header>
      {children}
    </div>
  );
}
