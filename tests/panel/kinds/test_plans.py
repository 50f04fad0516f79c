"""A city on another plan: the dry run says to the byte what cleanup then deletes."""

from datetime import timedelta

import pytest

from panel.kinds.base import Work
from panel.kinds.registry import kinds
from plans.models import City, Plan, User
from plans.services import city_update
from recordings.cleanup.expiry import expected, next_due
from recordings.cleanup.lesser_promise import Loss, loss_by, reckoned_loss
from recordings.cleanup.nightly import run_by_hand
from recordings.cleanup.quota import keep_quotas
from recordings.models import Camera, CleanupRun, Recording, Usage
from tests.panel.jobs.scene import TurnedClock as PanelClock
from tests.panel.jobs.scene import at, begin, done, lines, make_staff, signed_in
from tests.people import People, join, make_plan, make_user
from tests.recordings.api.scene import make_camera, make_recording
from tests.recordings.cleanup.scene import DAY, FILE_BYTES, HOUR, Scene

pytestmark = pytest.mark.django_db
PUT = kinds["city_plan"]
GB = 10**9


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True)


def on_plan(scene: Scene, code: str) -> City:
    scene.city.plan = make_plan(code)
    scene.city.save()
    return scene.city


def fill(scene: Scene, name: str, days: int, **options: int) -> Camera:
    """Two hours of each of the days before."""
    camera = scene.camera(name)
    for day in range(1, days + 1):
        scene.hours(camera, scene.ago(days=day), 2, **options)
    return camera


def kept() -> int:
    return sum(Recording.objects.values_list("file_size", flat=True))


