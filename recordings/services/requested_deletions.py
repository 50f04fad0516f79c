"""Footage deleted on request: by whoever runs the installation, and nobody else."""

from collections.abc import Sequence
from uuid import UUID

from plans.models import User
from plans.selectors import require_superuser
from recordings.cleanup.files import Stay
from recordings.cleanup.requested import Fate, delete_requested
from recordings.clock import Clock


def recordings_delete(
    *, user: User, ids: Sequence[UUID], reference: str, address: str | None, clock: Clock
) -> dict[UUID, Fate | Stay]:
    """What came of each; asked again with the same `reference` it goes on with the same run.

    Raises NotAllowed, CleanupRunning.
    """
    require_superuser(user)
    return delete_requested(ids, reference=reference, by=user, address=address, clock=clock)
