"""The installation's own pages about who; importing a module registers its models."""

from plans.admin import audit_entries, cities, memberships, tokens, users

__all__ = ["audit_entries", "cities", "memberships", "tokens", "users"]
