import pickle

from recordings.media.errors import MediaError


def test_an_error_says_what_and_whether_to_try_again() -> None:
    error = MediaError("no_moov", "media comes first", permanent=False)
    assert (error.kind, error.permanent, str(error)) == (
        "no_moov",
        False,
        "no_moov: media comes first",
    )
    assert str(MediaError("no_video")) == "no_video"


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(MediaError("bad_box", "size 4", permanent=False)))  # noqa: S301
    assert (error.kind, error.detail, error.permanent) == ("bad_box", "size 4", False)
