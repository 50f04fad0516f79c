"""Monthly coverage certificates: what they say, how they are signed, how they look."""
