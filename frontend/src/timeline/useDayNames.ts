import { useMemo } from "react";

import { useWatch } from "../watch/watch";
import { useWords } from "../words";
import { createDayNames, type DayNames } from "./dayNames";
import { useToday } from "./useNow";

export interface Names extends DayNames {
  language: string;
  /** Of the ruler: "sex., 20 de nov. · dia de 23 h", or a month. */
  bandName: (name: string, hours: number | null) => string;
}

/** The same until the language or the day is another. */
export function useDayNames(): Names {
  const { zone } = useWatch();
  const { common, timeline } = useWords();
  const today = useToday(zone);
  return useMemo(() => {
    const names = createDayNames(common.language, today);
    return {
      ...names,
      language: common.language,
      bandName: (name, hours) => {
        if (name.length === 7) return names.month(name);
        const day = names.short(name);
        return hours === null ? day : `${day} · ${timeline.hours(hours)}`;
      },
    };
  }, [common.language, timeline, today]);
}
