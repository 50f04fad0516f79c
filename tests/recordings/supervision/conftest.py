"""A bench for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.models import StorageVolume
from recordings.volumes import ensure_first_volume
from tests.people import make_people
from tests.recordings.supervision.bench import Bench


@pytest.fixture
def bench(transactional_db: None, tmp_path: Path) -> Iterator[Bench]:
    people = make_people()
    root = tmp_path / "volume"
    ensure_first_volume(root)
    StorageVolume.objects.update(reserve_bytes=0)
    bench = Bench(root=root, city=people.city, owner=people.owner)
    bench.start()
    try:
        yield bench
    finally:
        bench.close()
