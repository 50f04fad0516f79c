"""An address of the administration asks for what the page offers, and for nothing else."""

import pytest
from django.test import Client

from plans.models import AuditEntry
from recordings.models import Camera
from tests.people import People
from tests.recordings.admin.conftest import add_rows

pytestmark = pytest.mark.contract


@pytest.mark.parametrize(
    "address",
    [
        "/admin/recordings/detection/?plate=ABC1D23",
        "/admin/recordings/detection/?plate__startswith=ABC",
        "/admin/recordings/detection/?plate_key__regex=A8",
        "/admin/playback/playbacksession/?sign_in_key__startswith=k",
        "/admin/plans/auditentry/?details__icontains=plate",
    ],
)
def test_a_column_without_a_filter_is_not_looked_up(
    people: People, administrator: Client, address: str
) -> None:
    add_rows(people, 1)
    assert administrator.get(address).status_code == 400
    assert not AuditEntry.objects.filter(action="view_plates").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/recordings/detection/?kind__exact=lpr",
        "/admin/recordings/detection/?city__id__exact=1",
        "/admin/playback/playbacksession/?sign_in__exact=session",
        "/admin/playback/playbacksession/?ended_at__isempty=1",
        "/admin/plans/auditentry/?action__exact=export",
    ],
)
def test_what_a_filter_asks_is_answered(
    people: People, administrator: Client, address: str
) -> None:
    add_rows(people, 1)
    assert administrator.get(address).status_code == 200


@pytest.mark.parametrize("wrong", ["at__year=99999", "city__id__exact=9e99"])
def test_what_no_column_holds_is_a_wrong_filter_and_no_fault(
    administrator: Client, camera: Camera, wrong: str
) -> None:
    answer = administrator.get(f"/admin/plans/auditentry/?{wrong}")
    assert answer.status_code in (200, 302, 400)
