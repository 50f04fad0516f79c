"""When a disk is full, and which retention can be kept."""
