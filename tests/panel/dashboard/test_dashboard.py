"""The first page: figures with links, each person their own, by few and constant queries."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from panel.models import Job
from recordings.models import CityDay, StorageVolume
from tests.panel.dashboard.conftest import fill, signed_in
from tests.people import People

URL = "/admin/dashboard/"


def text_of(client: Client, url: str = URL) -> str:
    """Without tags, spaces made one."""
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def parts(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(URL).context["dashboard"]
    return found


def lines(found: Any) -> list[tuple[str, str, str]]:
    return [(line.name, line.value, line.mark) for line in found]


def test_a_superuser_sees_all(installation: People) -> None:
    found = parts(signed_in(installation.superuser))
    assert lines(found["cameras"]["lines"]) == [
        ("wrong user or password", "2", "bad"),
        ("recording", "2", "good"),
        ("recording not wanted", "2", "quiet"),
    ]
    assert (found["cameras"]["recording"], found["cameras"]["wanted"]) == ("2", "4")
    assert lines(found["alerts"]["counts"]) == [("critical", "0", "good"), ("warning", "2", "warn")]
    assert found["losses"]["percent"] == "2.65 %"
    assert (found["losses"]["lost"], found["losses"]["coverage"]) == ("5,300", "99 %")
    assert (found["expiries"]["files"], found["expiries"]["size"]) == ("48", "72.0 GB")
    assert lines(found["queues"]) == [
        ("recordings to finish", "2", "bad"),
        ("clips to cut", "2", "warn"),
        ("marked copies to make", "0", "good"),
        ("bulk actions to begin", "0", "good"),
        ("notices to send", "0", "good"),
    ]
    assert found["queues"][0].note == "the oldest for 1 h"
    assert found["viewers"] == "2"
    assert lines(found["nodes"]) == [("far", "silent", "bad"), ("near", "alive", "good")]
    disks = {disk["name"]: disk for disk in found["volumes"]}
    assert (disks["disk one"]["percent_words"], disks["disk one"]["mark"]) == ("85.0 %", "warn")
    assert disks["nowhere"]["words"] == "not measured yet"
    assert [row["percent"] for row in found["jobs"]["rows"]] == [25]
    assert found["tasks"]["lines"] == []


def test_an_owner_sees_their_citys_part_and_nothing_of_the_machines(installation: People) -> None:
    client = signed_in(installation.owner)
    found = parts(client)
    assert lines(found["cameras"]["lines"]) == [
        ("wrong user or password", "1", "bad"),
        ("recording", "1", "good"),
        ("recording not wanted", "1", "quiet"),
    ]
    assert found["losses"]["percent"] == "0.30 %"
    assert found["expiries"]["files"] == "24"
    assert [line.value for line in found["queues"]] == ["1", "1", "0", "0"]
    assert found["viewers"] == "1"
    assert found["jobs"]["rows"] == []
    assert not {"nodes", "tasks", "volumes"} & set(found)
    page = text_of(client, "/admin/")
    assert "Aurora gate" in page
    assert "Boreal" not in page
    assert "disk one" not in page


@pytest.mark.parametrize("who", ["operator", "viewer"])
def test_whoever_owns_nothing_is_asked_to_sign_in(installation: People, who: str) -> None:
    client = signed_in(getattr(installation, who))
    for url in ("/admin/", URL):
        assert client.get(url).status_code == 302
    assert Client().get(URL).status_code == 302


def test_every_link_leads_to_rows_of_what_it_counts(installation: People) -> None:
    for user in (installation.superuser, installation.owner):
        client = signed_in(user)
        page = client.get(URL).content.decode()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]+)"', page)}
        assert len(links) > 8
        for link in links:
            answer = client.get(link)
            assert answer.status_code == 200, link
        for line in parts(client)["cameras"]["lines"]:
            assert client.get(line.link).context["cl"].result_count == int(line.value), line.link


def test_it_costs_the_same_however_much_there_is(installation: People) -> None:
    client = signed_in(installation.superuser)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/").status_code == 200
        counts.append(len(queries))
        CityDay.objects.exclude(city=None).delete()
        fill(installation.city, installation, f"More {number}", lost=1)
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_what_was_not_calculated_says_so(people: People) -> None:
    page = text_of(signed_in(people.superuser))
    for words in (
        "No cameras yet.",
        "Not calculated yet today.",
        "Not calculated yet for the next cleanup.",
        "No recorder has begun yet.",
        "No volumes yet.",
        "None.",
    ):
        assert words in page


def test_tasks_that_are_late_or_off_are_named(installation: People) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    PeriodicTask.objects.filter(name="relieve").update(last_run_at=long_ago)
    PeriodicTask.objects.filter(name="cleanup").update(enabled=False, last_run_at=None)
    PeriodicTask.objects.filter(name="tidy").update(enabled=False, last_run_at=None)
    found = parts(signed_in(installation.superuser))["tasks"]["lines"]
    assert sorted(lines(found)) == [("cleanup", "off", "bad"), ("relieve", "late", "warn")]
    assert [line.note for line in found if line.name == "relieve"] == ["came 2 h ago"]


@pytest.mark.parametrize(("free_percent", "mark"), [(21, "good"), (8, "warn"), (4, "bad")])
def test_a_disk_is_as_grave_as_its_alert(people: People, free_percent: int, mark: str) -> None:
    StorageVolume.objects.create(
        name="one", root="/nowhere/one", total_bytes=1000, free_bytes=10 * free_percent
    )
    assert [v["mark"] for v in parts(signed_in(people.superuser))["volumes"]] == [mark]


def test_a_job_of_a_kind_that_is_no_more_breaks_nothing(installation: People) -> None:
    Job.objects.update(kind="gone")
    assert parts(signed_in(installation.superuser))["jobs"]["rows"][0]["name"] == "gone"


def test_the_fragment_is_what_the_page_holds(installation: People) -> None:
    client = signed_in(installation.superuser)
    page, fragment = client.get("/admin/"), client.get(URL)
    assert "no-store" in fragment.headers["Cache-Control"]
    assert "<html" not in fragment.content.decode()
    assert 'data-url="/admin/dashboard/"' in page.content.decode()
    assert "Expires tonight" in page.content.decode()


def test_the_sidebar_leads_to_every_list_that_one_may_see(installation: People) -> None:
    for user in (installation.superuser, installation.owner):
        answer = signed_in(user).get("/admin/")
        groups = answer.context["sidebar_navigation"]
        shown = {item["link"] for group in groups for item in group["items"]}
        wanted = {
            model["admin_url"] for app in answer.context["app_list"] for model in app["models"]
        }
        assert wanted <= shown
        assert shown - wanted == {"/admin/", "/admin/storage/"}
    titles = [group["title"] for group in groups]
    assert "Watch over" in titles
    assert "More" not in titles  # each list has its place
    assert admin.site.get_app_list(answer.wsgi_request)
