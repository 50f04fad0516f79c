"""Notices in the admin."""
