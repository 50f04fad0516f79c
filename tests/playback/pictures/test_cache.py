"""The cache on disk: bounded, shared, never half a picture, and gone with its recording."""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from playback.pictures import cache as module
from playback.pictures.cache import PictureCache, PictureKey

PICTURE = b"\xff\xd8\xff" + bytes(20_000) + b"\xff\xd9"
KEY = PictureKey(UUID(int=7), 1234, 320)
BLOCKS = 20_480  # what such a picture takes, in blocks of 4 KiB
DAY = 24 * 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


@pytest.fixture
def cache(folder: Path) -> PictureCache:
    return PictureCache(folder, 100_000_000)


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def used(path: Path, seconds_ago: float) -> None:
    moment = time.time() - seconds_ago
    os.utime(path, (moment, moment))


def keys(count: int, recording_id: UUID | None = None) -> Iterator[PictureKey]:
    return (PictureKey(recording_id or uuid4(), number, 320) for number in range(count))


def test_a_picture_is_found_under_its_key_alone(cache: PictureCache) -> None:
    cache.put(KEY, PICTURE)
    others = [
        PictureKey(UUID(int=8), KEY.dts, KEY.width),
        PictureKey(KEY.recording_id, 1235, KEY.width),
        PictureKey(KEY.recording_id, KEY.dts, 160),
    ]
    assert [cache.get(key) for key in (KEY, *others)] == [PICTURE, None, None, None]


def test_nobody_else_on_the_machine_may_read_it(cache: PictureCache, folder: Path) -> None:
    cache.put(KEY, PICTURE)
    (path,) = stored(folder)
    modes = [oct(each.stat().st_mode & 0o777) for each in (path, *path.parents[:3])]
    assert modes == ["0o600", "0o700", "0o700", "0o700"]


def test_processes_share_it(cache: PictureCache, folder: Path) -> None:
    cache.put(KEY, PICTURE)
    assert PictureCache(folder, 100_000_000).get(KEY) == PICTURE


def test_a_limit_of_nothing_keeps_nothing(folder: Path) -> None:
    none = PictureCache(folder, 0)
    none.put(KEY, PICTURE)
    assert (none.get(KEY), folder.exists()) == (None, False)


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, len(PICTURE), len(PICTURE) + 15])
def test_a_picture_cut_short_is_thrown_away(cache: PictureCache, folder: Path, length: int) -> None:
    cache.put(KEY, PICTURE)
    (path,) = stored(folder)
    os.truncate(path, length)
    assert (cache.get(KEY), stored(folder)) == (None, [])
    cache.put(KEY, PICTURE)
    assert cache.get(KEY) == PICTURE


def test_so_is_one_with_a_byte_changed(cache: PictureCache, folder: Path) -> None:
    noise = random.Random(5)
    for _ in range(20):
        cache.put(KEY, PICTURE)
        (path,) = stored(folder)
        content = bytearray(path.read_bytes())
        content[noise.randrange(len(content))] ^= 1 << noise.randrange(8)
        path.write_bytes(content)
        assert (cache.get(KEY), stored(folder)) == (None, [])


def test_a_crash_leaves_no_half_picture(cache: PictureCache, folder: Path) -> None:
    """What it leaves is under a name that nobody asks for, until a sweep finds it old."""
    cache.put(KEY, PICTURE)
    (path,) = stored(folder)
    half = path.with_name(f".{KEY.name}.4711.1")
    half.write_bytes(PICTURE[:100])
    cache.sweep()
    assert stored(folder) == [half, path]
    used(half, module.ABANDONED_SECONDS + 1)
    cache.sweep()
    assert stored(folder) == [path]


def test_the_least_recently_used_go_first(folder: Path) -> None:
    cache = PictureCache(folder, 10 * BLOCKS)
    known = list(keys(6))
    for number, key in enumerate(known):
        cache.put(key, PICTURE)
        used(folder / key.recording_id.hex[:2] / key.recording_id.hex / key.name, 1000 - number)
    cache.put(KEY, PICTURE)
    cache.sweep()
    assert [cache.get(key) is not None for key in known] == [True] * 6
    smaller = PictureCache(folder, 4 * BLOCKS)
    smaller.sweep()
    kept = [smaller.get(key) is not None for key in (*known, KEY)]
    assert kept == [False] * 4 + [True] * 3
    assert len(list(folder.glob("*/*"))) == 3


