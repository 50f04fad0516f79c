"""Run as a program of its own: makes small JPEGs of the key frames that it is sent.

What it decodes comes from strangers' cameras, so before the first byte of it this process takes
from itself what a decoder does not need: files, processes and threads, and memory and processor
time beyond a bound. It knows no path, no demuxer and no database.

Over the socket that is its standard input: one READY byte; then for each request (REQUEST, the
decoder's configuration, the sample) an answer: ANSWER, the length, and a JPEG of that length; 0
when there is no picture in the sample. It ends when the other side closes.
"""

import resource
import socket
import struct
import time
from fractions import Fraction
from typing import cast

import av
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace, Interpolation

READY = b"\x06"
REQUEST = struct.Struct(">BHII")  # decoder, width, bytes of configuration, bytes of sample
ANSWER = struct.Struct(">I")
DECODERS = ("h264", "hevc")
MAX_CONFIGURATION_BYTES = 1 << 20
MAX_SAMPLE_BYTES = 32 << 20

MEMORY_BYTES = 512 << 20  # of addresses; docs/design/pictures.md has what pictures need
PICTURE_CPU_SECONDS = 3
LIFE_CPU_SECONDS = 900
MAX_PIXELS = 36_000_000  # 7680x4320 and a little
MAX_HEIGHT = 4096
WIDEST_PIXEL = 4

_QUALITY = "4"  # quantizer, 2 (best) to 31
_HD_LINES = 720  # a stream that names no colour matrix: who makes players takes BT.709 from here
_UNSPECIFIED = 2  # matrix_coefficients, ITU-T H.273 §8.3


def main() -> None:
    av.logging.set_level(None)
    limit()
    connection = socket.socket(fileno=0)
    connection.sendall(READY)
    while (head := _take(connection, REQUEST.size)) is not None:
        decoder, width, configuration_bytes, sample_bytes = REQUEST.unpack(head)
        if configuration_bytes > MAX_CONFIGURATION_BYTES or sample_bytes > MAX_SAMPLE_BYTES:
            return
        configuration = _take(connection, configuration_bytes)
        sample = _take(connection, sample_bytes)
        if configuration is None or sample is None:
            return
        _allow_one_more()
        picture = draw(DECODERS[decoder], bytes(configuration), bytes(sample), width)
        connection.sendall(ANSWER.pack(len(picture)) + picture)


def limit() -> None:
    """For good. A core file would hold pictures; the three descriptors are open already."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, MEMORY_BYTES)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NPROC, 0)
    _lower(resource.RLIMIT_NOFILE, 3)
    _lower(resource.RLIMIT_CPU, LIFE_CPU_SECONDS)


def draw(decoder: str, configuration: bytes, sample: bytes, width: int) -> bytes:
    """The sample's picture as a JPEG at most `width` wide; empty when there is none in it.

    Raises MemoryError, after which the process is not to be trusted with another.
    """
    try:
        found = _decode(decoder, configuration, sample)
        return b"" if found is None else _jpeg(*found, width)
    except MemoryError:
        raise
    except (FFmpegError, ValueError, OverflowError):
        return b""


def _lower(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (bound, bound))


def _allow_one_more() -> None:
    """The soft limit goes ahead of what has been used: a decoder that hangs is killed (SIGXCPU)."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time()) + 1 + PICTURE_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))


def _take(connection: socket.socket, size: int) -> bytearray | None:
    """Exactly so many bytes; None when the other side has closed before."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = connection.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return data


def _decode(
    decoder: str, configuration: bytes, sample: bytes
) -> tuple[av.VideoFrame, Fraction] | None:
    """The picture and how wide its pixels are for their height.

    A damaged one counts: most of it can be seen. The flush brings what the decoder of a stream
    with B-frames holds back.
    """
    context = av.CodecContext.create(decoder, "r")
    assert isinstance(context, av.VideoCodecContext)
    context.extradata = configuration
    context.thread_count = 1
    context.options = {
        "max_pixels": str(MAX_PIXELS),
        "skip_loop_filter": "all",
        "flags": "output_corrupt",
        "flags2": "showall",
    }
    packet = cast("av.Packet[av.VideoStream]", av.Packet(sample))
    for data in (packet, None):
        for frame in context.decode(data):
            return frame, context.sample_aspect_ratio or Fraction(1)
    return None


def _jpeg(frame: av.VideoFrame, pixel_aspect: Fraction, width: int) -> bytes:
    """With square pixels and JPEG's own colours (ITU-T T.871: BT.601, full range)."""
    width = min(width, frame.width)
    if not 1 / WIDEST_PIXEL <= pixel_aspect <= WIDEST_PIXEL:
        pixel_aspect = Fraction(1)
    height = round(width * frame.height / (frame.width * pixel_aspect))
    untagged = Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601
    small = frame.reformat(
        width=width,
        height=min(max(height, 1), MAX_HEIGHT),
        format="yuvj420p",
        src_colorspace=untagged if frame.colorspace == _UNSPECIFIED else None,
        dst_colorspace=Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.AREA,
    )
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = small.width, small.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.thread_count = 1
    encoder.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    small.pts = 0
    small.pict_type = av.video.frame.PictureType.I
    return b"".join(bytes(packet) for data in (small, None) for packet in encoder.encode(data))


if __name__ == "__main__":
    main()
