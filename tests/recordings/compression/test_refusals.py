"""A recording that is not fit, or a result that is not good enough, leaves all as it was."""

import os
from pathlib import Path

import pytest

from recordings.compression.making import Source, look_at_source
from recordings.compression.outcomes import Refused
from recordings.compression.verifying import verify
from recordings.media.sample_bytes import video_sample_bytes
from recordings.models import Compression, FragmentIndex, Recording
from recordings.volumes import ensure_first_volume
from tests.recordings.compression.samples import RECORDED, ffmpeg, scan_of
from tests.recordings.compression.scene import Mode, Outcome, Scene, everything, make_scene


def refused(scene: Scene) -> str:
    """Why, of a refusal that left everything as it was."""
    row = Recording.objects.select_related("volume").get()
    before = everything(row)
    attempt = scene.compress()
    assert attempt is not None
    assert attempt.outcome == Outcome.REFUSED, attempt.reason
    assert everything(row) == before
    assert list((scene.root / ".vms-compressing").iterdir()) == []
    assert scene.compress() is None, "a refusal stands"
    return attempt.reason


def change(path: Path, content: bytes) -> None:
    path.chmod(0o640)
    path.write_bytes(content)


def test_half_of_the_bytes_must_be_saved(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.recording()
    monkeypatch.setattr("recordings.compression.making.AIMED_SHARE", 0.9)
    monkeypatch.setattr("recordings.compression.making.TARGET_SHARE", 0.05)
    monkeypatch.setattr("recordings.compression.verifying.TARGET_SHARE", 0.05)
    assert refused(scene) == "Not half of the bytes would be saved."


def test_nothing_is_left_for_the_pictures(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.recording()
    monkeypatch.setattr("recordings.compression.making.LEAST_BITS_PER_SECOND", 10_000_000)
    assert refused(scene) == "Too little would be left for the pictures."


def test_thinning_saves_nothing_where_all_are_key_frames(db: None, tmp_path: Path) -> None:
    sent = tmp_path / "sent.mkv"
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x240:r=5:d=10")
    ffmpeg(*picture, "-c:v", "libx264", "-preset", "ultrafast", "-g", "1", str(sent))
    copied = ("-c", "copy", "-f", "segment", "-segment_format", "mp4", "-segment_time", "3600")
    options = ("-segment_format_options", RECORDED)
    ffmpeg("-i", str(sent), *copied, *options, str(tmp_path / "recorded%d.mp4"))
    scene = make_scene(ensure_first_volume(tmp_path / "volume"), tmp_path / "recorded0.mp4")
    scene.want(scene.tree.city, mode=Mode.KEY_FRAMES)
    scene.recording()
    assert refused(scene) == "Not half of the bytes would be saved."


def test_a_source_that_was_cut_is_left_alone(scene: Scene) -> None:
    row = scene.recording()
    change(row.path, row.path.read_bytes()[:-1000])
    assert refused(scene) == "The file is cut off."


def test_a_source_of_which_a_part_is_not_shown_is_left_alone(scene: Scene) -> None:
    row = scene.recording()
    index = FragmentIndex.objects.get(pk=row.pk)
    FragmentIndex.objects.filter(pk=row.pk).update(first_dts=index.first_dts + 1)
    assert refused(scene) == "The file holds more or less than its index."


def test_a_source_with_a_broken_picture_is_left_as_the_evidence_that_it_is(scene: Scene) -> None:
    row = scene.recording()
    content = bytearray(row.path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = os.urandom(20_000)
    try:
        change(row.path, bytes(content))
        attempt = scene.compress()
    finally:
        row.path.chmod(0o640)
    assert attempt is not None
    assert attempt.outcome in (Outcome.REFUSED, Outcome.FAILED)
    assert row.path.read_bytes() == content
    assert Recording.objects.get().file_version == 0


# What a result may have wrong, made by FFmpeg: each is small enough, and plays.
SMALL = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "34", "-bf", "0", "-sc_threshold", "0")
OTHER = ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "34", "-tag:v", "hvc1")
SAME_KEYS = ("-g", "9999", "-force_key_frames", "source")
SAME_SOUND = ("-c:a", "copy")
SAME_TICKS = ("-video_track_timescale", "12800")
SAME = (*SMALL, *SAME_KEYS, *SAME_SOUND, *SAME_TICKS)

WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "a frame is missing": (
        (*SAME, "-vf", "select='not(eq(n,110))'"),
        "299 frames instead of 300.",
    ),
    "the end is late": (
        (*SAME, "-vf", "setpts=PTS+if(gte(N\\,110)\\,0.02/TB\\,0)"),
        "A frame is shown at another time.",
    ),
    "the end is missing": ((*SAME, "-t", "10"), "The sound is not the same."),
    "no sound": (
        (*SMALL, *SAME_KEYS, *SAME_TICKS, "-an"),
        "The result counts time in other ticks.",
    ),
    "other sound": (
        (*SMALL, *SAME_KEYS, *SAME_TICKS, "-c:a", "aac", "-b:a", "16k"),
        "The sound is not the same.",
    ),
    "other ticks": (
        (*SMALL, *SAME_KEYS, *SAME_SOUND, "-video_track_timescale", "90000"),
        "The result counts time in other ticks.",
    ),
    "fewer key frames": (
        (*SMALL, "-g", "100", "-keyint_min", "100", *SAME_SOUND, *SAME_TICKS),
        "The key frames are at other times.",
    ),
    "smaller pictures": (
        (*SAME, "-vf", "scale=160:120"),
        "The picture has another size or another codec.",
    ),
    "another codec": (
        (*OTHER, "-x265-params", "log-level=none:bframes=0", *SAME_KEYS, *SAME_SOUND, *SAME_TICKS),
        "The picture has another size or another codec.",
    ),
}


