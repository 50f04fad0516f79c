"""Operators cut, and change their own; owners change all, delete and bring back; viewers look."""

from collections.abc import Callable
from typing import Any

import pytest

from clips.models import Clip, Status
from plans.entitlements import Role
from plans.models import User
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import CONTENT, make_clip
from tests.clips.scene import FIRST, Scene
from tests.people import People, make_member
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.api.transfer import hang_up

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

OK, ACCEPTED, DONE, NO, MISSING, WHO = 200, 202, 204, 403, 404, 401
EVERYBODY = ("anonymous", "stranger", "viewer", "operator", "owner", "superuser")
TABLE = {
    "listing": (WHO, OK, OK, OK, OK, OK),
    "get": (WHO, MISSING, OK, OK, OK, OK),
    "download": (WHO, MISSING, OK, OK, OK, OK),
    "thumbnail": (WHO, MISSING, OK, OK, OK, OK),
    "manifest": (WHO, MISSING, OK, OK, OK, OK),
    "cut": (WHO, MISSING, NO, ACCEPTED, ACCEPTED, ACCEPTED),
    "rename own": (WHO, MISSING, NO, OK, OK, OK),
    "rename another's": (WHO, MISSING, NO, NO, OK, OK),
    "cancel own": (WHO, MISSING, NO, OK, OK, OK),
    "cancel another's": (WHO, MISSING, NO, NO, OK, OK),
    "retry own": (WHO, MISSING, NO, ACCEPTED, ACCEPTED, ACCEPTED),
    "retry another's": (WHO, MISSING, NO, NO, ACCEPTED, ACCEPTED),
    "delete own": (WHO, MISSING, NO, NO, DONE, DONE),
    "delete another's": (WHO, MISSING, NO, NO, DONE, DONE),
    "restore own": (WHO, MISSING, NO, NO, OK, OK),
    "restore another's": (WHO, MISSING, NO, NO, OK, OK),
}
BODIES = {401: ANONYMOUS, 403: NOT_ALLOWED, 404: NOT_FOUND}
STATUSES = {"cancel": Status.PENDING, "retry": Status.CANCELLED, "restore": Status.DELETED}
FILES = {"thumbnail": "thumbnail.jpg", "manifest": "manifest.json", "download": "download/"}


def state_of(clip: Clip) -> tuple[str, str]:
    clip.refresh_from_db()
    return clip.status, clip.name


def act(asker: Asker, what: str, clip: Clip) -> Any:
    if what in ("listing", "cut"):
        return getattr(asker, what)()
    if what in FILES:
        return asker.file(clip.pk, FILES[what])
    method: Callable[[int], Any] = getattr(asker, what.split(" ")[0])
    return method(clip.pk)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("what", TABLE)
def test_each_may_do_what_the_table_says(
    people: People, scene: Scene, operator: Asker, what: str, who: str
) -> None:
    scene.record(scene.samples[0], FIRST)
    user: User | None = getattr(people, who, None)
    other = make_member(people.city, Role.OPERATOR)
    clip = make_clip(
        scene.camera,
        user if what.endswith("own") else other,
        start=FIRST,
        seconds=3,
        status=STATUSES.get(what.split(" ")[0], Status.READY),
        content=CONTENT if what in FILES else None,
        volume=scene.volume,
    )
    before = state_of(clip)
    answer = act(operator.by(user), what, clip)
    expected = TABLE[what][EVERYBODY.index(who)]
    assert answer.status_code == expected
    if expected in BODIES:
        assert answer.json() == BODIES[expected]
        assert (state_of(clip), Clip.objects.count(), entries()) == (before, 1, [])
    hang_up(answer)


def test_a_list_holds_ones_own_citys_clips_alone(
    people: People, scene: Scene, operator: Asker
) -> None:
    clip = make_clip(scene.camera, people.operator)
    assert operator.by(people.stranger).ids() == []
    assert operator.by(people.viewer).ids() == operator.by(people.superuser).ids() == [clip.pk]


def test_whoever_was_an_operator_keeps_no_right_to_their_own(
    people: People, scene: Scene, operator: Asker
) -> None:
    clip = make_clip(scene.camera, people.operator)
    people.operator.memberships.update(role=Role.VIEWER)
    assert operator.rename(clip.pk).status_code == 403
    people.operator.memberships.all().delete()
    assert operator.rename(clip.pk).json() == NOT_FOUND
