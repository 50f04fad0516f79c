"""Cameras moved to another city: a new one there, once, and the old one's footage stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from panel.kinds.registry import kinds
from plans.entitlements import Role
from plans.models import AuditEntry
from recordings.models import Camera, Hold, Recording, Wish
from recordings.secrets import decrypt
from tests.panel.jobs.scene import (
    TurnedClock,
    at,
    begin,
    confirm,
    done,
    lines,
    make_staff,
    signed_in,
    work_off,
)
from tests.people import People, join, make_plan
from tests.recordings.api.scene import ADDRESS, CANARY, MASKED, make_camera, make_recording, want

pytestmark = pytest.mark.django_db
MOVE = kinds["camera_move"]


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


def to(city: Any) -> dict[str, str]:
    return {"city": str(city.pk)}


def test_the_new_camera_goes_on_and_the_old_ones_footage_stays(
    administrator: Client, people: People
) -> None:
    given = {"transport": "udp", "audio": False, "owner": people.owner, "node": "node-1"}
    old = make_camera(people.city, "Gate", **given)
    want(old)
    footage = make_recording(old, timezone.now() - timedelta(hours=3))
    job = done(administrator, MOVE, old, **to(people.other_city))
    new = Camera.objects.get(city=people.other_city)
    assert lines(job) == [("Gate", f"is camera {new.pk} of Boreal now", False)]
    assert (new.name, new.transport, new.audio, new.node) == ("Gate", "udp", False, "node-1")
    assert (decrypt(new.address_encrypted), new.address_display) == (ADDRESS, MASKED)
    assert (new.owner, new.is_active, new.recording_enabled) == (None, True, True)
    assert new.uuid != old.uuid
    old.refresh_from_db()
    assert (old.city, old.address_encrypted, old.recording_enabled) == (people.city, "", False)
    assert old.archived_at is not None
    assert Recording.objects.get(pk=footage.pk).camera == old
    ended, begun = Wish.objects.order_by("pk")
    assert (ended.camera, ended.stopped_by) == (old, people.superuser)
    assert (begun.camera, begun.stopped_at, begun.started_by) == (new, None, people.superuser)


def test_the_preview_says_what_stays_and_until_when(administrator: Client, people: People) -> None:
    camera = make_camera(people.city, "Gate", retention_days=14)
    people.other_city.plan = make_plan("basic")
    people.other_city.save()
    began = timezone.now().replace(hour=12, minute=0) - timedelta(days=2)
    make_recording(camera, began, file_size=2_500_000_000)
    job = begin(administrator, MOVE, camera)
    answer = administrator.get(at("preview", job), to(people.other_city))
    preview = answer.context["preview"]
    assert preview.sentences[0] == "1 camera goes on as a new one of Boreal (Basic)."
    name, city, size, _until, what = preview.rows[0]
    assert (name, city, size) == ("Gate", "Aurora", "2.5 GB")
    assert what == "is not recorded, keeps 7 days at most"
    assert CANARY not in answer.content.decode()


def test_its_own_days_and_gb_fit_the_new_plan(administrator: Client, people: People) -> None:
    people.other_city.plan = make_plan("basic")
    people.other_city.save()
    far = make_camera(people.city, "Far", retention_days=14, max_size_gb=300)
    near = make_camera(people.city, "Near", retention_days=3, max_size_gb=100)
    done(administrator, MOVE, far, near, **to(people.other_city))
    found = Camera.objects.filter(city=people.other_city).order_by("name")
    assert list(found.values_list("name", "retention_days", "max_size_gb")) == [
        ("Far", 7, 168),
        ("Near", 3, 100),
    ]


def test_an_owner_who_is_a_member_there_too_stays(administrator: Client, people: People) -> None:
    join(people.owner, people.other_city)
    camera = make_camera(people.city, owner=people.owner)
    done(administrator, MOVE, camera, **to(people.other_city))
    assert Camera.objects.get(city=people.other_city).owner == people.owner


def test_a_crash_after_the_move_moves_nothing_twice(
    administrator: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    cameras = [make_camera(people.city, name) for name in ("A", "B")]
    job = confirm(administrator, begin(administrator, MOVE, *cameras), **to(people.other_city))
    clock, calls = TurnedClock(), [0]
    act = type(MOVE).act

    def crash_once(self: Any, work: Any, target: Any) -> Any:
        line = act(self, work, target)
        calls[0] += 1
        if calls[0] == 2:
            raise RuntimeError("the power is gone")
        return line

    monkeypatch.setattr(type(MOVE), "act", crash_once)
    assert work_off(job, clock).done == 1
    clock.turn()
    job = work_off(job, clock)
    assert (job.state, job.refused, calls[0]) == ("done", 0, 3)
    assert Camera.objects.filter(city=people.other_city).count() == 2
    assert len(lines(job)) == 2


def test_asked_again_an_archived_camera_is_refused(administrator: Client, people: People) -> None:
    camera = make_camera(people.city, "Gate")
    first = confirm(administrator, begin(administrator, MOVE, camera), **to(people.other_city))
    second = confirm(administrator, begin(administrator, MOVE, camera), **to(people.other_city))
    work_off(first)
    assert lines(work_off(second)) == [
        ("Gate", "The camera is archived; it cannot be edited.", True)
    ]
    assert Camera.objects.filter(city=people.other_city).count() == 1


def test_both_cities_are_told(administrator: Client, people: People) -> None:
    done(administrator, MOVE, make_camera(people.city), **to(people.other_city))
    entries = AuditEntry.objects.filter(action="bulk")
    assert {(entry.city, entry.details["chosen"]) for entry in entries} == {
        (people.city, 1),
        (people.other_city, 1),
    }


def test_who_does_not_own_the_other_city_cannot_move_there(people: People) -> None:
    client = signed_in(make_staff(people.owner))
    camera = make_camera(people.city)
    job = begin(client, MOVE, camera)
    join(people.owner, people.other_city, Role.OPERATOR)
    answer = client.get(at("preview", job), to(people.other_city))
    assert answer.context["form"].errors["city"]
    people.owner.memberships.filter(city=people.other_city).update(role=Role.OWNER)
    job = work_off(confirm(client, job, **to(people.other_city)))
    assert (job.refused, Camera.objects.filter(city=people.other_city).count()) == (0, 1)


def test_rights_in_the_other_city_lost_meanwhile_move_nothing(people: People) -> None:
    client = signed_in(make_staff(people.owner))
    membership = join(people.owner, people.other_city, Role.OWNER)
    job = begin(client, MOVE, make_camera(people.city))
    job = confirm(client, job, **to(people.other_city))
    membership.delete()
    job = work_off(job)
    assert (job.state, job.error) == ("failed", "What was chosen is not possible any more.")
    assert Camera.objects.get().archived_at is None


def test_a_hold_stays_with_the_footage(administrator: Client, people: People) -> None:
    camera, now = make_camera(people.city), timezone.now()
    hour = timedelta(hours=1)
    hold = Hold.objects.create(
        camera=camera,
        start_time=now - hour,
        end_time=now,
        reason="x",
        until=now + hour,
        created_at=now,
    )
    done(administrator, MOVE, camera, **to(people.other_city))
    hold.refresh_from_db()
    assert (hold.camera, hold.released_at) == (camera, None)
