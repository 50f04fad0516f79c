"""The camera's lens: sends a frame whenever one is due, for as long as the camera lives."""

import asyncio
import secrets

from recordings.simulator.options import CameraOptions
from recordings.simulator.pace import Clock, Pace
from recordings.simulator.prepared import PreparedClip, PreparedFrame
from recordings.simulator.rtp import RtpSource
from recordings.simulator.sdp import AUDIO_PAYLOAD_TYPES, VIDEO_CLOCK_HZ, VIDEO_PAYLOAD_TYPE
from recordings.simulator.stamp import Stamp, stamp_nal
from recordings.simulator.subscriber import Audience, Burst

# Later than this the process was suspended; frames older than that would come as a flood.
_LATE_SECONDS = 5.0


class Feed:
    """One stream for all viewers.

    The frames count on whether or not anybody watches and while the camera is stalled, so that a
    recording of it shows what it lacks.
    """

    def __init__(self, clip: PreparedClip, options: CameraOptions, clock: Clock) -> None:
        self.stalled = False
        self.audio_silenced = False
        self.ntp_offset_seconds = options.ntp_offset_seconds
        self.next_frame = 0
        self.audience = Audience(
            start_at_key=options.start_at_key, backlog_limit_bytes=options.backlog_limit_bytes
        )
        self._clip = clip
        self._clock = clock
        self._report_frames = max(round(options.report_interval_seconds * clip.spec.fps), 1)
        self._pace = Pace(
            clock,
            fps=clip.spec.fps,
            key_places=[at for at, frame in enumerate(clip.frames) if frame.key],
            clip_frames=len(clip.frames),
            clock_ppm=options.clock_ppm,
            align=options.align_to_minute,
        )
        self._video = _random_source(VIDEO_PAYLOAD_TYPE, VIDEO_CLOCK_HZ)
        self._audio: RtpSource | None = None
        if clip.audio is not None and clip.spec.audio is not None:
            payload_type = AUDIO_PAYLOAD_TYPES[clip.spec.audio]
            self._audio = _random_source(payload_type, clip.audio.clock_hz)
        self._next_audio_packet = 0

    async def run(self) -> None:
        while True:
            frame = self.next_frame
            early_seconds = self._pace.due_seconds(frame) - self._clock.monotonic()
            if early_seconds < -_LATE_SECONDS:
                self._skip(frame, -early_seconds)
            await asyncio.sleep(max(early_seconds, 0))
            self._emit(frame)
            self.next_frame = frame + 1
            self._pace.realign(self.next_frame)

    def _skip(self, frame: int, seconds: float) -> None:
        self._pace.skip(seconds)
        if self._clip.audio is not None:
            packet_seconds = self._clip.audio.packet_seconds
            self._next_audio_packet = int(self._pace.media_seconds(frame) / packet_seconds)

    def _emit(self, frame: int) -> None:
        audio_packets = self._audio_packets_due(frame)
        if self.stalled:
            self.audience.wait_for_key()
        elif len(self.audience):
            self.audience.send(self._burst(frame, audio_packets))

    def _burst(self, frame: int, audio_packets: range) -> Burst:
        place = self._pace.place(frame)
        shown = self._clip.frames[place]
        burst = Burst(frame, shown.key)
        burst.packets["video"] = self._video_packets(frame, shown, shown.presented_at - place)
        if not self.audio_silenced:
            burst.packets["audio"] = self._audio_packets(audio_packets)
        if frame % self._report_frames == 0:
            self._add_reports(burst, frame)
        return burst

    def _video_packets(self, frame: int, shown: PreparedFrame, moved_frames: int) -> list[bytes]:
        """`moved_frames` is how far the frame is presented from where it is sent (B-frames)."""
        spec = self._clip.spec
        sent_ns = round(self._clock.wall() * 1e9)
        stamp = stamp_nal(Stamp(frame, sent_ns), spec.codec)
        payloads = [*shown.payloads.before, stamp, *shown.payloads.slices]
        seconds = self._pace.media_seconds(frame) + moved_frames / spec.fps
        timestamp = self._video.timestamp(seconds)
        last = len(payloads) - 1
        return [
            self._video.packet(payload, timestamp, marker=at == last)
            for at, payload in enumerate(payloads)
        ]

    def _audio_packets_due(self, frame: int) -> range:
        """Numbers of the packets between the last frame and this one."""
        if self._clip.audio is None:
            return range(0)
        first = self._next_audio_packet
        seconds = self._pace.media_seconds(frame)
        self._next_audio_packet = int(seconds / self._clip.audio.packet_seconds) + 1
        return range(first, self._next_audio_packet)

    def _audio_packets(self, numbers: range) -> list[bytes]:
        audio, source = self._clip.audio, self._audio
        if audio is None or source is None:
            return []
        # A whole AAC frame ends in each packet (RFC 3640 §3.1); in G.711 the bit marks the begin
        # of speech after silence, of which there is none (RFC 3551 §4.1).
        marker = self._clip.spec.audio == "aac"
        return [
            source.packet(
                audio.payloads[number % len(audio.payloads)],
                source.timestamp(number * audio.packet_seconds),
                marker=marker,
            )
            for number in numbers
        ]

    def _add_reports(self, burst: Burst, frame: int) -> None:
        late_seconds = self._clock.monotonic() - self._pace.due_seconds(frame)
        wall_seconds = self._clock.wall() - late_seconds + self.ntp_offset_seconds
        media_seconds = self._pace.media_seconds(frame)
        timestamp = self._video.timestamp(media_seconds)
        burst.reports["video"] = self._video.report(wall_seconds, timestamp)
        if self._audio is not None and not self.audio_silenced:
            timestamp = self._audio.timestamp(media_seconds)
            burst.reports["audio"] = self._audio.report(wall_seconds, timestamp)


def _random_source(payload_type: int, clock_hz: int) -> RtpSource:
    """Random beginnings, as RFC 3550 §5.1 wants them: now and then a counter soon wraps."""
    return RtpSource(
        payload_type,
        clock_hz,
        ssrc=secrets.randbits(32),
        sequence=secrets.randbits(16),
        first_timestamp=secrets.randbits(32),
    )
