// The words of the client: Portuguese decides which there are, English must have the same (a
// missing one fails the type check, and so the build). A catalogue is loaded when it is needed.

import { createPreference, oneOf } from "../app/preferences";
import { createStore } from "../app/store";
import { useStore } from "../app/useStore";
import type { Words } from "./pt";

export type Language = "pt-BR" | "en";
export type { Words };

const CATALOGUES: Record<Language, () => Promise<Words>> = {
  "pt-BR": async () => (await import("./pt")).pt,
  en: async () => (await import("./en")).en,
};

/** Portuguese unless the browser asks for English before it, or the person chose. */
export function languageOf(wanted: readonly string[]): Language {
  const first = wanted.find((tag) => /^(pt|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("en") ? "en" : "pt-BR";
}

export const language = createPreference<Language>(
  "language",
  languageOf(navigator.languages),
  oneOf("pt-BR", "en"),
);

const loaded = createStore<Words | null>(null);

export async function loadWords(): Promise<void> {
  const wanted = language.get();
  const words = await CATALOGUES[wanted]();
  if (language.get() !== wanted) return; // another one was chosen meanwhile
  document.documentElement.lang = wanted;
  loaded.set(words);
}

language.subscribe(() => void loadWords());

/** Once its words are there; throws when they cannot be had. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  await CATALOGUES[wanted]();
  language.set(wanted);
}

/** The words in the person's language. Not before `loadWords` has ended. */
export function useWords(): Words {
  const words = useStore(loaded);
  if (!words) throw new Error("loadWords comes first");
  return words;
}

/** The same outside of React. */
export function currentWords(): Words {
  const words = loaded.get();
  if (!words) throw new Error("loadWords comes first");
  return words;
}
