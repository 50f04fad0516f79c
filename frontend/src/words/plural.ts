/** "1 câmera", "12 câmeras": the number as the language writes it, and the word that fits it. */
export function counted(language: string, count: number, one: string, other: string): string {
  const number = new Intl.NumberFormat(language).format(count);
  return `${number} ${fitting(language, count, one, other)}`;
}

/** The word alone. */
export function fitting(language: string, count: number, one: string, other: string): string {
  return new Intl.PluralRules(language).select(count) === "one" ? one : other;
}
