from recordings.media.rates import Rates, recent_rates
from tests.unit.media.synthetic import FRAME_TICKS, INIT, fragment, scan_bytes

SECOND = [FRAME_TICKS] * 25
HEADER_BYTES = len(fragment(0, SECOND, media_bytes=0))
QUIET, BUSY = 10_000 - HEADER_BYTES, 50_000 - HEADER_BYTES


def test_the_newest_seconds_count() -> None:
    quiet = [fragment(second * 90_000, SECOND, media_bytes=QUIET) for second in range(5)]
    busy = [fragment(second * 90_000, SECOND, media_bytes=BUSY) for second in range(5, 10)]
    scan = scan_bytes(INIT + b"".join(quiet + busy))
    assert recent_rates(scan) == Rates(fps=25.0, kbps=400.0)
    assert recent_rates(scan, seconds=10) == Rates(fps=25.0, kbps=240.0)
    assert recent_rates(scan, seconds=3_600) == Rates(fps=25.0, kbps=240.0)


def test_a_gap_is_time_without_frames() -> None:
    before = fragment(0, SECOND, media_bytes=QUIET)
    after = fragment(4 * 90_000, SECOND, media_bytes=QUIET)
    assert recent_rates(scan_bytes(INIT + before + after)) == Rates(fps=10.0, kbps=32.0)


def test_nothing_written_is_no_rate() -> None:
    assert recent_rates(scan_bytes(INIT)) == Rates(0.0, 0.0)
    assert recent_rates(scan_bytes(INIT + fragment(0, [0]))) == Rates(0.0, 0.0)
