"""The lobby's camera: the newest picture in grey for reading codes, and a still of it as evidence."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.codec import jpeg_size
from drivers.camera.mjpeg import UNIX, PictureStream
from drivers.camera.v4l2 import V4l2Exposure
from drivers.link import deadline
from drivers.trouble import LinkLost, NoReply

OPEN_WITHIN_S = 2.0
FRAME_WITHIN_S = 0.7
"""A UVC camera in the dark goes down to 5 frames a second; three misses in a row stay near two seconds."""
SIZE = (1280, 720)
MOST_PIXELS = 4096 * 3072
_MOST_STILL_BYTES = 300_000
COARSE_PX = 96
_AN_EIGHTH = cv2.IMREAD_REDUCED_COLOR_8 | cv2.IMREAD_IGNORE_ORIENTATION
"""A JPEG is decoded at an eighth of its size for next to nothing."""

cv2.setNumThreads(1)  # its pool gains nothing at this size, and costs memory and idle CPU
cv2.utils.logging.setLogLevel(
    cv2.utils.logging.LOG_LEVEL_SILENT
)  # a missing device is told by our exceptions, not on stderr every two seconds


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture: `grey` is (height, width), read-only; `taken_s` is when it arrived, monotonic seconds."""

    grey: NDArray[np.uint8]
    taken_s: float
    exposure_ms: float | None = None
    """How long it was exposed, where the camera tells."""


@dataclass(frozen=True)
class Mounting:
    """How a camera hangs: by how many degrees its pictures must be turned clockwise, and whether they are mirrored."""

    rotation: int = 0
    mirrored: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether pictures are right as they come."""
        return self.rotation == 0 and not self.mirrored

    def upright(self, pixels: Any) -> Any:
        """Return `pixels` as a person standing there would see them."""
        if self.rotation:
            pixels = cv2.rotate(pixels, _TURNS[self.rotation])
        return cv2.flip(pixels, 1) if self.mirrored else pixels


_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class _Pictures(Protocol):
    """Where frames come from: an HTTP stream, or whatever OpenCV opens."""

    def frame(self, within_s: float) -> Frame: ...

    def still(self) -> bytes: ...

    def expose(self, exposure_ms: float | None) -> bool: ...

    @property
    def skipped_bytes(self) -> int: ...

    @property
    def bad_reads(self) -> int: ...

    def close(self) -> None: ...


class Camera:
    """A camera that is open; belongs to one thread. Made anew after `LinkLost`."""

    def __init__(self, source: str, *, name: str, mounting: Mounting | None = None) -> None:
        """Open `source`: "/dev/video0", a series "/path/%03d.png", MJPEG at "http://host:port/path", or "unix:/socket".

        Raises:
            LinkLost: it is not there, or it is none of these.
            NoReply: it is there and does not answer in `OPEN_WITHIN_S`.
        """
        self.name = name
        self._mounting = mounting or Mounting()
        self._pictures: _Pictures
        if source.startswith(("http://", UNIX)):
            self._pictures = _Streamed(source, name)
        else:
            self._pictures = _Captured(source, name)

    def frame(self) -> Frame:
        """Return the newest picture that was not returned before, waiting up to `FRAME_WITHIN_S` for it.

        Raises:
            NoReply: no whole picture came in time.
            LinkLost: the device is gone, or the stream or series has ended.
        """
        seen = self._pictures.frame(FRAME_WITHIN_S)
        if self._mounting.is_plain:
            return seen
        return replace(seen, grey=_sealed(self._mounting.upright(seen.grey)))

    def still(self) -> bytes:
        """Return the last frame as JPEG, in colour and as the camera sent it: see `fitted`.

        Raises:
            NoReply: there was no frame yet.
        """
        return self._pictures.still()

    @property
    def skipped_bytes(self) -> int:
        """How many bytes came that were no picture, since it was opened."""
        return self._pictures.skipped_bytes

    @property
    def bad_reads(self) -> int:
        """How many pictures came that were torn or absurd, since it was opened."""
        return self._pictures.bad_reads

    def expose(self, exposure_ms: float | None) -> bool:
        """Return whether pictures will have so long an exposure from now on; None: as the camera thinks best.

        Raises:
            LinkLost: the camera is gone.
        """
        return self._pictures.expose(exposure_ms)

    def close(self) -> None:
        """Release the camera, its exposure automatic again; never raises."""
        self._pictures.close()


class _Streamed:
    """MJPEG over HTTP; the still is the camera's own JPEG, bit by bit."""

    def __init__(self, url: str, name: str) -> None:
        self._name = name
        self._stream = PictureStream(url, name=name, within_s=OPEN_WITHIN_S)
        self._jpeg = b""
        self._grey: NDArray[np.uint8] | None = None
        self.bad_reads = 0

    def frame(self, within_s: float) -> Frame:
        until_s, torn = deadline(within_s), False
        while True:
            try:
                jpeg = self._stream.newest(max(0.0, until_s - time.monotonic()))
            except NoReply as silence:
                if not torn:
                    raise
                raise NoReply(self._name, "no whole picture in time", code="garbled") from silence
            taken_s = time.monotonic()
            if jpeg != self._jpeg or self._grey is None:
                grey = decoded(jpeg)
                if grey is None:
                    torn, self.bad_reads = True, self.bad_reads + 1
                    continue  # torn or hostile: the next one counts, while there is time
                self._jpeg, self._grey = jpeg, grey
            return Frame(self._grey, taken_s, self._stream.exposure_ms)

    def still(self) -> bytes:
        if not self._jpeg:
            raise NoReply(self._name, "no picture yet")
        return self._jpeg

    def expose(self, exposure_ms: float | None) -> bool:
        if self._stream.takes_controls:
            self._stream.control(exposure_ms=exposure_ms)
        return self._stream.takes_controls

    @property
    def skipped_bytes(self) -> int:
        return self._stream.skipped_bytes

    def close(self) -> None:
        self._stream.close()


