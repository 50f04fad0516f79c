"""Footage of many cameras held and released."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from panel.kinds.registry import kinds
from plans.models import AuditEntry, City
from recordings.models import Camera, Hold
from tests.panel.jobs.scene import at, begin, done, lines, make_staff, signed_in
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording

pytestmark = pytest.mark.django_db
HOLD, KEEP, RELEASE = (kinds[c] for c in ("hold_cameras", "hold_recordings", "hold_release"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = timezone.now().astimezone(UTC).replace(hour=4, minute=0, second=0, microsecond=0) - 2 * DAY
RANGE = {
    # 04:00 to 06:00 in UTC: three hours less in Aurora.
    "start_time": f"{NIGHT - 3 * HOUR:%Y-%m-%dT%H:%M:%S}",
    "end_time": f"{NIGHT - HOUR:%Y-%m-%dT%H:%M:%S}",
    "reason": "Accident",
    "until": "",
}


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


@pytest.fixture
def camera(people: People) -> Camera:
    camera = make_camera(people.city, "Gate")
    for hours in range(3):
        make_recording(camera, NIGHT + hours * HOUR)
    return camera


def make_hold(camera: Camera, start: datetime = NIGHT, **values: Any) -> Hold:
    given = {
        "start_time": start,
        "end_time": start + HOUR,
        "reason": "Accident",
        "until": timezone.now() + DAY,
        "created_at": timezone.now(),
        **values,
    }
    return Hold.objects.create(camera=camera, **given)


def previewed(client: Client, kind: Any, *rows: Any, **values: str) -> Any:
    return client.get(at("preview", begin(client, kind, *rows)), values).context["preview"]


def test_a_range_is_held_in_each_citys_own_time(
    administrator: Client, people: People, camera: Camera
) -> None:
    City.objects.filter(pk=people.other_city.pk).update(time_zone="UTC")
    yard = make_camera(people.other_city, "Yard")
    make_recording(yard, NIGHT - 3 * HOUR)
    empty = make_camera(people.city, "Empty")
    preview = previewed(administrator, HOLD, camera, yard, empty, **RANGE)
    assert preview.sentences[0] == "2 holds are set."
    assert [tuple(row) for row in preview.rows] == [
        ("Empty", "Aurora", "Nothing is recorded at this time."),
        ("Gate", "Aurora", "2.0 h recorded"),
        ("Yard", "Boreal", "1.0 h recorded"),
    ]
    job = done(administrator, HOLD, camera, yard, empty, **RANGE)
    assert job.refused == 1
    spans = dict(Hold.objects.values_list("camera__name", "start_time"))
    assert spans == {"Gate": NIGHT, "Yard": NIGHT - 3 * HOUR}
    hold = Hold.objects.get(camera=camera)
    assert (hold.end_time, hold.reason) == (NIGHT + 2 * HOUR, "Accident")
    assert hold.created_by == people.superuser
    assert AuditEntry.objects.filter(action="hold", city=people.city).count() == 1


def test_a_range_that_cannot_be_is_told_before(administrator: Client, camera: Camera) -> None:
    backwards = {**RANGE, "end_time": RANGE["start_time"]}
    assert previewed(administrator, HOLD, camera, **backwards).obstacle == (
        "The end lies before the start."
    )
    passed = {**RANGE, "until": "2020-01-01T00:00"}
    preview = previewed(administrator, HOLD, camera, **passed)
    assert preview.rows[0][-1] == "This moment has passed."
    assert preview.obstacle == "Nothing of what is chosen can be done."


def test_more_than_the_plan_includes_is_told_and_refused(
    administrator: Client, people: People, camera: Camera
) -> None:
    plan = people.city.plan
    plan.max_holds = 2
    plan.save()
    make_hold(camera)
    other = make_camera(people.city, "Yard")
    make_recording(other, NIGHT)
    preview = previewed(administrator, HOLD, camera, other, **RANGE)
    assert preview.warnings == [
        "Aurora: the plan includes 2 holds at a time and 1 are in force; what is more is refused."
    ]
    job = done(administrator, HOLD, camera, other, **RANGE)
    assert [line[2] for line in lines(job)] == [False, True]
    assert Hold.objects.count() == 2


def test_chosen_recordings_that_follow_each_other_are_one_hold(
    administrator: Client, people: People, camera: Camera
) -> None:
    rows = list(camera.recordings.order_by("start_time"))
    late = make_recording(camera, NIGHT + 10 * HOUR)
    foreign = make_recording(make_camera(people.other_city, "Yard"), NIGHT)
    preview = previewed(administrator, KEEP, *rows, late, foreign, reason="Accident", until="")
    assert preview.sentences[0] == "5 recordings become 3 holds."
    job = done(administrator, KEEP, *rows, late, foreign, reason="Accident", until="")
    assert (job.total, job.refused) == (3, 0)
    spans = Hold.objects.order_by("camera", "start_time").values_list("start_time", "end_time")
    assert list(spans) == [
        (NIGHT, NIGHT + 3 * HOUR),
        (NIGHT + 10 * HOUR, NIGHT + 11 * HOUR),
        (NIGHT, NIGHT + HOUR),
    ]
    told = AuditEntry.objects.filter(action="bulk").order_by("city__name")
    assert [entry.details["chosen"] for entry in told] == [4, 1]


def test_holds_are_released_and_those_of_clips_are_not(
    administrator: Client, people: People, camera: Camera
) -> None:
    hold, over = make_hold(camera), make_hold(camera, released_at=timezone.now())
    clip = make_hold(camera, source=Hold.Source.CLIP)
    preview = previewed(administrator, RELEASE, hold, over, clip)
    assert [row[-1] for row in preview.rows] == [
        "A clip is being cut from this; the hold ends with it.",
        "is released",
        "was over already",
    ]
    job = done(administrator, RELEASE, hold, over, clip)
    assert sorted(line[1:] for line in lines(job)) == [
        ("", False),
        ("A clip is being cut from this; the hold ends with it.", True),
        ("was over already", False),
    ]
    hold.refresh_from_db()
    assert hold.released_by == people.superuser
    assert Hold.objects.get(pk=clip.pk).released_at is None
    assert AuditEntry.objects.filter(action="hold_release").count() == 1


def test_an_owner_holds_their_own(people: People, camera: Camera) -> None:
    client = signed_in(make_staff(people.owner))
    job = done(client, HOLD, camera, **RANGE)
    assert (job.refused, Hold.objects.get().created_by) == (0, people.owner)
