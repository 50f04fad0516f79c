import { useStore } from "../app/useStore";
import { Button } from "../ui/Button";
import { say } from "../ui/toasts";
import { chooseLanguage, language, useWords, type Language } from "../words";
import styles from "./LanguageChoice.module.css";

/** Each in its own language, for those who do not read the present one. */
const NAMES: Record<Language, string> = { "pt-BR": "Português", en: "English" };

export function LanguageChoice() {
  const { session: words, common } = useWords();
  const chosen = useStore(language);
  const choose = (wanted: Language) =>
    chooseLanguage(wanted).catch(() => say(common.partFailed, { tone: "bad" }));
  return (
    <div role="group" aria-label={words.language} className={styles["choice"]}>
      {(["pt-BR", "en"] as const).map((each) => (
        <Button
          key={each}
          look="quiet"
          lang={each}
          aria-pressed={each === chosen}
          onClick={() => void choose(each)}
        >
          {NAMES[each]}
        </Button>
      ))}
    </div>
  );
}
