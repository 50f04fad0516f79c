"""The page: whose it is, what it costs, what it says to questions without sense, and its charts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.entitlements import Role
from plans.models import City
from recordings.models import CleanupRun, CoverageDay, StorageVolume, UsageSample
from recordings.summarising import calculate
from tests.clips.rows import make_clip
from tests.panel.storage.recount import DATA, signed_in
from tests.people import People, join, make_city, make_user
from tests.recordings.api.conftest import volume
from tests.recordings.api.scene import make_camera, make_recording, want
from tests.recordings.cleanup.scene import TurnedClock

__all__ = ["volume"]

pytestmark = pytest.mark.django_db
PAGE = "/admin/storage/"
OURS, FOREIGN = 123_456_789, 987_654_321


def fill(city: City, volume: StorageVolume, number: int, size: int, now: datetime) -> None:
    """A camera with footage, a clip, a gap yesterday, and samples of a day."""
    camera = make_camera(city, f"{city.name} camera {number}", owner=make_user())
    want(camera)
    make_recording(camera, now - timedelta(hours=5), volume=volume, file_size=size)
    make_clip(camera, make_user(), start=now - timedelta(hours=5), volume=volume, file_size=size)
    yesterday = timezone.localtime(now).date() - timedelta(days=1)
    begin = int((now - timedelta(days=1)).timestamp() * 1000)
    CoverageDay.objects.create(
        camera=camera,
        date=yesterday,
        time_zone=city.time_zone,
        wanted_ms=86_400_000,
        recorded_ms=86_400_000 - 3_600_000,
        gaps=[[begin, begin + 3_600_000, "disk"]],
        is_final=True,
        computed_at=now - timedelta(hours=2),
    )


@pytest.fixture
def filled(people: People, volume: StorageVolume) -> People:
    now = datetime.now(UTC)
    fill(people.city, volume, 1, OURS, now)
    fill(people.other_city, volume, 1, FOREIGN, now)
    CleanupRun.objects.create(
        kind="retention", started_at=now, finished_at=now, files=7, bytes=FOREIGN
    )
    calculate(TurnedClock(now))
    return people


def test_an_owner_sees_nothing_of_another_city_nor_of_the_disks(
    filled: People, volume: StorageVolume
) -> None:
    html = signed_in(filled.owner).get(PAGE).content.decode().partition("data-storage")[2]
    assert "Aurora camera 1" in html
    sizes = {int(size) for size in DATA.findall(html)}
    known = {0, OURS, 2 * OURS}
    rate = UsageSample.objects.get(city=filled.city).projected
    assert sizes <= {*known, OURS * 24, *rate}
    for foreign in ("Boreal", volume.name, "nowhere", str(FOREIGN), "volumes-title"):
        assert foreign not in html


def test_another_city_that_is_asked_for_is_no_city(filled: People) -> None:
    answer = signed_in(filled.owner).get(f"{PAGE}?city={filled.other_city.pk}")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "There is no such city here; choose one from the list." in html
    assert "Boreal" not in html
    assert str(FOREIGN) not in html


@pytest.mark.parametrize("who", ["operator", "viewer"])
def test_staff_who_own_no_city_are_shown_nothing(filled: People, who: str) -> None:
    answer = signed_in(getattr(filled, who)).get(PAGE)
    assert answer.status_code in (302, 403)
    assert b"Aurora" not in answer.content


def test_who_is_no_staff_has_to_sign_in(filled: People) -> None:
    client = Client()
    client.force_login(filled.owner)
    assert client.get(PAGE).status_code == 302
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["city=0", "city=-1", "city=x", "city=%00", "city=1e9", "city=" + "9" * 4000, "city=1%2C5"],
)
def test_a_city_without_sense_is_told(filled: People, query: str) -> None:
    answer = signed_in(filled.superuser).get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert "There is no such city here; choose one from the list." in answer.content.decode()


@pytest.mark.parametrize("days", ["0", "31", "-7", "x", "7.0", "٣٠", "9" * 4000])
def test_a_period_without_sense_is_told(filled: People, days: str) -> None:
    answer = signed_in(filled.superuser).get(PAGE, {"days": days})
    assert answer.status_code == 400
    assert "Choose a period of 7, 30 or 90 days." in answer.content.decode()


def test_nothing_may_be_written_to_it(filled: People) -> None:
    assert signed_in(filled.superuser).post(PAGE).status_code == 405


@pytest.mark.parametrize("days", ["7", "30", "90"])
def test_each_period_is_shown(filled: People, days: str) -> None:
    html = signed_in(filled.superuser).get(PAGE, {"days": days}).content.decode()
    assert f"Footage over {days} days, and 30 days ahead" in html
    assert html.count('<th scope="col" title=') == min(int(days), 30)


def test_the_cost_is_the_same_for_many(people: People, volume: StorageVolume) -> None:
    now, client = datetime.now(UTC), signed_in(people.superuser)
    owner = signed_in(people.owner)

    def costs() -> list[int]:
        found = []
        for who, query in ((client, ""), (client, f"?city={people.city.pk}&days=90"), (owner, "")):
            with CaptureQueriesContext(connection) as queries:
                assert who.get(PAGE + query).status_code == 200
            found.append(len(queries))
        return found

    for number in range(3):
        city = make_city(f"City {number}", ("basic", "pro", "premium")[number % 3])
        join(people.owner, city, Role.OWNER)
        fill(city, volume, number, 1000 + number, now)
    calculate(TurnedClock(now))
    few = costs()
    for number in range(3, 30):
        city = make_city(f"City {number}", ("basic", "pro", "premium")[number % 3])
        join(people.owner, city, Role.OWNER)
        fill(city, volume, number, 1000 + number, now)
    calculate(TurnedClock(now + timedelta(hours=1)))
    assert costs() == few
    assert max(few) < 30


def test_before_the_first_calculation_it_says_so(people: People) -> None:
    html = signed_in(people.superuser).get(PAGE).content.decode()
    assert "Nothing has been calculated yet" in html
    assert "There is no volume yet." in html
    assert "There is no forecast yet" in html


def test_what_is_not_shown_of_a_ranking_is_summed_up(people: People, volume: StorageVolume) -> None:
    now = datetime.now(UTC)
    for number in range(23):
        camera = make_camera(people.city, f"Cam {number:02}")
        make_recording(camera, now - timedelta(hours=3), volume=volume, file_size=1000 + number)
    calculate(TurnedClock(now))
    html = signed_in(people.owner).get(PAGE).content.decode()
    (rest,) = re.findall(r"<tr data-rest>(.*?)</tr>", html, re.DOTALL)
    assert "3 others" in rest
    assert DATA.findall(rest)[0] == str(1000 + 1001 + 1002)
    assert "Cam 03" in html
    assert "Cam 02" not in html


def test_numbers_are_written_as_the_language_writes_them(filled: People) -> None:
    page = {
        language: signed_in(filled.superuser, language).get(PAGE).content.decode()
        for language in ("en", "pt-br")
    }
    assert f'value="{OURS}" title="123,456,789 ' in page["en"]
    assert "123.5 MB" in page["en"]
    assert f'value="{OURS}" title="123.456.789 ' in page["pt-br"]
    assert "123,5 MB" in page["pt-br"]
    for html in page.values():
        numbers = re.findall(r'(?:width|x1|x2|y1|y2|points|y|x)="([^"]*)"', html)
        assert numbers
        assert not [n for n in numbers if re.search(r"\d,\d+%|\d,\d+,", n)]


def test_gaps_have_their_reasons_in_words(filled: People) -> None:
    html = signed_in(filled.owner).get(PAGE).content.decode()
    part = html.partition('id="reasons-title"')[2].partition("</table>")[0]
    assert re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td>", part) == [
        ("disk", "1", "1.0 h")
    ]
    heat = html.partition('class="heat"')[2]
    day = timezone.localtime().date() - timedelta(days=1)
    assert "95.8 %; disk 1 h" in heat
    assert f"{day:%m/%d/%Y}" in heat


def test_a_sample_of_each_subject_is_enough_for_the_chart(filled: People) -> None:
    html = signed_in(filled.superuser).get(PAGE).content.decode()
    assert html.count("<polyline") == 2  # what was, and the dashed line of what is to come
