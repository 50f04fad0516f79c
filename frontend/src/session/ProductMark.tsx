/** The product's sign: a camera's eye. Its name stands beside it, or is told by who shows it. */
export function ProductMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden focusable="false">
      <rect width="64" height="64" rx="14" fill="var(--accent-quiet)" />
      <circle cx="32" cy="27" r="13" fill="none" stroke="var(--accent)" strokeWidth="4" />
      <circle cx="32" cy="27" r="4.5" fill="var(--accent)" />
      <rect x="10" y="48" width="26" height="5" rx="2.5" fill="var(--accent)" />
      <rect x="40" y="48" width="14" height="5" rx="2.5" fill="var(--line-strong)" />
    </svg>
  );
}
