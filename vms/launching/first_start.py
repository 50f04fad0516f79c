"""What an installation needs before it starts: made once, found on every later start."""

import secrets
import socket
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from plans.models import City, Plan, User
from plans.services import city_create
from recordings.ffmpeg.program import find_ffmpeg
from recordings.services.cameras import camera_create
from recordings.simulator.clip_media import make_clip
from recordings.simulator.demo import DEMO_CLIP
from recordings.volumes import ensure_first_volume
from vms.datadir import ensure_private_dir, read_or_create


def prepare() -> str | None:
    """Database, static files, first volume, first superuser; its password if one was generated."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    ensure_first_volume(settings.RECORDINGS_DIR)
    return ensure_superuser()


def ensure_superuser() -> str | None:
    """Make the first superuser; the password if it was generated, for nobody else knows it."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    generated = "" if settings.VMS_ADMIN_PASSWORD else secrets.token_urlsafe(12)
    password = settings.VMS_ADMIN_PASSWORD or generated
    User.objects.create_superuser(settings.VMS_ADMIN_USER, password=password)
    return generated or None


def ensure_demo(port: int) -> None:
    """A city with the demo camera, on the very first start; once removed it stays away."""
    if City.objects.exists():
        return
    admin = User.objects.filter(is_superuser=True).order_by("pk")[0]
    city = city_create(actor=admin, name=_("Demo city"), plan=Plan.objects.get(code="basic"))
    camera_create(
        user=admin,
        city_id=city.pk,
        name=_("Demo camera"),
        rtsp_url=f"rtsp://127.0.0.1:{port}/cam1",
        recording_enabled=True,
    )


def make_demo_clip() -> None:
    """The demo camera's media, before it is recorded: else the first attempts are refused."""
    make_clip(settings.VMS_DATA_DIR / "demo", DEMO_CLIP, find_ffmpeg(settings.VMS_FFMPEG))


def demo_port() -> int:
    """The demo camera's port: configured, else a free one that is kept for later starts."""
    if settings.VMS_DEMO_PORT:
        return int(settings.VMS_DEMO_PORT)
    folder = ensure_private_dir(settings.VMS_DATA_DIR / "demo")
    return int(read_or_create(folder / "port", lambda: str(_free_port())))


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
