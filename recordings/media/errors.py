"""The one exception of the media code."""


class MediaError(Exception):
    """A file, or a stored index, that cannot be read as our kind of fragmented MP4.

    ``kind`` is a stable code:

    * ``no_moov``: the file ends before its init part is whole (``permanent`` is false: it may
      still be growing), or media comes before any moov (permanent).
    * ``no_fragment``: the init part is whole, but no whole fragment with video follows it.
    * ``no_video``: the moov lists no video track.
    * ``unsupported``: a video codec that we do not record, or a file that is not fragmented.
    * ``bad_box``: a box contradicts itself or the box around it.
    * ``too_large``: a box is larger than an honest writer makes it.
    * ``bad_index``: the stored columns of a fragment index are broken.

    ``permanent`` says that reading the same file again later cannot help.
    """

    def __init__(self, kind: str, detail: str = "", *, permanent: bool = True) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
        self.permanent = permanent

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call __init__ with the joined message; decoding children send errors
        # between processes.
        return _rebuild, (self.kind, self.detail, self.permanent)


def _rebuild(kind: str, detail: str, permanent: bool) -> MediaError:
    return MediaError(kind, detail, permanent=permanent)
