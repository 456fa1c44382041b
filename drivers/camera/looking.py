"""Looks at a camera's pictures: codes that just came, and the exposure that the next picture should have."""

from __future__ import annotations

import logging
from collections.abc import Callable

from drivers.camera.codes import LOBBY, Code
from drivers.camera.driver import Camera, Frame
from drivers.camera.exposure import AUTO, SETTLE, Bracketing, light_of
from drivers.camera.watching import Fits, Moments, Watch, never

log = logging.getLogger(__name__)

BRACKET = "bracket"
_SAME = 0.25
"""A camera rounds exposures to its own steps; what it tells counts as the one asked for within a quarter."""


class Looking:
    """What happens with each picture of one camera; belongs to the camera's thread.

    Each exposure has a watch of its own, since a picture that is brighter than the last is no movement.
    """

    def __init__(
        self,
        on_code: Callable[[Code], None],
        exposure: str | float = "auto",
        symbologies: tuple[str, ...] = LOBBY,
        fits: Fits = never,
    ) -> None:
        """`exposure`: "auto", "bracket", or milliseconds. `fits`: as `Watch`."""
        self._fits = fits
        self._on_code = on_code
        self._exposure = exposure
        self._symbologies = symbologies
        self._moments = Moments()
        self._told = False
        self._begin(AUTO)

    def opened(self, camera: Camera) -> Camera:
        """Return a camera that was just opened, set to the exposure of the settings."""
        self._begin(self._exposure if isinstance(self._exposure, float | int) else AUTO)
        if self._asked is not AUTO and not camera.expose(self._asked):
            self._say_once(camera)
        return camera

    def round(self, camera: Camera) -> str:
        """Look at one picture; return "", since a camera either gives pictures or is lost."""
        frame = camera.frame()
        if not self._settled(frame):
            return ""
        watch = self._watches.setdefault(self._asked, Watch(self._symbologies, self._fits))
        codes = watch.look(frame.grey, frame.taken_s)
        for code in self._moments.fresh(codes, frame.taken_s):
            self._on_code(code)
        if self._exposure == BRACKET:
            self._choose(camera, frame, bool(codes), watch.moved_s == frame.taken_s)
        return ""

    def _begin(self, exposure_ms: float | None) -> None:
        self._asked: float | None = exposure_ms
        self._passed = 0
        self._bracketing = Bracketing()
        self._watches: dict[float | None, Watch] = {}

    def _settled(self, frame: Frame) -> bool:
        """Whether a picture has the exposure that was asked for last. A camera that does not tell gets its time."""
        self._passed += 1
        if self._asked is AUTO or self._passed > 2 * SETTLE:
            return True
        if frame.exposure_ms is None:
            return self._passed > SETTLE
        return abs(frame.exposure_ms - self._asked) <= _SAME * self._asked

    def _choose(self, camera: Camera, frame: Frame, read: bool, moved: bool) -> None:
        wanted = self._bracketing.next(light_of(frame.grey), read=read, moved=moved, at_s=frame.taken_s)
        if wanted == self._asked:
            return
        if not camera.expose(wanted):
            self._say_once(camera)
            self._exposure = "auto"  # for as long as this camera is not changed: asking again would be no use
            wanted = AUTO
        self._asked, self._passed = wanted, 0

    def _say_once(self, camera: Camera) -> None:
        if not self._told:
            self._told = True
            log.warning("%s lets nobody set its exposure: it stays automatic", camera.name)
