#!/usr/bin/python3
"""The Raspberry Pi's own camera in a process of its own: newest pictures as MJPEG on a Unix socket, and nothing else.

Runs under the system's Python (`/usr/bin/python3 -I pi_camera.py --socket PATH`), since picamera2 needs the system's
numpy: one file, that imports nothing but the standard library, and picamera2 where that camera is asked for. The
kiosk reads the socket as it reads any MJPEG stream (drivers/camera/PROTOCOL.md, docs/adr/0008-pi-camera-apart.md).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, Protocol

log = logging.getLogger("pi_camera")

BOUNDARY = "loge-picture"
MOST_VIEWERS = 4
SEND_WITHIN_S = 5.0
LOOK_EVERY_S = 0.25
MOST_ASKED_BYTES = 512
EXPOSURES_MS = (0.05, 200.0)
STALLED_AFTER_S = 4.0
"""libcamera gives a sensor one to two seconds; what has sent nothing for longer is started anew."""
NEAR_GAIN_MS = 10.0
"""Exposures up to here are for what glows, at gain 1; longer ones are for paper in the dark, at `DARK_GAIN`."""
DARK_GAIN = 4.0


class Picture(NamedTuple):
    """One JPEG, its number, and how long it was exposed in milliseconds, where that is known."""

    turn: int
    jpeg: bytes
    exposure_ms: float | None = None


class Source(Protocol):
    """A camera, as the server needs it; any thread may ask."""

    def next(self, after: int, within_s: float) -> Picture | None:
        """Return a picture that is newer than number `after`; None if none came `within_s`. OSError: it is gone."""

    def expose(self, exposure_ms: float | None) -> None:
        """Take pictures with so long an exposure from now on; None: as the camera thinks best."""


class Newest:
    """The newest picture of a camera that pushes them."""

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._picture: Picture | None = None
        self._turn = 0
        self.came_s = time.monotonic()

    def put(self, jpeg: bytes, exposure_ms: float | None) -> None:
        """Take in a picture; the one before is forgotten."""
        with self._came:
            self._turn += 1
            self._picture = Picture(self._turn, jpeg, exposure_ms)
            self.came_s = time.monotonic()
            self._came.notify_all()

    def next(self, after: int, within_s: float) -> Picture | None:
        """Return a picture newer than `after`, or None if none came `within_s`."""
        with self._came:
            fresh = self._came.wait_for(lambda: self._turn > after, timeout=within_s)
            return self._picture if fresh else None


class Stills:
    """A folder of JPEG files, shown in turn: stands for the camera where there is none."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._files = [path.read_bytes() for path in sorted(Path(asked.folder).glob("*.jpg"))]
        if not self._files:
            raise OSError(f"no pictures in {asked.folder}")
        self._every_s = 1 / asked.rate
        self._exposure_ms: float | None = None
        self._newest = Newest()
        self.next = self._newest.next
        threading.Thread(target=self._show, name="stills", daemon=True).start()

    @property
    def came_s(self) -> float:
        """When the newest picture came, monotonic seconds."""
        return self._newest.came_s

    def expose(self, exposure_ms: float | None) -> None:
        """Tell this exposure with every picture from now on; the pictures stay as they are."""
        self._exposure_ms = exposure_ms

    def close(self) -> None:
        """Nothing is to be released."""

    def _show(self) -> None:
        pause, shown = threading.Event(), 0
        while not pause.wait(self._every_s):
            self._newest.put(self._files[shown % len(self._files)], self._exposure_ms)
            shown += 1


