"""What all tests share."""

import gc
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from playback.grants import grants
from playback.live import live_positions
from playback.media_files import media_files
from playback.viewers import viewers
from tests.cameras import clips, start_camera
from tests.migrated import migrated_rows
from tests.people import People, make_people
from tests.system.stack import IN_TURN

LONGEST_FIRST = (
    "tests/browser/test_client.py",
    "tests/browser/test_panel.py",
    "tests/system/test_whole_stack.py",
    "tests/faults/installation/test_restarts_and_outages.py",
    "tests/browser/test_player.py",
    "tests/browser/test_clip.py",
    "tests/clips/test_running_installation.py",
    "tests/clips/test_killed.py",
    "tests/system/test_demo.py",
    "tests/clips/evidence/test_marked_ending.py",
    "tests/recordings/alerting/test_alerts_against_truth.py",
    "tests/clips/test_given_up.py",
    "tests/recordings/supervision/test_faulty_cameras.py",
    "tests/recordings/cleanup/test_promises.py",
    "tests/panel/scope/test_crawl.py",
    "tests/faults/installation/test_short_disk.py",
    "tests/recordings/compression/test_compressing.py",
    "tests/recordings/compression/test_giving_way.py",
    "tests/recordings/supervision/test_recording.py",
    "tests/recordings/api/test_open_api.py",
    "tests/recordings/supervision/test_going_on.py",
    "tests/doctor/test_command.py",
    "tests/recordings/parts/test_measuring.py",
    "tests/clips/test_formats.py",
    "tests/recordings/compression/test_crashes.py",
    "tests/panel/exports/test_large_tables.py",
    "tests/recordings/supervision/test_clock_and_journal.py",
    "tests/faults/installation/test_clock_steps.py",
    "tests/faults/cameras/test_change_of_picture.py",
    "tests/faults/cameras/test_packet_loss.py",
    "tests/recordings/audit/test_mending.py",
)
"""In seconds, not in tests: xdist would begin with those that hold the most tests."""
TOGETHER = {
    # They look at one installation, and change nothing of what the others look at.
    "tests/browser/test_player.py": "tests/browser/test_client.py",
    "tests/browser/test_clip.py": "tests/browser/test_client.py",
    # Whole installations, one after the other: with all of them at once each takes for ever.
    "tests/system/test_whole_stack.py": "tests/browser/test_panel.py",
    "tests/system/test_demo.py": "tests/browser/test_panel.py",
    "tests/faults/installation/test_restarts_and_outages.py": "tests/browser/test_panel.py",
    "tests/faults/installation/test_short_disk.py": "tests/browser/test_panel.py",
    "tests/clips/test_running_installation.py": "tests/browser/test_panel.py",
}
"""Files that one process tests, beside those that it comes to afterwards."""

__all__ = ["clips", "migrated_rows", "people", "quick_passwords", "start_camera"]


@pytest.fixture(autouse=True, scope="session")
def in_turn() -> Iterator[None]:
    """On a machine that is busy with tests, what gives way to them would take for ever."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("recordings.measuring.GIVING_WAY", ("nice", "-n", "1"))
        patched.setattr("tests.system.stack.Stack.programs", IN_TURN)
        # A test's rows are its own: who watched is written where a test says so.
        patched.setattr("playback.viewers.writer", lambda: None)
        yield


class Together(LoadFileScheduling):
    """Each file in one process, and in the same one those that share what costs much to start."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return TOGETHER.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector would look through it again and again, which
    takes a tenth of the time of tests in process."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: whatever came last would keep one worker busy on its own."""
    order = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of rows outlives a test, and ids come again."""
    grants.forget()
    media_files.forget()
    live_positions.forget()
    viewers.forget()
    cache.clear()


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    """A real but cheap hash: what is tested is who signs in, not how long hashing takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
