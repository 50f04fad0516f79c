"""`manage.py verify_clip`: what it says of a clip that was cut, and of one that was changed."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from clips.models import Clip
from clips.sealing import sealed
from recordings.certificates.signing import canonical, encode, pem_of, public_key
from recordings.models import Recording
from tests.clips.scene import Scene
from tests.people import api_client

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = Path(__file__).resolve().parents[3]
DIFFERS, UNREADABLE = 1, 2
AGREES = "The file is the clip that the manifest tells of."
OWN_KEY = (
    "This is the key that the manifest itself names: compare it with the installation's, or give "
    "that with --key."
)


@dataclass
class Handed:
    """A clip and its manifest as somebody got them over HTTP."""

    clip: Clip
    rows: list[Recording]
    file: Path
    manifest: Path
    told: dict[str, Any]
    recordings: Path

    def check(self, *options: str, language: str = "en") -> list[str]:
        """The lines that the command prints. Raises CommandError."""
        out = StringIO()
        arguments = (str(self.file), str(self.manifest), *options, "--language", language)
        call_command("verify_clip", *arguments, stdout=out, no_color=True)
        return out.getvalue().splitlines()

    def refusal(self, *options: str) -> tuple[int, str]:
        with pytest.raises(CommandError) as refused:
            self.check(*options)
        return refused.value.returncode, str(refused.value)

    def write(self, told: Any) -> None:
        self.manifest.write_text(json.dumps(told))


@pytest.fixture
def handed(scene: Scene, tmp_path: Path) -> Handed:
    """Over the meeting of two files."""
    rows = scene.record_all()
    clip = scene.cut(28_000, 32_000, name="Portão")
    client = api_client(scene.people.viewer)
    folder = tmp_path / "handed"
    folder.mkdir()
    names = ("download/", "manifest.json")
    file, manifest = folder / "clip.mp4", folder / "clip.manifest.json"
    download, described = (client.get(f"/api/clips/{clip.pk}/{name}") for name in names)
    file.write_bytes(b"".join(download.streaming_content))  # type: ignore[attr-defined]
    download.close()
    manifest.write_bytes(described.content)
    return Handed(clip, rows, file, manifest, described.json(), scene.volume.path)


def test_what_was_handed_out_agrees(handed: Handed) -> None:
    said = handed.check("--key", encode(public_key()))
    assert AGREES in said
    assert OWN_KEY not in said
    rows = dict(line.split("  ", 1) for line in said if "  " in line)
    assert {name: value.strip() for name, value in rows.items()} == {
        "clip": f"Portão ({handed.clip.uuid})",
        "camera": f"Portaria ({handed.clip.camera.uuid})",
        "city": "Aurora",
        "asked for": "2026-11-20T12:59:58.000+00:00 - 2026-11-20T13:00:02.000+00:00",
        "shown": "2026-11-20T12:59:58.000+00:00 - 2026-11-20T13:00:02.000+00:00",
        "missing in it": "-",
        "hidden before it (ms)": "0",
        "asked for by": "operator, 2026-11-20T14:59:30.000+00:00",
        "SHA-256": handed.clip.sha256,
    }


def test_it_says_the_same_in_portuguese(handed: Handed) -> None:
    assert len(handed.check(language="pt-br")) == len(handed.check())


def test_without_a_key_it_says_whose_it_took(handed: Handed, tmp_path: Path) -> None:
    assert OWN_KEY in handed.check()
    pem = tmp_path / "key.pem"
    pem.write_text(pem_of(public_key()))
    assert OWN_KEY not in handed.check("--key", str(pem))


def test_a_changed_clip_is_found(handed: Handed) -> None:
    data = bytearray(handed.file.read_bytes())
    data[len(data) // 2] ^= 1
    handed.file.write_bytes(data)
    code, words = handed.refusal()
    assert code == DIFFERS
    assert words.startswith("NOT VALID: The file's SHA-256 is ")
    assert words.endswith(f"the manifest says {handed.clip.sha256}.")
    handed.file.write_bytes(data[:-1])
    size = handed.clip.file_size
    words = f"NOT VALID: The file has {size - 1} bytes; the manifest says {size}."
    assert handed.refusal() == (DIFFERS, words)


def test_a_changed_manifest_is_found(handed: Handed) -> None:
    words = "NOT VALID: The signature does not belong to what the manifest says."
    for name, value in (("asked_by", "nobody"), ("name", "x")):
        handed.write({**handed.told, "clip": {**handed.told["clip"], name: value}})
        assert handed.refusal() == (DIFFERS, words)
    broken = {**handed.told["signature"], "value": "!"}
    wrong: tuple[Any, ...] = ({}, None, [], "x", broken)
    for signature in wrong:
        handed.write({**handed.told, "signature": signature})
        assert handed.refusal() == (DIFFERS, words)


def test_another_installations_signature_is_refused(handed: Handed) -> None:
    other = encode(Ed25519PrivateKey.generate().public_key())
    words = "NOT VALID: The signature does not belong to what the manifest says."
    assert handed.refusal("--key", other) == (DIFFERS, words)


def test_a_signature_that_was_taken_away_is_missed(handed: Handed) -> None:
    handed.told.pop("signature")
    handed.write(handed.told)
    assert "The manifest is not signed: anybody may have written it." in handed.check()
    words = "NOT VALID: The manifest is not signed."
    assert handed.refusal("--key", encode(public_key())) == (DIFFERS, words)


def test_a_manifest_that_was_written_anew_by_another_program_is_the_same(handed: Handed) -> None:
    handed.manifest.write_text(json.dumps(handed.told, sort_keys=True, ensure_ascii=False))
    assert AGREES in handed.check("--key", encode(public_key()))


def sources_of(said: list[str]) -> list[str]:
    return [line.rpartition(": ")[2] for line in said if line.startswith("city_")]


def test_the_recordings_are_looked_at_as_well(handed: Handed) -> None:
    said = handed.check("--recordings", str(handed.recordings))
    lines = [
        f"{source['file']} {source['byte_range'][0]}-{source['byte_range'][1]}: agrees"
        for source in handed.told["sources"]
    ]
    assert len(lines) == 2
    assert said[-3:] == [
        *lines,
        "The recordings that are still there are what the clip was cut from.",
    ]


def test_a_recording_that_went_is_told_and_one_that_changed_is_refused(handed: Handed) -> None:
    folder = ("--recordings", str(handed.recordings))
    handed.rows[0].path.unlink()
    assert sources_of(handed.check(*folder)) == ["is not there any more", "agrees"]
    path = handed.rows[1].path
    first = handed.told["sources"][1]["byte_range"][0]
    data = bytearray(path.read_bytes())
    data[first + 100] ^= 1
    path.write_bytes(data)
    words = "NOT VALID: A recording is not what the clip was cut from."
    assert handed.refusal(*folder) == (DIFFERS, words)
    path.unlink()
    path.symlink_to("/etc/passwd")
    words = "NOT VALID: A recording cannot be read, or is no plain file."
    assert handed.refusal(*folder) == (UNREADABLE, words)


def test_several_volumes_are_looked_through(handed: Handed, tmp_path: Path) -> None:
    other = tmp_path / "other"
    moved = other / handed.rows[1].file_path
    moved.parent.mkdir(parents=True)
    handed.rows[1].path.rename(moved)
    both = ("--recordings", str(handed.recordings), "--recordings", str(other))
    assert sources_of(handed.check(*both)) == ["agrees", "agrees"]


def test_what_cannot_be_read_is_code_2(handed: Handed, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    good = (handed.file, handed.manifest)
    for path, words in (
        (tmp_path / "none", "No such file or directory"),
        (tmp_path, "this is no plain file"),
        (pipe, "this is no plain file"),
        (Path("/dev/zero"), "this is no plain file"),
    ):
        for handed.file, handed.manifest in ((path, good[1]), (good[0], path)):
            assert handed.refusal() == (UNREADABLE, f"{path}: {words}")
    handed.file, handed.manifest = good
    folder = ("--recordings", str(handed.file))
    assert handed.refusal(*folder) == (UNREADABLE, f"{handed.file}: Not a directory")
    words = "--key is neither a public key nor a file with one."
    for key in ("nonsense", str(tmp_path), str(handed.file), "x" * 10_000):
        assert handed.refusal("--key", key) == (UNREADABLE, words)


def test_what_is_no_manifest_is_code_2(handed: Handed) -> None:
    words = "NOT VALID: This is no manifest of a clip that this software knows."
    with handed.manifest.open("wb") as file:
        file.truncate(100 << 20)
    assert handed.refusal() == (UNREADABLE, words)
    handed.manifest.write_bytes(b"[" * 1_000_000)
    assert handed.refusal() == (UNREADABLE, words)
    handed.told["sources"][0]["file"] = "../../etc/passwd"
    handed.write(sealed(handed.told))
    assert handed.refusal() == (UNREADABLE, f"{words} (sources.0.file)")


def test_nothing_that_a_manifest_says_reaches_the_terminal_as_a_command(handed: Handed) -> None:
    del handed.told["signature"]
    handed.told["clip"]["name"] = "\x1b[2J\x07\u202e\ud800" + "x" * 1_000
    handed.write(handed.told)
    said = "\n".join(handed.check())
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert len(max(said.splitlines(), key=len)) < 300


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_its_progress_is_shown_to_whoever_looks(
    handed: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clips.verifying.CHUNK_BYTES", 1 << 14)
    seen = Terminal()
    arguments = (str(handed.file), str(handed.manifest))
    call_command("verify_clip", *arguments, stdout=StringIO(), stderr=seen)
    told = [int(text.split(" ")[0]) for text in seen.getvalue().split("\r") if "%" in text]
    assert told == sorted(told)
    assert len(told) > 5
    assert told[-1] == 100
    unseen = StringIO()
    call_command("verify_clip", *arguments, stdout=StringIO(), stderr=unseen)
    assert unseen.getvalue() == ""


def test_it_asks_no_database(handed: Handed, tmp_path: Path) -> None:
    """As an auditor runs it: a process of its own, whose database does not answer."""
    environment = {
        **os.environ,
        "VMS_DATA_DIR": str(tmp_path / "auditor"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }
    key = encode(public_key())
    argv = [sys.executable, "manage.py", "verify_clip", str(handed.file), str(handed.manifest)]
    options = ("--language", "en", "--key", key, "--recordings", str(handed.recordings))
    done = subprocess.run(
        [*argv, *options],
        cwd=PROJECT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert AGREES in done.stdout.splitlines()


def test_other_programs_check_it_too(handed: Handed, tmp_path: Path) -> None:
    """sha256sum the file; OpenSSL the signature over the canonical JSON."""
    said = subprocess.run(
        ["sha256sum", str(handed.file)], check=True, capture_output=True, text=True
    ).stdout
    assert said.split()[0] == handed.told["file"]["sha256"]
    signature = handed.told.pop("signature")
    (tmp_path / "key.pem").write_text(pem_of(public_key()))
    (tmp_path / "value").write_bytes(base64.b64decode(signature["value"]))
    (tmp_path / "told").write_bytes(canonical(handed.told))
    verify = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin")
    subprocess.run([*verify, "-in", "told", "-sigfile", "value"], cwd=tmp_path, check=True)
