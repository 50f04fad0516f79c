"""Loaded before Django's settings: every test process has a data folder of its own."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

_folder = tempfile.mkdtemp(prefix="vms-test-")
_owner = os.getpid()


def _remove() -> None:
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_remove)
os.environ["VMS_DATA_DIR"] = _folder
os.environ.pop("RECORDINGS_DIR", None)
os.environ["VMS_NODE"] = "test-node"
os.environ["VMS_CAMERA_NETWORKS"] = "10.0.0.0/8,192.168.0.0/16,127.0.0.0/8"
os.environ["RECORDING_SEGMENT_DURATION"] = "2"
os.environ["VMS_LOG_LEVEL"] = "WARNING"

# The same examples each time, so that a change is never blamed for what another run would find;
# HYPOTHESIS_RANDOM=1 looks for more.
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("default" if os.environ.get("HYPOTHESIS_RANDOM") else "repeatable")
