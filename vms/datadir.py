"""Small private files and folders that an installation makes for itself once."""

import os
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
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make() + "\n")
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
