"""Whatever does not open anything answers the same bytes: which links there are is not told."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clips.models import Clip, ClipShare, Status
from plans.models import AuditEntry
from tests.clips.shares.conftest import StandingClock
from tests.clips.shares.sharing import NO_LINK, NOW, PASSWORD, Sharer, browser, program

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NEVER_MADE = "/s/" + "A" * 43
WRONG = [
    "/s/",
    "/s/x",
    "/s/" + "A" * 4_000,
    "/s/%00",
    "/s/%ff%fe",
    "/s/%0a",
    "/s/%F0%9F%A6%94",
    "/s/../../etc/passwd",
    "/s/'%20OR%201=1",
    f"{NEVER_MADE}/",
    f"{NEVER_MADE}/clip.mp4",
    f"{NEVER_MADE}/clip.mp4?download=1",
    f"{NEVER_MADE}/thumbnail.jpg",
    f"{NEVER_MADE}/manifest.json",
]


def told(
    client: Client, path: str, method: str = "get"
) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that is sent."""
    answer = getattr(client, method)(path)
    assert not answer.cookies
    return answer.status_code, answer.content, sorted(answer.items())


def ended_links(owner: Sharer, clock: StandingClock) -> dict[str, str]:
    """One of each kind, with a password and without; the last is of a clip that is not ready."""
    links = {"changed": owner.link()[:-1] + "~", "replaced": owner.link(password=PASSWORD)}
    links["revoked"] = owner.link()
    owner.end()
    links["expired"] = owner.link(hours=1)
    ClipShare.objects.filter(revoked_at=None).update(expires_at=NOW)
    links["not ready"] = owner.link(password=PASSWORD)
    return links


@pytest.mark.parametrize("status", [Status.CUTTING, Status.FAILED, Status.DELETED])
@pytest.mark.parametrize("make", [browser, program])
def test_all_that_opens_nothing_is_one_page(
    owner: Sharer, clock: StandingClock, make: type[Client], status: Status
) -> None:
    links = ended_links(owner, clock)
    Clip.objects.update(status=status)
    parts = ("", "/clip.mp4", "/clip.mp4?download=1", "/thumbnail.jpg")
    paths = [NEVER_MADE, *WRONG, *(link + part for link in links.values() for part in parts)]
    found = [told(make(), path) for path in paths]
    found += [told(make(), path, "post") for path in (NEVER_MADE, *links.values())]
    assert {status for status, _body, _headers in found} == {404}
    assert {body for _status, body, _headers in found} == {found[0][1]}
    assert all(headers == found[0][2] for _status, _body, headers in found)
    assert not AuditEntry.objects.filter(action="clip_open").exists()


def test_as_a_page_it_says_so_in_words(owner: Sharer) -> None:
    page = browser().get(NEVER_MADE).content.decode()
    assert f'<p role="alert">{NO_LINK}</p>' in page
    assert "<form" not in page


def test_as_json_it_has_the_apis_form() -> None:
    answer = program().get(NEVER_MADE)
    assert answer.json() == {"code": "not_found", "detail": NO_LINK, "fields": {}}


def test_a_link_is_over_to_the_second(owner: Sharer, clock: StandingClock) -> None:
    path = owner.link(hours=1)
    clock.now += timedelta(minutes=59, seconds=59)
    assert browser().get(path).status_code == 200
    clock.now += timedelta(seconds=1)
    assert [browser().get(path + part).status_code for part in ("", "/clip.mp4")] == [404, 404]


def test_one_query_tells(owner: Sharer, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    revoked = owner.link()
    owner.end()
    for path in (NEVER_MADE, revoked, "/s/x"):
        with django_assert_num_queries(1):
            browser().get(path)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_whether_there_is_a_link_or_not(path: str, method: str) -> None:
    for part in ("", "/clip.mp4", "/thumbnail.jpg"):
        found = [told(browser(), where + part, method) for where in (path, NEVER_MADE)]
        assert (found[0][0], found[0]) == (405, found[1])


def test_nothing_is_posted_to_media(path: str) -> None:
    for part in ("/clip.mp4", "/thumbnail.jpg"):
        found = [told(browser(), where + part, "post") for where in (path, NEVER_MADE)]
        assert (found[0][0], found[0]) == (405, found[1])
