"""The camera's lens: sends a frame whenever one is due, for as long as the camera lives."""

import asyncio
import secrets

from recordings.simulator.cadence import Even, Varied
from recordings.simulator.loss import PacketLoss
from recordings.simulator.options import CameraOptions
from recordings.simulator.pace import Clock, Origin, Pace
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
    recording of it shows what it lacks. `clip` is what is shown now.
    """

    def __init__(self, clip: PreparedClip, options: CameraOptions, clock: Clock) -> None:
        self.stalled = False
        self.audio_silenced = False
        self.ntp_offset_seconds = options.ntp_offset_seconds
        self.next_frame = 0
        self.audience = Audience(
            start_at_key=options.start_at_key, backlog_limit_bytes=options.backlog_limit_bytes
        )
        self.loss = PacketLoss()
        self._options = options
        self._clock = clock
        self._reports_due = 0
        self._next_clip: PreparedClip | None = None
        self._begin(clip, None)
        self._new_sources()

    def show(self, clip: PreparedClip) -> None:
        """From the next key frame on, for the same viewers: it must `continue` what is shown."""
        self._next_clip = clip

    def restart(self, clip: PreparedClip) -> None:
        """Now, as new streams: whoever watched was sent away."""
        self._begin(clip, self._pace.origin_at(self.next_frame))
        self._new_sources()

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
            if self._next_clip is not None and self._pace.is_key(self.next_frame):
                self._begin(self._next_clip, self._pace.origin_at(self.next_frame))

    def _begin(self, clip: PreparedClip, origin: Origin | None) -> None:
        options = self._options
        self.clip = clip
        self._next_clip = None
        self._pace = Pace(
            self._clock,
            fps=clip.spec.fps,
            key_places=[at for at, frame in enumerate(clip.frames) if frame.key],
            clip_frames=len(clip.frames),
            clock_ppm=options.clock_ppm,
            align=options.align_to_minute,
            cadence=Even() if options.vary_seed is None else Varied(options.vary_seed),
            origin=origin,
        )

    def _new_sources(self) -> None:
        self._video = _random_source(VIDEO_PAYLOAD_TYPE, VIDEO_CLOCK_HZ)
        self._audio: RtpSource | None = None
        if self.clip.audio is not None and self.clip.spec.audio is not None:
            payload_type = AUDIO_PAYLOAD_TYPES[self.clip.spec.audio]
            self._audio = _random_source(payload_type, self.clip.audio.clock_hz)
        self._find_audio_packet(self.next_frame)

    def _skip(self, frame: int, seconds: float) -> None:
        self._pace.skip(seconds)
        self._find_audio_packet(frame)

    def _find_audio_packet(self, frame: int) -> None:
        """The sound goes on with the packet that belongs to the frame."""
        packet_seconds = self.clip.audio.packet_seconds if self.clip.audio else 1
        self._next_audio_packet = int(self._pace.media_seconds(frame) / packet_seconds)

    def _emit(self, frame: int) -> None:
        audio_packets = self._audio_packets_due(frame)
        with_reports = self._is_report_due(frame)
        if self.stalled:
            self.audience.wait_for_key()
        elif len(self.audience):
            burst = self._burst(frame, audio_packets)
            if with_reports:
                self._add_reports(burst, frame)
            self.audience.send(burst)

    def _burst(self, frame: int, audio_packets: range) -> Burst:
        place = self._pace.place(frame)
        shown = self.clip.frames[place]
        burst = Burst(frame, shown.key)
        packets = self._video_packets(frame, shown, shown.presented_at - place)
        burst.packets["video"] = self.loss.survivors(frame, packets)
        if not self.audio_silenced:
            burst.packets["audio"] = self._audio_packets(audio_packets)
        return burst

    def _video_packets(self, frame: int, shown: PreparedFrame, moved_frames: int) -> list[bytes]:
        """`moved_frames` is how far the frame is presented from where it is sent (B-frames)."""
        sent_ns = round(self._clock.wall() * 1e9)
        stamp = stamp_nal(Stamp(frame, sent_ns), self.clip.spec.codec)
        payloads = [*shown.payloads.before, stamp, *shown.payloads.slices]
        timestamp = self._video.timestamp(self._pace.media_seconds(frame + moved_frames))
        last = len(payloads) - 1
        return [
            self._video.packet(payload, timestamp, marker=at == last)
            for at, payload in enumerate(payloads)
        ]

    def _audio_packets_due(self, frame: int) -> range:
        """Numbers of the packets between the last frame and this one."""
        if self.clip.audio is None:
            return range(0)
        first = self._next_audio_packet
        seconds = self._pace.media_seconds(frame)
        self._next_audio_packet = int(seconds / self.clip.audio.packet_seconds) + 1
        return range(first, self._next_audio_packet)

    def _audio_packets(self, numbers: range) -> list[bytes]:
        audio, source = self.clip.audio, self._audio
        if audio is None or source is None:
            return []
        # A whole AAC frame ends in each packet (RFC 3640 §3.1); in G.711 the bit marks the begin
        # of speech after silence, of which there is none (RFC 3551 §4.1).
        marker = self.clip.spec.audio == "aac"
        return [
            source.packet(
                audio.payloads[number % len(audio.payloads)],
                source.timestamp(number * audio.packet_seconds),
                marker=marker,
            )
            for number in numbers
        ]

    def _is_report_due(self, frame: int) -> bool:
        """Once an interval of media time, whether or not anybody watches."""
        intervals = self._pace.media_seconds(frame) / self._options.report_interval_seconds
        due, self._reports_due = self._reports_due, int(intervals) + 1
        return intervals >= due

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
