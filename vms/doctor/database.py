"""The database: there, set up, safe over a power cut."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from vms.doctor.findings import Finding, error, ok, warning
from vms.doctor.mounts import mount_of

FULL = 2  # PRAGMA synchronous


class State(Enum):
    """READY: rows can be read. FRESH: reachable, or possible, and never set up. AWAY: neither."""

    READY = auto()
    FRESH = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class DatabaseLook:
    state: State
    findings: tuple[Finding, ...]


def look() -> DatabaseLook:
    """Never raises: a database that is away is a finding."""
    if _is_file() and not _file().exists():
        return DatabaseLook(State.FRESH, (_fresh(), *_disk()))
    try:
        tables = connection.introspection.table_names()
        if "django_migrations" not in tables:
            return DatabaseLook(State.FRESH, (_fresh(), *_disk()))
        return _of_a_known_one()
    except (DatabaseError, InterfaceError) as failure:
        return DatabaseLook(State.AWAY, (_away(failure),))


def _of_a_known_one() -> DatabaseLook:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    findings = [_reachable(), *_safety(), *_disk()]
    if pending:
        what = _("The database is older than the program: %(count)s migrations are missing.") % {
            "count": len(pending)
        }
        do = _("Restart the VMS (make run), or run: .venv/bin/python manage.py prepare")
        return DatabaseLook(State.AWAY, (*findings, error("database.migrations", what, do)))
    return DatabaseLook(State.READY, tuple(findings))


def _fresh() -> Finding:
    what = _("The VMS has not been started yet: there is no database.")
    return warning("database.fresh", what, _("Start it: make run"))


def _away(failure: Exception) -> Finding:
    """With the server's words, which name the host; a password in them would be masked."""
    said = (str(failure).strip() or type(failure).__name__).splitlines()[0]
    password = str(settings.DATABASES["default"].get("PASSWORD") or "")
    said = said.replace(password, "***") if password else said
    what = _("The database does not answer: %(said)s.") % {"said": said.rstrip(".")}
    do = _("Start it, and look at DATABASE_URL. Cameras that record go on meanwhile.")
    return error("database.away", what, do)


def _reachable() -> Finding:
    if _is_file():
        return ok("database.reachable", _("SQLite, %(path)s, set up.") % {"path": _file()})
    version = ".".join(str(part) for part in connection.get_database_version())
    words = {"vendor": connection.display_name, "version": version}
    return ok("database.reachable", _("%(vendor)s %(version)s, set up.") % words)


def _safety() -> list[Finding]:
    """Deleting footage relies on committed rows that survive a power cut."""
    if _is_file():
        safe = int(_value("PRAGMA synchronous")) >= FULL
        safe = safe and str(_value("PRAGMA journal_mode")).lower() == "wal"
        do = _("Leave synchronous=FULL and journal_mode=WAL in the database's options.")
    elif connection.vendor == "postgresql":
        safe = _value("SHOW fsync") == "on" and _value("SHOW synchronous_commit") != "off"
        do = _("Set fsync and synchronous_commit to on in postgresql.conf.")
    else:
        return []
    if safe:
        return [ok("database.safe", _("What is committed survives a power cut."))]
    what = _("What is committed may be lost in a power cut.")
    return [warning("database.unsafe", what, do)]


def _value(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def _disk() -> list[Finding]:
    if not _is_file() or not mount_of(_file()).is_network:
        return []
    what = _("The SQLite file lies on a network file system, where its locks may not hold.")
    do = _("Put VMS_DATA_DIR on a local disk, or use PostgreSQL (DATABASE_URL).")
    return [warning("database.network_disk", what, do)]


def _is_file() -> bool:
    return connection.vendor == "sqlite"


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))
