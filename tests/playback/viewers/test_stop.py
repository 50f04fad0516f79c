"""Stop viewing: whose cameras are watched may end it, and the bytes end within a minute."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.entitlements import Role
from plans.errors import NotFound
from plans.models import AuditEntry, User
from playback.models import PlaybackSession, Viewing
from playback.services import session_end
from playback.viewers import write_pending
from tests.people import People, join
from tests.playback.media.scene import BAD_TOKEN, Watching, ask, session_by_token
from tests.recordings.api.scene import make_camera
from tests.unit.playback.clock import Clock

pytestmark = pytest.mark.django_db

URL = "/admin/playback/viewing/"


def staff(user: User) -> Client:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def stop(client: Client, viewing: Viewing) -> str:
    form = {"action": "stop_viewing", "_selected_action": [viewing.pk]}
    return client.post(URL, form, follow=True).content.decode()


@pytest.fixture
def viewing(watching: Watching) -> Viewing:
    assert ask(watching.url).status == 200
    write_pending()
    return Viewing.objects.get()


def told() -> list[tuple[object, ...]]:
    rows = AuditEntry.objects.filter(action=AuditEntry.Action.SESSION_END).order_by("pk")
    return list(rows.values_list("username", "city__name", "subject", "details__cameras"))


def test_an_owner_stops_it_and_within_a_minute_no_byte_is_sent(
    people: People, watching: Watching, viewing: Viewing, clock: Clock
) -> None:
    page = stop(staff(people.owner), viewing)
    assert "1 viewer is stopped: within a minute nothing more is sent." in page
    assert "stops within a minute" in page
    clock.turn(30)  # what is remembered of its right is older than half a minute now
    answer = ask(watching.url)
    assert (answer.status, answer.code) == (403, BAD_TOKEN["code"])
    assert told() == [("owner", "Aurora", "viewer", [watching.camera.name])]


def test_a_superuser_stops_it_and_the_citys_owner_reads_of_it(
    people: People, watching: Watching, viewing: Viewing
) -> None:
    stop(staff(people.superuser), viewing)
    assert told() == [("root", "Aurora", "viewer", [watching.camera.name])]


def test_each_city_is_told_of_its_own_cameras(
    people: People, watching: Watching, viewing: Viewing
) -> None:
    now = timezone.now()
    foreign = make_camera(people.other_city, "Foreign")
    Viewing.objects.create(session=watching.session, camera=foreign, began_at=now, seen_at=now)
    stop(staff(people.owner), viewing)
    assert sorted(told(), key=str) == [
        ("owner", "Aurora", "viewer", [watching.camera.name]),
        ("owner", "Boreal", "viewer", ["Foreign"]),
    ]


@pytest.mark.parametrize("who", ["stranger", "operator", "viewer"])
def test_nobody_else_sees_or_stops_it(people: People, viewing: Viewing, who: str) -> None:
    user = getattr(people, who)
    client = staff(user)
    page = client.get(URL)
    assert viewing.camera.name not in page.content.decode()
    stop(client, viewing)
    assert client.get(f"{URL}{viewing.pk}/change/").status_code in (302, 403)
    if user.pk != viewing.session.user_id:
        with pytest.raises(NotFound):
            session_end(viewing.session, actor=user, now=timezone.now(), address=None)
    assert PlaybackSession.objects.get(pk=viewing.session_id).ended_at is None


def test_an_owner_who_is_no_staff_may_not(people: People, viewing: Viewing) -> None:
    with pytest.raises(NotFound):
        session_end(viewing.session, actor=people.owner, now=timezone.now(), address=None)


def test_what_was_watched_long_ago_gives_no_right(people: People, viewing: Viewing) -> None:
    Viewing.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    client = staff(people.owner)
    stop(client, viewing)  # not on the list of those who watch now
    form = {"action": "stop_viewing", "_selected_action": [viewing.pk]}
    page = client.post(f"{URL}?when=day", form, follow=True).content.decode()
    assert "nothing that you may see" in page
    assert PlaybackSession.objects.get(pk=viewing.session_id).ended_at is None


def test_the_list_begins_with_those_who_watch_now(people: People, watching: Watching) -> None:
    now = timezone.now()
    gone = make_camera(people.city, "Left alone")
    session = session_by_token(people.operator, now)
    before = now - timedelta(minutes=5)
    Viewing.objects.create(session=session, camera=gone, began_at=before, seen_at=before)
    client = staff(people.owner)
    assert "Left alone" not in client.get(URL).content.decode()
    page = client.get(URL, {"when": "day"}).content.decode()
    assert "Left alone" in page
    assert "live" in page


def test_filters_find_only_what_is_ones_own(people: People, viewing: Viewing) -> None:
    now, foreign = timezone.now(), make_camera(people.other_city, "Foreign")
    theirs = Viewing.objects.create(
        session=viewing.session, camera=foreign, began_at=now, seen_at=now
    )

    def listed(client: Client, camera_id: int) -> list[Viewing]:
        answer = client.get(URL, {"camera__id__exact": camera_id})
        assert (b"Foreign" in answer.content) == (theirs in answer.context["cl"].result_list)
        return list(answer.context["cl"].result_list)

    owner, superuser = staff(people.owner), staff(people.superuser)
    assert listed(owner, viewing.camera_id) == [viewing]
    assert listed(owner, foreign.pk) == []
    assert listed(superuser, foreign.pk) == [theirs]


def test_the_list_costs_the_same_however_long(people: People, viewing: Viewing) -> None:
    client, now = staff(people.superuser), timezone.now()
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
        for _row in range(5):
            session = session_by_token(people.operator, now)
            camera = make_camera(people.city)
            Viewing.objects.create(session=session, camera=camera, began_at=now, seen_at=now)
    assert counts[0] == counts[1]


def test_a_manager_of_two_cities_sees_both(people: People, viewing: Viewing) -> None:
    join(people.stranger, people.city, Role.OWNER)
    assert viewing.camera.name in staff(people.stranger).get(URL).content.decode()
