"""Filters of the administration's lists: what each leaves, and that a wrong one is no fault."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from clips.models import Clip
from recordings.models import (
    Alert,
    Camera,
    CameraSummary,
    CityDay,
    CoverageDay,
    Hold,
    RecorderNode,
    RecorderStatus,
    Recording,
    StorageVolume,
    Usage,
    UserUsage,
)
from recordings.states import State
from tests.clips.rows import make_clip
from tests.people import People, make_plan
from tests.recordings.admin.figures import make_summary
from tests.recordings.admin.lists import changelist, shown
from tests.recordings.api.scene import NOON, make_camera, make_recording

pytestmark = pytest.mark.contract

DAY = timedelta(days=1)
MODELS: list[Any] = sorted(admin.site._registry, key=lambda model: str(model._meta.label))


@pytest.fixture
def gate(people: People) -> Camera:
    """Records now, well."""
    camera = make_camera(people.city, "Gate", owner=people.owner)
    RecorderStatus.objects.create(camera=camera, state=State.RECORDING, since=NOON)
    make_summary(camera, coverage_percent=100, bytes=2 * 10**12, video_codec="avc1.4D4028")
    return camera


@pytest.fixture
def yard(people: People) -> Camera:
    """Was last seen yesterday, and keeps less than is promised."""
    camera = make_camera(people.other_city, "Yard", owner=people.stranger, transport="udp")
    RecorderStatus.objects.create(camera=camera, state=State.BACKOFF, since=NOON)
    make_summary(
        camera,
        coverage_percent=94.9,
        longest_gap_ms=301_000,
        is_below_promise=True,
        last_recorded_at=timezone.now() - DAY - timedelta(minutes=5),
        video_codec="hvc1.1.6.L93",
    )
    return camera


@pytest.fixture
def shed(people: People) -> Camera:
    """Nothing was ever calculated of it."""
    return make_camera(people.city, "Shed")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("seen=now", ["Gate"]),
        ("seen=1-h", ["Yard"]),
        ("seen=24-h", ["Yard"]),
        ("seen=never", ["Shed"]),
        ("promise=below", ["Yard"]),
        ("promise=kept", ["Gate"]),
        ("coverage=under-95", ["Yard"]),
        ("coverage=under-100", ["Yard"]),
        ("coverage=full", ["Gate"]),
        ("gap=5-min", ["Yard"]),
        ("gap=1-h", []),
        ("gap=none", ["Gate"]),
        ("codec=h264", ["Gate"]),
        ("codec=h265", ["Yard"]),
        ("codec=other", []),
        ("size=1-tb", ["Gate"]),
        ("size=1-gb", ["Gate"]),
        ("recorder_status__state__exact=backoff", ["Yard"]),
        ("transport__exact=udp", ["Yard"]),
        ("city__id__exact={city}", ["Gate", "Shed"]),
        ("city__plan__id__exact={plan}", ["Gate", "Shed"]),
        ("owner__id__exact={owner}", ["Gate"]),
        ("owner__isnull=True", ["Shed"]),
        ("recording_enabled__exact=0", ["Gate", "Shed", "Yard"]),
        ("created_at_from_0=2020-01-01", ["Gate", "Shed", "Yard"]),
        ("created_at_to_0=2020-01-01", []),
        ("coverage=under-95&seen=now", []),
    ],
)
def test_cameras(
    people: People,
    gate: Camera,
    yard: Camera,
    shed: Camera,
    query: str,
    names: list[str],
) -> None:
    people.other_city.plan = make_plan("premium")
    people.other_city.save()
    people.city.plan = make_plan("basic")
    people.city.save()
    ids = {"city": people.city.pk, "plan": people.city.plan_id, "owner": people.owner.pk}
    assert [camera.name for camera in shown(people.superuser, Camera, query.format(**ids))] == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("codec=h265", ["b"]),
        ("codec=other", ["c"]),
        ("codec=unknown", ["a"]),
        ("size=1-gb", ["b"]),
        ("size=none", ["a"]),
        ("lost=some", ["b"]),
        ("lost=100", []),
        ("lost=unknown", ["a"]),
        ("status__exact=ERROR", ["a"]),
        ("close_reason__exact=stalled", ["b"]),
        ("time_source__exact=arrival", ["c"]),
        ("volume__id__exact={volume}", ["c"]),
        ("volume__id__exact=999999", []),
        ("camera__id__exact={gate}", ["b", "a"]),
        ("camera__city__id__exact={city}", ["b", "a"]),
        ("camera__owner__id__exact={owner}", ["b", "a"]),
        ("camera__id__exact={gate}&camera__id__exact={yard}", ["c", "b", "a"]),
        ("camera__id__exact={gate}&volume__id__exact={volume}", []),
        ("start_time_from_0=11/03/2026", ["c", "b"]),
        ("start_time_to_0=11/03/2026", ["b", "a"]),
        ("start_time_from_0=11/03/2026&start_time_to_0=11/03/2026", ["b"]),
        ("start_time_from_0=11/03/2026&start_time_from_1=09:00:01", ["c"]),
        ("q=yard", ["c"]),
        ("q=gate yard", []),
    ],
)
def test_recordings(
    people: People, gate: Camera, yard: Camera, query: str, names: list[str]
) -> None:
    """Dates are written as the reader's language writes them."""
    volume = StorageVolume.objects.create(name="other", root="/other")
    error: dict[str, Any] = {
        "status": "ERROR",
        "video_codec": "",
        "file_size": 0,
        "frames_lost": None,
    }
    make_recording(gate, NOON, run_id="a", **error)
    values: dict[str, Any] = {"video_codec": "hev1.1", "file_size": 2 * 10**9, "frames_lost": 3}
    make_recording(gate, NOON + DAY, run_id="b", close_reason="stalled", **values)
    last: dict[str, Any] = {"video_codec": "av01.0", "time_source": "arrival", "volume": volume}
    make_recording(yard, NOON + 2 * DAY, run_id="c", **last)
    ids = {"volume": volume.pk, "gate": gate.pk, "yard": yard.pk, "city": people.city.pk}
    ids["owner"] = people.owner.pk
    with translation.override("pt-br"):
        found = shown(people.superuser, Recording, query.format(**ids))
    assert [recording.run_id for recording in found] == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("full=warning", ["full", "high", "warm"]),
        ("full=high", ["full", "high"]),
        ("full=critical", ["full"]),
    ],
)
def test_volumes_by_the_mark_that_they_reached(
    people: People, query: str, names: list[str]
) -> None:
    for name, free in (("full", 5), ("high", 10), ("warm", 20), ("cool", 21)):
        StorageVolume.objects.create(
            name=name, root=f"/{name}", total_bytes=100 * 10**12, free_bytes=free * 10**12
        )
    StorageVolume.objects.create(name="new", root="/new")
    assert [volume.name for volume in shown(people.superuser, StorageVolume, query)] == names


