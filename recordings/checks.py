"""Settings that would only fail later, told before anything starts (Django's system checks)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from recordings.rtsp.addresses import parse_networks


def check_settings(**_: Any) -> list[CheckMessage]:
    """Networks that are networks, and files that fit an hour."""
    found: list[CheckMessage] = []
    try:
        parse_networks(settings.VMS_CAMERA_NETWORKS)
    except ValueError as error:
        hint = "Write networks as 10.0.0.0/8,192.168.1.0/24"
        found.append(Error(f"VMS_CAMERA_NETWORKS: {error}", hint=hint, id="recordings.E001"))
    if not 0 < settings.VMS_PORT < 65536:
        message = f"VMS_PORT is {settings.VMS_PORT}, which is no port."
        found.append(Error(message, hint="Choose one from 1 to 65535", id="recordings.E003"))
    seconds = settings.RECORDING_SEGMENT_DURATION
    if seconds < 1 or 3600 % seconds:
        message = f"RECORDING_SEGMENT_DURATION is {seconds}, which does not divide an hour."
        hint = "Choose a divisor of 3600, such as 3600, 1800 or 60"
        found.append(Error(message, hint=hint, id="recordings.E002"))
    return found
