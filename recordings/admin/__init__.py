"""The app's admin pages; each file registers its models when it is imported."""

from recordings.admin import (
    alerts,
    audits,
    cameras,
    cleanups,
    compression,
    coverage,
    detections,
    holds,
    notices,
    recorders,
    recordings,
    storage,
    summaries,
    usage,
)

__all__ = [
    "alerts",
    "audits",
    "cameras",
    "cleanups",
    "compression",
    "coverage",
    "detections",
    "holds",
    "notices",
    "recorders",
    "recordings",
    "storage",
    "summaries",
    "usage",
]
