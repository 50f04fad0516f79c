"""Small private files and folders that an installation makes for itself once."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def ensure_private_dir(path: Path) -> Path:
    """Make the folder (0700) if it is missing, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def read_or_create(path: Path, make: Callable[[], str]) -> str:
    """The file's text; the first caller writes it (0600), also when several start at once."""
    # 1. Written whole under a private name; a crash here leaves only that name.
    # 2. `link` puts it in place and fails if another process was first.
    if not path.exists():
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "w") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
