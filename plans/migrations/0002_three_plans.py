"""The three plans on sale."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code: name, position, retention (days), users, GB a camera, clips (None: unlimited)
PLANS = {
    "basic": ("Basic", 1, 7, 3, 168, 10),
    "pro": ("Pro", 2, 15, 5, 360, 50),
    "premium": ("Premium", 3, 30, 10, 720, None),
}


def add_plans(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Plans that are already there, edited perhaps, stay as they are."""
    plan_model = apps.get_model("plans", "Plan")
    for code, (name, position, days, users, gb, clips) in PLANS.items():
        plan_model.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "position": position,
                "retention_days": days,
                "max_users": users,
                "max_gb_per_camera": gb,
                "max_clips": clips,
            },
        )


def remove_unused_plans(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A plan that a city pays for stays; going forward again takes it as it is."""
    plan_model = apps.get_model("plans", "Plan")
    plan_model.objects.filter(code__in=PLANS, cities=None).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(add_plans, remove_unused_plans)]
