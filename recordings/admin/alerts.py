"""Alerts in the admin."""
