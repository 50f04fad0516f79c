"""Plates in the admin: masked in the list, written out on a page whose opening is noted."""

import pytest
from django.test import Client
from django.urls import reverse

from recordings.models import Camera, Detection
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.recordings.detections.scene import seen, views

pytestmark = pytest.mark.django_db

LIST = "/admin/recordings/detection/"


def page(detection: Detection) -> str:
    return reverse("admin:recordings_detection_change", args=[detection.pk])


def listed(client: Client, query: str) -> list[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row.external_id for row in answer.context["cl"].result_list]


def test_the_list_shows_no_plate_and_is_no_view(administrator: Client, gate: Camera) -> None:
    seen(gate, "XYZ9K88", external_id="XYZ9K88-7")
    content = administrator.get(LIST).content.decode()
    assert "XYZ****" in content
    assert "XYZ9" not in content
    assert views() == []


def test_the_page_shows_the_plate_and_is_noted(
    administrator: Client, people: People, gate: Camera
) -> None:
    detection = seen(gate, "XYZ9K88")
    assert "XYZ9K88" in administrator.get(page(detection)).content.decode()
    (note,) = views()
    assert (note.user, note.city, note.subject, note.address, note.details) == (
        people.superuser,
        people.city,
        "Gate",
        "127.0.0.1",
        {"detection": detection.pk, "plate": "XYZ9K88", "count": 1},
    )


def test_other_pages_of_it_show_no_plate(administrator: Client, gate: Camera) -> None:
    detection = seen(gate, "XYZ9K88")
    for action, status in (("history", 200), ("delete", 403)):
        url = reverse(f"admin:recordings_detection_{action}", args=[detection.pk])
        answer = administrator.get(url)
        assert (answer.status_code, b"XYZ9" in answer.content) == (status, False)
    assert views() == []


def test_what_has_no_plate_is_shown_without_a_note(administrator: Client, gate: Camera) -> None:
    detection = seen(gate, "", kind="other")
    assert administrator.get(page(detection)).status_code == 200
    assert views() == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("abc-1d23", ["misread", "read"]),
        ("ABC", ["misread", "old", "read"]),
        ("ABC12", ["old"]),
        ("1D23", []),
        ("AB", []),
    ],
)
def test_a_search_is_for_a_plate_or_its_beginning_and_is_noted(
    administrator: Client, people: People, gate: Camera, words: str, found: list[str]
) -> None:
    for plate, name in (("ABC1D23", "read"), ("A8C1023", "misread"), ("ABC1234", "old")):
        seen(gate, plate, external_id=name)
    seen(gate, "XYZ9K88", external_id="another")
    assert sorted(listed(administrator, f"q={words}")) == found
    assert [(note.user, note.city, note.details) for note in views()] == [
        (people.superuser, None, {"plate": words.replace("-", "").upper()})
    ]


def test_a_search_by_a_citys_staff_stands_in_their_citys_log(people: People, gate: Camera) -> None:
    people.owner.is_staff = True
    people.owner.save(update_fields=["is_staff"])
    client = Client()
    client.force_login(people.owner)
    seen(gate, "ABC1D23", external_id="read")
    seen(make_camera(people.other_city), "ABC1D23", external_id="foreign")
    assert listed(client, "q=ABC1D23") == ["read"]
    assert [(note.user, note.city, note.subject, note.details) for note in views()] == [
        (people.owner, people.city, "Aurora", {"plate": "ABC1D23"})
    ]


def test_the_list_is_narrowed(administrator: Client, people: People, gate: Camera) -> None:
    other, foreign = make_camera(people.city), make_camera(people.other_city)
    seen(gate, "ABC1D23", external_id="gate")
    seen(other, "ABC1D23", external_id="other", kind="lpr_watched")
    seen(foreign, "ABC1D23", external_id="foreign")
    city = f"city__id__exact={people.city.pk}"
    assert sorted(listed(administrator, city)) == ["gate", "other"]
    assert listed(administrator, f"{city}&camera__id__exact={gate.pk}") == ["gate"]
    assert listed(administrator, f"{city}&camera__id__exact={foreign.pk}") == []
    assert listed(administrator, f"camera__id__exact={foreign.pk}") == ["foreign"]
    assert listed(administrator, "kind__exact=lpr_watched") == ["other"]
    assert len(listed(administrator, f"city__id__exact={'9' * 18}")) == 0


def test_nothing_is_changed_here(administrator: Client, gate: Camera) -> None:
    detection = seen(gate, "ABC1D23")
    assert administrator.post(page(detection), {"plate": "XYZ9K88"}).status_code == 403
    assert administrator.get(reverse("admin:recordings_detection_add")).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [str(detection.pk)], "post": "yes"}
    administrator.post(LIST, form)
    detection.refresh_from_db()
    assert detection.plate == "ABC1D23"
