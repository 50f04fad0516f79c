"""Run as a program of its own: opens the stream named on stdin, prints what it holds as JSON."""

import json
import sys

import av
import psutil


def main() -> None:
    """{url, ip, transport} as JSON in, one object out; nothing when the stream won't open."""
    request = json.loads(sys.stdin.read())
    options = {
        "rtsp_transport": request["transport"],
        "timeout": "4000000",
        "analyzeduration": "2000000",
    }
    with av.open(request["url"], options=options, timeout=5) as container:
        video = container.streams.video[0]
        audio = container.streams.audio
        connections = psutil.Process().net_connections(kind="inet")
        if {c.raddr.ip for c in connections if c.raddr} - {request["ip"]}:
            return  # redirected to an address that nobody checked
        if not video.codec_context.width:
            return  # announced and never sent
        rate = video.average_rate or video.guessed_rate
        found = {
            "video": {
                "width": video.codec_context.width,
                "height": video.codec_context.height,
                "fps": round(float(rate), 2) if rate else None,
            },
            "audio": audio[0].codec_context.name if audio else None,
        }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
