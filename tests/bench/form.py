"""How long a benchmark takes: as published, or just long enough to see that it works."""

import os

SHORT = os.environ.get("VMS_BENCH_SHORT") == "1"
LONG = os.environ.get("VMS_BENCH_LONG") == "1"  # of the faults only


def sized(full: int, short: int) -> int:
    """A number for the form that was asked for."""
    return short if SHORT else full


def minutes(name: str, full: float, short: float) -> float:
    """From the environment variable `name`, else by the form."""
    given = os.environ.get(name, "")
    return float(given) if given else short if SHORT else full