def test_volumes_are_shown_against_their_marks(administrator: Client) -> None:
    StorageVolume.objects.create(name="full", root="/f", total_bytes=1000, free_bytes=83)
    url = reverse("admin:recordings_storagevolume_changelist")
    content = administrator.get(url).content.decode()
    assert '<meter min="0" max="100" low="80" high="90" optimum="0" value="91.7"' in content
    assert "91.7 %" in content


def test_people_find_their_clips_by_who_cut_them(people: People, gate: Camera) -> None:
    mine, theirs = make_clip(gate, people.owner), make_clip(gate, people.operator)
    assert shown(people.superuser, Clip, f"user__id__exact={people.owner.pk}") == [mine]
    assert shown(people.superuser, Clip, f"camera__id__exact={gate.pk}&q=operator") == [theirs]
    assert shown(people.superuser, Clip, "size=1-gb") == []


def test_the_rest(people: People, gate: Camera, yard: Camera) -> None:
    """A filter of each other list, with something left and something not."""
    now, volume = timezone.now(), StorageVolume.objects.create(name="v", root="/v")
    day = {"time_zone": "UTC", "wanted_ms": 1000, "computed_at": now}
    good = CoverageDay.objects.create(camera=gate, date=NOON.date(), recorded_ms=950, **day)
    bad = CoverageDay.objects.create(camera=yard, date=NOON.date(), recorded_ms=949, **day)
    assert shown(people.superuser, CoverageDay, "coverage=under-95") == [bad]
    assert shown(people.superuser, CoverageDay, f"camera__id__exact={gate.pk}") == [good]
    assert shown(people.superuser, CoverageDay, "date_from=2026-03-11") == []
    usage = Usage.objects.create(camera=gate, volume=volume, date=NOON.date())
    assert shown(people.superuser, Usage, f"volume__id__exact={volume.pk}") == [usage]
    assert shown(people.superuser, Usage, "q=yard") == []
    alert = Alert.objects.create(kind="disk_high", severity="critical", opened_at=now)
    other = Alert.objects.create(
        kind="camera_offline", severity="warning", opened_at=now, camera=gate, city=people.city
    )
    assert shown(people.superuser, Alert, "severity__exact=critical") == [alert]
    assert shown(people.superuser, Alert, f"camera__id__exact={gate.pk}") == [other]
    assert shown(people.superuser, Alert, f"city__id__exact={people.city.pk}") == [other]
    assert shown(people.superuser, Alert, "city__isnull=True") == [alert]
    assert shown(people.superuser, Alert, "q=gate") == [other]
    hold = Hold.objects.create(
        camera=gate, start_time=NOON, end_time=NOON + DAY, until=now + DAY, created_at=now
    )
    assert shown(people.superuser, Hold, "in_force=yes") == [hold]
    assert shown(people.superuser, Hold, "in_force=no") == []
    summary = CameraSummary.objects.get(camera=yard)
    assert shown(people.superuser, CameraSummary, "gap=5-min") == [summary]
    usage_of_person = UserUsage.objects.create(
        city=people.city, user=people.owner, calculated_at=now, bytes=5 * 10**9
    )
    assert shown(people.superuser, UserUsage, "size=1-gb") == [usage_of_person]
    total = CityDay.objects.create(date=NOON.date(), calculated_at=now)
    assert shown(people.superuser, CityDay, "city__isnull=True") == [total]