def change(scene: Scene, root: User, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plans.services.timezone.now", scene.clock.now)
    city_update(actor=root, city=scene.city, plan=plan)


def clean_up(scene: Scene) -> None:
    """Each pass from the hour in which the old promise ends to the next 03:00."""
    scene.clock.turn(DAY + timedelta(minutes=1))
    keep_quotas([scene.volume], scene.clock)
    scene.clock.turn(next_due(scene.clock.now()) - scene.clock.now())
    run_by_hand(scene.clock)


def test_what_is_older_goes_as_it_was_told(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = on_plan(scene, "premium")
    gate = fill(scene, "Gate", 20)
    fill(scene, "Yard", 10)
    held = Recording.objects.filter(camera=gate).order_by("start_time")[0]
    scene.hold(gate, held.start_time, held.start_time + HOUR)
    loss = loss_by(city, make_plan("basic"), scene.clock.now())
    assert (loss.files, loss.begins_at) == (30 + 10 - 1, scene.clock.now() + DAY)
    before = kept()
    change(scene, root, make_plan("basic"), monkeypatch)
    run_by_hand(scene.clock)
    assert kept() == before  # for a day nothing is lost
    clean_up(scene)
    assert before - kept() == loss.bytes
    run = CleanupRun.objects.order_by("-pk")[0]
    assert (run.files, run.bytes) == (loss.files, loss.bytes)
    assert loss.done_at == scene.clock.now()
    assert Recording.objects.filter(pk=held.pk).exists()


def test_what_is_over_the_gb_goes_as_it_was_told(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotas are whole GB: rows tell of bigger files than there are."""
    city = on_plan(scene, "premium")
    plan = make_plan("basic")
    plan.max_gb_per_camera = 3
    plan.save()
    fill(scene, "Gate", 5, size_bytes=500)
    fill(scene, "Yard", 2, size_bytes=500)
    for row in Recording.objects.all():
        Recording.objects.filter(pk=row.pk).update(file_size=GB * 7 // 10)
    for usage in Usage.objects.all():
        Usage.objects.filter(pk=usage.pk).update(bytes=usage.files * (GB * 7 // 10))
    loss = loss_by(city, plan, scene.clock.now())
    assert loss.files == 6  # of ten of 0.7 GB the oldest until four are left
    before = kept()
    change(scene, root, plan, monkeypatch)
    clean_up(scene)
    assert before - kept() == loss.bytes


def test_what_would_go_anyway_is_not_counted(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = on_plan(scene, "pro")
    fill(scene, "Gate", 20)
    loss = loss_by(city, make_plan("basic"), scene.clock.now())
    change(scene, root, make_plan("basic"), monkeypatch)
    before = kept()
    shares = expected(loss.done_at or scene.clock.now())
    clean_up(scene)
    gone = before - kept()
    assert sum(share.bytes for share in shares) == gone
    # At that 03:00 the days before the 14th of May are over by seven days, before the 6th by 15.
    assert (loss.files, gone // FILE_BYTES) == (2 * 8, 2 * 15)


def test_a_plan_that_promises_more_deletes_nothing(scene: Scene) -> None:
    city = on_plan(scene, "basic")
    fill(scene, "Gate", 6)
    assert loss_by(city, make_plan("premium"), scene.clock.now()) == Loss()


def test_reckoned_by_days_it_is_within_a_days_footage_of_the_truth(scene: Scene) -> None:
    city = on_plan(scene, "premium")
    for name, days in (("Gate", 20), ("Yard", 10), ("Lane", 3)):
        fill(scene, name, days)
    plan = make_plan("basic")
    exact = loss_by(city, plan, scene.clock.now())
    reckoned = reckoned_loss(city, plan, scene.clock.now())
    assert exact.files > 0
    a_day = 2 * Camera.objects.count()  # files of a day, of all cameras
    assert abs(reckoned.files - exact.files) <= a_day
    assert reckoned.bytes == reckoned.files * FILE_BYTES
    assert (reckoned.begins_at, reckoned.done_at) == (exact.begins_at, exact.done_at)
    assert reckoned_loss(city, make_plan("premium"), scene.clock.now()) == Loss()


def test_the_preview_says_when_it_is_only_reckoned(
    scene: Scene, root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = on_plan(scene, "premium")
    fill(scene, "Gate", 20)
    work = Work(root, None, {"plan": make_plan("basic")}, scene.clock)
    exact = PUT.preview(work, [city.pk])
    monkeypatch.setattr("panel.kinds.cities.MOST_EXACT", 0)
    reckoned = PUT.preview(work, [city.pk])
    assert len(reckoned.warnings) == len(exact.warnings) + 1
    assert not reckoned.obstacle


def test_a_cameras_own_shorter_days_lose_nothing(scene: Scene) -> None:
    city = on_plan(scene, "premium")
    fill(scene, "Gate", 6)
    Camera.objects.update(retention_days=5)
    loss = loss_by(city, make_plan("basic"), scene.clock.now())
    assert (loss.files, loss.bytes) == (0, 0)


def test_a_preview_is_a_dry_run_and_a_result_the_change(people: People) -> None:
    client, clock = signed_in(people.superuser), PanelClock()
    camera = make_camera(people.city)
    for days in range(1, 13):
        make_recording(camera, clock.now() - days * DAY, file_size=GB)
    job = begin(client, PUT, people.city, people.other_city)
    basic = make_plan("basic")
    answer = client.get(at("preview", job), {"plan": basic.pk})
    preview = answer.context["preview"]
    assert preview.sentences[0] == "2 cities are put on the plan Basic."
    assert preview.rows[0][:3] == ("Aurora", "Pro", "15 → 7 days")
    assert City.objects.filter(plan__code="pro").count() == 2
    job = done(client, PUT, people.city, people.other_city, plan=basic.pk)
    assert lines(job) == [("Aurora", "Pro → Basic", False), ("Boreal", "Pro → Basic", False)]
    assert City.objects.filter(plan=basic).count() == 2


def test_a_city_with_too_many_people_is_refused(people: People) -> None:
    join(make_user(), people.city)
    client, basic = signed_in(people.superuser), make_plan("basic")
    job = begin(client, PUT, people.city, people.other_city)
    preview = client.get(at("preview", job), {"plan": basic.pk}).context["preview"]
    assert preview.rows[0][0] == "Aurora"
    assert preview.rows[0][-1] == "The plan Basic includes 3 users. (4)"
    job = done(client, PUT, people.city, people.other_city, plan=basic.pk)
    assert lines(job)[0] == ("Aurora", "The plan Basic includes 3 users.", True)
    assert City.objects.get(pk=people.city.pk).plan.code == "pro"


def test_an_owner_is_not_offered_it(people: People) -> None:
    client = signed_in(make_staff(people.owner))
    page = client.get("/admin/plans/city/").content.decode()
    assert 'value="city_plan"' not in page
