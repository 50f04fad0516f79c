// Moments in words, in a city's time zone. Pure.

/** How a language writes days short: in English with letters, 11/12 would be read in two ways. */
export function shortDays(language: string) {
  return language.startsWith("en")
    ? ({ locale: "en-GB", month: "short" } as const)
    : ({ locale: language, month: "2-digit" } as const);
}

/** "14:32" */
export function hourWords(language: string, ms: number, zone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit" } as const;
  return written(language, ms, zone, parts);
}

/** "sexta-feira, 20 de novembro" */
export function dayWords(language: string, ms: number, zone: string): string {
  return written(language, ms, zone, { weekday: "long", day: "numeric", month: "long" });
}

/** "20/11/2026"; in English "20 Nov 2026" */
export function dateWords(language: string, ms: number, zone: string): string {
  const { month } = shortDays(language);
  return written(language, ms, zone, { day: "2-digit", month, year: "numeric" });
}

/** "20 de nov., 14:32" */
export function momentWords(language: string, ms: number, zone: string): string {
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return written(language, ms, zone, parts);
}

function written(
  language: string,
  ms: number,
  timeZone: string,
  parts: Intl.DateTimeFormatOptions,
): string {
  const hourCycle = "hour" in parts ? ({ hourCycle: "h23" } as const) : {};
  const { locale } = shortDays(language);
  return new Intl.DateTimeFormat(locale, { timeZone, ...parts, ...hourCycle }).format(ms);
}
