"""How an attempt ends other than well. The words are kept in the row, for whoever asks why."""


class Refused(Exception):
    """The source or the result is not such that a compression will do; that stands."""


class Failed(Exception):
    """Something went wrong that may not go wrong again: the recording is tried some times."""


class GaveWay(Exception):
    """Stopped for others' sake; it says nothing of the recording, and counts as no attempt."""
