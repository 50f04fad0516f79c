"""One digest a city and day, of what the next cleanup takes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.cleanup.expiry import next_due, volumes_to_clean
from recordings.models import Camera, Hold, Notice, NoticeTarget, Recording, StorageVolume
from recordings.notices.content import DayLeft, Digest
from recordings.notices.delivery import send_due
from recordings.notices.digest import write_digests
from recordings.notices.expiring import expiring
from recordings.notices.wording import message_of
from recordings.services.keeping import day_keep
from recordings.spans import day_span, epoch_ms, moment_of
from recordings.volumes import ensure_first_volume
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording
from tests.recordings.notices.scene import TurnedClock, make_target, told
from tests.recordings.notices.servers import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

DUE = datetime(2026, 3, 11, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
# 15 days and an hour before: what ended before 24 February, 02:00, goes.
OVER = datetime(2026, 2, 24, 5, tzinfo=UTC)


@pytest.fixture
def volume(db: None, tmp_path: Path) -> StorageVolume:
    return ensure_first_volume(tmp_path / "volume")


def hours(camera: Camera, volume: StorageVolume, first: datetime, number: int) -> list[Recording]:
    """Of 1 GB each; each ends a second before the next begins."""
    return [
        make_recording(camera, first + n * HOUR, 3599, volume=volume, file_size=10**9)
        for n in range(number)
    ]


def content(target: NoticeTarget) -> Digest:
    return Digest.read(Notice.objects.get(target=target).content)


def test_it_lists_what_goes_by_camera_and_day(
    people: People, camera: Camera, volume: StorageVolume
) -> None:
    hours(camera, volume, OVER - 4 * HOUR, 6)  # 22:00 to 04:00; the last two stay
    make_camera(people.city, "Idle")
    hours(make_camera(people.other_city), volume, OVER - 3 * HOUR, 1)
    digest = expiring(people.city, DUE, [volume])
    ms = [epoch_ms(OVER + n * HOUR) for n in range(-4, 1)]
    assert digest == Digest(
        due_ms=epoch_ms(DUE),
        cameras=1,
        files=4,
        bytes=4 * 10**9,
        days=[
            DayLeft(camera.pk, date(2026, 2, 23), ms[0], ms[2] - 1000, 2, 2 * 10**9),
            DayLeft(camera.pk, date(2026, 2, 24), ms[2], ms[4] - 1000, 2, 2 * 10**9),
        ],
        more=0,
    )
    assert Digest.read(digest.written) == digest


def test_what_is_held_kept_longer_or_not_finished_is_not_listed(
    people: People, camera: Camera, volume: StorageVolume
) -> None:
    held, doomed = hours(camera, volume, OVER - 3 * HOUR, 2)
    Hold.objects.create(
        camera=camera,
        start_time=held.start_time,
        end_time=held.start_time + timedelta(minutes=1),
        reason="kept",
        until=DUE + HOUR,
        created_at=OVER,
    )
    Recording.objects.filter(pk=doomed.pk).update(status=Recording.Status.DOOMED)
    promised = make_camera(people.city, "Promised")
    promised.keep_promise(16, 0, now=OVER, until=DUE + HOUR)
    promised.save()
    hours(promised, volume, OVER - 3 * HOUR, 1)
    make_recording(camera, OVER - 9 * HOUR, status=Recording.Status.RECORDING, end_time=None)
    assert expiring(people.city, DUE, [volume]) is None
    Hold.objects.update(until=DUE)  # over by then
    found = expiring(people.city, DUE, [volume])
    assert found is not None
    assert (found.files, found.days[0].start_ms) == (1, epoch_ms(held.start_time))


def test_a_cameras_own_retention_counts(
    people: People, camera: Camera, volume: StorageVolume
) -> None:
    short = make_camera(people.city, "Short", retention_days=3)
    hours(short, volume, datetime(2026, 3, 7, 12, tzinfo=UTC), 1)
    hours(camera, volume, datetime(2026, 3, 7, 12, tzinfo=UTC), 1)
    found = expiring(people.city, DUE, [volume])
    assert found is not None
    assert [left.camera for left in found.days] == [short.pk]


def test_a_volume_that_is_away_loses_nothing(
    people: People, camera: Camera, volume: StorageVolume, clock: TurnedClock
) -> None:
    target = make_target(people.city)
    hours(camera, volume, OVER - 3 * HOUR, 1)
    volume.path.rename(volume.path.with_name("gone"))
    write_digests(clock)
    assert (volumes_to_clean(), told(target)) == ([], [])


def test_each_target_of_a_city_gets_one_a_day(
    people: People, camera: Camera, volume: StorageVolume, clock: TurnedClock
) -> None:
    targets = [make_target(people.city), make_target(people.city)]
    others = [
        make_target(people.city, wants_digest=False),
        make_target(people.city, is_active=False),
        make_target(people.other_city),
        make_target(None),
    ]
    hours(camera, volume, OVER - 3 * HOUR, 2)
    for _ in range(3):
        write_digests(clock)
    key = f"digest:{people.city.pk}:2026-03-11"
    assert [told(target) for target in targets] == [[(key, "waiting")]] * 2
    assert [told(target) for target in others] == [[]] * 4
    late = make_target(people.city)
    Recording.objects.all().delete()
    clock.turn(days=1)
    write_digests(clock)
    assert told(late) == []  # nothing more goes
    hours(camera, volume, OVER + 20 * HOUR, 1)
    write_digests(clock)
    assert told(late) == [(f"digest:{people.city.pk}:2026-03-12", "waiting")]
    assert content(late).files == 1


@pytest.mark.parametrize(
    ("local", "written"),
    [
        ("2026-03-10 02:59", "2026-03-10"),  # caught up to the last moment
        ("2026-03-10 03:01", None),
        ("2026-03-10 07:59", None),
        ("2026-03-10 08:00", "2026-03-11"),
        ("2026-03-10 23:59", "2026-03-11"),
        ("2026-03-11 00:00", "2026-03-11"),
        ("2026-03-11 02:59", "2026-03-11"),
    ],
)
def test_it_is_written_from_eight_until_the_cleanup(
    people: People, camera: Camera, volume: StorageVolume, local: str, written: str | None
) -> None:
    target = make_target(people.city)
    hours(camera, volume, OVER - 72 * HOUR, 1)
    moment = datetime.fromisoformat(f"{local}:00-03:00").astimezone(UTC)
    write_digests(TurnedClock(moment))
    expected = [(f"digest:{people.city.pk}:{written}", "waiting")] if written else []
    assert told(target) == expected


def test_a_digest_that_was_not_sent_before_the_cleanup_is_not_sent(
    people: People,
    camera: Camera,
    volume: StorageVolume,
    clock: TurnedClock,
    mail_server: MailServer,
) -> None:
    target = make_target(people.city)
    hours(camera, volume, OVER - 3 * HOUR, 1)
    write_digests(clock)
    clock.moment = next_due(clock.now())
    send_due(clock)
    assert [state for _, state in told(target)] == ["given up"]
    assert mail_server.mails == []


def test_a_digest_is_sent_and_its_list_forgotten(
    people: People,
    camera: Camera,
    volume: StorageVolume,
    clock: TurnedClock,
    mail_server: MailServer,
) -> None:
    target = make_target(people.city)
    hours(camera, volume, OVER - 3 * HOUR, 1)
    write_digests(clock)
    send_due(clock)
    write_digests(clock)
    send_due(clock)
    assert [mail["Subject"] for mail in mail_server.mails] == [
        "[Aurora] 1.0 GB expire on 2026-03-11 at 03:00"
    ]
    assert Notice.objects.get(target=target).content == {}


def test_what_a_hold_kept_until_now_can_be_kept_again_by_its_link(
    people: People, camera: Camera, volume: StorageVolume, clock: TurnedClock
) -> None:
    """Long past its retention: neither the link's time nor the hold that ends may refuse it."""
    (file,) = hours(camera, volume, OVER - 40 * 24 * HOUR, 1)
    day = date(2026, 1, 15)
    target = make_target(people.city)
    start, end = map(moment_of, day_span(day, ZoneInfo("America/Sao_Paulo")))
    kept = Hold.objects.create(
        camera=camera,
        start_time=start,
        end_time=end,
        reason="kept",
        source=Hold.Source.KEEP_DAY,
        until=DUE - HOUR,
        created_at=OVER,
    )
    assert start <= file.start_time < end
    write_digests(clock)
    (link,) = [line.link for line in message_of(Notice.objects.get()).lines if line.link]
    told_day, is_new = day_keep(link.rpartition("/")[2], address=None, now=clock.now())
    assert (told_day.target, told_day.date, is_new) == (target, day, True)
    kept.refresh_from_db()
    assert kept.released_at == clock.now()
    assert expiring(people.city, DUE, [volume]) is None


def test_a_thousand_cameras_cost_a_few_queries(people: People, volume: StorageVolume) -> None:
    cameras = Camera.objects.bulk_create(
        Camera(city=people.city, name=f"Camera {n:04}") for n in range(1000)
    )
    start = OVER - 3 * HOUR
    Recording.objects.bulk_create(
        Recording(
            camera=camera,
            volume=volume,
            run_id="r",
            file_path=f"{camera.pk}.mp4",
            status=Recording.Status.COMPLETE,
            start_time=start,
            end_time=start + HOUR,
            file_size=10**9,
        )
        for camera in cameras
    )
    with CaptureQueriesContext(connection) as queries:
        digest = expiring(people.city, DUE, [volume])
    assert len(queries) <= 3
    assert digest is not None
    assert (digest.cameras, digest.bytes, len(digest.days), digest.more) == (
        1000,
        1000 * 10**9,
        200,
        800,
    )
