"""`scripts/setup.sh`: browser packages and the client are made once, and anew when they change."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup.sh"
NPM = """#!/bin/sh
echo "$*" >> npm.log
case "$*" in
ci*) mkdir -p frontend/node_modules ;;
*build*)
    if [ -e frontend/src/broken.ts ]; then echo "src/broken.ts: no such word"; exit 2; fi
    mkdir -p frontend/dist && cp frontend/index.html frontend/dist/ ;;
esac
"""
CI = "ci --prefix frontend --include=dev --silent"
BUILD = "run build --prefix frontend --silent"


@dataclass(frozen=True)
class Copy:
    """A folder with the script, a client of two files, and programs that only take notes."""

    root: Path

    def setup(self, purpose: str = "run") -> subprocess.CompletedProcess[str]:
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "VMS_FFMPEG": "true", "PYTHON": "true"}
        return subprocess.run(
            ["sh", str(self.root / "scripts/setup.sh"), purpose],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def asked(self) -> list[str]:
        """What npm was called for since this was asked last."""
        log = self.root / "npm.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    made = Copy(tmp_path)
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts/setup.sh")
    for name in ("node", "npm"):
        made.write(f"bin/{name}", NPM if name == "npm" else "#!/bin/sh\n")
        (tmp_path / "bin" / name).chmod(0o755)
    made.write("requirements.txt", "nothing\n")
    packages = sha256(b"nothing\nnothing\n").hexdigest()[:16]
    made.write(f".venv/.run-{packages}", "")
    for name in ("package.json", "package-lock.json", "index.html", "src/main.ts"):
        made.write(f"frontend/{name}", f"{name}\n")
    return made


def test_the_first_time_all_is_made_and_the_second_nothing(copy: Copy) -> None:
    first = copy.setup()
    assert (first.returncode, first.stderr) == (0, "")
    assert copy.asked() == [CI, BUILD]
    assert (copy.root / "frontend/dist/index.html").exists()
    assert (copy.setup().stdout, copy.asked()) == ("", [])


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("src/main.ts", [BUILD]),
        ("src/words/pt.ts", [BUILD]),
        ("public/icon.svg", [BUILD]),
        ("index.html", [BUILD]),
        ("vite.config.ts", [BUILD]),
        ("hls_parts.ts", [BUILD]),
        ("tsconfig.json", [BUILD]),
        ("package-lock.json", [CI, BUILD]),
        ("e2e/grid.e2e.mjs", []),
    ],
)
def test_what_was_changed_is_made_anew(copy: Copy, name: str, asked: list[str]) -> None:
    copy.setup()
    copy.asked()
    copy.write(f"frontend/{name}", "changed\n")
    assert (copy.setup().returncode, copy.asked()) == (0, asked)
    assert (copy.setup().returncode, copy.asked()) == (0, [])


def test_a_change_that_is_taken_back_is_built_again(copy: Copy) -> None:
    for text in ("one\n", "another\n", "one\n"):
        copy.write("frontend/src/main.ts", text)
        copy.setup()
    assert copy.asked().count(BUILD) == 3


def test_a_client_that_cannot_be_built_stops_the_set_up(copy: Copy) -> None:
    copy.write("frontend/src/broken.ts", "")
    for _time in range(2):
        refused = copy.setup()
        assert refused.returncode == 1
        assert "src/broken.ts: no such word" in refused.stdout
        assert refused.stderr == (
            "The web client could not be built; what is wrong with it stands above.\n"
        )
        assert BUILD in copy.asked()
    (copy.root / "frontend/src/broken.ts").unlink()
    assert copy.setup().returncode == 0


def test_a_client_that_was_removed_is_built_again(copy: Copy) -> None:
    copy.setup()
    shutil.rmtree(copy.root / "frontend/dist")
    copy.asked()
    assert (copy.setup().returncode, copy.asked()) == (0, [BUILD])
