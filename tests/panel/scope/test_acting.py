"""Actions on lists: what is chosen of the other city is not there, whoever sends its keys."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory

from panel.jobs.running import run
from panel.models import Job, JobLine
from plans.models import City, User
from recordings.clock import SystemClock
from recordings.models import Camera
from tests.panel.scope.scene import Scene, staff_client
from tests.panel.scope.test_asking import OPEN, list_of
from tests.panel.scope.walking import ask, missing, tells

pytestmark = pytest.mark.django_db

ACTING: list[type[Model]] = [*OPEN, Job]


def actions_of(model: type[Model], user: User) -> list[str]:
    request = RequestFactory().get(list_of(model))
    request.user = user
    return list(admin.site._registry[model].get_actions(request))


def send(client: Client, model: type[Model], action: str, chosen: list[Any], **more: Any) -> Any:
    data = {"action": action, "_selected_action": chosen, "post": "yes", **more}
    return ask(client, "post", list_of(model), data=data)


def test_no_action_reaches_the_other_citys_rows(scene: Scene, stranger: Client) -> None:
    tried = 0
    for model in ACTING:
        foreign = [*scene.foreign[model], missing(model)]
        for action in actions_of(model, scene.people.stranger):
            tried += 1
            answers = [send(stranger, model, action, keys) for keys in (foreign, foreign[-1:])]
            for told in answers:
                assert told.status < 500, (model, action)
                assert not tells(told), (model, action)
            assert answers[0].status == answers[1].status, (model, action)
            assert answers[0].messages == answers[1].messages, (model, action)
    assert tried > 10
    assert not Job.objects.filter(created_by=scene.people.stranger, state="waiting").exclude(
        pk__in=scene.own[Job]
    )


def test_chosen_among_their_own_the_other_citys_are_left_out(
    scene: Scene, stranger: Client
) -> None:
    """Bulk actions keep the keys of what was chosen, and act on them later."""
    known = set(Job.objects.values_list("pk", flat=True))
    for model in ACTING:
        foreign = {str(key) for key in scene.foreign[model]}
        for action in actions_of(model, scene.people.stranger):
            chosen = [*scene.foreign[model], *scene.own[model]]
            told = send(stranger, model, action, chosen, select_across="1")
            assert told.status < 500, (model, action)
            assert not tells(told), (model, action)
            for job in Job.objects.exclude(pk__in=known):
                assert not {str(key) for key in job.targets} & foreign, (model, action)
                known.add(job.pk)
    assert len(known) > len(scene.own[Job]) + len(scene.foreign[Job])


def test_a_bulk_action_takes_no_key_of_the_other_city_in_its_form(
    scene: Scene, stranger: Client
) -> None:
    """To another city, a volume, a person: the form is filled in with theirs, and then begun."""
    filled = 0
    for action in actions_of(Camera, scene.people.stranger):
        send(stranger, Camera, action, scene.own[Camera])
        job = Job.objects.order_by("-pk").first()
        assert job is not None
        if job.pk in scene.own[Job] or job.pk in scene.foreign[Job] or job.state != "draft":
            continue
        for model in (City, User, Camera):
            keys = (scene.foreign[model][0], missing(model))
            place = f"/admin/panel/job/{job.pk}/"
            shown = ask(stranger, "get", f"{place}preview/")
            fields = _names_of_fields(stranger, f"{place}preview/")
            assert not tells(shown), action
            for key in keys:
                told = ask(stranger, "post", f"{place}confirm/", data=dict.fromkeys(fields, key))
                assert told.status < 500, action
                assert not tells(told), action
        filled += 1
        run(job.pk, SystemClock())
        lines = JobLine.objects.filter(job=job).values_list("subject", "message")
        assert not any("zqxcanary" in text for line in lines for text in line), action
    assert filled > 1


def _names_of_fields(client: Client, place: str) -> list[str]:
    answer: Any = client.get(place)
    return list(answer.context["form"].fields) if answer.context else []


def test_jobs_of_another_person_are_not_there_whoever_shares_the_city(scene: Scene) -> None:
    """An owner of the same city neither sees them nor stops them: they are their person's."""
    second = scene.shared
    User.objects.filter(pk=second.pk).update(is_staff=True)
    scene.people.city.memberships.filter(user=second).update(role="owner")
    client = staff_client(second)
    before = list(Job.objects.order_by("pk").values())
    for key in scene.foreign[Job]:
        for part in ("preview", "confirm", "cancel", "progress", "file", "change", "history"):
            for method in ("get", "post"):
                answers = [
                    ask(client, method, f"/admin/panel/job/{one}/{part}/", key, missing(Job))
                    for one in (key, missing(Job))
                ]
                assert answers[0] == answers[1], (key, part, method)
                assert not tells(answers[0])
    assert list(Job.objects.order_by("pk").values()) == before
    assert ask(client, "get", list_of(Camera)).body.count("zqxcanary") > 0
