from pathlib import Path

import pytest

from tests.unit.media.ffmpeg_samples import record


@pytest.fixture(scope="session")
def h264(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("h264"), "h264")


@pytest.fixture(scope="session")
def h264_with_b_frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("b_frames"), "h264 with B-frames", audio="aac")


@pytest.fixture(scope="session")
def h264_with_g711(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("g711"), "h264 with long GOPs", audio="pcm_alaw")


@pytest.fixture(scope="session")
def h265(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("h265"), "h265", audio="aac")


@pytest.fixture(params=["h264", "h264_with_b_frames", "h264_with_g711", "h265"])
def recording(request: pytest.FixtureRequest) -> Path:
    """Each real sample in turn."""
    path = request.getfixturevalue(request.param)
    assert isinstance(path, Path)
    return path
