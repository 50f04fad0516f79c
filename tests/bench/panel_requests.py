"""Asks every page of the administration: a process of its own over its environment's database.

Django's test client, in this process: server time from the request to the answer's last byte
through every middleware, without a socket. Each statement is timed as the database driver sees it.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from plans.entitlements import Role
from plans.models import City, Membership, Plan, User
from recordings.models import Camera, StorageVolume
from recordings.tasks import sample
from tests.bench.big_database import Size, fill
from tests.bench.form import sized
from tests.bench.panel_archive import fill_panel

ROUNDS = sized(5, 1)
ROUNDS_OF_ONE_PAGE = sized(50, 2)
"""Of the dashboard and the storage page, whose figures stand alone."""
MOST_CHOICES = sized(12, 2)
ALONE = ("dashboard", "storage")
Address = tuple[str, str]
"""What a figure is called, and where it is asked."""


@dataclass(slots=True)
class Asked:
    """`ms` of each round, and of its longest statement; `longest` is that of the slowest round."""

    ms: list[float] = field(default_factory=list)
    longest_ms: list[float] = field(default_factory=list)
    longest: str = ""
    queries: int = 0


def main(arguments: list[str]) -> None:
    cameras, recordings, clips, entries = map(int, arguments)
    fill(Size(cameras, recordings, entries, min(20, cameras)), sys.stderr.write)
    fill_panel(clips, entries)
    json.dump(ask_all(), sys.stdout)


def ask_all() -> dict[str, Any]:
    """`calculation_s`; by who asks and by page what it took."""
    began = time.perf_counter()
    sample()
    found: dict[str, Any] = {"calculation_s": time.perf_counter() - began}
    for who, user in (("superuser", _superuser()), ("owner", _owner())):
        client = Client(headers={"accept-language": "pt-br"})
        client.force_login(user)
        found[who] = {
            name: asdict(_ask(client, path, ROUNDS_OF_ONE_PAGE if name in ALONE else ROUNDS))
            for name, path in addresses(user)
        }
    return found


def addresses(user: User) -> Iterator[Address]:
    yield "dashboard", reverse("admin:index")
    yield "storage", reverse("admin:storage")
    request = RequestFactory().get("/")
    request.user = user
    for model, page in sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label):
        if not page.has_view_permission(request):
            continue
        label = model._meta.label
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield label, path
        for query in dict.fromkeys(_queries(page, request)):
            yield f"{label}?{query}", f"{path}?{query}"
        row = page.get_queryset(request).order_by("pk").first()
        if row is not None:
            yield f"{label}/change", f"{path}{row.pk}/change/"


def _queries(page: Any, request: Any) -> Iterator[str]:
    """Each choice of each filter, a search for what is there and for what is not, each order."""
    changelist = page.get_changelist_instance(request)
    for spec in changelist.filter_specs:
        choices = [each for each in spec.choices(changelist) if each.get("query_string")]
        for choice in choices[:MOST_CHOICES]:
            if query := choice["query_string"].lstrip("?"):
                yield query
        if not choices:
            yield from _by_hand(spec)
    if page.search_fields:
        yield "q=09999"
        yield "q=nothing-has-this"
    for number in range(1, len(changelist.list_display)):
        yield f"o={number}"
        yield f"o=-{number}"


def _by_hand(spec: Any) -> Iterator[str]:
    """Of filters with a form: each step of those that have some; else a camera, a city, a person,
    a volume, a day."""
    steps = getattr(spec, "lookup_choices", None)
    column = getattr(spec, "field", None)
    if steps and getattr(spec, "parameter_name", None):
        yield from (f"{spec.parameter_name}={value}" for value, _words in steps)
        return
    if column is not None and column.flatchoices:
        yield from (f"{spec.field_path}__exact={value}" for value, _words in column.flatchoices)
        return
    for name in spec.expected_parameters():
        if not name.endswith(("__isnull", "_1")):  # a time of day without a day is a wrong filter
            yield f"{name}={_value_of(name)}"


def _value_of(name: str) -> object:
    if name.endswith(("_0", "_from", "_to")):
        return f"{timezone.now() - timedelta(days=9):%d/%m/%Y}"
    if "plan" in name:
        return Plan.objects.get(code="premium").pk
    if "city" in name:
        return City.objects.order_by("pk")[1].pk
    if "volume" in name:
        return StorageVolume.objects.order_by("pk")[1].pk
    if any(word in name for word in ("user", "owner", "_by")):
        return User.objects.order_by("pk")[1].pk
    return Camera.objects.order_by("pk")[77].pk


def _ask(client: Client, path: str, rounds: int) -> Asked:
    asked = Asked()
    for _round in range(rounds + 1):
        told: list[tuple[float, str]] = []
        began = time.perf_counter()
        with connection.execute_wrapper(_timing(told)):
            answer = client.get(path)
            content = answer.getvalue()
        ms = (time.perf_counter() - began) * 1000
        is_elsewhere = answer.status_code == 302 and "e=1" not in answer.headers["Location"]
        assert answer.status_code == 200 or is_elsewhere, (path, answer.status_code, content[:500])
        if _round == 0:
            continue  # the first also fills caches
        asked.ms.append(round(ms, 1))
        asked.queries = len(told)
        seconds, statement = max(told, default=(0.0, ""))
        asked.longest_ms.append(round(seconds * 1000, 1))
        if asked.longest_ms[-1] == max(asked.longest_ms):
            asked.longest = statement[:2000]
    return asked


def _timing(told: list[tuple[float, str]]) -> Any:
    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(sql, params, many, context)
        finally:
            told.append((time.perf_counter() - began, sql))

    return execute


def _superuser() -> User:
    user = User(username="bench-root", is_staff=True, is_superuser=True)
    user.set_unusable_password()
    user.save()
    return user


def _owner() -> User:
    """Of one city in twenty, with the staff's right."""
    user = User(username="bench-owner", is_staff=True)
    user.set_unusable_password()
    user.save()
    city = City.objects.order_by("pk")[3]
    Membership.objects.create(user=user, city=city, role=Role.OWNER)
    return user
