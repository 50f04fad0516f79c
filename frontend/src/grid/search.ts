// Finding cameras by their names. Pure.

/** Without accents and case: "Praça São João" is found by "praca sao". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether each word that was typed is in the name, in any order. */
export function isFound(name: string, typed: string): boolean {
  const text = folded(name);
  return folded(typed)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** As people sort: numbers by their value, accents and case aside. */
export function sortedByName<T extends { name: string; id: number }>(
  rows: readonly T[],
  language: string,
): T[] {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  return [...rows].sort((a, b) => compare(a.name, b.name) || a.id - b.id);
}
