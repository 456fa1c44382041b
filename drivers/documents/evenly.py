"""Where the characters of a line stand when they stand evenly: so many of them, from where on, how far apart.

A zone has 30, 36 or 44 characters a line and one pitch. So a character under a stamp is still counted, and none is
made of what stands beside the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.documents.ocr_b import MARKS, NOTHING, PITCH_PX, STEP_PX, Shares

LENGTHS = (30, 36, 44)
_UNEVEN = 0.35
"""What it costs, by its square, that two neighbours are one step nearer or farther than the pitch."""
_REACH = 2
_OUTSIDE = 0.3
"""How much of what stands before and behind the line counts against it, by step."""
_WORST = -9.0


@dataclass(frozen=True)
class Even:
    """The characters' steps in a strip, and how well all fits: the mean by character of what was found, 0 at best."""

    steps: tuple[int, ...]
    score: float


ANY_PITCH = (0.78, 0.85, 0.92, 1.0, 1.08, 1.16, 1.24)
SOME_PITCH = (0.82, 0.92, 1.03, 1.16)
USUAL_PITCH = (1.0,)


def even(shares: Shares, length: int, pitches: Sequence[float] = ANY_PITCH) -> Even:
    """Return where `length` characters stand best. `pitches`: which to try, in usual ones."""
    usual = PITCH_PX / STEP_PX
    return max((_placed(shares, length, usual * pitch) for pitch in pitches), key=lambda one: one.score)


def choices(
    shares: Shares, steps: tuple[int, ...], kept: int = 5
) -> tuple[tuple[tuple[str, float], ...], ...]:
    """Return what each character may be, likeliest first, with probabilities that sum to about 1."""
    found = []
    for step in steps:
        near = shares[max(0, step - 1) : step + 2, :NOTHING].mean(axis=0)
        share = np.exp(near - near.max())
        share /= share.sum()
        order = np.argsort(share)[::-1][:kept]
        found.append(tuple((MARKS[mark], round(float(share[mark]), 6)) for mark in order))
    return tuple(found)


def _placed(shares: Shares, length: int, pitch: float) -> Even:
    """Return the best path over the steps: character after character, about `pitch` steps apart."""
    nothing = np.maximum(shares[:, NOTHING], _WORST)
    something = np.maximum(np.log1p(-np.exp(np.minimum(shares[:, NOTHING], -1e-6))), _WORST)
    count = len(shares)
    before = np.concatenate([[0.0], np.cumsum(nothing)]) * _OUTSIDE
    behind = before[-1] - before
    margin = round(pitch / 2)
    first = np.array([before[max(0, at - margin)] for at in range(count)])
    last = np.array([behind[min(count, at + margin)] for at in range(count)])
    reaches = range(max(1, int(pitch) - _REACH), int(np.ceil(pitch)) + _REACH + 1)
    costs = np.array([_UNEVEN * (reach - pitch) ** 2 for reach in reaches])
    best = first + something
    came: list[NDArray[np.intp]] = []
    for _ in range(length - 1):
        ways = np.full((len(costs), count), -1e9)
        for row, reach in enumerate(reaches):
            middle = (reach + 1) // 2
            gap = nothing[middle : count - reach + middle]
            ways[row, reach:] = best[:-reach] - costs[row] + 0.5 * gap[: count - reach]
        chosen = ways.argmax(axis=0)
        came.append(chosen)
        best = ways[chosen, np.arange(count)] + something
    total = best + last
    at = int(total.argmax())
    steps = [at]
    for chosen in reversed(came):
        at -= reaches[int(chosen[at])]
        steps.append(at)
    return Even(tuple(reversed(steps)), float(total.max()) / length)