def test_a_look_counts_as_use_once_an_hour(cache: PictureCache, folder: Path) -> None:
    cache.put(KEY, PICTURE)
    (path,) = stored(folder)
    used(path, module.TOUCHED_SECONDS - 60)
    before = path.stat().st_mtime
    assert (cache.get(KEY), path.stat().st_mtime) == (PICTURE, before)
    used(path, module.TOUCHED_SECONDS + 60)
    assert cache.get(KEY) == PICTURE
    assert time.time() - path.stat().st_mtime < 60


def test_what_nobody_looked_at_for_a_day_goes(cache: PictureCache, folder: Path) -> None:
    old, young = keys(2)
    for key in (old, young):
        cache.put(key, PICTURE)
    used(folder / old.recording_id.hex[:2] / old.recording_id.hex / old.name, DAY + 60)
    cache.sweep()
    assert (cache.get(old), cache.get(young)) == (None, PICTURE)


def test_two_processes_together_stay_below_the_bound(folder: Path) -> None:
    limit = 80 * BLOCKS
    processes = [PictureCache(folder, limit) for _ in range(2)]
    for number, key in enumerate(keys(400)):
        processes[number % 2].put(key, PICTURE)
        assert len(stored(folder)) * BLOCKS <= limit
    assert len(stored(folder)) > 50


def test_a_new_process_tidies_up_after_others(folder: Path) -> None:
    large = PictureCache(folder, 100 * BLOCKS)
    for key in keys(60):
        large.put(key, PICTURE)
    PictureCache(folder, 20 * BLOCKS).put(KEY, PICTURE)
    assert len(stored(folder)) == 15


def test_pictures_go_with_their_recordings(cache: PictureCache, folder: Path) -> None:
    gone, kept = uuid4(), uuid4()
    for recording_id in (gone, kept):
        for key in keys(3, recording_id):
            cache.put(key, PICTURE)
    (folder / "lost+found" / "note").mkdir(parents=True)
    assert set(cache.recording_ids()) == {gone, kept}
    cache.forget([gone, uuid4()])
    assert {path.parent.name for path in stored(folder)} == {kept.hex}
    cache.forget([gone])


@pytest.mark.parametrize("what", ["a file in its place", "a folder in a picture's place"])
def test_a_disk_that_does_not_do_what_it_should_only_means_no_cache(
    cache: PictureCache, folder: Path, what: str
) -> None:
    if what == "a file in its place":
        folder.write_bytes(b"")
    else:
        (folder / KEY.recording_id.hex[:2] / KEY.recording_id.hex / KEY.name).mkdir(parents=True)
    cache.put(KEY, PICTURE)
    cache.sweep()
    cache.forget([KEY.recording_id])
    assert cache.get(KEY) is None


def test_a_full_disk_leaves_nothing_behind(
    cache: PictureCache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_a_little(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_a_little)
    cache.put(KEY, PICTURE)
    assert (cache.get(KEY), stored(folder)) == (None, [])


def test_readers_writers_and_those_who_delete_do_not_disturb_one_another(folder: Path) -> None:
    """Whatever is found is whole."""
    some = [PictureCache(folder, 30 * BLOCKS) for _ in range(2)]
    recordings = [uuid4() for _ in range(4)]

    def work(seed: int) -> list[bytes | None]:
        noise = random.Random(seed)
        found: list[bytes | None] = []
        for _ in range(150):
            cache = noise.choice(some)
            key = PictureKey(noise.choice(recordings), noise.randrange(12), 320)
            picture = PICTURE + str(key).encode()
            step = noise.randrange(20)
            if step == 0:
                cache.forget([key.recording_id])
            elif step == 1:
                cache.sweep()
            elif step < 10:
                cache.put(key, picture)
            else:
                got = cache.get(key)
                found.append(got if got in (None, picture) else b"another")
        return found

    with ThreadPoolExecutor(8) as threads:
        found = [picture for answers in threads.map(work, range(8)) for picture in answers]
    assert b"another" not in found
    assert sum(picture is not None for picture in found) > 50
