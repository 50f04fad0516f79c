"""`/keep/{signed}`: looking changes nothing, one click keeps the day."""

import logging
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.test import Client

from plans.models import AuditEntry
from recordings.keep_links import keep_link
from recordings.models import Camera, Hold, NoticeTarget, Recording
from tests.people import People
from tests.playback.timeline.scene import StandingClock
from tests.recordings.holds.asking import Asker, entries, make_hold
from tests.recordings.holds.targets import make_target

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

DAY = date(2026, 3, 10)
UNTIL = "2026-06-09T15:00:00Z"
NO_LINK = "This link does not work: it is incomplete, or its time has passed."


@pytest.fixture
def target(people: People) -> NoticeTarget:
    return make_target(people.city)


@pytest.fixture
def path(camera: Camera, target: NoticeTarget) -> str:
    return path_of(keep_link(camera, DAY, target.pk))


def path_of(link: str) -> str:
    return link[link.index("/keep/") :]


def ask(path: str, method: str = "post", accept: str = "application/json", **headers: str) -> Any:
    """As whoever was sent it: no session, no CSRF token, which are insisted on."""
    given = {"accept": accept, "accept-language": "en", **headers}
    client = Client(enforce_csrf_checks=True, headers=given)
    return getattr(client, method)(path)


def told(until: str = UNTIL, *, kept: bool) -> dict[str, Any]:
    return {
        "camera": "Gate",
        "day": "2026-03-10",
        "start_time": "2026-03-10T03:00:00Z",
        "end_time": "2026-03-11T03:00:00Z",
        "kept": kept,
        "until": until,
    }


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(path: str, method: str) -> None:
    for _scanner in range(3):
        answer = ask(path, method)
        assert answer.status_code == 200
    assert (Hold.objects.count(), AuditEntry.objects.count()) == (0, 0)
    assert ask(path, "get").json() == told(kept=False)


def test_one_click_keeps_the_day(path: str, camera: Camera) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.json()) == (201, told(kept=True))
    hold = Hold.objects.get()
    assert (hold.camera, hold.source, hold.created_by) == (camera, "keep_day", None)
    assert hold.reason == "Kept by the link in a notice."


def test_who_kept_it_is_written_down(path: str, target: NoticeTarget) -> None:
    ask(path)
    details = {
        "hold": Hold.objects.get().pk,
        "start": "2026-03-10T03:00:00+00:00",
        "end": "2026-03-11T03:00:00+00:00",
        "reason": "Kept by the link in a notice.",
        "until": "2026-06-09T15:00:00+00:00",
        "target": target.pk,
    }
    assert entries() == [("hold", "g***@example.org", "Gate", "127.0.0.1", details)]


def test_a_second_click_says_until_when_it_is_kept(path: str, clock: StandingClock) -> None:
    ask(path)
    clock.now += timedelta(days=2)
    assert [(a.status_code, a.json()) for a in (ask(path), ask(path, "get"))] == [
        (200, told(kept=True))
    ] * 2
    assert (Hold.objects.count(), len(entries())) == (1, 1)


def test_another_target_of_the_city_keeps_the_same(
    people: People, camera: Camera, path: str
) -> None:
    ask(path)
    others = [make_target(people.city), make_target(None)]  # the installation's too
    answers = [ask(path_of(keep_link(camera, DAY, other.pk))) for other in others]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Hold.objects.count() == 1


def test_a_released_day_can_be_kept_again(path: str, operator: Asker, people: People) -> None:
    ask(path)
    operator.by(people.owner).release(Hold.objects.get().pk)
    assert ask(path, "get").json() == told(kept=False)
    assert ask(path).status_code == 201
    assert Hold.objects.count() == 2


def test_one_whose_time_is_over_can_be_kept_again(
    path: str, camera: Camera, clock: StandingClock
) -> None:
    camera.city.plan.max_hold_days = 1
    camera.city.plan.save()
    assert ask(path).status_code == 201
    clock.now += timedelta(days=1)
    assert ask(path, "get").json()["kept"] is False
    assert ask(path).status_code == 201
    assert [hold.released_at for hold in Hold.objects.order_by("pk")] == [clock.now, None]


def test_what_keeps_it_no_longer_than_until_the_next_cleanup_is_renewed(
    path: str, camera: Camera, clock: StandingClock
) -> None:
    """A message warns of it, and "kept until tonight" would be no answer."""
    camera.city.plan.max_holds = camera.city.plan.max_hold_days = 1
    camera.city.plan.save()
    ask(path)
    clock.now += timedelta(hours=20)  # its time is over in four hours, and the cleanup in 19
    assert ask(path, "get").json()["kept"] is False
    assert ask(path).json()["until"] == "2026-03-13T11:00:00Z"
    assert ask(path).status_code == 200
    assert [hold.released_at for hold in Hold.objects.order_by("pk")] == [clock.now, None]


def test_it_stays_kept_where_its_successor_is_refused(
    path: str, camera: Camera, operator: Asker, clock: StandingClock
) -> None:
    camera.city.plan.max_hold_days = 1
    camera.city.plan.save()
    ask(path)
    make_hold(camera, operator.day.at(1), until=clock.now + timedelta(days=9))
    camera.city.plan.max_holds = 1
    camera.city.plan.save()
    clock.now += timedelta(hours=20)
    assert ask(path).status_code == 403
    assert Hold.objects.in_force(clock.now).count() == 2


def test_a_city_that_moves_its_time_zone_keeps_the_day_that_was_told(
    path: str, camera: Camera
) -> None:
    camera.city.time_zone = "America/Rio_Branco"
    camera.city.save()
    assert ask(path).json() == told(kept=True)


