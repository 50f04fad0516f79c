"""What beat sends, and when; a new installation begins with these, the admin may edit them."""

from typing import Any

from celery.schedules import crontab, schedule

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "reconcile": {"task": "recordings.reconcile", "schedule": schedule(20.0)},
    # A day becomes final an hour after it is over, and the cleanup comes at 03:00.
    "account-days": {"task": "recordings.account_days", "schedule": schedule(900.0)},
    "raise-generations": {"task": "recordings.raise_generations", "schedule": schedule(600.0)},
    "measure": {"task": "recordings.measure", "schedule": crontab(minute=30, hour=1)},
    "cleanup": {"task": "recordings.cleanup", "schedule": crontab(minute=0, hour=3)},
    # Those that come often expire: after an hour without a broker one message does for all.
    "relieve": {
        "task": "recordings.relieve",
        "schedule": schedule(60.0),
        "options": {"expires": 50},
    },
    "watch-alerts": {
        "task": "recordings.watch_alerts",
        "schedule": schedule(15.0),
        "options": {"expires": 14},
    },
    "send-notices": {
        "task": "recordings.send_notices",
        "schedule": schedule(30.0),
        "options": {"expires": 25},
    },
    "digest": {"task": "recordings.digest", "schedule": schedule(900.0)},
    "sample-usage": {"task": "recordings.sample_usage", "schedule": schedule(900.0)},
    "compress": {
        "task": "recordings.compress",
        "schedule": schedule(300.0),
        "options": {"expires": 290},
    },
    "clips": {
        "task": "clips.reconcile",
        "schedule": schedule(20.0),
        "options": {"expires": 19},
    },
    "jobs": {
        "task": "panel.reconcile",
        "schedule": schedule(20.0),
        "options": {"expires": 19},
    },
    "tidy": {"task": "playback.tidy", "schedule": schedule(3600.0)},
    "audit": {"task": "recordings.audit", "schedule": crontab(minute=0, hour=4)},
}
