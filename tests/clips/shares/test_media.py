"""What a link plays and downloads: whole or by ranges, under a safe name."""

import pytest
from django.test import Client

from clips.models import Clip
from recordings.file_parts import download_slots
from tests.clips.shares.sharing import CONTENT, PICTURE, browser, program
from tests.recordings.api.transfer import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def client(path: str) -> Client:
    client = browser()
    client.get(path)
    return client


def test_it_is_played_in_place_and_downloaded_under_its_name(path: str, client: Client) -> None:
    name = "batida-na-rua-sao-joao_portao_2026-11-20_09-59-30.mp4"
    for query, expected in (
        ("", "inline"),
        ("?download=1", "attachment"),
        ("?download=", "inline"),
    ):
        answer = client.get(f"{path}/clip.mp4{query}")
        assert body_of(answer) == CONTENT
        assert answer["Content-Type"] == "video/mp4"
        assert answer["Content-Disposition"] == f'{expected}; filename="{name}"'
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("0-0", 0, 1), ("5-99", 5, 100), ("102000-", 102_000, 102_400), ("-7", 102_393, 102_400)],
)
@pytest.mark.parametrize("query", ["", "?download=1"])
def test_ranges(path: str, client: Client, query: str, asked: str, start: int, end: int) -> None:
    answer = client.get(f"{path}/clip.mp4{query}", headers={"range": f"bytes={asked}"})
    assert (answer.status_code, body_of(answer)) == (206, CONTENT[start:end])
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"


def test_a_range_outside_is_told_the_size(path: str, client: Client) -> None:
    answer = client.get(f"{path}/clip.mp4", headers={"range": "bytes=102400-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */102400")
    assert answer["Cache-Control"] == "no-store"


def test_a_look_ahead_is_told_the_size_alone(path: str, client: Client) -> None:
    answer = client.head(f"{path}/clip.mp4")
    assert (answer.status_code, answer["Content-Length"], answer.content) == (200, "102400", b"")


def test_the_picture(path: str, client: Client) -> None:
    answer = client.get(f"{path}/thumbnail.jpg")
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("../../etc/passwd", "etcpasswd"),
        ('a"; filename="b.exe', "a-filenamebexe"),
        ("<b>x</b>", "bxb"),
        ("警察", "clip-{pk}"),
        ("a" * 255, "a" * 80),
    ],
)
def test_no_name_is_more_than_a_name(
    path: str, client: Client, clip: Clip, name: str, stem: str
) -> None:
    Clip.objects.update(name=name)
    expected = f'inline; filename="{stem.format(pk=clip.pk)}_portao_2026-11-20_09-59-30.mp4"'
    assert client.head(f"{path}/clip.mp4")["Content-Disposition"] == expected


def test_a_file_that_is_away_is_said_to_be(path: str, clip: Clip) -> None:
    assert clip.path is not None
    clip.path.unlink()
    answer = program().get(f"{path}/clip.mp4")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_missing")


def test_when_all_places_are_taken_it_is_said_when_to_come_again(path: str) -> None:
    taken = [download_slots.acquire(blocking=False) for _slot in range(4)]
    try:
        answer = program().get(f"{path}/clip.mp4")
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    finally:
        for _slot in taken:
            download_slots.release()
