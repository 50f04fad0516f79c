"""The links that notices carry: whose they are, and when their time is over."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import Settings

from recordings.keep_links import BadLink, expiry, keep_link, read_keep_token
from recordings.models import Camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

DAY = date(2026, 3, 10)


@pytest.mark.parametrize("url", ["https://vms.example.org", "https://vms.example.org/"])
def test_a_link_says_what_it_is_for(settings: Settings, camera: Camera, url: str) -> None:
    settings.VMS_PUBLIC_URL = url
    link = keep_link(camera, DAY, 17)
    token = link.removeprefix("https://vms.example.org/keep/")
    assert len(token) < 200
    assert "/" not in token
    right = read_keep_token(token)
    assert (right.camera_id, right.camera_uuid) == (camera.pk, camera.uuid)
    assert (right.day, right.zone, right.target_id) == (DAY, "America/Sao_Paulo", 17)
    assert right.expires_at == datetime(2026, 3, 26, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "kept", "expires"),
    [
        # The last of the day is over at midnight, and goes an hour and 15 days later at 03:00.
        ("America/Sao_Paulo", DAY, datetime(2026, 3, 26, 6, tzinfo=UTC)),
        ("America/Manaus", DAY, datetime(2026, 3, 26, 6, tzinfo=UTC)),
        # Midnight there is two o'clock here: an hour later is three, which is too soon.
        ("America/Rio_Branco", DAY, datetime(2026, 3, 27, 6, tzinfo=UTC)),
        # A day of 23 hours.
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 20, 5, tzinfo=UTC)),
    ],
)
def test_its_time_is_over_when_the_last_of_the_day_goes(
    camera: Camera, zone: str, kept: date, expires: datetime
) -> None:
    camera.city.time_zone = zone
    assert expiry(camera, kept) == expires


@pytest.mark.parametrize(
    ("going_at", "expires"),
    [
        # What was held until now goes long after its retention; its link is good until then.
        (datetime(2026, 5, 1, 6, tzinfo=UTC), datetime(2026, 5, 1, 6, tzinfo=UTC)),
        # The first of the day goes a night before the last.
        (datetime(2026, 3, 25, 6, tzinfo=UTC), datetime(2026, 3, 26, 6, tzinfo=UTC)),
    ],
)
def test_it_is_good_until_the_cleanup_that_was_told(
    camera: Camera, going_at: datetime, expires: datetime
) -> None:
    token = keep_link(camera, DAY, 17, going_at).rpartition("/")[2]
    assert read_keep_token(token).expires_at == expires


def test_a_token_is_signed_as_a_whole(camera: Camera) -> None:
    token = keep_link(camera, DAY, 17).rpartition("/")[2]
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BadLink):
            read_keep_token(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", ".", "x", "é.é", "\ud800", "A" * 10_000, "WzFd.x", "\x00"])
def test_what_is_no_token_is_none(token: str) -> None:
    with pytest.raises(BadLink):
        read_keep_token(token)


def test_another_installations_token_is_none(settings: Settings, camera: Camera) -> None:
    token = keep_link(camera, DAY, 17).rpartition("/")[2]
    settings.SECRET_KEY = "another"
    with pytest.raises(BadLink):
        read_keep_token(token)
