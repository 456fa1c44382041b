"""How sharp a picture is, whatever is on it and from how far: for setting up the camera."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

IN_FOCUS = 0.20
"""An edge that takes about two pixels (sigma) to change; blurred further, small codes are not read any more."""

_LEAST_CONTRAST = 60
"""Grey levels between the two sides of an edge that is worth looking at."""
_AROUND = 24
"""The contrast of an edge is that of its surroundings, a twenty-fourth of the height to each side: were it smaller, the
blurred modules of a code would look like sharp edges of a faint one."""
_LEAST_EDGES = 200
_SHARPEST = 97


def sharpness(grey: NDArray[np.uint8]) -> float:
    """Return how steep the sharpest edges are, as a share of their own contrast a pixel; 0.0 where there are no edges.

    About 0.5 for a perfect edge and 0.4 / sigma for one blurred by `sigma` pixels, whether the code is large or small,
    bright or dim. Ask for a printed slip before judging: the soft shapes of an empty lobby are no fault of the lens.
    """
    pixels = cv2.GaussianBlur(grey, (3, 3), 0.5).astype(np.float32)  # noise is steep as well
    across = (pixels[1:-1, 2:] - pixels[1:-1, :-2]) / 2
    down = (pixels[2:, 1:-1] - pixels[:-2, 1:-1]) / 2
    slope = np.maximum(np.abs(across), np.abs(down))
    contrast = _contrast(grey)[1:-1, 1:-1]
    edges = (contrast >= _LEAST_CONTRAST) & (slope > contrast * 0.02)
    if int(edges.sum()) < _LEAST_EDGES:
        return 0.0
    return float(np.percentile(slope[edges] / contrast[edges], _SHARPEST))


def is_in_focus(value: float) -> bool:
    """Return whether a picture of that `sharpness` is sharp enough for every code that Loge prints."""
    return value >= IN_FOCUS


def _contrast(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    reach = max(5, grey.shape[0] // _AROUND)
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * reach + 1, 2 * reach + 1))
    brightest: Any = cv2.dilate(grey, window)
    darkest: Any = cv2.erode(grey, window)
    return np.asarray(brightest, np.float32) - np.asarray(darkest, np.float32)