class PiCamera(io.BufferedIOBase):
    """The camera on the ribbon cable, by picamera2; its encoder writes each JPEG into this object.

    Source: The Picamera2 Library (Raspberry Pi Ltd), 4.2 video configuration, 5.2 controls, 7.2 encoders and outputs;
    libcamera's control_ids: AeEnable, ExposureTime (µs), AnalogueGain, AfMode, AfRange, FrameDurationLimits (µs).
    """

    def __init__(self, asked: argparse.Namespace) -> None:
        from libcamera import controls  # type: ignore[import-not-found, unused-ignore]
        from picamera2 import Picamera2  # type: ignore[import-not-found, unused-ignore]
        from picamera2.encoders import MJPEGEncoder, Quality  # type: ignore[import-not-found, unused-ignore]
        from picamera2.outputs import FileOutput  # type: ignore[import-not-found, unused-ignore]

        self._newest = Newest()
        self.next = self._newest.next
        self._exposure_ms: float | None = None
        self._camera = Picamera2()
        wide, high = asked.size
        frame_us = int(1_000_000 / asked.rate)
        wanted: dict[str, Any] = {"FrameDurationLimits": (frame_us, frame_us)}
        if "AfMode" in self._camera.camera_controls:  # camera modules 1, 2 and HQ have no motor
            wanted["AfMode"] = controls.AfModeEnum.Continuous
            near = asked.focus == "near"  # a slip at 10 to 30 cm
            wanted["AfRange"] = controls.AfRangeEnum.Macro if near else controls.AfRangeEnum.Normal
        self._camera.configure(
            self._camera.create_video_configuration(
                main={"size": (wide, high), "format": "YUV420"}, controls=wanted
            )
        )
        self._camera.pre_callback = self._note_exposure
        self._camera.start_recording(MJPEGEncoder(), FileOutput(self), quality=Quality.HIGH)

    @property
    def came_s(self) -> float:
        """When the newest picture came, monotonic seconds."""
        return self._newest.came_s

    def writable(self) -> bool:
        """Pictures are written here."""
        return True

    def write(self, jpeg: Any) -> int:
        """Take one whole JPEG from the encoder."""
        picture = bytes(jpeg)
        self._newest.put(picture, self._exposure_ms)
        return len(picture)

    def expose(self, exposure_ms: float | None) -> None:
        """Set exposure and gain, or leave both to the camera."""
        if exposure_ms is None:
            self._camera.set_controls({"AeEnable": True})
            return
        gain = 1.0 if exposure_ms <= NEAR_GAIN_MS else DARK_GAIN
        fixed = {"AeEnable": False, "ExposureTime": int(exposure_ms * 1000), "AnalogueGain": gain}
        self._camera.set_controls(fixed)

    def _note_exposure(self, request: Any) -> None:
        """Remember what the sensor really did; one picture may be in the encoder still."""
        told = request.get_metadata().get("ExposureTime")
        self._exposure_ms = None if told is None else told / 1000


class PictureServer:
    """Serves one camera on a Unix socket: `GET` (HTTP/1.0) starts the stream, lines of JSON on the same way control it.

    The only control is {"exposure_ms": 4.0}, or null for automatic; what is anything else is passed over. It holds
    while the viewer who asked last is there: then the camera is automatic again.
    """

    def __init__(self, path: Path, source: Source, *, mode: int = 0o600) -> None:
        """Listen at `path`, replacing a socket that a dead server left.

        Raises:
            OSError: the path can't be listened on.
        """
        self._path = path
        self._source = source
        self._ended = threading.Event()
        self._viewers: set[socket.socket] = set()
        self._exposed_by: socket.socket | None = None
        self._guard = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(path))
        path.chmod(mode)  # nobody can connect before `listen`
        self._listening.listen(MOST_VIEWERS)
        threading.Thread(target=self._welcome, name="camera socket", daemon=True).start()

    def close(self) -> None:
        """End every stream and remove the socket."""
        self._ended.set()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        with contextlib.suppress(OSError):  # wakes `accept`, which `close` alone does not
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._guard:
            for viewer in self._viewers:
                with contextlib.suppress(OSError):
                    viewer.shutdown(socket.SHUT_RDWR)

    def _welcome(self) -> None:
        while not self._ended.is_set():
            try:
                viewer, _ = self._listening.accept()
            except OSError:
                return
            with self._guard:
                full = len(self._viewers) >= MOST_VIEWERS
                if not full:
                    self._viewers.add(viewer)
            if full:
                viewer.close()
            else:
                threading.Thread(target=self._serve, args=(viewer,), name="viewer", daemon=True).start()

    def _serve(self, viewer: socket.socket) -> None:
        try:
            viewer.settimeout(SEND_WITHIN_S)
            if (heard := _asked(viewer)) is not None:
                viewer.sendall(_HEAD)
                self._stream(viewer, heard)
        except OSError:  # the viewer or the camera has gone
            pass
        finally:
            with self._guard:
                self._viewers.discard(viewer)
            viewer.close()
            if self._exposed_by is viewer:
                with contextlib.suppress(OSError):
                    self._source.expose(None)

    def _stream(self, viewer: socket.socket, heard: bytes) -> None:
        turn = 0
        while not self._ended.is_set():
            picture = self._source.next(turn, LOOK_EVERY_S)
            heard = self._obey(viewer, heard + _waiting(viewer))
            if picture is not None:
                turn = picture.turn
                viewer.sendall(part(picture))

    def _obey(self, viewer: socket.socket, heard: bytes) -> bytes:
        """Carry out each whole line and return what is left of the last one."""
        *lines, rest = heard.split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError, TypeError, RecursionError):
                asked = json.loads(line)
                if isinstance(asked, Mapping) and "exposure_ms" in asked:
                    self._source.expose(_exposure(asked["exposure_ms"]))
                    self._exposed_by = viewer
        return rest[-MOST_ASKED_BYTES:]


