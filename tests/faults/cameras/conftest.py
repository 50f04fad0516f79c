"""A bench for each test."""

from tests.recordings.supervision.conftest import bench

__all__ = ["bench"]
