"""A link's secret and its password are in no log, no entry, no page of the admin and no row."""

import json
import logging

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from clips.models import ClipShare
from plans.models import AuditEntry
from tests.clips.shares.sharing import PASSWORD, Sharer, browser
from tests.people import People, api_client
from tests.recordings.api.transfer import body_of

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_no_link_is_in_a_log(guarded: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log could open the clip."""
    client = browser()
    unknown = "/s/" + "B" * 43
    with caplog.at_level(logging.DEBUG):
        answers = [
            client.get(guarded + "/clip.mp4"),
            client.post(guarded, {"password": "wrong password"}),
            client.post(guarded, {"password": "x"}),
            client.put(guarded),
            client.post(guarded + "/clip.mp4"),
            client.get(guarded + "/more"),
            client.get(unknown),
            client.post(guarded, b"x", content_type="multipart/form-data"),
        ]
    statuses = [403, 403, 400, 405, 405, 404, 404, 400]
    assert [answer.status_code for answer in answers] == statuses
    lines = [record.getMessage() for record in caplog.records]
    lines += [str(record.args) for record in caplog.records]
    secret = guarded.rpartition("/")[2]
    assert not [line for line in lines if secret in line or unknown in line or "wrong" in line]
    assert "Not Found: /s/..." in lines


def test_nor_in_what_is_kept(owner: Sharer, guarded: str, people: People) -> None:
    client = browser()
    client.post(guarded, {"password": PASSWORD})
    body_of(client.get(guarded + "/clip.mp4?download=1"))
    owner.end()
    rows = json.dumps([*AuditEntry.objects.values()], default=str, ensure_ascii=False)
    rows += serializers.serialize("json", ClipShare.objects.all())
    rows += str(ClipShare.objects.get()) + repr(ClipShare.objects.get())
    rows += api_client(people.superuser).get("/api/clips/").content.decode()
    assert guarded.rpartition("/")[2] not in rows
    assert PASSWORD not in rows


def test_nor_in_the_admin(guarded: str, people: People) -> None:
    client = Client()
    client.force_login(people.superuser)
    share = ClipShare.objects.get()
    pages = (
        reverse("admin:plans_auditentry_changelist"),
        reverse("admin:clips_clipshare_changelist"),
        reverse("admin:clips_clipshare_change", args=[share.pk]),
    )
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        shown = answer.content.decode()
        secrets = (guarded.rpartition("/")[2], share.token_digest, share.password)
        assert not [secret for secret in secrets if secret in shown]
