"""Sizes for people, in powers of ten: as plans, quotas and makers of disks count them."""

from django.utils.formats import number_format

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def size_words(size_bytes: float | None) -> str:
    """`1.2 TB` as the reader's language writes it; `-` for what is not known."""
    if size_bytes is None:
        return "-"
    size, step = float(size_bytes), 0
    while size >= 999.95 and step < len(UNITS) - 1:  # what would round to a thousand is one
        size, step = size / 1000, step + 1
    # Rounded before: what writes numbers cuts them off.
    return f"{number_format(round(size, 1), 1 if step else 0)} {UNITS[step]}"
