"""The configuration of supervisord, which starts the programs and restarts any that dies.

Its paths are relative to the data folder, in which it is started: supervisord expands a % in
some of them twice, so that no escaping fits all.
"""

import os
from pathlib import Path

from django.conf import settings

LOG_BYTES = "5MB"

_HEAD = """\
[supervisord]
nodaemon = true
silent = true
logfile = logs/supervisord.log
logfile_maxbytes = {log_bytes}
logfile_backups = 2
pidfile = run/supervisord.pid
childlogdir = logs
"""

_PROGRAM = """
[program:{name}]
command = {command}
directory = {directory}
autorestart = true
startsecs = 1
startretries = 1000000
stopwaitsecs = 20
redirect_stderr = true
stdout_logfile = logs/{name}.log
stdout_logfile_maxbytes = {log_bytes}
stdout_logfile_backups = 3
"""


def write_configuration(programs: dict[str, list[str]]) -> Path:
    """Write the file for these programs (name -> command line) and return its path.

    They run where the project is: `-A vms`, `vms.wsgi` and `manage.py` are found there.
    """
    text = _HEAD.format(log_bytes=LOG_BYTES)
    directory = str(settings.BASE_DIR).replace("%", "%%")
    for name, words in programs.items():
        command = " ".join(map(_quote, words))
        text += _PROGRAM.format(
            name=name, command=command, directory=directory, log_bytes=LOG_BYTES
        )
    path: Path = settings.VMS_RUN_DIR / "supervisord.conf"
    path.write_text(text)
    return path


def environment() -> dict[str, str]:
    """What the programs inherit: this environment with the folders made absolute."""
    return {
        **os.environ,
        "VMS_DATA_DIR": str(settings.VMS_DATA_DIR),
        "RECORDINGS_DIR": str(settings.RECORDINGS_DIR),
    }


def _quote(word: str) -> str:
    return '"' + word.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"') + '"'
