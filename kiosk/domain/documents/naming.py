"""The likeliest name in a zone: its fillers have an order, which tells fillers from letters they were read as."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from kiosk.domain.documents.marks import FILLER
from kiosk.domain.documents.weighing import Part

_START, _END = 0, 5
_AFTER_LETTER = (0, 0, 3, 3, 3, 5)
_AFTER_FILLER = (1, 2, 5, 4, 5, 5)
"""How a name goes on. 0, 1: in its first part, after no or one filler; 2: after the two between its parts; 3, 4: in
its second part; 5: behind it. Source: ICAO Doc 9303-3, 4.6."""
_AFTER_FILLER_OF_MANY = (1, 2, 5, 1, 5, 5)
"""With two fillers between any two parts, as a French card has them between given names."""
_FILLERS_MORE = log(4.0)
"""Where a name may stand there are more fillers than any one letter."""


def likeliest_name(places: Sequence[Sequence[Part]], *, parts: int) -> str:
    """Return the likeliest name in some places, fillers and all. `parts`: how many two fillers divide; 2, or more."""
    follows = _AFTER_FILLER if parts == 2 else _AFTER_FILLER_OF_MANY
    paths = {_START: Part("", 0.0)}
    for place in places:
        following: dict[int, Part] = {}
        for state, path in paths.items():
            for choice in place:
                is_filler = choice.text == FILLER
                if state == _END and not is_filler:
                    continue
                after = follows[state] if is_filler else _AFTER_LETTER[state]
                weight = path.weight + choice.weight + (_FILLERS_MORE if is_filler else 0.0)
                if after not in following or following[after].weight < weight:
                    following[after] = Part(path.text + choice.text, weight)
        paths = following
    return max(paths.values(), key=lambda path: path.weight).text