def result(source: Source, target: Path, *options: str, reading: tuple[str, ...] = ()) -> Path:
    """As the job makes it but for the options."""
    times = ("-fps_mode", "passthrough", "-enc_time_base:v", "1:12800")
    form = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4")
    asked = (*reading, "-copyts", "-i", str(source.path), *times, *options, *form)
    ffmpeg(*asked, "-avoid_negative_ts", "disabled", str(target))
    return target


@pytest.fixture
def source(scene: Scene) -> Source:
    row = scene.recording()
    return look_at_source("ffmpeg", Recording.objects.select_related("volume").get(pk=row.pk))


def ended_rightly(source: Source) -> str:
    """The last picture's time, which FFmpeg does not keep by itself."""
    last = f"if(eq(NEXT_PTS\\,NOPTS)\\,{source.end}-PTS\\,DURATION)"
    return f"setts=pts=PTS:dts=DTS:duration={last}"


def test_a_result_that_does_not_differ_is_not_refused(source: Source, tmp_path: Path) -> None:
    target = result(source, tmp_path / "result.mp4", *SAME, "-bsf:v", ended_rightly(source))
    assert verify("ffmpeg", source, Mode.REENCODE, target).scan.frames == 300


def test_a_result_that_lasts_longer_is_refused(source: Source, tmp_path: Path) -> None:
    longer = ended_rightly(source).replace("-PTS", "+2000-PTS")
    target = result(source, tmp_path / "result.mp4", *SAME, "-bsf:v", longer)
    with pytest.raises(Refused, match="lasts for another time"):
        verify("ffmpeg", source, Mode.REENCODE, target)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_result_that_differs_is_refused(source: Source, tmp_path: Path, wrong: str) -> None:
    options, reason = WRONG[wrong]
    target = result(source, tmp_path / "result.mp4", *options)
    with pytest.raises(Refused) as found:
        verify("ffmpeg", source, Mode.REENCODE, target)
    assert str(found.value) == reason


def test_a_result_that_was_cut_is_refused(source: Source, tmp_path: Path) -> None:
    target = result(source, tmp_path / "result.mp4", *SAME)
    target.write_bytes(target.read_bytes()[:-2000])
    with pytest.raises(Refused):
        verify("ffmpeg", source, Mode.REENCODE, target)


def test_a_result_that_does_not_decode_is_refused(source: Source, tmp_path: Path) -> None:
    target = result(source, tmp_path / "result.mp4", *SAME, "-bsf:v", ended_rightly(source))
    with target.open("r+b") as file:
        samples = list(video_sample_bytes(file.fileno(), scan_of(target)))[3]
        file.seek(samples.offsets[3] + samples.sizes[3] // 2)
        file.write(b"\xff" * (samples.sizes[3] // 2))
    with pytest.raises(Refused, match="frames of the result do not decode"):
        verify("ffmpeg", source, Mode.REENCODE, target)


def test_key_frames_that_were_coded_again_are_no_thinning(source: Source, tmp_path: Path) -> None:
    keys_alone = ("-skip_frame", "nokey")
    target = result(source, tmp_path / "result.mp4", *SAME, reading=keys_alone)
    with pytest.raises(Refused, match="not just the key frames"):
        verify("ffmpeg", source, Mode.KEY_FRAMES, target)


def test_a_failure_is_counted_and_tried_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = scene.recording()
    before = everything(row)
    with monkeypatch.context() as patch:
        patch.setattr("recordings.compression.making.reencode_argv", lambda *a, **k: ["false"])
        for tries in (1, 2):
            attempt = scene.compress()
            assert attempt is not None
            assert (attempt.outcome, attempt.tries) == (Outcome.FAILED, tries)
            assert attempt.reason.startswith("FFmpeg ended with 1")
    assert everything(row) == before
    assert scene.compressed().tries == 3


def test_what_takes_too_long_is_ended(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row = scene.recording()
    before = everything(row)
    monkeypatch.setattr("recordings.compression.making.LEAST_SECONDS", 0.1)
    monkeypatch.setattr("recordings.compression.making.TIMES_AS_LONG", 0)
    monkeypatch.setattr(
        "recordings.compression.making.reencode_argv", lambda *a, **k: ["sleep", "600"]
    )
    attempt = scene.compress()
    assert attempt is not None
    assert (attempt.outcome, attempt.reason) == (Outcome.FAILED, "It took too long.")
    assert everything(row) == before
    assert Compression.objects.count() == 1
