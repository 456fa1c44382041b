"""The exposure of a USB camera by V4L2: found as it was, set while it is needed, put back at the end."""

from __future__ import annotations

from typing import Protocol

import cv2

MANUAL, APERTURE_PRIORITY = 1.0, 3.0
"""V4L2_EXPOSURE_MANUAL and V4L2_EXPOSURE_APERTURE_PRIORITY: the two that UVC cameras know."""
_STEPS_A_MS = 10
"""V4L2_CID_EXPOSURE_ABSOLUTE counts in 100 µs."""


class Properties(Protocol):
    """The properties of an open capture, as OpenCV's `VideoCapture` has them."""

    def get(self, prop: int, /) -> float:
        """Return a property."""

    def set(self, prop: int, value: float, /) -> bool:
        """Return whether a property was set."""


class V4l2Exposure:
    """The exposure controls of one capture.

    A camera that was left in manual mode by another program keeps its exposure until the mode is set anew, so automatic
    is set before manual. OpenCV hands both values to the kernel as they are.

    Source: Linux media documentation, Camera Control Reference: V4L2_CID_EXPOSURE_AUTO, V4L2_CID_EXPOSURE_ABSOLUTE;
    OpenCV, modules/videoio/src/cap_v4l.cpp; its issue 9738 (the order).
    """

    def __init__(self, capture: Properties) -> None:
        self._capture = capture
        self._mode_before = capture.get(cv2.CAP_PROP_AUTO_EXPOSURE)
        self._steps_before = capture.get(cv2.CAP_PROP_EXPOSURE)
        self._is_manual = False
        self._touched = False

    def set(self, exposure_ms: float | None) -> bool:
        """Return whether the camera took an exposure; None: automatic."""
        if exposure_ms is None:
            self._is_manual = False
            return self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, APERTURE_PRIORITY)
        if not self._is_manual:
            self._touched = True
            self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, APERTURE_PRIORITY)
            if not self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL):
                return False
            self._is_manual = True
        return self._capture.set(cv2.CAP_PROP_EXPOSURE, max(1.0, round(exposure_ms * _STEPS_A_MS)))

    def restore(self) -> None:
        """Leave the camera as it was found, if it was changed."""
        if not self._touched:
            return
        if self._mode_before == MANUAL:
            self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL)
            self._capture.set(cv2.CAP_PROP_EXPOSURE, self._steps_before)
        else:
            self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, APERTURE_PRIORITY)
