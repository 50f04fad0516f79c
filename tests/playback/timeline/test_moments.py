"""`recordings.epochs`: the database's whole numbers are those that Python makes of the moment."""

from datetime import UTC, datetime

import pytest

from recordings.epochs import EpochMilliseconds
from recordings.models import Camera, Detection, Recording
from recordings.spans import epoch_ms
from tests.playback.timeline.scene import sight
from tests.recordings.api.scene import make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 20, 15, tzinfo=UTC),
        datetime(2026, 11, 20, 15, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 20, 15, 0, 0, 289_000, tzinfo=UTC),
        datetime(2026, 11, 20, 15, 59, 59, 999_000, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2028, 2, 29, 0, 0, 0, 5_000, tzinfo=UTC),
        datetime(1970, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC),
        datetime(2105, 6, 15, 12, 34, 56, 789_999, tzinfo=UTC),
    ],
)
def test_a_moment_is_rounded_down(camera: Camera, at: datetime) -> None:
    sight(camera, at)
    assert list(Detection.objects.values_list(EpochMilliseconds("at"))) == [(epoch_ms(at),)]


def test_every_thousandth_of_a_second(camera: Camera) -> None:
    moments = [datetime(2026, 11, 20, 15, 0, 7, ms * 1000, tzinfo=UTC) for ms in range(1000)]
    Detection.objects.bulk_create(
        Detection(city=camera.city, camera=camera, at=at, source="test", external_id=str(at))
        for at in moments
    )
    found = Detection.objects.order_by("at").values_list(EpochMilliseconds("at"), flat=True)
    assert list(found) == [epoch_ms(at) for at in moments]


def test_no_moment_is_none(camera: Camera) -> None:
    make_recording(camera, status=Recording.Status.RECORDING, end_time=None)
    assert list(Recording.objects.values_list(EpochMilliseconds("end_time"))) == [(None,)]
