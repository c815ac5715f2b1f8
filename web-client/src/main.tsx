// Composition root: reads the link, chooses the language, shows the page.
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { loadMessages, preferredLanguage, rememberLanguage, type Language } from "./i18n/language";
import type { Messages } from "./i18n/fi";
import { takeSecret } from "./signaling/seat";
import { storage } from "./storage";
import { Pages } from "./pages";
import { App, loadRoom } from "./ui/App";
import { LanguageContext } from "./ui/language";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/door.css";

interface Words {
  readonly language: Language;
  readonly messages: Messages;
}

function Page({ pages, first }: { readonly pages: Pages; readonly first: Words }) {
  const [words, setWords] = useState(first);
  const change = (language: Language): void => {
    void loadMessages(language).then((messages) => {
      rememberLanguage(storage("local"), language);
      document.documentElement.lang = language;
      setWords({ language, messages });
    });
  };
  return (
    <LanguageContext value={{ ...words, change }}>
      <App pages={pages} />
    </LanguageContext>
  );
}

async function start(): Promise<void> {
  const secret = takeSecret(location, history, storage("session"));
  const language = preferredLanguage(storage("local"), navigator.languages);
  document.documentElement.lang = language;
  const pages = new Pages(secret, loadRoom);
  const messages = await loadMessages(language);
  const root = document.querySelector("#app");
  if (root !== null) createRoot(root).render(<Page pages={pages} first={{ language, messages }} />);
  // Loaded while people look at themselves, so that joining does not wait for it.
  setTimeout(() => void loadRoom().catch(() => {}), 1_000);
  // Another link was opened in this tab.
  addEventListener("hashchange", () => location.reload());
}

void start();
