"""Volumes with real files and a clock turned by hand, as cleanup's own tests have them."""

from tests.recordings.cleanup.conftest import scene

__all__ = ["scene"]
