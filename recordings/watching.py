"""Where the client shows a camera."""

from datetime import UTC, datetime


def watch_path(camera_id: int, at: datetime | None = None) -> str:
    """Live, or at that moment; as frontend/src/app/address.ts reads it."""
    path = f"/cameras/{camera_id}/"
    return path if at is None else f"{path}?at={at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
