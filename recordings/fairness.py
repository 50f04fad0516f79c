"""Which city pays first when a disk is short of room."""
