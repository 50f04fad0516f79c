"""`GET /api/clips/`: one's cities' clips, newest first, narrowed by whatever is asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clips.models import Clip, Status
from clips.outcomes import WORDS
from recordings.models import Camera
from recordings.spans import epoch_ms
from tests.clips.api.asking import Asker
from tests.clips.rows import CONTENT, START, make_clip, make_copy, nowhere
from tests.clips.scene import Scene
from tests.people import People, api_client

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR = timedelta(hours=1)


def test_the_whole_answer(operator: Asker, scene: Scene, people: People) -> None:
    at_ms = epoch_ms(START)
    clip = make_clip(scene.camera, people.operator, gaps=[[at_ms + 10_000, at_ms + 12_500]])
    make_copy(clip, watermark="operator · 20/11/2026")
    assert clip.sha256
    expected = {
        "id": clip.pk,
        "camera": scene.camera.pk,
        "camera_name": "Portaria",
        "city": people.city.pk,
        "user": "operator",
        "name": "Accident",
        "start_time": "2026-11-20T13:00:00Z",
        "end_time": "2026-11-20T13:01:00Z",
        "mode": "exact",
        "duration_seconds": 60.0,
        "status": "ready",
        "progress": 100,
        "file_path": clip.file_path,
        "file_size": len(CONTENT),
        "sha256": clip.sha256,
        "is_permanent": True,
        "gaps": [{"start_time": "2026-11-20T13:00:10Z", "end_time": "2026-11-20T13:00:12.500000Z"}],
        "error": None,
        "created_at": "2026-11-20T14:00:00Z",
        "ready_at": "2026-11-20T14:00:01Z",
        "deleted_at": None,
        "marked": {
            "status": "ready",
            "progress": 0,
            "watermark": "operator · 20/11/2026",
            "file_size": len(CONTENT),
            "sha256": clip.sha256,
            "error": "",
            "created_at": "2026-11-20T14:00:00Z",
        },
    }
    assert operator.get(clip.pk).json() == expected
    assert operator.listing().json()["results"] == [expected]


def test_one_that_waits_has_no_file(operator: Asker, scene: Scene) -> None:
    clip = make_clip(scene.camera, status=Status.PENDING)
    found = operator.get(clip.pk).json()
    names = ("duration_seconds", "file_path", "file_size", "sha256", "ready_at", "marked", "user")
    assert [found[name] for name in names] == [None, "", 0, "", None, None, ""]


def test_what_went_wrong_is_said_in_the_askers_language(
    operator: Asker, scene: Scene, people: People
) -> None:
    clip = make_clip(
        scene.camera,
        status=Status.FAILED,
        error=f"{WORDS['disk_error']} (No space left on device)",
        error_code="disk_error",
    )
    words = "The volume could not be written. (No space left on device)"
    assert operator.get(clip.pk).json()["error"] == {"code": "disk_error", "message": words}
    portuguese = api_client(people.operator).get(
        f"/api/clips/{clip.pk}/", headers={"accept-language": "pt-br"}
    )
    assert portuguese.json()["error"]["message"].endswith(" (No space left on device)")


def test_the_newest_comes_first(operator: Asker, scene: Scene) -> None:
    clips = [make_clip(scene.camera, start=START - n * HOUR) for n in (1, 0, 2)]
    assert operator.ids() == [clips[1].pk, clips[0].pk, clips[2].pk]


def test_filters(operator: Asker, scene: Scene, people: People) -> None:
    yard = Camera.objects.create(city=people.city, name="Yard")
    foreign = Camera.objects.create(city=people.other_city, name="Foreign")
    first = make_clip(scene.camera, people.operator, name="Red car")
    second = make_clip(yard, people.owner, start=START + HOUR, mode="fragment")
    failed = make_clip(scene.camera, people.operator, start=START + 2 * HOUR, status=Status.FAILED)
    gone = make_clip(yard, people.owner, start=START + 3 * HOUR, status=Status.DELETED)
    other = make_clip(foreign, people.stranger, start=START + 4 * HOUR)
    expected = {
        "": [failed, second, first],
        f"?camera={scene.camera.pk}": [failed, first],
        f"?camera={foreign.pk}": [],
        f"?city={people.city.pk}": [failed, second, first],
        f"?city={people.other_city.pk}": [],
        "?user=operator": [failed, first],
        "?user=OWNER": [second],
        "?user=stranger": [],
        "?status=ready": [second, first],
        "?status=failed": [failed],
        "?status=deleted": [gone],
        "?mode=fragment": [second],
        "?search=red": [first],
        "?search=Yard": [],
        "?start=2026-11-20T14:00:00Z": [failed, second],
        "?start=2026-11-20T13:00:59Z": [failed, second, first],
        "?start=2026-11-20T13:01:00Z": [failed, second],
        "?end=2026-11-20T14:00:00Z": [first],
        "?end=2026-11-20T11:00:00.001-03:00": [second, first],
        "?start=2026-11-20T14:00:00Z&end=2026-11-20T15:00:00Z": [second],
        f"?camera={scene.camera.pk}&user=operator&status=ready&search=car": [first],
        "?camera=999999999999999999999": [],
    }
    wanted = {query: [clip.pk for clip in clips] for query, clips in expected.items()}
    assert {query: operator.ids(query) for query in expected} == wanted
    whole = [other, failed, second, first]
    assert operator.by(people.superuser).ids() == [clip.pk for clip in whole]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=x", "status"),
        ("mode=x", "mode"),
        ("camera=x", "camera"),
        ("camera=1.5", "camera"),
        ("city=-1e999", "city"),
        ("start=yesterday", "start"),
        ("end=2026-02-30", "end"),
        ("search=%00", "search"),
        ("user=%00", "user"),
    ],
)
def test_a_wrong_filter_is_named(operator: Asker, query: str, field: str) -> None:
    answer = operator.listing(f"?{query}")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_more_clips_cost_no_more_queries(operator: Asker, scene: Scene, people: People) -> None:
    client = operator.client
    counts = []
    for number in range(2):
        for _more in range(2 + 10 * number):
            camera = Camera.objects.create(city=people.city, name="Another")
            make_copy(make_clip(camera, people.operator, volume=nowhere()))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/clips/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Clip.objects.count() == 14
