"""The app's admin pages; each file registers its models when it is imported."""

from recordings.admin import cameras, recordings, storage

__all__ = ["cameras", "recordings", "storage"]
