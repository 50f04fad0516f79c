"""The forms of cleanup's answers, and how they are told."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import serializers

from plans.entitlements import GB
from recordings.cleanup.expiry import Preview
from recordings.models import CleanupRun, Deletion, PendingDeletion
from recordings.services.cleanups import Accounts, Totals
from recordings.spans import moment_of

_NOT_TOLD = "Null for whoever does not run the installation: it counts other cities' files, too."


class CleanupRunSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(CleanupRun.Kind.choices)
    due_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    stopped_by = serializers.ChoiceField(CleanupRun.StoppedBy.choices, allow_null=True)
    files = serializers.IntegerField(help_text="Deleted, of my cities.")
    bytes = serializers.IntegerField()
    freed_bytes = serializers.IntegerField(help_text="What the disks gave back for them.")
    expected_files = serializers.IntegerField(allow_null=True, help_text=_NOT_TOLD)
    expected_bytes = serializers.IntegerField(allow_null=True, help_text=_NOT_TOLD)
    started_by = serializers.CharField(allow_null=True, help_text=_NOT_TOLD)
    details = serializers.JSONField(allow_null=True, help_text=_NOT_TOLD)


class DeletedFileSerializer(serializers.Serializer[Any]):
    file_path = serializers.CharField(help_text="Relative to the volume.")
    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()
    file_size = serializers.IntegerField()


class DeletionSerializer(serializers.Serializer[Any]):
    """An entry of the ledger."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    reason = serializers.ChoiceField(PendingDeletion.Reason.choices)
    city = serializers.IntegerField(allow_null=True)
    camera = serializers.IntegerField(allow_null=True, help_text="Null when it is gone.")
    camera_name = serializers.CharField()
    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()
    retention_days = serializers.IntegerField(help_text="In force when it was deleted.")
    files = DeletedFileSerializer(many=True)
    bytes = serializers.IntegerField()
    freed_bytes = serializers.IntegerField()
    hash = serializers.CharField()


class PreviewCameraSerializer(serializers.Serializer[Any]):
    camera = serializers.IntegerField()
    name = serializers.CharField()
    city = serializers.IntegerField()
    files = serializers.IntegerField()
    bytes = serializers.IntegerField()
    oldest = serializers.DateTimeField()


class PreviewSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(help_text="When the next nightly run begins.")
    files = serializers.IntegerField()
    bytes = serializers.IntegerField()
    oldest = serializers.DateTimeField(allow_null=True)
    sentence = serializers.CharField(help_text="The same, in the language of the request.")
    cameras = PreviewCameraSerializer(many=True)


def preview_told(found: Preview, zone: ZoneInfo) -> Mapping[str, Any]:
    return {
        "at": found.at,
        "files": found.files,
        "bytes": found.bytes,
        "oldest": found.oldest,
        "sentence": preview_words(found, zone),
        "cameras": [
            {
                "camera": share.camera.pk,
                "name": share.camera.name,
                "city": share.camera.city_id,
                "files": share.files,
                "bytes": share.bytes,
                "oldest": share.oldest,
            }
            for share in found.cameras
        ],
    }


def preview_words(found: Preview, zone: ZoneInfo) -> str:
    """A sentence in the language of the request; moments are the zone's."""
    at = date_format(timezone.localtime(found.at, zone), "d/m H:i")
    if found.oldest is None:
        return _("On %(at)s nothing is deleted.") % {"at": at}
    sentence = ngettext(
        "On %(at)s %(files)d file, %(size)s GB, is deleted; it is of %(oldest)s.",
        "On %(at)s %(files)d files, %(size)s GB, are deleted; the oldest is of %(oldest)s.",
        found.files,
    )
    return sentence % {
        "at": at,
        "files": found.files,
        "size": number_format(found.bytes / GB, 1),
        "oldest": date_format(timezone.localtime(found.oldest, zone), "d/m/Y H:i"),
    }


def run_told(accounts: Accounts, run: CleanupRun, totals: Totals) -> Mapping[str, Any]:
    is_whole = accounts.cities is None
    by = run.started_by
    return {
        "id": run.pk,
        "kind": run.kind,
        "due_at": run.due_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "stopped_by": run.stopped_by or None,
        "files": totals.files,
        "bytes": totals.bytes,
        "freed_bytes": totals.freed_bytes,
        "expected_files": run.expected_files if is_whole else None,
        "expected_bytes": run.expected_bytes if is_whole else None,
        "started_by": by.get_username() if is_whole and by else None,
        "details": run.details if is_whole else None,
    }


def deletion_told(row: Deletion) -> Mapping[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "reason": row.reason,
        "city": row.city_id,
        "camera": row.camera_id,
        "camera_name": row.camera_name,
        "start_time": row.start_time,
        "end_time": row.end_time,
        "retention_days": row.retention_days,
        "files": [
            {
                "file_path": file_path,
                "start_time": moment_of(start_ms),
                "end_time": moment_of(end_ms),
                "file_size": file_bytes,
            }
            for file_path, start_ms, end_ms, file_bytes in row.files
        ],
        "bytes": row.bytes,
        "freed_bytes": row.freed_bytes,
        "hash": row.hash,
    }
