"""Twenty who ask for a marked copy at the same moment: one is heard."""

from functools import partial

import pytest

from clips.models import MarkedCopy, Status
from tests.clips.rows import CONTENT, make_clip, make_copy
from tests.clips.scene import Scene
from tests.people import People, api_client
from tests.recordings.holds.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CALLERS = 20


@pytest.mark.parametrize("is_there", [True, False])
def test_of_twenty_one_is_heard(people: People, scene: Scene, is_there: bool) -> None:
    clip = make_clip(scene.camera, content=CONTENT, volume=scene.volume)
    if is_there:
        make_copy(clip, CONTENT)
    address = f"/api/clips/{clip.pk}/marked/"
    calls = [partial(api_client(people.operator).post, address) for _ in range(CALLERS)]
    assert at_once(calls) == {202: 1, 409: CALLERS - 1}
    assert MarkedCopy.objects.get().status == Status.PENDING


def test_twenty_removals_are_one(people: People, scene: Scene) -> None:
    clip = make_clip(scene.camera, content=CONTENT, volume=scene.volume)
    copy = make_copy(clip, CONTENT)
    address = f"/api/clips/{clip.pk}/marked/"
    calls = [partial(api_client(people.owner).delete, address) for _ in range(CALLERS)]
    assert at_once(calls) == {204: CALLERS}
    assert not MarkedCopy.objects.exists()
    assert copy.path is not None
    assert not copy.path.exists()
