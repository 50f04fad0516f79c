"""What is in a database that was migrated comes back after a test with real transactions, which
ends by emptying every table.

Django would ask for each permission whether it is there, in a tenth of a second; such tests are
hundreds. The plans on sale it would not bring back at all.
"""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal
from django.db.models import Model

from plans.models import Plan

KEPT: tuple[type[Model], ...] = (ContentType, Permission, Plan)
three_plans = import_module("plans.migrations.0002_three_plans")
hold_limits = import_module("plans.migrations.0005_hold_limits")


@pytest.fixture(autouse=True, scope="session")
def migrated_rows() -> Iterator[None]:
    kept: list[tuple[type[Model], list[Model]]] = []

    def put_back(verbosity: int, interactive: bool, db: str, **named: object) -> None:
        if kept:
            for model, rows in kept:
                model._base_manager.using(db).bulk_create(rows)
            ContentType.objects.clear_cache()
            return
        emit_post_migrate_signal(verbosity, interactive, db, **named)
        three_plans.add_plans(apps, None)
        hold_limits.limit_holds(apps, None)
        kept.extend((model, list(model._base_manager.using(db).all())) for model in KEPT)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(flush, "emit_post_migrate_signal", put_back)
        yield