class _Captured:
    """A video device or a numbered series of pictures, by OpenCV."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self.bad_reads = 0  # OpenCV throws torn pictures away without a word
        self._device = Path(source) if source.startswith("/dev/") else None
        self._last: Any = None
        if self._device is not None:
            # the only way to a time limit with V4L2; OpenCV reads it at its first wait, in whole seconds
            os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
            self._capture = _opened(source, cv2.CAP_V4L2, _DEVICE_SETUP)
        else:
            self._capture = _opened(source, cv2.CAP_IMAGES, [])
        if not self._capture.isOpened():
            raise LinkLost(name, f"cannot open {source!r}")
        self._exposure = V4l2Exposure(self._capture) if self._device else None

    def frame(self, within_s: float) -> Frame:
        whole, seen = self._capture.read()
        if not whole or seen is None:
            if self._device is not None and self._device.exists():
                raise NoReply(self._name, "no picture in time", code="no_picture")
            raise LinkLost(self._name, "the device is gone" if self._device else "the series has ended")
        self._last = seen
        grey = seen if seen.ndim == 2 else cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)
        return Frame(_sealed(grey), time.monotonic())

    def still(self) -> bytes:
        if self._last is None:
            raise NoReply(self._name, "no picture yet")
        return bytes(cv2.imencode(".jpg", self._last, [cv2.IMWRITE_JPEG_QUALITY, 88])[1])

    def expose(self, exposure_ms: float | None) -> bool:
        return self._exposure is not None and self._exposure.set(exposure_ms)

    @property
    def skipped_bytes(self) -> int:
        return 0

    def close(self) -> None:
        if self._exposure is not None:
            self._exposure.restore()
        self._capture.release()


_DEVICE_SETUP = [
    *(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),  # raw 720p does not fit USB 2 at full rate
    *(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0]),
    *(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1]),
    *(cv2.CAP_PROP_BUFFERSIZE, 1),  # else four old pictures wait in the kernel
]


def decoded(jpeg: bytes) -> NDArray[np.uint8] | None:
    """Return the grey pixels of `jpeg`, read-only, or None where it is torn, no JPEG, or absurdly large."""
    size = jpeg_size(jpeg)
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return None
    try:
        grey = cv2.imdecode(
            np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
        )
    except cv2.error:
        return None
    return None if grey is None else _sealed(grey)


def fitted(jpeg: bytes, mounting: Mounting, *, longest_px: int, quality: int) -> bytes | None:
    """Return a still fit to be kept: upright, its longer side at most `longest_px`; None where it is no picture.

    A picture that is right as it came is returned bit by bit: it was never changed.
    """
    size = jpeg_size(jpeg)
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return None
    if mounting.is_plain and max(size) <= longest_px and len(jpeg) <= _MOST_STILL_BYTES:
        return jpeg
    try:
        seen: Any = cv2.imdecode(
            np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        )
        if seen is None:
            return None
        seen = mounting.upright(seen)
        scale = longest_px / max(seen.shape[:2])
        if scale < 1:
            seen = cv2.resize(seen, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return bytes(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
    except cv2.error:
        return None


def coarse(jpeg: bytes, mounting: Mounting) -> bytes | None:
    """Return a still that shows where a card is held and nothing that stands on it; None where it is no picture.

    Mirrored, as people know it of mirrors; `COARSE_PX` wide, so that a figure of a card that fills the picture is less
    than three pixels wide, and smoothed besides.
    """
    size = jpeg_size(jpeg)
    if size is None or not 0 < size[0] * size[1] <= MOST_PIXELS:
        return None
    try:
        seen: Any = cv2.imdecode(np.frombuffer(jpeg, np.uint8), _AN_EIGHTH)
        if seen is None:
            return None
        seen = cv2.flip(mounting.upright(seen), 1)
        high = max(1, round(seen.shape[0] * COARSE_PX / seen.shape[1]))
        small = cv2.GaussianBlur(
            cv2.resize(seen, (COARSE_PX, high), interpolation=cv2.INTER_AREA), (3, 3), 0.8
        )
        shown = cv2.resize(small, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
        return bytes(cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, 60])[1])
    except cv2.error:
        return None


def _sealed(grey: Any) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = np.asarray(grey, np.uint8)
    pixels.flags.writeable = False
    return pixels


def _opened(source: str, backend: int, setup: list[int]) -> cv2.VideoCapture:
    try:
        return cv2.VideoCapture(source, backend, setup)
    except cv2.error:
        return cv2.VideoCapture()  # closed: the caller sees that it is not open