def test_the_plans_number_binds_it(path: str, camera: Camera, operator: Asker) -> None:
    camera.city.plan.max_holds = 1
    camera.city.plan.save()
    make_hold(camera, operator.day.at(1))
    answer = ask(path)
    words = "The plan Pro includes 1 hold at a time."
    assert (answer.status_code, answer.json()) == (
        403,
        {"code": "plan_limit", "detail": words, "fields": {}, "limit": 1},
    )
    page = ask(path, accept="text/html")
    assert (page.status_code, words in page.content.decode()) == (403, True)
    assert Hold.objects.count() == 1


def refused(path: str, **headers: str) -> tuple[int, bytes, bytes]:
    """GET's and POST's answers, which must be the same, as a page and as JSON."""
    pages = [ask(path, method, "text/html", **headers) for method in ("get", "post")]
    data = [ask(path, method, **headers) for method in ("get", "post")]
    assert len({(answer.status_code, answer.content) for answer in pages}) == 1
    assert len({(answer.status_code, answer.content) for answer in data}) == 1
    assert (Hold.objects.count(), entries()) == (0, [])
    return pages[0].status_code, pages[0].content, data[0].content


def test_whatever_is_wrong_with_a_link_it_is_one_page(
    people: People, camera: Camera, target: NoticeTarget, path: str, clock: StandingClock
) -> None:
    theirs = make_target(people.other_city)
    switched_off = make_target(people.city, is_active=False)
    zone = camera.city.time_zone
    values = [camera.pk, uuid4().hex, "2026-03-10", zone, target.pk, 2_000_000_000]
    swapped = Signer(salt="recordings.keep_links", sep=".").sign_object(values)
    other_salt = Signer(salt="other", sep=".").sign_object([camera.pk, camera.uuid.hex])
    wrong = {
        "changed": f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}",
        "cut": path[:-5],
        "nonsense": "/keep/x",
        "NUL": "/keep/%00",
        "no UTF-8": "/keep/%ff%fe",
        "very long": "/keep/" + "A" * 4_000,
        "another purpose's": f"/keep/{other_salt}",
        "another camera's id": f"/keep/{swapped}",
        "another city's target": path_of(keep_link(camera, DAY, theirs.pk)),
        "no target": path_of(keep_link(camera, DAY, 999_999)),
        "a target switched off": path_of(keep_link(camera, DAY, switched_off.pk)),
    }
    found = {name: refused(where) for name, where in wrong.items()}
    assert {status for status, _page, _data in found.values()} == {404}
    assert len({page for _status, page, _data in found.values()}) == 1
    clock.now += timedelta(days=20)
    status, page, _data = refused(path)
    assert (status, page) == (410, found["nonsense"][1])
    assert NO_LINK in page.decode()
    assert "Gate" not in page.decode()


def test_its_time_is_over_to_the_second(path: str, clock: StandingClock, operator: Asker) -> None:
    clock.now = operator.day.at(16 * 24 + 3)  # three o'clock, fifteen days after its midnight
    assert refused(path)[0] == 410
    clock.now -= timedelta(seconds=1)
    assert ask(path).status_code == 201


@pytest.mark.parametrize("status", [Recording.Status.DOOMED, None])
def test_of_footage_that_is_gone_it_is_said_that_it_is(
    path: str, status: Recording.Status | None
) -> None:
    if status is None:
        Recording.objects.all().delete()
    else:
        Recording.objects.update(status=status)
    code, page, data = refused(path)
    assert (code, b"footage_gone" in data) == (410, True)
    assert "The recordings of this day are not there any more." in page.decode()


def test_the_page_says_what_will_happen_and_has_a_button(path: str) -> None:
    page = ask(path, "get", "text/html").content.decode()
    for words in ("Gate", "03/10/2026", "06/09/2026 noon", '<form method="post">'):
        assert words in page
    kept = ask(path, accept="text/html")
    assert kept.status_code == 201
    assert "<form" not in kept.content.decode()
    assert "recordings are kept until 06/09/2026 noon" in kept.content.decode()


def test_the_page_speaks_the_readers_language(path: str) -> None:
    pages = [
        ask(path, "get", "text/html", **{"accept-language": language})
        for language in ("pt-BR,pt;q=0.9", "en")
    ]
    assert [page["Content-Language"] for page in pages] == ["pt-br", "en"]
    assert [page.content.decode().split("<html lang=")[1][:7] for page in pages] == [
        '"pt-br"',
        '"en">\n<',
    ]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_no_answer_is_kept_passed_on_or_found(path: str, method: str, accept: str) -> None:
    for where in (path, "/keep/x"):
        answer = ask(where, method, accept)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Accept" in answer["Vary"]
        assert not answer.cookies
        expected = "application/json" if accept == "application/json" else "text/html"
        assert answer["Content-Type"].startswith(expected)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method(path: str, method: str) -> None:
    assert ask(path, method).status_code == 405


def test_no_link_is_in_a_log(path: str, camera: Camera, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log could keep the day, or learn what is kept."""
    camera.city.plan.max_holds = 0
    camera.city.plan.save()
    with caplog.at_level(logging.DEBUG):
        answers = [ask(path), ask(path, "put"), ask("/keep/x"), ask(path + "/more")]
    assert [answer.status_code for answer in answers] == [403, 405, 404, 404]
    lines = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert lines == [
        "Forbidden: /keep/...",
        "Method Not Allowed (PUT): /keep/...",
        "Not Found: /keep/...",
        "Not Found: /keep/...",
    ]
