"""Manifests from anybody: what is none is refused, soon, and by the place that is wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clips.manifest_form import MOST_BYTES, NotAManifest, SourceRange, read_manifest
from tests.unit.clips.made_manifest import made_manifest


def written(told: Any) -> bytes:
    return json.dumps(told, indent=2).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(NotAManifest) as refused:
        read_manifest(data)
    return refused.value.where


def test_what_we_write_is_read() -> None:
    told = made_manifest()
    found = read_manifest(written(told))
    assert (found.told, found.sha256, found.bytes) == (told, "f" * 64, 17_000)
    assert found.sources == (
        SourceRange("city_1/cam_3/a.mp4", 700, 10_700, "1" * 64),
        SourceRange("city_1/cam_3/b.mp4", 700, 4_700, "2" * 64),
    )


def test_names_of_a_later_version_are_let_pass() -> None:
    told = {**made_manifest(), "weather": {"rain": [1, 2]}}
    assert read_manifest(written(told)).told == told


NO_JSON = {
    "nothing": b"",
    "binary": b"\x00\xff\x80",
    "not UTF-8": b'{"format": "\xe9"}',
    "cut off": written(made_manifest())[:-3],
    "two at once": written(made_manifest()) * 2,
    "a name twice": written(made_manifest())[:-1] + b', "format": "x"}',
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "a number of a megabyte": b'{"format":' + b"9" * 1_000_000 + b"}",
    "a fraction": b'{"format":1.5}',
    "an exponent": b'{"format":1e999}',
    "no number": b'{"format":NaN}',
    "infinity": b'{"format":-Infinity}',
    "too large": b" " * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_no_such_json_is_refused(name: str) -> None:
    assert refusal(NO_JSON[name]) == ""


@pytest.mark.parametrize("told", [None, [], "x", 1, True])
def test_what_is_no_object_is_refused(told: Any) -> None:
    assert refusal(written(told)) == "-"


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        at: Any = told
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


WRONG = {
    "another format": (put("format", value="vms-clip-manifest/2"), "format"),
    "a format that is a list": (put("format", value=[]), "format"),
    "no file": (lambda told: told.pop("file"), "file"),
    "a file that is a list": (put("file", value=[]), "file"),
    "a short hash": (put("file", "sha256", value="f" * 63), "file.sha256"),
    "a hash in capitals": (put("file", "sha256", value="F" * 64), "file.sha256"),
    "a hash with a newline": (put("file", "sha256", value="f" * 64 + "\n"), "file.sha256"),
    "a hash that is a number": (put("file", "sha256", value=7), "file.sha256"),
    "a size below zero": (put("file", "bytes", value=-1), "file.bytes"),
    "a size past 63 bits": (put("file", "bytes", value=1 << 63), "file.bytes"),
    "a size that is a truth": (put("file", "bytes", value=True), "file.bytes"),
    "a size that is text": (put("file", "bytes", value="17000"), "file.bytes"),
    "a name without end": (put("clip", "name", value="x" * 5_000), "clip.name"),
    "no camera": (put("clip", "camera", value=None), "clip.camera"),
    "a moment without a zone": (
        put("shown", "start_time", value="2026-11-18T11:06:41"),
        "shown.start_time",
    ),
    "a moment that is none": (put("gaps", 0, "end_time", value="soon"), "gaps.0.end_time"),
    "a moment that is a list": (put("gaps", 0, "end_time", value=[]), "gaps.0.end_time"),
    "sources that are an object": (put("sources", value={}), "sources"),
    "a source that is text": (put("sources", 1, value="b.mp4"), "sources.1"),
    "a range of one": (put("sources", 0, "byte_range", value=[1]), "sources.0.byte_range"),
    "a range of none": (put("sources", 0, "byte_range", value=[5, 5]), "sources.0.byte_range"),
    "a range reversed": (put("sources", 0, "byte_range", value=[9, 5]), "sources.0.byte_range"),
    "a range before zero": (put("sources", 0, "byte_range", value=[-9, 5]), "sources.0.byte_range"),
    "a range past 63 bits": (
        put("sources", 0, "byte_range", value=[0, 1 << 63]),
        "sources.0.byte_range",
    ),
    "bytes twice": (put("sources", 1, "file", value="city_1/cam_3/a.mp4"), "sources"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str) -> None:
    change, where = WRONG[name]
    told = made_manifest()
    change(told)
    assert refusal(written(told)) == where


PATHS = [
    "",
    "/etc/passwd",
    "../a.mp4",
    "city_1/../../a.mp4",
    "city_1/..",
    "./a.mp4",
    "city_1//a.mp4",
    "city_1/",
    "a\0.mp4",
    "\ud800.mp4",
    "x" * 256,
    "é" * 128,
    "a/" * 3_000 + "a",
    7,
    None,
    ["a.mp4"],
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: repr(path)[:30])
def test_a_path_that_is_not_names_below_one_another_is_refused(path: Any) -> None:
    told = made_manifest()
    told["sources"][0]["file"] = path
    assert refusal(written(told)) == "sources.0.file"


@settings(max_examples=300)
@given(st.data())
def test_anything_in_the_place_of_anything_does_no_harm(data: st.DataObject) -> None:
    told = made_manifest()
    at: Any = told
    while isinstance(at, dict | list) and at:
        keys = sorted(at) if isinstance(at, dict) else range(len(at))
        key = data.draw(st.sampled_from([*keys]))
        if not isinstance(at[key], dict | list) or data.draw(st.booleans()):
            leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.text())
            at[key] = data.draw(st.recursive(leaves, st.lists, max_leaves=5))
            break
        at = at[key]
    try:
        found = read_manifest(written(told))
    except NotAManifest:
        return
    assert found.told == told
    for source in found.sources:
        assert not {"", ".", ".."} & {*source.file.split("/")}
        assert 0 <= source.start < source.end < 1 << 63
