"""`python -m tests.vm.lens DEVICE`: a lobby camera by v4l2loopback, and the kiosk's own camera driver before it.

Frames of a posed QR code go in at one end of the kernel's device as any webcam's would; the driver takes them out at
the other, and the text that was read is printed.
"""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import segno

from drivers.camera.codes import read_codes
from drivers.camera.driver import SIZE, Camera
from drivers.trouble import DeviceTrouble

VIDIOC_S_FMT = 0xC0D05605
OUTPUT, MJPG, PROGRESSIVE, SRGB = 2, 0x47504A4D, 1, 8
TEXT = "LOGE-LENS-0802"
PAUSE = threading.Event()


def picture() -> bytes:
    """Return one frame as JPEG: a QR code in the middle of a grey wall."""
    width, height = SIZE
    grey = np.full((height, width), 150, np.uint8)
    modules = np.array(
        [list(row) for row in segno.make_qr(TEXT, error="m").matrix_iter(scale=8, border=4)], np.uint8
    )
    code = np.where(modules > 0, 20, 235).astype(np.uint8)
    top, left = (height - code.shape[0]) // 2, (width - code.shape[1]) // 2
    grey[top : top + code.shape[0], left : left + code.shape[1]] = code
    return bytes(cv2.imencode(".jpg", grey)[1])


def feed(device: str, ended: threading.Event) -> None:
    """Be the sensor: set the format once, then frames until it is over."""
    width, height = SIZE
    lens = os.open(device, os.O_RDWR)
    facts = struct.pack("=II8I", OUTPUT, 0, width, height, MJPG, PROGRESSIVE, 0, width * height, SRGB, 0)
    fcntl.ioctl(lens, VIDIOC_S_FMT, bytearray(facts.ljust(208, b"\0")))
    frame = picture()
    while not ended.wait(0.1):
        os.write(lens, frame)
    os.close(lens)


def look(device: str, within_s: float) -> Any:
    """Return the codes that the driver's pictures show."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        try:
            camera = Camera(device, name="camera")
        except DeviceTrouble as trouble:
            sys.stderr.write(f"{trouble}\n")  # a slow machine: the first frame was not there in time
            PAUSE.wait(0.5)
            continue
        try:
            for _ in range(10):
                if found := read_codes(camera.frame().grey):
                    return found
        except DeviceTrouble as trouble:
            sys.stderr.write(f"{trouble}\n")
        finally:
            camera.close()
    return ()


def main(device: str) -> int:
    """Print what was read."""
    assert Path(device).exists(), device
    ended = threading.Event()
    threading.Thread(target=feed, args=(device, ended), daemon=True).start()
    found = look(device, 120)
    ended.set()
    sys.stdout.write(" ".join(code.text for code in found) + "\n")
    return int(not any(code.text == TEXT for code in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
