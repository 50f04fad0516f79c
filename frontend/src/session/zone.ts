// Whose clocks tell when something was. Pure.

interface Person {
  cities: readonly { id: number; time_zone: string }[];
}

/** The city's; where there is none, or it is not the person's, that of their first. */
export function zoneOf(me: Person | undefined, cityId: number | null | undefined): string {
  const city = me?.cities.find(({ id }) => id === cityId) ?? me?.cities[0];
  return city?.time_zone ?? "America/Sao_Paulo";
}
