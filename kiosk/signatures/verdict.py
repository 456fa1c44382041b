"""The score of a signature against those it should be like, and the verdict at lines fixed in advance.

A score tells how far a signature lies from its references, in units of how far they lie from each other: 0 is the very
same path, 1.0 the line below which it counts as the same, more is less alike.

What the lines stand for, in percent, on the 20 writers of SVC2004 (Task 2, without pressure) that they were set on;
signatures of later visits are among those asked about. A hand drifts from visit to visit: references of two visits
know that, those of one visit do not.

| references | rightful, not "same" | practised forgeries, "same" | rightful, "different" | strangers, "same" |
|---|---|---|---|---|
| 5 of two visits | 1-2 | 7-17 | 1 | 0 |
| 5 of one visit | 5 (the first five) to 22 (the last five) | 10 to 4 | 1-2 | 0 |
| 3 of two visits; of one | 2; 18 | 9; 4 | 1 | 0 |
| 2 of two visits; of one | 3; 26 | 12; 6 | 0 | 0 |
| 1 | 40 | 4 | 2 | 0 |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from kiosk.signatures.strokes import MOST_STEPS, Floats, Pen, looked_at, step_for
from kiosk.signatures.warping import distances

HAND_WEIGHT = 0.65
"""How much a hand's own unsteadiness counts (exponent); the rest is everybody's."""
USUAL_SPREAD = 0.246
"""How far a signature lies from the nearest of the same hand, over all hands: stands in where there is only one."""
SAME_UP_TO = {1: 1.40, 2: 1.30, 3: 1.40, 4: 1.50}
"""The line of "same", by the number of references; the last holds for more. Few references prove less."""
DIFFERENT_FROM = {1: 2.2, 2: 1.9, 3: 1.8, 4: 1.75}
MOST_REFERENCES = 5
LONGEST = 4
"""What lies behind so many times `MOST_STEPS` is not looked at: it is another hand's long before."""


class Verdict(StrEnum):
    """What a comparison says; `UNSURE` and `DIFFERENT` are for a person to judge."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Comparison:
    """A score (0: the very same; 1: the line of "same"; more: less alike), and what it means."""

    score: float
    verdict: Verdict


class Hand:
    """One person's hand by 1 to 5 of their signatures; made once, it serves for any number of comparisons."""

    def __init__(self, references: Sequence[Pen]) -> None:
        """Of more references than `MOST_REFERENCES` the last ones count.

        Raises:
            ValueError: for none at all.
        """
        if not references:
            raise ValueError("nothing to compare with")
        known = list(references)[-MOST_REFERENCES:]
        self._step_ms = step_for(known)
        self._seen = [looked_at(one, self._step_ms) for one in known]
        self._spread = _spread(self._seen)

    def compare(self, probe: Pen) -> Comparison:
        """Return how alike a signature is to this hand's."""
        asked = looked_at(probe, self._step_ms)[: LONGEST * MOST_STEPS]
        apart = distances([(asked, one) for one in self._seen]) / [len(one) for one in self._seen]
        raw = float(np.sqrt(apart.mean() * apart.min()))
        raw /= self._spread**HAND_WEIGHT * USUAL_SPREAD ** (1.0 - HAND_WEIGHT)
        count = min(len(self._seen), max(SAME_UP_TO))
        score = raw / SAME_UP_TO[count]
        return Comparison(score, _verdict(score, DIFFERENT_FROM[count] / SAME_UP_TO[count]))


def compare(references: Sequence[Pen], probe: Pen) -> Comparison:
    """Return how alike a signature is to 1 to 5 of the same person. Raises as `Hand`."""
    return Hand(references).compare(probe)


def nearest(others: Sequence[Pen], probe: Pen) -> float:
    """Return how far a signature lies from the nearest of others, in everybody's units: 1 is usual for one hand."""
    step_ms = step_for([*others, probe])
    asked, seen = looked_at(probe, step_ms), [looked_at(one, step_ms) for one in others]
    apart = distances([(asked, one) for one in seen]) / [len(one) for one in seen]
    return float(apart.min()) / USUAL_SPREAD


def _spread(seen: Sequence[Floats]) -> float:
    """Return how far each reference lies from the nearest other, on average; never less than a tenth of the usual."""
    if len(seen) < 2:
        return USUAL_SPREAD
    inner = list(combinations(range(len(seen)), 2))
    table = np.full((len(seen), len(seen)), np.inf)
    for (i, j), cost in zip(inner, distances([(seen[i], seen[j]) for i, j in inner]), strict=True):
        table[i, j], table[j, i] = cost / len(seen[j]), cost / len(seen[i])
    return max(float(table.min(axis=1).mean()), USUAL_SPREAD / 10)


def _verdict(score: float, different_from: float) -> Verdict:
    if score <= 1.0:
        return Verdict.SAME
    return Verdict.DIFFERENT if score > different_from else Verdict.UNSURE
