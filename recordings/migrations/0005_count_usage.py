"""What is kept, counted from the rows that are there: from now on it is added to."""

from datetime import UTC

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate


def count_usage(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    usage_model = apps.get_model("recordings", "Usage")
    recordings = apps.get_model("recordings", "Recording")
    finished = recordings.objects.exclude(status="RECORDING").order_by()
    sums = (
        finished.annotate(day=TruncDate("start_time", tzinfo=UTC))
        .values_list("camera_id", "volume_id", "day")
        .annotate(size=Sum("file_size"), count=Count("id"))
    )
    rows = [
        usage_model(camera_id=camera_id, volume_id=volume_id, date=day, bytes=size, files=count)
        for camera_id, volume_id, day, size, count in sums.iterator(chunk_size=2000)
    ]
    usage_model.objects.all().delete()
    usage_model.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("recordings", "0004_promises")]

    operations = [migrations.RunPython(count_usage, migrations.RunPython.noop)]
