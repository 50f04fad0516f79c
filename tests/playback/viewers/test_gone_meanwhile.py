"""Foreign keys are looked at when a transaction ends: with real ones, on each database."""

import pytest
from django.utils import timezone

from playback.models import Viewing
from playback.services import media_path
from playback.viewers import write_pending
from tests.people import People
from tests.playback.media.scene import Watching, ask, session_by_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


def test_a_session_that_is_gone_takes_nobody_elses_row_with_it(
    people: People, watching: Watching
) -> None:
    other = session_by_token(people.operator, timezone.now())
    assert ask(media_path(other, watching.camera, watching.recording.pk)).status == 200
    assert ask(watching.url).status == 200
    other.delete()
    write_pending()
    assert list(Viewing.objects.values_list("session", "camera")) == [
        (watching.session.pk, watching.camera.pk)
    ]
