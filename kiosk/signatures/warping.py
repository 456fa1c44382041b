"""How far apart two signatures are once their time is stretched to match: dynamic time warping, many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk.signatures.strokes import Floats

Singles = NDArray[np.float32]

GAP = 0.05
"""What a moment costs that one of the two has more than the other, beside how unlike it is."""
ROWS_AT_ONCE = 16
"""Rows of the table that are made at a time: they stay in the processor's cache."""


def distances(pairs: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return the cheapest alignment's cost of each pair: the sum of the distances of what is aligned, and gaps.

    A row of the table is one vector operation: a run along the row is a running minimum over cumulated costs.
    Source: Sakoe and Chiba, Dynamic programming algorithm optimization for spoken word recognition (1978).
    """
    down, height = _stacked([one for one, _ in pairs])
    across, width = _stacked([other for _, other in pairs])
    ended = np.zeros(len(pairs))
    table = np.full(across.shape[:2], np.inf, dtype=np.float32)
    entered = table.copy()
    entered[:, 0] = 0.0
    for first in range(0, down.shape[1], ROWS_AT_ONCE):
        cost = _apart(down[:, first : first + ROWS_AT_ONCE], across)
        along = np.cumsum(cost + np.float32(GAP), axis=2, dtype=np.float32)
        cost -= along
        for row in range(cost.shape[0]):
            if first + row:
                np.add(table, np.float32(GAP), out=entered)
                np.minimum(entered[:, 1:], table[:, :-1], out=entered[:, 1:])
            np.add(entered, cost[row], out=entered)
            np.minimum.accumulate(entered, axis=1, out=table)
            np.add(table, along[row], out=table)
            over = height == first + row + 1
            if over.any():
                ended[over] = table[over, width[over] - 1]
    return ended


def _stacked(paths: Sequence[Floats]) -> tuple[Singles, NDArray[np.int64]]:
    """Return paths in one array, filled up with zeros, and how long each is."""
    lengths = np.array([len(one) for one in paths], dtype=np.int64)
    stacked = np.zeros((len(paths), int(lengths.max()), paths[0].shape[1]), dtype=np.float32)
    for at, one in enumerate(paths):
        stacked[at, : len(one)] = one
    return stacked, lengths


def _apart(down: Singles, across: Singles) -> Singles:
    """Return (rows, pairs, columns): how unlike each moment of the one is to each of the other."""
    squared = (down**2).sum(axis=2)[:, :, None] + (across**2).sum(axis=2)[:, None, :]
    squared -= 2.0 * np.matmul(down, across.transpose(0, 2, 1))
    np.sqrt(np.maximum(squared, 0.0, out=squared), out=squared)
    apart: Singles = np.ascontiguousarray(squared.transpose(1, 0, 2))
    return apart
