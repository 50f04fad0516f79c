"""The data folder, its keys, and who may read them."""

import os
import pwd
import stat
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from recordings.volumes import free_bytes
from vms.doctor.figures import size
from vms.doctor.findings import Finding, error, ok, warning
from vms.doctor.mounts import mount_of

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LEAST_FREE_BYTES = 200_000_000  # logs 4 x 5 MB each, database, broker
LOW_FREE_BYTES = 1_000_000_000


def look() -> list[Finding]:
    folder: Path = settings.VMS_DATA_DIR
    return [*_data_folder(folder), _room(folder), *_keys()]


def _data_folder(folder: Path) -> list[Finding]:
    found = folder.stat()
    words = {"path": folder, "mode": f"{stat.S_IMODE(found.st_mode):04o}"}
    problems = []
    if found.st_uid != os.geteuid():
        words |= {"owner": user_name(found.st_uid), "me": user_name(os.geteuid())}
        what = _("The data folder %(path)s belongs to %(owner)s, and this is run by %(me)s.")
        do = _("Run it as the owner: sudo -u %(owner)s ... manage.py doctor")
        problems.append(warning("folders.owner", what % words, do % words))
    if not os.access(folder, os.W_OK | os.X_OK):
        what = _("The data folder %(path)s cannot be written.") % words
        do = _("Give it to the user that runs the VMS: chown -R USER %(path)s") % words
        problems.append(error("folders.not_writable", what, do))
    if found.st_mode & OTHERS:
        what = _("Others may enter the data folder %(path)s (mode %(mode)s).") % words
        problems.append(warning("folders.mode", what, f"chmod 700 {folder}"))
    if mount_of(folder).is_memory:
        what = _("The data folder %(path)s lies in memory: a restart empties it.") % words
        do = _("Set VMS_DATA_DIR to a folder on a disk.")
        problems.append(error("folders.in_memory", what, do))
    good = _("Data folder %(path)s: there, writable, closed to others.") % words
    return problems or [ok("folders.data", good)]


def _room(folder: Path) -> Finding:
    free = free_bytes(folder)
    words = {"free": size(free), "path": folder}
    if free >= LOW_FREE_BYTES:
        what = _("Room for database and logs: %(free)s free.") % words
        return ok("folders.room", what)
    what = _("Little room for database and logs: %(free)s free in %(path)s.") % words
    do = _("Free some space; recordings may lie on a disk of their own (RECORDINGS_DIR).")
    severity = error if free < LEAST_FREE_BYTES else warning
    return severity("folders.room", what, do)


def _keys() -> list[Finding]:
    """The files that must be secret. None of them is made here: a first start does that."""
    named = [settings.VMS_CAMERA_KEY_FILE, settings.VMS_KEYS_DIR / "secret_key"]
    paths = [path for path in named if path.exists()]
    problems = [problem for path in paths if (problem := _key_problem(path))]
    if problems:
        return problems
    return [ok("folders.keys", _("Keys: readable, and by the owner alone."))] if paths else []


def _key_problem(path: Path) -> Finding | None:
    words = {"path": path, "mode": f"{stat.S_IMODE(path.stat().st_mode):04o}"}
    if not os.access(path, os.R_OK):
        what = _("%(path)s cannot be read.") % words
        do = _("Give it to the user that runs the VMS: chown -R USER %(path)s") % words
        return error("folders.key_unreadable", what, do, about=path.name)
    if path.stat().st_mode & OTHERS:
        what = _("Others may read %(path)s, which is secret (mode %(mode)s).") % words
        return error("folders.key_mode", what, f"chmod 600 {path}", about=path.name)
    return None


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
