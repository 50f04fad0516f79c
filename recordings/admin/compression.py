"""Compression in the admin."""
