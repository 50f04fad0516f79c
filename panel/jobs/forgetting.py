"""What jobs made is kept a day for whoever asked; so are drafts that nobody confirmed.

What came of a job is kept for a season; that somebody asked for it stays in the log.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q

from panel.models import Job

logger = logging.getLogger(__name__)
DRAFTS_KEPT = timedelta(days=1)
JOBS_KEPT = timedelta(days=90)
FORGOTTEN_AT_ONCE = 20  # each may have thousands of lines


def files_forget(now: datetime) -> int:
    """Remove what is over, and what a job without a result could not remove; how many. A disk that
    is away is asked again the next time."""
    count = 0
    is_over = Q(file_until__lt=now) | Q(state__in=(Job.State.CANCELLED, Job.State.FAILED))
    for job in Job.objects.filter(is_over).exclude(file_path="").defer("targets"):
        try:
            Path(job.file_path).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("the file of job %s cannot be removed: %s", job.pk, error.strerror)
            continue
        count += Job.objects.filter(pk=job.pk).update(file_path="")
    return count


def drafts_forget(now: datetime) -> int:
    """The number of rows."""
    drafts = Job.objects.filter(state=Job.State.DRAFT, created_at__lt=now - DRAFTS_KEPT)
    return drafts.delete()[0]


def jobs_forget(now: datetime) -> int:
    """Jobs that ended long ago, some at a time; their number."""
    over = Job.objects.filter(finished_at__lt=now - JOBS_KEPT, file_path="").order_by("finished_at")
    keys = list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    Job.objects.filter(pk__in=keys).delete()
    return len(keys)