def test_a_nodes_silence_is_told_in_words(people: People) -> None:
    now = timezone.now()
    for name, age in (("one", 0), ("two", 45), ("three", 600)):
        seen = now - timedelta(seconds=age)
        RecorderNode.objects.create(name=name, started_at=now - DAY, heartbeat_at=seen)
    make_camera(people.city, node="two")
    page = admin.site._registry[RecorderNode]
    nodes = shown(people.superuser, RecorderNode, "o=1")
    told = {node.name: (page.alive(node)[1], page.cameras(node)) for node in nodes}  # type: ignore[attr-defined]
    silent = "silent for 10\xa0minutes"
    assert told == {"one": ("alive", 0), "two": ("late", 1), "three": (silent, 0)}


@pytest.mark.parametrize("model", MODELS)
def test_a_wrong_value_of_any_filter_is_no_fault(people: People, gate: Camera, model: Any) -> None:
    """Told as a wrong filter, or found to match nothing."""
    for spec in changelist(people.superuser, model, "").filter_specs:
        for name in spec.expected_parameters():
            for wrong in ("x", "", "9" * 40, "%00", "-1"):
                with suppress(IncorrectLookupParameters, SuspiciousOperation):
                    assert isinstance(shown(people.superuser, model, f"{name}={wrong}"), list)


def test_the_figures_stand_on_the_cameras_page(
    administrator: Client, gate: Camera, shed: Camera
) -> None:
    url = reverse("admin:recordings_camera_change", args=[gate.pk])
    content = administrator.get(url).content.decode()
    assert "Calculated at" in content
    assert "2.0 TB" in content
    assert "rtsp://***@127.0.0.1:9/cam1" in content
    assert 'href="rtsp' not in content
    assert "s3cr3t-canary" not in content
    listed = administrator.get(reverse("admin:recordings_camera_changelist")).content.decode()
    assert "rtsp://***@127.0.0.1:9/cam1" in listed
    assert 'href="rtsp' not in listed
    empty = reverse("admin:recordings_camera_change", args=[shed.pk])
    assert administrator.get(empty).status_code == 200
