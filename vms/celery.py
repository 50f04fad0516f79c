"""The Celery application; tasks live in the apps' `tasks.py`."""

import os

import click
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")

app = Celery("vms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.user_options["worker"].add(
    click.Option(["--recorder"], is_flag=True, help="Supervise this node's recorders.")
)
app.steps["worker"].add("recordings.supervisor.bootstep:RecorderStep")
