"""Lists of big tables: every row is met exactly once, whatever is filtered and whatever comes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plans.admin import windowed_lists
from plans.entitlements import Role
from plans.models import User
from recordings.models import Camera, CoverageDay, Recording
from tests.people import People, join, make_user
from tests.recordings.admin.lists import changelist
from tests.recordings.admin.window_rows import MINUTE, cameras, recordings, small
from tests.recordings.api.scene import NOON, make_camera, make_recording

__all__ = ["cameras", "recordings", "small"]

pytestmark = pytest.mark.contract

LIST = reverse("admin:recordings_recording_changelist")


def pages(user: User, query: str, way: str) -> Iterator[Any]:
    """Change lists along their links, `older_url` or `newer_url`, to the end."""
    end = "is_oldest" if way == "older_url" else "is_newest"
    for _page in range(60):
        cl = changelist(user, Recording, query)
        yield cl
        if getattr(cl, end):
            return
        query = getattr(cl, way).removeprefix("?")
    pytest.fail("the pages have no end")


def met_going_down(user: User, query: str = "") -> list[Any]:
    return [row.pk for cl in pages(user, query, "older_url") for row in cl.result_list]


def met_going_up(user: User, query: str = "") -> list[Any]:
    """In the order of the list. The newest page is shown full, and may repeat what was met."""
    met: list[Any] = []
    for cl in pages(user, f"{query}&after=", "newer_url"):
        new = [row.pk for row in cl.result_list]
        met = [pk for pk in new if pk not in met] + met
    return met


Matches = Callable[[Recording, list[Camera]], bool]
QUERIES: dict[str, tuple[str, Matches]] = {
    "all": ("", lambda row, cameras: True),
    "rare": ("status__exact=ERROR", lambda row, cameras: row.status == "ERROR"),
    "none": ("status__exact=DOOMED", lambda row, cameras: False),
    "camera": ("camera__id__exact={0}", lambda row, cameras: row.camera_id == cameras[0].pk),
    "empty camera": ("camera__id__exact={3}", lambda row, cameras: False),
    "rare of a camera": (
        "camera__id__exact={1}&status__exact=ERROR",
        lambda row, cameras: row.camera_id == cameras[1].pk and row.status == "ERROR",
    ),
    "city": ("camera__city__id__exact={city}", lambda row, cameras: True),
    "other city": ("camera__city__id__exact={other}", lambda row, cameras: False),
    "search": ("q=gate+2", lambda row, cameras: row.camera_id == cameras[2].pk),
    "search for all": ("q=GATE", lambda row, cameras: True),
    "range": (
        "start_time_from_0=2026-03-10&start_time_from_1=09:02:00"
        "&start_time_to_0=2026-03-10&start_time_to_1=09:05:00",
        lambda row, cameras: NOON + 2 * MINUTE <= row.start_time <= NOON + 5 * MINUTE,
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_every_match_is_met_once_going_older_and_back(
    people: People,
    cameras: list[Camera],
    recordings: list[Recording],
    name: str,
) -> None:
    template, matches = QUERIES[name]
    ids = [camera.pk for camera in cameras]
    query = template.format(*ids, city=people.city.pk, other=people.other_city.pk)
    expected = [row.pk for row in recordings if matches(row, cameras)]
    assert met_going_down(people.superuser, query) == expected
    assert met_going_up(people.superuser, query) == expected


def test_with_more_sources_than_are_asked_one_by_one(
    people: People,
    recordings: list[Recording],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windowed_lists, "MOST_SOURCES", 2)
    query = f"camera__city__id__exact={people.city.pk}&status__exact=ERROR"
    expected = [row.pk for row in recordings if row.status == "ERROR"]
    assert met_going_down(people.superuser, query) == expected


def test_what_arrives_and_what_goes_meanwhile_shifts_nothing(
    people: People, cameras: list[Camera], recordings: list[Recording]
) -> None:
    met: list[Any] = []
    for number, cl in enumerate(pages(people.superuser, "", "older_url")):
        met += [row.pk for row in cl.result_list]
        if number == 1:
            make_recording(cameras[0], NOON + timedelta(days=1))
            make_recording(cameras[1], recordings[0].start_time)
            Recording.objects.filter(pk=recordings[-1].pk).delete()
    assert met == [row.pk for row in recordings[:-1]]


def test_a_page_goes_on_while_there_is_time(
    administrator: Client, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windowed_lists, "PAGE_SECONDS", 3600)
    cl = administrator.get(f"{LIST}?status__exact=ERROR").context["cl"]
    assert [row.status for row in cl.result_list] == ["ERROR"] * 4
    assert (cl.reached, cl.is_oldest) == (None, True)


def test_staff_walk_through_their_own_cities_alone(
    people: People, cameras: list[Camera], recordings: list[Recording]
) -> None:
    foreign = make_recording(make_camera(people.other_city), NOON)
    staff = make_user()
    staff.is_staff = True
    staff.save()
    join(staff, people.other_city, Role.OWNER)
    assert met_going_down(staff) == met_going_up(staff) == [foreign.pk]
    assert met_going_down(staff, f"camera__id__exact={cameras[0].pk}") == []
    assert met_going_down(staff, "q=gate") == []


def test_a_file_is_found_by_its_path_and_a_run_by_its_name(
    people: People, cameras: list[Camera], recordings: list[Recording]
) -> None:
    sought = make_recording(cameras[3], NOON - timedelta(days=900), run_id="00c0ffee")
    for text in (sought.file_path, "00c0ffee"):
        found = met_going_down(people.superuser, f"q={text}")
        assert found == [sought.pk]


def test_days_are_paged_by_their_date(people: People, cameras: list[Camera]) -> None:
    """Of one day there is a row for each camera: the page's end is among equal dates."""
    for camera in cameras:
        for day in range(5):
            CoverageDay.objects.create(
                camera=camera,
                date=(NOON - timedelta(days=day)).date(),
                time_zone="UTC",
                wanted_ms=1000,
                recorded_ms=900 if day == 3 else 1000,
                computed_at=NOON,
            )
    expected = list(CoverageDay.objects.order_by("-date", "-id"))
    low = [day for day in expected if day.recorded_ms == 900]
    for query, wanted in (("", expected), ("coverage=under-95", low)):
        met: list[Any] = []
        place = query
        for _page in range(60):
            cl = changelist(people.superuser, CoverageDay, place)
            met += cl.result_list
            if cl.is_oldest:
                break
            place = cl.older_url.removeprefix("?")
        assert met == wanted
