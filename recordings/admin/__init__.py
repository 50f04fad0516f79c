"""The app's admin pages; each file registers its models when it is imported."""

from recordings.admin import audits, cameras, coverage, detections, recordings, storage

__all__ = ["audits", "cameras", "coverage", "detections", "recordings", "storage"]
