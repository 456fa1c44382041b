"""Which signatures may stand for a person: those that repeat, and are not so plain that anybody could write them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.signatures.strokes import STEP_MS, Pen, looked_at
from kiosk.signatures.verdict import nearest

FARTHEST = 1.9
"""How far one may lie from the nearest other of the same hand (1 is usual); 99 of 100 rightful ones do not."""
LEAST_TURNING = 6.0
"""Radians: how much the pen has to turn in all. A line, a tick and a loop are anybody's."""
SHORTEST_MS = 400.0


def is_plain(pen: Pen) -> bool:
    """Return whether a signature is too simple to tell one hand from another."""
    way = looked_at(pen, STEP_MS)[:, :2]
    moving = way[np.hypot(way[:, 0], way[:, 1]) > 0.2]
    if pen.lasts_ms < SHORTEST_MS or len(moving) < 8:
        return True
    turned = np.diff(np.unwrap(np.arctan2(moving[:, 1], moving[:, 0])))
    return float(np.abs(turned).sum()) < LEAST_TURNING


def repeats(others: Sequence[Pen], pen: Pen) -> bool:
    """Return whether a signature is like at least one of those that were given before; the first one always is."""
    return not others or nearest(others, pen) <= FARTHEST
