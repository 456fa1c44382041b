"""The lobby's camera: the newest picture in grey for reading codes, and a still of it as evidence."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.codec import jpeg_size
from drivers.camera.mjpeg import PictureStream
from drivers.link import deadline
from drivers.trouble import LinkLost, NoReply

OPEN_WITHIN_S = 2.0
FRAME_WITHIN_S = 0.7
"""A UVC camera in the dark goes down to 5 frames a second; three misses in a row stay near two seconds."""
SIZE = (1280, 720)
MOST_PIXELS = 4096 * 3072

cv2.setNumThreads(1)  # its pool gains nothing at this size, and costs memory and idle CPU
cv2.utils.logging.setLogLevel(
    cv2.utils.logging.LOG_LEVEL_SILENT
)  # a missing device is told by our exceptions, not on stderr every two seconds


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture: `grey` is (height, width), read-only; `taken_s` is when it arrived, monotonic seconds."""

    grey: NDArray[np.uint8]
    taken_s: float


class _Pictures(Protocol):
    """Where frames come from: an HTTP stream, or whatever OpenCV opens."""

    def frame(self, within_s: float) -> Frame: ...

    def still(self) -> bytes: ...

    def close(self) -> None: ...


class Camera:
    """A camera that is open; belongs to one thread. Made anew after `LinkLost`."""

    def __init__(self, source: str, *, name: str) -> None:
        """Open `source`: "/dev/video0", a series "/path/%03d.png", or MJPEG at "http://host:port/path".

        Raises:
            LinkLost: it is not there, or it is none of these.
            NoReply: it is there and does not answer in `OPEN_WITHIN_S`.
        """
        self.name = name
        self._pictures: _Pictures
        if source.startswith("http://"):
            self._pictures = _Streamed(source, name)
        else:
            self._pictures = _Captured(source, name)

    def frame(self) -> Frame:
        """Return the newest picture that was not returned before, waiting up to `FRAME_WITHIN_S` for it.

        Raises:
            NoReply: no whole picture came in time.
            LinkLost: the device is gone, or the stream or series has ended.
        """
        return self._pictures.frame(FRAME_WITHIN_S)

    def still(self) -> bytes:
        """Return the last frame as JPEG, in colour.

        Raises:
            NoReply: there was no frame yet.
        """
        return self._pictures.still()

    def close(self) -> None:
        """Release the camera; never raises."""
        self._pictures.close()


class _Streamed:
    """MJPEG over HTTP; the still is the camera's own JPEG, bit by bit."""

    def __init__(self, url: str, name: str) -> None:
        self._name = name
        self._stream = PictureStream(url, name=name, within_s=OPEN_WITHIN_S)
        self._jpeg = b""
        self._grey: NDArray[np.uint8] | None = None

    def frame(self, within_s: float) -> Frame:
        until_s = deadline(within_s)
        while True:
            jpeg = self._stream.newest(max(0.0, until_s - time.monotonic()))
            taken_s = time.monotonic()
            if jpeg != self._jpeg or self._grey is None:
                grey = decoded(jpeg)
                if grey is None:
                    continue  # torn or hostile: the next one counts, while there is time
                self._jpeg, self._grey = jpeg, grey
            return Frame(self._grey, taken_s)

    def still(self) -> bytes:
        if not self._jpeg:
            raise NoReply(self._name, "no picture yet")
        return self._jpeg

    def close(self) -> None:
        self._stream.close()


class _Captured:
    """A video device or a numbered series of pictures, by OpenCV."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
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

    def frame(self, within_s: float) -> Frame:
        whole, seen = self._capture.read()
        if not whole or seen is None:
            if self._device is not None and self._device.exists():
                raise NoReply(self._name, "no picture in time")
            raise LinkLost(self._name, "the device is gone" if self._device else "the series has ended")
        self._last = seen
        grey = seen if seen.ndim == 2 else cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)
        return Frame(_sealed(grey), time.monotonic())

    def still(self) -> bytes:
        if self._last is None:
            raise NoReply(self._name, "no picture yet")
        return bytes(cv2.imencode(".jpg", self._last, [cv2.IMWRITE_JPEG_QUALITY, 88])[1])

    def close(self) -> None:
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


def _sealed(grey: Any) -> NDArray[np.uint8]:
    pixels: NDArray[np.uint8] = np.asarray(grey, np.uint8)
    pixels.flags.writeable = False
    return pixels


def _opened(source: str, backend: int, setup: list[int]) -> cv2.VideoCapture:
    try:
        return cv2.VideoCapture(source, backend, setup)
    except cv2.error:
        return cv2.VideoCapture()  # closed: the caller sees that it is not open
