"""Light before the simulated camera: what glows, what is dim, and what a sensor makes of both in a given time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PLAIN_MS = 8.0
"""At this exposure white paper in the lit lobby is white."""
LONGEST_MS = 33.0
_GAMMA = 2.2
_NOISE = 0.018
"""What the sensor adds by itself, as a share of its range: in dim light it is all there is."""
_BLEEDS = 0.06
"""A screen's black is not black: this share of its white comes through and is scattered by the glass before it."""
_WANTED_MEAN = 0.18
"""What an automatic exposure aims at, over the whole picture: it knows nothing of the slip in its middle."""

Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class Scene:
    """The lobby, what is held up, and where; `light` and `glow` are 1.0 for a lit lobby and 0.0 for paper."""

    lobby: Image.Image
    held: Image.Image | None
    corner: tuple[int, int]
    light: float
    glow: float

    def seen(self, exposure_ms: float) -> Image.Image:
        """Return what the sensor makes of it in so long an exposure."""
        falls = self._falls() * np.float32(exposure_ms / PLAIN_MS)
        falls += _noise(falls.shape[0], falls.shape[1])[:, :, None]
        steps = np.clip(falls, 0, 1) * (len(_LEVELS) - 1)
        return Image.fromarray(_LEVELS[steps.astype(np.uint16)], "RGB")

    def metered_ms(self) -> float:
        """Return the exposure that an automatic camera comes to in such light."""
        mean = max(1e-4, float(self._falls().mean()))
        return float(np.clip(PLAIN_MS * _WANTED_MEAN / mean, 0.1, LONGEST_MS))

    def _falls(self) -> Pixels:
        """The light that falls on each pixel: 1.0 is white paper in the lit lobby."""
        falls = _linear(self.lobby) * np.float32(self.light)
        if self.held is not None:
            picture = _linear(self.held)
            shines = (picture * (1 - _BLEEDS) + _BLEEDS) * self.glow if self.glow else picture * self.light
            x, y = self.corner
            falls[y : y + self.held.height, x : x + self.held.width] = shines
        return falls


def _linear(picture: Image.Image) -> Pixels:
    linear: Pixels = _LINEAR[np.asarray(picture.convert("RGB"))]
    return linear


@cache
def _noise(high: int, wide: int) -> Pixels:
    """The same for every picture: no test depends on luck."""
    return np.random.default_rng(7).normal(0, _NOISE, (high, wide)).astype(np.float32)


_LINEAR: Pixels = np.power(np.arange(256, dtype=np.float32) / 255, np.float32(_GAMMA))
_LEVELS: NDArray[np.uint8] = np.rint(np.power(np.linspace(0, 1, 4096), 1 / _GAMMA) * 255).astype(np.uint8)
