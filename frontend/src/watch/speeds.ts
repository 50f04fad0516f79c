// What the speeds are, and where J and L lead from one. Pure.

/** Forward; below 0 in reverse. */
export const SPEEDS: readonly number[] = [-16, -8, -4, -2, -1, 0.25, 0.5, 1, 2, 4, 8, 16];

const STEPS = [1, 2, 4, 8, 16];

/**
 * After another press of L (1) or J (-1): at rest or the other way round it begins with 1, in the
 * same direction it goes on to 2, 4, 8 and 16.
 */
export function spedUp(rate: number, isPaused: boolean, direction: -1 | 1): number {
  if (isPaused || Math.sign(rate) !== direction) return direction;
  return direction * (STEPS.find((step) => step > Math.abs(rate)) ?? 16);
}

/** "0,25×", "−2×". */
export function rateText(rate: number, language: string): string {
  const number = new Intl.NumberFormat(language).format(Math.abs(rate));
  return `${rate < 0 ? "−" : ""}${number}×`;
}
