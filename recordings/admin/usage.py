"""Usage in the admin."""
