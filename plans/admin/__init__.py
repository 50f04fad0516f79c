"""The installation's own pages about who; importing a module registers its models."""

from plans.admin import cities, memberships, tokens, users

__all__ = ["cities", "memberships", "tokens", "users"]
