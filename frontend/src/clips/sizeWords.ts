// Sizes for people, in powers of ten: as plans, quotas and makers of disks count them. Pure.

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** "1,2 GB" as the language writes it. */
export function sizeWords(bytes: number, language: string): string {
  let size = bytes;
  let shown = "B";
  for (const unit of UNITS) {
    if (size < 999.95) break; // what would round to a thousand is one of the next unit
    size /= 1000;
    shown = unit;
  }
  const digits = shown === "B" ? 0 : 1;
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${new Intl.NumberFormat(language, form).format(size)}\u00a0${shown}`;
}
