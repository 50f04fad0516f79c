"""Which pictures are kept on this server's disk, and which go.

Pictures lie beside the web server, and whoever deletes a recording may do so elsewhere and knows
nothing of them: so what is kept is compared with the rows from time to time.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from playback.pictures.cache import PictureCache
from recordings.models import Recording
from recordings.playable import PLAYED

ROWS_AT_ONCE = 500
"""Well below the number of parameters that a query may have (SQLite: 32,766)."""


def picture_cache() -> PictureCache:
    folder = Path(settings.VMS_CACHE_DIR) / "pictures"
    return _cache_in(folder, int(settings.VMS_PICTURE_CACHE_MB) * 1_000_000)


def tidy_pictures() -> None:
    """Delete the pictures of recordings that are gone, being deleted or unreadable; then sweep.

    The work is bounded as the cache is: one query for ROWS_AT_ONCE recordings that have pictures.
    """
    cache = picture_cache()
    kept = cache.recording_ids()
    for at in range(0, len(kept), ROWS_AT_ONCE):
        some = kept[at : at + ROWS_AT_ONCE]
        rows = Recording.objects.filter(pk__in=some, status__in=PLAYED)
        cache.forget(set(some).difference(rows.values_list("pk", flat=True)))
    cache.sweep()


@lru_cache(maxsize=1)
def _cache_in(folder: Path, limit_bytes: int) -> PictureCache:
    return PictureCache(folder, limit_bytes)
