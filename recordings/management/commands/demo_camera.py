from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from recordings.faults import CameraFault
from recordings.ffmpeg.program import find_ffmpeg
from recordings.simulator.clip_media import ClipError
from recordings.simulator.demo import serve_demo


class Command(BaseCommand):
    help = "Serves a demo camera on 127.0.0.1 until it is interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=settings.VMS_DEMO_PORT, help="0: a free one"
        )

    def handle(self, *, port: int, **_options: object) -> None:
        self.stdout.write("Preparing the demo camera's media; the first time takes some seconds.")
        self.stdout.flush()
        try:
            folder = settings.VMS_DATA_DIR / "demo"
            serve_demo(folder, port, find_ffmpeg(settings.VMS_FFMPEG), self._announce)
        except (CameraFault, ClipError, OSError) as error:
            raise CommandError(str(error)) from error

    def _announce(self, address: str) -> None:
        self.stdout.write(f"READY {address}")
        self.stdout.flush()