_HEAD = f"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary={BOUNDARY}\r\n\r\n".encode()


def part(picture: Picture) -> bytes:
    """Return one picture as it goes into the stream, with its exposure where that is known."""
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture.jpeg)}\r\n"
    if picture.exposure_ms is not None:
        head += f"X-Exposure-Ms: {picture.exposure_ms:.3f}\r\n"
    return head.encode("ascii") + b"\r\n" + picture.jpeg + b"\r\n"


def _exposure(asked: object) -> float | None:
    """Return an exposure that a camera can take; None for automatic.

    Raises:
        ValueError: it is no number, or out of `EXPOSURES_MS`.
    """
    if asked is None:
        return None
    least, most = EXPOSURES_MS
    if isinstance(asked, bool) or not isinstance(asked, int | float) or not least <= asked <= most:
        raise ValueError("no exposure")
    return float(asked)


def _asked(viewer: socket.socket) -> bytes | None:
    """Return what came after a whole HTTP question, None if there was none; what it names is the one camera."""
    question = b""
    while b"\r\n\r\n" not in question:
        came = viewer.recv(4096)
        if not came or len(question) > 8192:
            return None
        question += came
    return question.partition(b"\r\n\r\n")[2] if question.startswith(b"GET ") else None


def _waiting(viewer: socket.socket) -> bytes:
    """Return what the viewer has sent meanwhile, b"" for nothing. OSError: it has hung up."""
    if not select.select([viewer], [], [], 0)[0]:
        return b""
    came = viewer.recv(MOST_ASKED_BYTES)
    if not came:
        raise ConnectionResetError("the viewer has gone")
    return came


CAMERAS: Mapping[str, Callable[[argparse.Namespace], Any]] = {"picamera2": PiCamera, "stills": Stills}


def main(words: list[str] | None = None) -> int:
    """Return the exit code: 0 when told to end, 1 when the camera is gone (the unit starts it again)."""
    logging.basicConfig(level=logging.INFO, format="pi_camera: %(message)s")
    asked = _arguments(words)
    told = threading.Event()
    ending: Callable[[int, FrameType | None], None] = lambda _number, _frame: told.set()  # noqa: E731
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending)
    try:
        camera = CAMERAS[asked.camera](asked)
        server = PictureServer(asked.socket, camera, mode=asked.mode)
    except (ImportError, OSError, RuntimeError, IndexError) as trouble:  # IndexError: no camera is attached
        log.error("%s: %s", type(trouble).__name__, trouble)
        return 1
    log.info("ready at %s", asked.socket)
    while not told.wait(0.5):
        if time.monotonic() - camera.came_s > STALLED_AFTER_S:
            log.error("the camera sends nothing any more")
            server.close()
            return 1
    server.close()
    return 0


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pi_camera", description="Serve the Pi's camera on a Unix socket.")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--mode", type=lambda word: int(word, 8), default=0o600, help="the socket's (octal)")
    parser.add_argument("--camera", choices=sorted(CAMERAS), default="picamera2")
    parser.add_argument("--size", type=_size, default=(1280, 720), metavar="WxH")
    parser.add_argument("--rate", type=float, default=15.0, help="frames a second")
    parser.add_argument("--focus", choices=("near", "far"), default="near", help="near: 10 to 30 cm")
    parser.add_argument("--folder", help="of --camera stills: where its *.jpg are")
    return parser.parse_args(words)


def _size(word: str) -> tuple[int, int]:
    wide, _, high = word.partition("x")
    return int(wide), int(high)


if __name__ == "__main__":
    code = main()
    # a camera that has lost its sensor blocks in its own clean-up for ever (picamera2, issue 1264): end without it
    os._exit(code)
