"""Holds in the admin."""
