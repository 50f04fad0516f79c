"""The panel's own models in the administration; importing a module registers them."""

from panel.admin import jobs, lockouts, schedule

__all__ = ["jobs", "lockouts", "schedule"]
