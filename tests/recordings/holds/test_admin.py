"""Holds in the admin: set, changed and released by the services, never deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from recordings.models import Camera, Hold
from tests.people import People
from tests.playback.timeline.scene import StandingClock
from tests.recordings.coverage.story import Clock
from tests.recordings.holds.asking import entries, make_hold

pytestmark = pytest.mark.django_db

LIST, ADD = (reverse(f"admin:recordings_hold_{name}") for name in ("changelist", "add"))


@pytest.fixture
def administrator(people: People, clock: StandingClock) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def change(hold: Hold) -> str:
    return reverse("admin:recordings_hold_change", args=[hold.pk])


def form(camera: Camera, **values: str) -> dict[str, Any]:
    return {
        "camera": camera.pk,
        "start_time_0": "2026-03-10",
        "start_time_1": "01:00:00",
        "end_time_0": "2026-03-10",
        "end_time_1": "03:00:00",
        "reason": "Accident",
        **values,
    }


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def shown(client: Client, query: str) -> list[int]:
    answer: Any = client.get(LIST + query)
    assert answer.status_code == 200
    return [hold.pk for hold in answer.context["cl"].result_list]


def test_one_is_set_as_long_as_the_plan_allows(
    administrator: Client, camera: Camera, day: Clock
) -> None:
    answer = administrator.post(ADD, form(camera), follow=True)
    hold = Hold.objects.get()
    assert told(answer)[0] == "Recorded in this range: 2.0 h."
    assert (hold.start_time, hold.end_time) == (day.at(1), day.at(3))
    assert hold.until == day.at(36) + timedelta(days=90)
    assert hold.created_by is not None
    assert [entry[:4] for entry in entries()] == [("hold", "root", "Gate", "127.0.0.1")]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"end_time_0": "2026-04-11"}, "Hold 31 days at most at a time."),
        (
            {"start_time_1": "04:00:00", "end_time_1": "09:00:00"},
            "Nothing is recorded at this time.",
        ),
        (
            {"until_0": "2027-03-10", "until_1": "00:00:00"},
            "In the plan Pro a hold lasts 90 days at most.",
        ),
    ],
)
def test_a_refusal_is_shown(
    administrator: Client, camera: Camera, values: dict[str, str], words: str
) -> None:
    assert told(administrator.post(ADD, form(camera, **values), follow=True)) == [words]
    assert Hold.objects.count() == 0


def test_a_mistake_is_named_in_the_form(administrator: Client, camera: Camera) -> None:
    mistakes: dict[str, tuple[dict[str, str], str]] = {
        "reason": ({"reason": ""}, "This field is required."),
        "start_time": ({"start_time_0": "soon"}, "Enter a valid date."),
        "end_time": ({"end_time_1": "01:00:00"}, "The end lies before the start."),
    }
    for name, (values, words) in mistakes.items():
        answer: Any = administrator.post(ADD, form(camera, **values))
        errors = answer.context["adminform"].form.errors
        assert {field: list(texts) for field, texts in errors.items()} == {name: [words]}


def test_reason_and_end_change_and_the_range_stays(
    administrator: Client, camera: Camera, day: Clock
) -> None:
    hold = make_hold(camera, day.at(1))
    values = {"reason": "Case 17", "until_0": "2026-04-01", "until_1": "00:00:00"}
    assert administrator.post(change(hold), form(camera, **values)).status_code == 302
    hold.refresh_from_db()
    assert (hold.reason, hold.end_time) == ("Case 17", day.at(2))
    assert hold.until == day.at(22 * 24)
    assert len(entries()) == 1


def test_what_is_over_is_looked_at_only(administrator: Client, camera: Camera, day: Clock) -> None:
    hold = make_hold(camera, day.at(1), released_at=day.at(30))
    assert administrator.get(change(hold)).status_code == 200
    assert administrator.post(change(hold), {"reason": "x"}).status_code == 403


def test_none_is_deleted(administrator: Client, camera: Camera, day: Clock) -> None:
    hold = make_hold(camera, day.at(1))
    url = reverse("admin:recordings_hold_delete", args=[hold.pk])
    assert administrator.post(url, {"post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [hold.pk], "post": "yes"}
    administrator.post(LIST, form)
    assert Hold.objects.count() == 1


def test_the_list_is_filtered_and_searched(
    administrator: Client, camera: Camera, day: Clock
) -> None:
    ours = make_hold(camera, day.at(1), reason="Flood")
    over = make_hold(camera, day.at(2), until=day.at(36), source=Hold.Source.KEEP_DAY)
    found = {
        query: shown(administrator, query)
        for query in (
            "",
            "?in_force=yes",
            "?in_force=no",
            "?source__exact=keep_day",
            "?q=floo",
            "?q=gate",
            f"?camera__city__id__exact={camera.city_id}",
        )
    }
    both = [over.pk, ours.pk]
    assert list(found.values()) == [both, [ours.pk], [over.pk], [over.pk], [ours.pk], both, both]


def test_a_longer_list_costs_no_more_queries(
    administrator: Client, camera: Camera, day: Clock, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_hold(camera, day.at(number))
    with django_assert_max_num_queries(12):
        administrator.get(LIST)
