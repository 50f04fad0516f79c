"""What `manage.py doctor` looks at, one subject a module; docs/design/doctor.md tells the whole."""
