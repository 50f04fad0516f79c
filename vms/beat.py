"""Beat's schedule: begun with `vms.schedule`, and then the administration's.

django-celery-beat writes the given schedule over the rows each time that beat starts, so that
what was edited would last until the next restart. Here only what a task *is* (its name among
Celery's, its arguments) is written anew; when it comes, and whether, stays as it is.
"""

from typing import Any

from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from panel.schedule.rules import every_seconds, expiry_seconds

WHAT_IT_IS = ("task", "args", "kwargs", "queue", "exchange", "routing_key", "priority", "headers")
# What no task of ours has, however it came into the row.
NEVER = {"one_off": False, "start_time": None, "expires": None, "solar": None, "clocked": None}


class KeptEntry(ModelEntry):
    @classmethod
    def from_entry(cls, name: str, app: Any = None, **entry: Any) -> Any:
        given = cls._unpack_fields(**entry)
        row, _is_new = PeriodicTask.objects.get_or_create(name=name, defaults=given)
        wanted = {field: given[field] for field in WHAT_IT_IS} | NEVER
        if row.interval is None and row.crontab is None:
            wanted |= {field: given[field] for field in ("interval", "crontab")}
        for field, value in wanted.items():
            setattr(row, field, value)
        row.expire_seconds = expiry_seconds(name, every_seconds(row))
        row.save(update_fields=[*wanted, "expire_seconds"])  # what is edited just now stays
        return cls(row, app=app)


class KeptScheduler(DatabaseScheduler):
    Entry = KeptEntry
