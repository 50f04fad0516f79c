"""`manage.py serve COMPONENT`: become one of the long-running programs."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from vms.launching.components import COMPONENTS, argv_of
from vms.launching.supervisord import environment


class Command(BaseCommand):
    help = "Run one component in the foreground."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("component", choices=COMPONENTS)

    def handle(self, *args: Any, **options: Any) -> None:
        argv = argv_of(options["component"])
        os.chdir(settings.BASE_DIR)  # where `-A vms` and `vms.wsgi` are found
        os.execvpe(argv[0], argv, environment())  # noqa: S606  it becomes the program
