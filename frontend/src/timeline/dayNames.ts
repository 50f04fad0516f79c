// Days in words. Pure: a date of the city is one of no zone.

export interface DayNames {
  /** "20 de novembro", with the year when it is not this one's. */
  long: (date: string) => string;
  /** "sex., 20 de nov." */
  short: (date: string) => string;
  /** "20/11"; in English "20 Nov". */
  numeric: (date: string) => string;
  /** "novembro de 2026" of 2026-11. */
  month: (month: string) => string;
}

export function createDayNames(language: string, today: string): DayNames {
  const format = (options: Intl.DateTimeFormatOptions, writing = language) => {
    const made = new Intl.DateTimeFormat(writing, { timeZone: "UTC", ...options });
    return (date: string) => made.format(Date.parse(`${date}T00:00Z`));
  };
  const thisYear = format({ day: "numeric", month: "long" });
  const otherYear = format({ day: "numeric", month: "long", year: "numeric" });
  const short = format({ weekday: "short", day: "numeric", month: "short" });
  const shortOtherYear = format({ day: "numeric", month: "short", year: "numeric" });
  const month = format({ month: "long", year: "numeric" });
  const isThisYear = (date: string) => date.slice(0, 4) === today.slice(0, 4);
  return {
    long: (date) => (isThisYear(date) ? thisYear : otherYear)(date),
    short: (date) => (isThisYear(date) ? short : shortOtherYear)(date),
    // 11/12 would be read in two ways by those who write English.
    numeric: language.startsWith("en")
      ? format({ day: "2-digit", month: "short" }, "en-GB")
      : format({ day: "2-digit", month: "2-digit" }),
    month: (name) => month(`${name}-01`),
  };
}
