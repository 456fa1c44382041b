"""Which exposure the next picture is to have: paper wants light, a phone's screen is a lamp."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AUTO = None
"""The exposure that the camera finds by itself."""
SHORT_MS = 1.0
MIDDLE_MS = 6.0
LONG_MS = 30.0
"""Six times apart: each step reads what is two and a half stops brighter or darker than the last one."""
PATIENCE = 3
"""Pictures that the automatic exposure gets before others are tried: most codes are read in the first."""
LOOKS = 3
"""Pictures at each exposure: as many as the reader has ways to look."""
SETTLE = 2
"""Pictures that a USB camera has under way when its exposure is changed."""
ACTIVE_S = 3.0
"""So long after the last movement before the camera other exposures are tried."""
REST_S = 1.5
"""An automatic exposure that was just given back moves by itself for so long."""

_WHITE, _MANY = 250, 0.004
"""A share of 0.4 % of white pixels is a small screen, or a lamp; either way the rest of it may hide a code."""
_DARK = 60


@dataclass(frozen=True)
class Light:
    """How bright a picture is: its mean grey level, and the share of its pixels that are burnt out."""

    mean: float
    burnt: float

    @property
    def glares(self) -> bool:
        """Whether something in view is too bright for this exposure."""
        return self.burnt > _MANY


def light_of(grey: NDArray[np.uint8]) -> Light:
    """Return how bright a picture is, by every eighth pixel of every eighth row."""
    sample = grey[::8, ::8]
    return Light(float(sample.mean()), float((sample >= _WHITE).mean()))


class Bracketing:
    """Which exposure comes next, given what the pictures so far showed.

    Automatic while nothing moves and while codes are read; else, as long as something moved lately, three exposures
    take turns, the likeliest first. A code that is read keeps its exposure until it is gone. Belongs to one thread.
    """

    def __init__(self) -> None:
        self._order: tuple[float, ...] = ()
        self._at = 0
        self._looks = 0
        self._moved_s = float("-inf")
        self._rests_until_s = float("-inf")

    def next(self, light: Light, *, read: bool, moved: bool, at_s: float) -> float | None:
        """Return the exposure of the next picture in milliseconds, or `AUTO`.

        Call it once a picture that was taken with the exposure last asked for: `read` tells whether a code was in
        it, `moved` whether it differs from the one before with the same exposure, `at_s` its time (monotonic).
        """
        if moved and at_s >= self._rests_until_s:
            self._moved_s = at_s
        if read:
            self._looks, self._moved_s = 0, at_s
            return self._now
        if at_s - self._moved_s > ACTIVE_S:
            return self._rest(at_s)
        self._looks += 1
        if not self._order:
            if self._looks >= PATIENCE:
                self._begin(light)
        elif self._looks >= LOOKS:
            self._at, self._looks = (self._at + 1) % len(self._order), 0
        return self._now

    @property
    def _now(self) -> float | None:
        return self._order[self._at] if self._order else AUTO

    def _begin(self, light: Light) -> None:
        """A lamp in view asks for less light first; otherwise it is too dark sooner than too bright."""
        darker_first = light.glares or light.mean > 2 * _DARK
        self._order = (SHORT_MS, LONG_MS, MIDDLE_MS) if darker_first else (LONG_MS, SHORT_MS, MIDDLE_MS)
        self._at = self._looks = 0

    def _rest(self, at_s: float) -> float | None:
        if self._order:
            self._rests_until_s = at_s + REST_S
        self._order, self._at, self._looks = (), 0, 0
        return AUTO
