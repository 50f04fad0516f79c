"""Cleanups in the admin."""
