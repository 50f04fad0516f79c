// Which alerts are told, in which order. Pure.

import type { Alert } from "../api/types";

/** Those of the city, and those of none (disks, recorders), which concern every city; 0: all. */
export function alertsOf(alerts: readonly Alert[], cityId: number): Alert[] {
  return alerts.filter(({ city }) => cityId === 0 || city === null || city === cityId);
}

/** Critical first, and of those the newest. */
export function byGravity(alerts: readonly Alert[]): Alert[] {
  const weight = (alert: Alert) => (alert.severity === "critical" ? 0 : 1);
  return [...alerts].sort(
    (one, other) =>
      weight(one) - weight(other) || Date.parse(other.opened_at) - Date.parse(one.opened_at),
  );
}

export function criticalOf(alerts: readonly Alert[]): Alert[] {
  return alerts.filter(({ severity }) => severity === "critical");
}

/** Critical ones that were not there before; none at the first look, when nothing was known. */
export function newlyCritical(
  known: ReadonlySet<number> | null,
  alerts: readonly Alert[],
): Alert[] {
  return known ? criticalOf(alerts).filter(({ id }) => !known.has(id)) : [];
}
