"""What the page says equals a recount of the files, to the byte, whatever has happened to them."""

import pytest
from django.test import Client

from clips.models import Clip
from clips.services import Asked, clip_delete
from clips.tidying import tidy
from recordings.cleanup.deleting import resume_pending
from recordings.cleanup.nightly import retention_run
from recordings.models import CameraSummary, PendingDeletion, Recording, UserUsage
from recordings.summarising import calculate
from tests.panel.storage.conftest import World
from tests.panel.storage.recount import disk_says, page_says, signed_in
from tests.people import make_user
from tests.recordings.cleanup.cuts import PowerCut, cut
from tests.recordings.cleanup.scene import DAY, HOUR

Amounts = tuple[int, int, int]


@pytest.fixture
def root(world: World) -> Client:
    return signed_in(make_user("root", is_superuser=True))


def total(told: dict[str, dict[str, Amounts]]) -> dict[str, Amounts]:
    """Bytes, files and clips' bytes by what they are listed by."""
    return {
        name: tuple(sum(column) for column in zip(*rows.values(), strict=True))
        for name, rows in told.items()
    }


@pytest.mark.contract
def test_after_recording_and_cutting(world: World, root: Client) -> None:
    world.calculate()
    said = page_says(root)
    assert said == disk_says()
    assert {*total(said).values()} == {(sum(1038 + 37 * n for n in range(15)), 15, 2496)}


def test_after_a_nightly_cleanup_which_took_what_was_foretold(world: World, root: Client) -> None:
    world.calculate()
    before = page_says(root)["by-camera"]
    foretold = dict(CameraSummary.objects.values_list("camera", "expiring_bytes"))
    at = CameraSummary.objects.values_list("expiring_at", flat=True).distinct().get()
    assert at is not None
    world.scene.clock.turn(at - world.scene.clock.now())
    retention_run(world.scene.clock)
    world.calculate()
    said = page_says(root)
    assert said == disk_says()
    gone = {int(pk): before[pk][0] - said["by-camera"][pk][0] for pk in before}
    assert gone == foretold
    assert sum(gone.values()) > 0


def test_after_clips_were_deleted_at_once_and_for_good(world: World, root: Client) -> None:
    first, *_others = Clip.objects.order_by("pk")
    clip_delete(Asked(make_user(is_superuser=True), "192.0.2.7", world.scene.clock.now()), first.pk)
    world.calculate()
    assert page_says(root) == disk_says()
    at_first = total(disk_says())["by-city"]
    world.scene.clock.turn(2 * DAY)
    tidy(world.scene.clock)
    world.calculate()
    assert page_says(root) == disk_says()
    assert at_first[2] - total(disk_says())["by-city"][2] == 500 + 300


def test_after_a_worker_was_killed_between_unlinking_and_settling(
    world: World, root: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the deletion is gone on with, a minute later, what was unlinked still counts."""
    world.calculate()
    before = total(page_says(root))["by-city"]
    world.scene.clock.turn(DAY)
    with monkeypatch.context() as patch:
        cut(patch, "settle", after=False)
        with pytest.raises(PowerCut):
            retention_run(world.scene.clock)
    unsettled = Recording.objects.filter(
        pending_deletion__state=PendingDeletion.State.UNLINKED
    ).values_list("file_size", flat=True)
    assert len(unsettled) > 0
    world.calculate()
    said, disk = total(page_says(root))["by-city"], total(disk_says())["by-city"]
    assert said == before
    assert (said[0] - sum(unsettled), said[1] - len(unsettled)) == disk[:2]
    resume_pending(world.scene.clock)
    retention_run(world.scene.clock)
    world.calculate()
    assert page_says(root) == disk_says()
    assert total(disk_says())["by-city"][0] < before[0]


def test_a_calculation_that_is_cut_off_leaves_the_figures_of_the_last(
    world: World, root: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.calculate()
    before = page_says(root)
    world.scene.recording(world.cameras[0], world.scene.ago(hours=3), size_bytes=5)
    with monkeypatch.context() as patch:
        cut(patch, "recordings.usage.summaries._people", after=True)
        with pytest.raises(PowerCut):
            calculate(world.scene.clock)
    assert page_says(root) == before
    assert UserUsage.objects.count() > 0
    calculate(world.scene.clock)
    said = page_says(root)["by-camera"][str(world.cameras[0].pk)]
    assert said[0] == before["by-camera"][str(world.cameras[0].pk)][0] + 5


def test_a_city_that_is_chosen_is_recounted_alone(world: World, root: Client) -> None:
    world.calculate()
    delta = world.cameras[2].city
    said, disk = page_says(root, f"?city={delta.pk}"), disk_says()
    camera = str(world.cameras[2].pk)
    assert said.pop("by-volume") == {}
    assert said["by-camera"] == {camera: disk["by-camera"][camera]}
    assert said["by-city"] == {str(delta.pk): disk["by-camera"][camera]}
    assert said["by-plan"] == {"pro": disk["by-camera"][camera]}
    assert said["by-user"] == {str(world.bruno.pk): disk["by-camera"][camera]}


def test_a_file_counts_from_when_it_is_finished(world: World, root: Client) -> None:
    world.calculate()
    before = total(page_says(root))["by-city"][0]
    growing = Recording.objects.get(status=Recording.Status.RECORDING)
    world.scene.recording(
        world.cameras[0], growing.start_time + HOUR, size_bytes=777, run="9f8e7d6c"
    )
    world.calculate()
    assert total(page_says(root))["by-city"][0] == before + 777
    assert page_says(root) == disk_says()
