"""`manage.py stop`: end everything that runs over this data folder; wishes stay as they are.

1. The launcher and the Celery processes, so that nothing starts a recorder again.
2. The recorders, one SIGTERM each: they write their file's end and go.
3. The rest: web, demo camera.
What the worker did not finish by then is sent again by the reconcile task of the next start.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from vms.launching.processes import end, is_component, is_recorder, own_processes


class Command(BaseCommand):
    help = "Stop recorders, web and workers of this VMS_DATA_DIR."

    def handle(self, *args: Any, **options: Any) -> None:
        found = own_processes(settings.VMS_DATA_DIR)
        launchers = [p for p in found if is_component(p, "supervisor.supervisord")]
        workers = [p for p in found if is_component(p, "celery", "vms")]
        for process in launchers:
            # Killed, not asked: asked, it would stop the web before the recorders.
            process.kill()
        end([*launchers, *workers], seconds=15)
        # Looked for only now that nothing spawns another.
        recorders = [p for p in own_processes(settings.VMS_DATA_DIR) if is_recorder(p)]
        end(recorders, seconds=10)
        end(own_processes(settings.VMS_DATA_DIR), seconds=10)
        self.stdout.write(f"Stopped: {len(recorders)} recorders, {len(found)} processes in all.")
