"""Parts of the dashboard about the programs: what waits, who works, how full the disks are."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_celery_beat.models import PeriodicTask

from clips.models import Clip, MarkedCopy, Status
from panel.kinds.registry import kind_in_words
from panel.models import Job
from panel.schedule.coming import is_late
from panel.schedule.rules import missed_without
from panel.statistics.figures import exact
from panel.views.dashboard_marks import (
    BAD,
    GOOD,
    QUIET,
    WARN,
    Line,
    Mine,
    age_words,
    list_of,
    mark_of,
)
from plans.sizes import size_words
from recordings.evidence import SILENT_SECONDS
from recordings.models import Notice, RecorderNode, Recording, StorageVolume

WAITS_LONG, WAITS_TOO_LONG = timedelta(minutes=2), timedelta(minutes=15)
SILENT = timedelta(seconds=SILENT_SECONDS)
JOBS_SHOWN = 5
TASKS_SHOWN = 5


def queues_part(mine: Mine) -> list[Line]:
    """By their rows, which are the queue; a message that is lost leaves them as they are."""
    recordings = Recording.objects.filter(
        mine.of("camera__city"), status=Recording.Status.RECORDING, closed_at__isnull=False
    )
    clips = Clip.objects.filter(mine.of("camera__city"), status=Status.PENDING)
    copies = MarkedCopy.objects.filter(mine.of("clip__camera__city"), status=Status.PENDING)
    jobs = Job.objects.visible_to(mine.user).filter(state=Job.State.WAITING)
    waiting_clips = list_of("clips_clip", status__exact=Status.PENDING.value)
    waiting_jobs = list_of("panel_job", state__exact=Job.State.WAITING.value)
    lines = [
        _queue(mine, _("recordings to finish"), recordings, "closed_at"),
        _queue(mine, _("clips to cut"), clips, "created_at", waiting_clips),
        _queue(mine, _("marked copies to make"), copies, "created_at"),
        _queue(mine, _("bulk actions to begin"), jobs, "created_at", waiting_jobs),
    ]
    if mine.cities is None:
        due = Notice.objects.filter(sent_at=None, given_up_at=None)
        lines.append(_queue(mine, _("notices to send"), due, "created_at"))
    return lines


def _queue(mine: Mine, name: str, rows: QuerySet[Any], column: str, link: str = "") -> Line:
    found = rows.order_by().aggregate(n=Count("pk"), oldest=Min(column))
    if not found["n"]:
        return Line(name, "0", GOOD)
    age = mine.now - found["oldest"]
    note = _("the oldest for %(age)s") % {"age": age_words(age)}
    return Line(name, exact(found["n"]), mark_of(age, WAITS_LONG, WAITS_TOO_LONG), note, link)


def tasks_part(now: datetime) -> dict[str, Any]:
    """Of the periodic tasks those that are late, or off though needed."""
    rows = list(PeriodicTask.objects.select_related("interval", "crontab", "solar", "clocked"))
    troubled = [line for row in rows if (line := _task(row, now))]
    sent = max((row.last_run_at for row in rows if row.last_run_at), default=None)
    return {
        "lines": troubled[:TASKS_SHOWN],
        "more": len(troubled[TASKS_SHOWN:]),
        "total": len(rows),
        "sent": age_words(now - sent) if sent else "",
        "link": list_of("django_celery_beat_periodictask"),
    }


def _task(row: PeriodicTask, now: datetime) -> Line | None:
    link = f"{list_of('django_celery_beat_periodictask')}{row.pk}/change/"
    if not row.enabled:
        return (
            Line(row.name, pgettext("periodic task", "off"), BAD, link=link)
            if missed_without(row)
            else None
        )
    if not is_late(row, now):
        return None
    if row.last_run_at is None:
        return Line(row.name, pgettext("periodic task", "late"), WARN, _("never came"), link)
    age = age_words(now - row.last_run_at)
    return Line(
        row.name,
        pgettext("periodic task", "late"),
        WARN,
        _("came %(age)s ago") % {"age": age},
        link,
    )


def nodes_part(now: datetime) -> list[Line]:
    """Machines that record, by when they were heard of last."""
    lines = []
    for node in RecorderNode.objects.order_by("name"):
        age = now - node.heartbeat_at
        mark = mark_of(age, SILENT / 2, SILENT)
        words = {GOOD: _("alive"), WARN: _("slow"), BAD: _("silent")}[mark]
        note = _("heard %(age)s ago") % {"age": age_words(age)}
        lines.append(Line(node.name, words, mark, note))
    return lines


def volumes_part() -> list[dict[str, Any]]:
    """Used % with the marks at which alerts open."""
    return [_volume(volume) for volume in StorageVolume.objects.filter(is_active=True)]


def _volume(volume: StorageVolume) -> dict[str, Any]:
    total, free = volume.total_bytes, volume.free_bytes
    marks = (volume.warning_percent, volume.high_percent, volume.critical_percent)
    told = {"name": volume.name, "marks": marks, "link": reverse("admin:storage")}
    if not total or free is None:
        return {**told, "percent": None, "mark": QUIET, "words": _("not measured yet")}
    percent = 100 * max(total - free, 0) / total
    is_bad, is_doubtful = percent >= marks[2], percent >= marks[0]
    return {
        **told,
        "percent": round(percent, 1),
        "width": f"{percent:.1f}",  # of a picture, whatever the language
        "percent_words": f"{number_format(round(percent, 1), 1)} %",
        "mark": BAD if is_bad else WARN if is_doubtful else GOOD,
        "words": _("%(free)s free of %(total)s")
        % {"free": size_words(free), "total": size_words(total)},
    }


def jobs_part(mine: Mine) -> dict[str, Any]:
    """Bulk actions at work, and those that wait."""
    states = (Job.State.WAITING, Job.State.RUNNING)
    columns = ("id", "kind", "state", "done", "total", "refused", "username")
    rows = Job.objects.visible_to(mine.user).filter(state__in=states).only(*columns)
    found = list(rows.order_by("pk")[: JOBS_SHOWN + 1])
    return {
        "rows": [
            {
                "name": kind_in_words(job.kind),
                "percent": job.percent,
                "words": str(job.get_state_display()),
                "who": job.username,
                "link": reverse("admin:panel_job_change", args=[job.pk]),
            }
            for job in found[:JOBS_SHOWN]
        ],
        "has_more": len(found) > JOBS_SHOWN,
        "link": list_of("panel_job"),
    }
