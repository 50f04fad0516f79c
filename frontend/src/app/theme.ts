import { createPreference, oneOf } from "./preferences";

export type Theme = "dark" | "light" | "system";

/** Dark is the rule: operators work at night. */
export const theme = createPreference<Theme>("theme", "dark", oneOf("dark", "light", "system"));

/** Follows the choice, and the system where that was chosen. */
export function showTheme(): void {
  const prefersLight = matchMedia("(prefers-color-scheme: light)");
  const show = () => {
    const chosen = theme.get();
    const isLight = chosen === "light" || (chosen === "system" && prefersLight.matches);
    document.documentElement.dataset["theme"] = isLight ? "light" : "dark";
    const ground = isLight ? "#f3f6f9" : "#0b0f14";
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground);
  };
  theme.subscribe(show);
  prefersLight.addEventListener("change", show);
  show();
}
