"""The moment at which a recording's file becomes another: one transaction, by compare and set."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from recordings.compression.choosing import FINISHED
from recordings.compression.verifying import Made
from recordings.compression.workplace import next_path
from recordings.holds import unheld
from recordings.media.index import pack
from recordings.models import Camera, Compression, FragmentIndex, Recording, ReplacedFile
from recordings.usage.counters import Weight, usage_add

Outcome = Compression.Outcome


def switch(row: Recording, made: Made, now: datetime) -> bool:
    """Give the row its new file. False when the row is no longer what it was, or held by now.

    Whoever sets a hold or dooms the recording locks the camera first, and so does this: none of
    them comes in between unseen.
    """
    with transaction.atomic():
        Camera.objects.select_for_update(no_key=True).get(pk=row.camera_id)
        running = Compression.objects.filter(pk=row.pk, outcome=Outcome.RUNNING)
        same = Recording.objects.filter(
            pk=row.pk, file_version=row.file_version, file_path=row.file_path, status__in=FINISHED
        )
        if unheld(same, now).select_for_update().first() is None:
            return False
        if not running.update(outcome=Outcome.DONE, finished_at=now, bytes_after=made.size):
            return False
        same.update(**_columns(row, made))
        index = FragmentIndex.objects.filter(recording=row)
        index.update(**asdict(pack(made.scan)))
        _note_replaced(row, now)
        less = made.size - row.file_size
        usage_add([Weight(row.camera_id, row.volume_id, row.start_time, less, files=0)])
    return True


def _columns(row: Recording, made: Made) -> dict[str, object]:
    """Times stay as they are, and so do the frames that were lost: they are the camera's."""
    audio = made.scan.movie.audio
    return {
        "file_path": next_path(row),
        "file_version": row.file_version + 1,
        "file_size": made.size,
        "video_codec": made.scan.movie.video.codec,
        "audio_codec": audio.codec if audio else "",
        "frames": made.scan.frames,
        "frames_broken": 0,  # it was decoded just now
    }


def _note_replaced(row: Recording, now: datetime) -> None:
    ReplacedFile.objects.create(
        recording=row,
        file_version=row.file_version,
        volume_id=row.volume_id,
        file_path=row.file_path,
        file_size=row.file_size,
        replaced_at=now,
    )
