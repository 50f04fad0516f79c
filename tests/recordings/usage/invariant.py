"""What must be true of the counters at any moment."""

from collections import Counter
from datetime import UTC, date

from recordings.models import Recording, Usage

Kept = dict[tuple[int, int, date], tuple[int, int]]


def rows_say() -> Kept:
    """Bytes and files by camera, volume and day, one row after the other."""
    sizes: Counter[tuple[int, int, date]] = Counter()
    files: Counter[tuple[int, int, date]] = Counter()
    for row in Recording.objects.exclude(status=Recording.Status.RECORDING):
        key = row.camera_id, row.volume_id, row.start_time.astimezone(UTC).date()
        sizes[key] += row.file_size
        files[key] += 1
    return {key: (sizes[key], files[key]) for key in files}


def counters_say() -> Kept:
    """Without the empty ones."""
    rows = Usage.objects.values_list("camera", "volume", "date", "bytes", "files")
    return {(c, v, day): (size, files) for c, v, day, size, files in rows if size or files}
