"""A pen's path as the comparison looks at it: evenly in time, without size, place and trembling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Strokes = Sequence[Sequence[Sequence[float]]]
"""Pen strokes: points of x and y (any unit) and t (ms)."""

STEP_MS = 12.0
"""The path is looked at so often, however often the screen did: 60 Hz and 200 Hz come out alike."""
SMOOTHED_MS = 14.0
"""Standard deviation of the Gaussian that takes away trembling and the screen's steps."""
FLIGHT_MS = 200.0
"""The pen's way through the air is drawn straight, and for no longer than this: its rhythm tells, a pause does not."""
MOST_STEPS = 250
"""A longer signature is looked at in longer steps, so that no comparison takes more time than it should."""
FEWEST_POINTS, SHORTEST_MS = 8, 60.0
PLACE_WEIGHT, SPEED_WEIGHT = 0.5, 0.5
"""What place and speed count for, beside the direction of the pen's way at 1."""


class Unreadable(Exception):
    """What was drawn is no signature that could be compared; the text says why."""


@dataclass(frozen=True)
class Pen:
    """One signature, checked: strokes of finite points, time running forward from 0 ms."""

    strokes: tuple[Floats, ...]

    @property
    def lasts_ms(self) -> float:
        """From the first touch to the last lift, pauses cut short as they are looked at."""
        flights = sum(self._flights_ms())
        return float(sum(one[-1, 2] - one[0, 2] for one in self.strokes) + flights)

    def _flights_ms(self) -> list[float]:
        ends = pairwise(self.strokes)
        return [min(float(after[0, 2] - before[-1, 2]), FLIGHT_MS) for before, after in ends]


def pen_of(strokes: Strokes) -> Pen:
    """Return pen strokes ready to be compared.

    Raises:
        Unreadable: for fewer points than a hand makes, a dot, no time, or what is not a finite number.
    """
    parts = [_rows(one) for one in strokes if len(one)]
    if sum(len(one) for one in parts) < FEWEST_POINTS:
        raise Unreadable(f"fewer than {FEWEST_POINTS} points")
    every = np.concatenate(parts)
    if not np.isfinite(every).all() or float(np.abs(every).max()) > 1e12:
        raise Unreadable("a coordinate or a time is not a number")
    times = np.maximum.accumulate(every[:, 2])  # tablets have been seen to step back by a few ms
    every = np.column_stack([every[:, :2] - every[0, :2], times - times[0]])
    if times[-1] - times[0] < SHORTEST_MS:
        raise Unreadable(f"it took less than {SHORTEST_MS:.0f} ms")
    if not float(np.ptp(every[:, :2], axis=0).max()) > 0.0:
        raise Unreadable("it is a dot")
    cuts = np.cumsum([len(one) for one in parts])[:-1]
    return Pen(tuple(np.split(every, cuts)))


def _rows(stroke: Sequence[Sequence[float]]) -> Floats:
    try:
        rows = np.asarray(stroke, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable("a point is not x, y and t") from None
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise Unreadable("a point is not x, y and t")
    return rows


def step_for(pens: Sequence[Pen]) -> float:
    """Return in which steps (ms) these are compared with each other."""
    return max(STEP_MS, max(one.lasts_ms for one in pens) / MOST_STEPS)


def looked_at(pen: Pen, step_ms: float = STEP_MS) -> Floats:
    """Return (n, 5): the pen's way in one step (x, y; 1 is the hand's own mean), its place (x, y) and log speed.

    Divided by the signature's own speed and size, so that no unit, tablet or large writing matters.
    """
    path, on_paper = _even(pen, step_ms)
    spread = float(np.sqrt(path.var(axis=0).sum())) or 1.0
    place = (path - path.mean(axis=0)) / spread
    way = np.gradient(_smooth(path, SMOOTHED_MS / step_ms), axis=0)
    speed = np.hypot(way[:, 0], way[:, 1])
    usual = float(speed[on_paper].mean()) or 1.0
    quick = np.log(speed / usual + 0.1)
    return np.column_stack([way / usual, place * PLACE_WEIGHT, quick * SPEED_WEIGHT])


def _even(pen: Pen, step_ms: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the path in even steps, and which of them are on paper."""
    parts: list[Floats] = []
    down: list[bool] = []
    ended = 0.0
    for stroke in pen.strokes:
        even = _resampled(stroke, step_ms)
        if parts:
            last, pause = parts[-1][-1], float(stroke[0, 2]) - ended
            flown = int(min(pause, FLIGHT_MS) / step_ms) - 1
            if flown > 0:
                part = np.arange(1, flown + 1)[:, None] / (flown + 1)
                parts.append(last + part * (even[0] - last))
                down += [False] * flown
        parts.append(even)
        down += [True] * len(even)
        ended = float(stroke[-1, 2])
    path = np.concatenate(parts)
    if len(path) < 3:
        path, down = np.repeat(path, 3, axis=0), down * 3
    return path, np.array(down)


def _resampled(stroke: Floats, step_ms: float) -> Floats:
    times, first = np.unique(stroke[:, 2], return_index=True)
    grid = np.arange(times[0], times[-1] + step_ms / 2, step_ms)
    return np.column_stack([np.interp(grid, times, stroke[first, axis]) for axis in (0, 1)])


def _smooth(path: Floats, steps: float) -> Floats:
    reach = int(np.ceil(3 * steps))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / steps) ** 2)
    bell /= bell.sum()
    wide = np.pad(path, ((reach, reach), (0, 0)), mode="edge")
    return np.column_stack([np.convolve(wide[:, axis], bell, "valid") for axis in (0, 1)])
