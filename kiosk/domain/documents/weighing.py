"""What may stand in the places of a zone, and how likely: one reading, several as one, and the likeliest of a run."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, prod

from kiosk.domain.documents.marks import MARKS, alike, twins

Choices = Sequence[tuple[str, float]]
"""What one character may be, each with its probability."""
Reading = Sequence[Sequence[Choices]]
"""One reading of a zone: for each place of each line, what may stand there."""

GIVE = log(3000.0)
"""A reading that fits its check digit is taken if it is at most so much less likely (natural logarithm)."""
CLEAR = log(20.0)
"""What is decided is clear if all else that would fit is so much less likely."""
_LEAST = 1e-5
_UNSAID = 0.01
"""What a reading gives to a character that it does not name, beside another reading that does."""
_CONFUSED = 2e-4
"""What a character that looks alike is given at least, for engines that name one choice alone."""
_RARE, _RARER = "OQI", 20.0
"""Letters that many states leave out of numbers, and how much rarer they are there than the digits they look like."""
_PLAIN, _TWIN, _ALIKE = 0.9, 0.03, 0.002
"""What a character that was read plainly is given, and those it is a misreading of easily, or now and then."""
_MOST_CHOICES = 5
_MOST_TRIED = 600


@dataclass(frozen=True)
class Part:
    """One run of characters that could stand in some places, and the logarithm of its probability."""

    text: str
    weight: float


def plain(line: str) -> tuple[tuple[tuple[str, float], ...], ...]:
    """Return a line of text as choices: each character with what it may be a misreading of."""
    return tuple(
        ((mark, _PLAIN), *((other, _TWIN if other in twins(mark) else _ALIKE) for other in alike(mark)))
        for mark in line
    )


def joint(readings: Sequence[Reading]) -> Reading:
    """Return several readings as one: what each thinks of a character counts; an empty line says nothing."""
    first, *others = readings
    return [
        [
            _together([choices, *(other[line][at] for other in others if other[line])])
            for at, choices in enumerate(row)
        ]
        for line, row in enumerate(first)
    ]


def _together(choices: Sequence[Choices]) -> list[tuple[str, float]]:
    """Return what one character may be by all readings: their probabilities multiplied, to the sum of 1."""
    known = [dict(one) for one in choices]
    marks = dict.fromkeys(mark for one in known for mark in one)
    made = {mark: prod(one.get(mark, _UNSAID) for one in known) for mark in marks}
    whole = sum(made.values())
    return [(mark, share / whole) for mark, share in made.items()] if whole else []


def possible(choices: Choices, allowed: str) -> list[Part]:
    """Return what may stand at one place, likeliest first; what the place does not take is left out.

    Where both may stand, a nought is far more common than an O or a Q, a one than an I.
    """
    shares = {mark: share for mark, share in choices if mark in MARKS}
    for mark in list(shares):
        for other in alike(mark):
            shares[other] = max(shares.get(other, 0.0), _CONFUSED * shares[mark])
    rare = _RARE if allowed == MARKS else ""
    found = {
        mark: max(_LEAST, share / _RARER if mark in rare else share)
        for mark, share in shares.items()
        if mark in allowed
    }
    if not found:
        found = dict.fromkeys(allowed, _LEAST)
    order = sorted(found.items(), key=lambda one: -one[1])
    return [Part(mark, log(share)) for mark, share in order]


def likeliest(choices: Sequence[Sequence[Part]], most: int = _MOST_TRIED) -> Iterator[Part]:
    """Yield the readings of some places, each with one choice of every place, the likeliest first."""
    places = [place[:_MOST_CHOICES] for place in choices]
    order = sorted(range(len(places)), key=lambda at: _step(places[at]))
    best = sum(place[0].weight for place in places)

    def made(picked: Mapping[int, int]) -> str:
        return "".join(place[picked.get(at, 0)].text for at, place in enumerate(places))

    heap: list[tuple[float, int, dict[int, int], int]] = [(-best, 0, {}, -1)]
    number = 0
    for _ in range(most):
        if not heap or heap[0][0] + best > GIVE + CLEAR:
            return
        cost, _, picked, last = heapq.heappop(heap)
        yield Part(made(picked), -cost)
        for changed, rank in _next(order, places, picked, last):
            number += 1
            at = order[rank]
            was, now = places[at][picked.get(at, 0)], places[at][changed[at]]
            heapq.heappush(heap, (cost + was.weight - now.weight, number, changed, rank))


def _next(
    order: Sequence[int], places: Sequence[Sequence[Part]], picked: Mapping[int, int], last: int
) -> Iterator[tuple[dict[int, int], int]]:
    """Yield what follows: the last changed place changed further, or one after it changed for the first time."""
    for rank in range(max(0, last), len(order)):
        at = order[rank]
        turn = picked.get(at, 0) + 1
        if turn < len(places[at]):
            yield {**picked, at: turn}, rank


def _step(place: Sequence[Part]) -> float:
    return place[0].weight - place[1].weight if len(place) > 1 else 99.0
