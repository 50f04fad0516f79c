"""Clips, copies and links in the admin: what is shown of them, and what can be done to them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clips.models import Clip, ClipShare, Status
from clips.outcomes import WORDS
from plans.models import AuditEntry
from recordings.models import Camera
from tests.clips.rows import DAY, make_clip, make_copy, make_share
from tests.people import People
from tests.recordings.admin.conftest import administrator

__all__ = ["administrator"]

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

CLIPS = reverse("admin:clips_clip_changelist")
COPIES = reverse("admin:clips_markedcopy_changelist")
LINKS = reverse("admin:clips_clipshare_changelist")
HTML = "<script>alert(1)</script>"


@pytest.fixture
def camera(people: People) -> Camera:
    return Camera.objects.create(city=people.city, name="Portaria")


def page_of(row: Clip | ClipShare) -> str:
    return reverse(f"admin:clips_{row._meta.model_name}_change", args=[row.pk])


def act(client: Client, url: str, action: str, *rows: Clip | ClipShare) -> list[str]:
    """What the page says afterwards."""
    form: dict[str, Any] = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    answer = client.post(url, form, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_a_clip_that_is_ready_shows_its_picture_and_can_be_played(
    administrator: Client, camera: Camera
) -> None:
    clip = make_clip(camera)
    content = administrator.get(CLIPS).content.decode()
    assert f'src="/api/clips/{clip.pk}/thumbnail.jpg/"' in content
    assert f'href="/api/clips/{clip.pk}/download/?inline=1"' in content
    Clip.objects.update(status=Status.DELETED)
    assert "thumbnail.jpg" not in administrator.get(CLIPS).content.decode()


def test_a_name_is_text_and_no_markup(administrator: Client, camera: Camera) -> None:
    clip = make_clip(camera, name=HTML)
    make_copy(clip, watermark=HTML)
    share = make_share(clip)
    for url in (CLIPS, page_of(clip), COPIES, LINKS, page_of(share)):
        content = administrator.get(url).content.decode()
        assert HTML not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    Clip.objects.update(status=Status.PENDING)
    answer = administrator.post(
        CLIPS, {"action": "clip_retry", "_selected_action": [str(clip.pk)]}, follow=True
    )
    assert HTML not in answer.content.decode()


def test_a_clips_page_says_what_went_wrong_and_what_is_missing(
    administrator: Client, camera: Camera
) -> None:
    words = f"{WORDS['disk_error']} (Input/output error)"
    gaps = [[1763643600000, 1763643612000]]  # 2025-11-20 13:00 UTC
    clip = make_clip(camera, status=Status.FAILED, error=words, gaps=gaps)
    content = administrator.get(page_of(clip)).content.decode()
    assert "The volume could not be written. (Input/output error)" in content
    assert "<div>20/11/2025 10:00:00 - 20/11/2025 10:00:12</div>" in content


def test_no_page_shows_a_links_secret_or_its_passwords_hash(
    administrator: Client, camera: Camera
) -> None:
    hashed = make_password("correct horse")
    share = make_share(make_clip(camera), password=hashed)
    pages = (LINKS, page_of(share), f"{LINKS}{share.pk}/history/", page_of(share.clip))
    for url in pages:
        content = administrator.get(url).content.decode()
        assert share.token_digest not in content
        assert hashed.split("$")[-1][:20] not in content


@pytest.mark.parametrize(
    "address",
    [
        f"{LINKS}?token_digest__startswith=a",
        f"{LINKS}?password__startswith=pbkdf2",
        f"{LINKS}?clip__shares__token_digest=a",
        f"{CLIPS}?shares__token_digest__startswith=a",
        f"{CLIPS}?user__password__startswith=pbkdf2",
        f"{COPIES}?clip__shares__password__startswith=pbkdf2",
    ],
)
def test_a_secret_is_not_asked_for_by_a_filter(
    administrator: Client, camera: Camera, address: str
) -> None:
    make_share(make_clip(camera))
    assert administrator.get(address).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "status__exact=ready",
        "mode__exact=exact",
        "created_at__year=2026&created_at__month=11",
        "q=accident",
        "q=portaria",
        "q=OPERATOR",
        "o=-2.3.4.5.6.7.8.9",
    ],
)
def test_the_list_is_narrowed_and_ordered(
    administrator: Client, camera: Camera, people: People, query: str
) -> None:
    clip = make_clip(camera, people.operator)
    answer = administrator.get(f"{CLIPS}?{query}")
    assert (answer.status_code, list(answer.context["cl"].result_list)) == (200, [clip])


def test_a_clip_is_found_by_its_files_hash(administrator: Client, camera: Camera) -> None:
    clip = make_clip(camera)
    make_clip(camera, sha256="0" * 64)
    answer = administrator.get(CLIPS, {"q": clip.sha256.upper()})
    assert list(answer.context["cl"].result_list) == [clip]


def test_a_link_is_ended_and_a_newer_one_of_its_clip_is_not(
    administrator: Client, camera: Camera
) -> None:
    clip, other, now = make_clip(camera), make_clip(camera), timezone.now()
    old = make_share(clip, revoked_at=now - timedelta(hours=1), expires_at=now + DAY)
    newer = make_share(clip, expires_at=now + DAY)
    chosen = make_share(other, expires_at=now + DAY)
    assert act(administrator, LINKS, "end", old, chosen) == ["1 link ended."]
    newer.refresh_from_db()
    chosen.refresh_from_db()
    assert newer.revoked_at is None
    assert chosen.revoked_at is not None
    entry = AuditEntry.objects.get(action="clip_share_end")
    assert entry.city == camera.city


def test_the_state_of_a_link_is_said(administrator: Client, camera: Camera) -> None:
    now = timezone.now()
    make_share(make_clip(camera), expires_at=now + DAY)
    make_share(make_clip(camera), expires_at=now)
    make_share(make_clip(camera), expires_at=now + DAY, revoked_at=now)
    content = administrator.get(LINKS).content.decode()
    shown = {words: content.count(f"\n{words}\n") for words in ("open", "expired", "ended")}
    assert shown == {"open": 1, "expired": 1, "ended": 1}
