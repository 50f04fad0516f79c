"""What the three plans on sale allow of holds."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code: holds at a time (None: unlimited), days that one may last
LIMITS = {"basic": (10, 30), "pro": (50, 90), "premium": (None, 365)}


def limit_holds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    plan_model = apps.get_model("plans", "Plan")
    for code, (holds, days) in LIMITS.items():
        plan_model.objects.filter(code=code).update(max_holds=holds, max_hold_days=days)


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_kept_promises")]
    operations = [migrations.RunPython(limit_holds, migrations.RunPython.noop)]
