"""Two cities with a row at least of everything; all words of the one are marked.

`people.city` is the marked one. Its rows are foreign to `people.stranger`, who owns the other
city and is staff, as the marked city's owner is.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.db.models import CharField, Model, QuerySet, TextField
from django.test import Client
from django.utils import timezone

from panel.models import Job, JobLine
from plans.entitlements import Role
from plans.models import AuditEntry, City, Membership, User
from playback.models import PlaybackSession, Viewing
from recordings.models import Camera, CameraSummary, CityDay, UserUsage
from tests.people import People, join, make_member, make_user
from tests.recordings.admin.conftest import add_rows

MARK = "zqxcanary"
# Of these a made-up word is no value: secrets, codes, zones, numbers in hexadecimal.
NOT_MARKED = {
    *("address_encrypted", "password", "language", "time_zone", "code", "kind", "parameters"),
    *("query", "digest", "token_key", "token_digest", "hash", "previous_hash", "sha256"),
    *("error_code", "video_codec", "audio_codec", "sign_in_key", "session_hash"),
}
Keys = dict[type[Model], list[Any]]


@dataclass(frozen=True)
class Scene:
    """`foreign` and `own` are keys of rows by model, as the stranger has them."""

    people: People
    foreign: Keys
    own: Keys
    shared: User
    """Of both cities, a viewer in each."""
    witness: User
    """Owns the marked city, and is staff; no page is marked by their own name standing in it."""


def staff_client(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def make_scene(people: People, folder: Path) -> Scene:
    User.objects.filter(pk__in=(people.owner.pk, people.stranger.pk)).update(is_staff=True)
    theirs = replace(
        people, city=people.other_city, owner=people.stranger, operator=people.stranger
    )
    own_before = _all_keys()
    _add_everything(theirs, 1, folder)
    before = _all_keys()
    _add_everything(people, 2, folder)
    own = _since(own_before, before)
    foreign = _since(before, _all_keys())
    foreign[User] = [people.owner.pk, people.operator.pk, people.viewer.pk]
    own[User] = [people.stranger.pk]
    _mark([people.city])
    for model, keys in foreign.items():
        _mark(all_rows(model).filter(pk__in=keys))
    for job in Job.objects.filter(pk__in=foreign[Job]):
        job.file_path = str(folder / f"{MARK}-{job.pk}.csv")
        job.save(update_fields=["file_path"])
        Path(job.file_path).write_text(f"{MARK} in a file")
    shared = make_user("in-both")
    witness = make_member(people.city, Role.OWNER, "witness")
    User.objects.filter(pk=witness.pk).update(is_staff=True)
    pairs: list[tuple[Keys, City]] = [(own, people.other_city), (foreign, people.city)]
    for known, city in pairs:
        join(shared, city, Role.VIEWER)
        known[City] = [city.pk]
        known[Membership] = list(city.memberships.values_list("pk", flat=True))
    return Scene(people, foreign, own, shared, witness)


def _since(before: dict[type[Model], set[Any]], after: dict[type[Model], set[Any]]) -> Keys:
    return {model: sorted(keys - before[model], key=str) for model, keys in after.items()}


def all_rows(model: type[Model]) -> "QuerySet[Any]":
    """Past the model's own query set, which may refuse to change rows."""
    return QuerySet(model)


def _all_keys() -> dict[type[Model], set[Any]]:
    return {model: {*all_rows(model).values_list("pk", flat=True)} for model in models()}


def models() -> list[type[Model]]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def _mark(rows: Any) -> None:
    for row in rows:
        texts = [
            field
            for field in row._meta.concrete_fields
            if isinstance(field, CharField | TextField)
            and not (field.choices or field.primary_key or field.name in NOT_MARKED)
        ]
        values = {field.name: f"{MARK}-{next(_numbers)}" for field in texts}
        if values:
            all_rows(type(row)).filter(pk=row.pk).update(**values)


def _add_everything(people: People, number: int, folder: Path) -> None:
    now = timezone.now()
    camera = add_rows(people, number)
    session = PlaybackSession.objects.get(sign_in_key=f"key-{number}")
    session.expires_at = now + timedelta(days=1)
    session.save()
    watched = {"began_at": now, "seen_at": now}
    Viewing.objects.get_or_create(session=session, camera=camera, defaults=watched)
    figures = {"calculated_at": now}
    CameraSummary.objects.get_or_create(camera=camera, defaults=figures)
    UserUsage.objects.get_or_create(city=people.city, user=people.owner, defaults=figures)
    CityDay.objects.get_or_create(city=people.city, date=now.date(), defaults=figures)
    AuditEntry.objects.create(
        action=AuditEntry.Action.EXPORT,
        user=people.owner,
        username=people.owner.username,
        city=people.city,
        details={"file": f"{people.city.name}.csv"},
    )
    attempt = {"username": people.owner.username, "ip_address": "192.0.2.1"}
    AccessAttempt.objects.create(**attempt, failures_since_start=3)
    AccessFailureLog.objects.create(**attempt)
    AccessLog.objects.create(**attempt)
    for state in Job.State.values:
        _add_job(people, camera, state, folder / f"{people.city.name}-{state}.csv")


def _add_job(people: People, camera: Camera, state: str, file: Path) -> None:
    file.write_text("a file")
    job = Job.objects.create(
        kind="recording_stop",
        targets=[camera.pk],
        total=1,
        state=state,
        created_by=people.owner,
        username=people.owner.username,
        created_at=timezone.now(),
        file_path=str(file),
        file_name=file.name,
        file_until=timezone.now() + timedelta(days=1),
    )
    JobLine.objects.create(job=job, number=1, subject=camera.name)


_numbers = count(1)
