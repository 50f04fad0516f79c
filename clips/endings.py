"""However an attempt ends, its row says so."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from clips.claims import Claim, fail
from clips.outcomes import CutFailed, NotOurs
from clips.sources import SourceMissing
from recordings.faults import CameraFault
from recordings.media.errors import MediaError

logger = logging.getLogger(__name__)


@contextmanager
def ending_told(attempt: Claim) -> Iterator[None]:
    """Whatever ends the attempt other than well is kept in its row, and goes no further.

    But what nobody has thought of is raised: then the row shows no more signs of life, and is sent
    again.
    """
    try:
        try:
            yield
        except CutFailed as failure:
            fail(attempt, failure.code, failure.detail)
        except SourceMissing:
            fail(attempt, "source_missing")
        except MediaError as error:
            logger.warning("%s %d: %s", attempt.model.__name__, attempt.row_id, error)
            fail(attempt, "source_changed")
        except TimeoutError:
            fail(attempt, "too_slow")
        except CameraFault as fault:
            fail(attempt, "program", str(fault))
        except OSError as error:
            fail(attempt, _disk_code(error), error.strerror or "")
    except NotOurs:
        name = attempt.model.__name__
        logger.info("%s %d was cancelled, or is another worker's", name, attempt.row_id)


def _disk_code(error: OSError) -> str:
    return "no_room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "disk_error"
