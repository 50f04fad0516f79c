"""Numbers as the reader's language writes them. GB = 10^9 bytes."""

from django.utils.formats import number_format

_STEPS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def number(value: float, digits: int = 0) -> str:
    return str(number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


def size(count_bytes: float) -> str:
    """Three figures or so: 950 MB, 1.4 GB, 79 GB."""
    for step, unit in _STEPS:
        if count_bytes >= step:
            value = count_bytes / step
            return f"{number(value, 1 if value < 10 else 0)} {unit}"
    return f"{number(count_bytes)} B"
