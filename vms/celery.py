"""The Celery application; tasks live in the apps' `tasks.py`."""

import os

import click
from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")

TRANSPORT_ALIASES["filesystem"] = "vms.file_broker:Transport"
app = Celery("vms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.user_options["worker"].add(
    click.Option(["--recorder"], is_flag=True, help="Supervise this node's recorders.")
)
app.steps["worker"].add("recordings.supervisor.bootstep:RecorderStep")
