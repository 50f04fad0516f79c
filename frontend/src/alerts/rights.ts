// What the person may do, where a list has rows of several cities. Pure.

import type { Me } from "../api/types";
import type { Capability } from "../session/session";

/** Without a city (disks, recorders) only superusers may. */
export function mayIn(me: Me | undefined, cityId: number | null, capability: Capability): boolean {
  if (!me) return false;
  if (cityId === null) return me.is_superuser;
  const city = me.cities.find(({ id }) => id === cityId);
  return city?.capabilities.includes(capability) ?? false;
}

export function mayAnywhere(me: Me | undefined, capability: Capability): boolean {
  return me?.cities.some(({ capabilities }) => capabilities.includes(capability)) ?? false;
}

/** Its name where the person has several, or there is none. */
export function cityWords(me: Me | undefined, cityId: number | null): string {
  if (!me || me.cities.length < 2) return "";
  return me.cities.find(({ id }) => id === cityId)?.name ?? "";
}
