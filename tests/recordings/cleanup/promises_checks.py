"""What has to hold after each cleanup, whole, twice or cut off in its middle."""

from collections import Counter, defaultdict
from typing import Any

from recordings.cleanup.ledger_rows import broken_link
from recordings.models import CleanupRun, Deletion, PendingDeletion, Recording, Usage
from tests.recordings.cleanup.promises_disks import PAGE
from tests.recordings.cleanup.promises_model import Before, Footage, judge
from tests.recordings.cleanup.promises_world import World

Status = Recording.Status


def settle_accounts(world: World, before: Before) -> None:
    """Judge what was taken since `before`, and compare the model with database and disks."""
    model = world.model
    rows = dict(Recording.objects.order_by().values_list("pk", "status"))
    pending = dict(PendingDeletion.objects.values_list("pk", "reason"))
    ledger = _ledger()
    assert rows.keys() <= model.footage.keys()
    gone = {pk: model.footage[pk] for pk in model.footage.keys() - rows.keys()}

    taken: dict[str, list[Footage]] = defaultdict(list)
    for pk in pending.keys() | gone.keys():
        if pk not in model.pending:
            footage = model.footage[pk]
            reason = pending[pk] if pk in pending else ledger[footage.disk, footage.path][0]
            taken[reason].append(footage)
    judge(model, before, taken, _missing(world) if "emergency" in taken else {})
    explained = pending.keys() | gone.keys()
    assert explained >= {*world.unlinked_now}, "a file went whose row was not doomed"

    model.pending = set(pending)
    for pk in gone:
        model.gone[pk] = model.footage.pop(pk)
    world.unlinked_now.clear()
    _compare_rows(world, rows)
    compare_disks(world)
    _compare_ledger(world, ledger)
    _compare_counters(world)


def snapshot(world: World) -> Any:
    return (
        sorted(Recording.objects.order_by().values_list("pk", "status")),
        [disk.media() for disk in world.disks],
        Deletion.objects.count(),
        sorted(Usage.objects.order_by().values_list("camera", "volume", "date", "bytes", "files")),
        PendingDeletion.objects.count(),
    )


def nothing_is_over(world: World, *, grace_hours: int = 25) -> None:
    """After a whole night: nothing unheld is older than its retention and 25 h, in rows or on
    the disks that are there."""
    for footage in world.model.alive():
        if world.disks[footage.disk].away or world.model.is_held(footage, world.wall):
            continue
        camera = world.camera(footage.camera)
        assert footage.end is not None
        age_hours = (world.wall - footage.end).total_seconds() / 3600
        most = camera.retention_days_at(world.wall) * 24 + grace_hours
        assert age_hours <= most, f"{footage} is {age_hours} h old, kept for {most}"


def quotas_are_kept(world: World) -> None:
    """After a whole relief no camera keeps more than its quota while anything of it may go."""
    model, wall = world.model, world.wall
    for number in range(len(world.cameras)):
        mine = [f for f in model.alive() if f.camera == number and not world.disks[f.disk].away]
        over = sum(f.bytes for f in mine) - world.camera(number).quota_bytes_at(wall)
        free = [f for f in mine if not model.is_held(f, wall) and not f.is_fresh(wall)]
        assert over <= 0 or not free, f"camera {number} keeps {over} bytes too many"


def _missing(world: World) -> dict[int, int]:
    """Bytes by disk, as this minute's emergencies have noted before they began."""
    runs = CleanupRun.objects.filter(
        kind=CleanupRun.Kind.EMERGENCY, started_at=world.wall
    ).order_by("pk")
    numbers = {disk.volume.pk: number for number, disk in enumerate(world.disks)}
    return {numbers[run.details["volume"]]: run.expected_bytes for run in runs}


def _ledger() -> dict[tuple[int, str], tuple[str, int]]:
    """Reason and bytes by disk and path, of every file that an entry names."""
    found: dict[tuple[int, str], tuple[str, int]] = {}
    for volume, reason, files in Deletion.objects.values_list("volume__name", "reason", "files"):
        for path, start_ms, end_ms, size in files:
            place = int(volume.removeprefix("volume-")) - 1, path
            assert place not in found, f"{path} stands in the ledger twice"
            assert start_ms < end_ms
            found[place] = reason, size
    return found


def _compare_rows(world: World, rows: dict[Any, str]) -> None:
    model = world.model
    assert rows.keys() == model.footage.keys()
    for pk, footage in model.footage.items():
        if pk in model.pending:
            expected = Status.DOOMED
        else:
            expected = Status.RECORDING if footage.end is None else Status.COMPLETE
            assert not footage.unlinked, f"{footage} is gone, and its row stays"
        assert rows[pk] == expected


def compare_disks(world: World) -> None:
    for number, disk in enumerate(world.disks):
        assert disk.media() == world.model.on_disk(number)
        assert disk.theirs() == disk.decoys, "the other disk was touched"


def _compare_ledger(world: World, ledger: dict[tuple[int, str], tuple[str, int]]) -> None:
    """Its files are exactly those that went; by hand or by us, but never one that is there."""
    gone = {(f.disk, f.path): f.bytes for f in world.model.gone.values()}
    assert {place: size for place, (_, size) in ledger.items()} == gone
    assert all(f.unlinked or f.removed_by_hand for f in world.model.gone.values())
    if len(ledger) > world.verified:
        assert broken_link() is None
        world.verified = len(ledger)
    runs = CleanupRun.objects.values_list("files", "bytes")
    counted = sum(files for files, _ in runs), sum(size for _, size in runs)
    assert counted == (len(gone), sum(gone.values()))


def _compare_counters(world: World) -> None:
    expected: Counter[tuple[int, int, Any]] = Counter()
    for footage in world.model.finished():
        camera, disk = world.cameras[footage.camera], world.disks[footage.disk]
        expected[camera.pk, disk.volume.pk, footage.start.date()] += footage.pages * PAGE
    kept = Usage.objects.order_by().values_list("camera", "volume", "date", "bytes", "files")
    assert {tuple(key): size for *key, size, _ in kept if size} == dict(expected)
    assert sum(files for *_, files in kept) == len(world.model.finished())
