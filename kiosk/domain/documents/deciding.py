"""What stands in a zone, decided from what each character may be: by its place, then by the check digits.

A place that takes letters alone, or digits alone, decides first. A check digit decides among what is left, when the
reading that fits is not much less likely than the one that does not: a zone that was printed wrong stays wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log

from kiosk.domain.documents.layouts import Checked, Layout, Span
from kiosk.domain.documents.marks import FILLER, check_digit, value, weighed
from kiosk.domain.documents.naming import likeliest_name
from kiosk.domain.documents.states import is_state
from kiosk.domain.documents.weighing import CLEAR, GIVE, Part, Reading, likeliest, possible

Place = tuple[int, int]

_GUESSED = -1.6
"""Below this mean logarithm of a probability, the characters of a line are guesses."""
_KEPT = 6
_MOST_STATES = 60
_NEAR_STATE = log(100.0)
"""A state of the list is taken if it is at most so much less likely than letters that are none."""


@dataclass(frozen=True)
class Decided:
    """The lines as decided. `fits`: each check digit by name, "composite" too; `clear`: the spans beyond doubt.

    `weight`: the mean logarithm of a character's probability, in the worst line. `likeliest`: the lines before any
    check digit had a say. `unread`: the lines of which nothing was known.
    """

    lines: tuple[str, ...]
    fits: Mapping[str, bool]
    clear: frozenset[str]
    weight: float
    likeliest: tuple[str, ...]
    unread: frozenset[int]

    def text(self, span: Span) -> str:
        """Return what stands in a span, fillers and all."""
        return self.lines[span.line][span.start : span.stop]

    def has_read(self, span: Span) -> bool:
        """Return whether anything was known of a span."""
        return span.line not in self.unread

    def read(self, span: Span) -> str:
        """Return what a span seemed to be before any check digit had a say."""
        return self.likeliest[span.line][span.start : span.stop]


def is_guessed(layout: Layout, reading: Reading) -> bool:
    """Return whether in some line characters are guesses, or stand where such ones may not: it is no such zone."""
    for line, marks in zip(reading, layout.allowed(), strict=True):
        weights = [possible(choices, allowed)[0].weight for choices, allowed in zip(line, marks, strict=True)]
        if sum(weights) / len(weights) < _GUESSED:
            return True
    return False


def decided(layout: Layout, reading: Reading) -> Decided:
    """Return what stands in a zone of this layout. `reading` has its lines and their length."""
    return _Deciding(layout, reading).made()


class _Deciding:
    def __init__(self, layout: Layout, reading: Reading) -> None:
        self._layout = layout
        self._choices = [
            [possible(choices, allowed) for choices, allowed in zip(line, marks, strict=True)]
            for line, marks in zip(reading, layout.allowed(), strict=True)
        ]
        self._unread = frozenset(at for at, line in enumerate(reading) if not any(line))
        self._grid = [[choices[0].text for choices in line] for line in self._choices]
        under = [place for span in layout.composite for place in span.places()]
        self._factors = {place: weighed(at) for at, place in enumerate(under)}
        self._fits: dict[str, bool] = {}
        self._clear: set[str] = set()

    def made(self) -> Decided:
        for name in ("name", "given"):
            if name in self._layout.spans:
                places = self._layout.spans[name].places()
                choices = [self._choices[line][at] for line, at in places]
                self._put(places, likeliest_name(choices, parts=2 if name == "name" else 9))
        first = tuple("".join(line) for line in self._grid)
        self._check()
        for name in ("issuer", "nationality"):
            if name in self._layout.spans:
                self._put(self._layout.spans[name].places(), self._state(self._layout.spans[name]))
        for name, span in self._layout.spans.items():
            if name not in self._fits and self._is_clear(span):
                self._clear.add(name)
        lines = tuple("".join(line) for line in self._grid)
        return Decided(lines, self._fits, frozenset(self._clear), self._weight(), first, self._unread)

    def _check(self) -> None:
        """Decide the spans that have a check digit, all together where one digit goes over all."""
        checked = [one for one in self._layout.checked if not self._overflows(one)]
        tried = [self._ways(one) for one in checked]
        if self._layout.composite_digit:
            tried.append(self._loose(checked))
        chosen, second = self._together(checked, tried)
        for at, one in enumerate(checked):
            self._put(_with_digit(one), chosen[at].text)
            self._fits[one.name] = _is_right(one, chosen[at].text)
            others = [way for way in tried[at] if way.text != chosen[at].text and _is_right(one, way.text)]
            nearest = max((way.weight for way in others), default=chosen[at].weight - 99)
            if chosen[at].weight - nearest >= CLEAR or at in second:
                self._clear.add(one.name)
        if self._layout.composite_digit:
            self._put(self._loose_places(checked), chosen[-1].text)
            self._fits["composite"] = self._composite_is_right()

    def _together(
        self, checked: Sequence[Checked], tried: Sequence[Sequence[Part]]
    ) -> tuple[list[Part], frozenset[int]]:
        """Return a way for each span, and which of them the last check digit leaves no other way for."""
        alone = [ways[0] for ways in tried]
        if not self._layout.composite_digit or not all(map(_is_right, checked, (way.text for way in alone))):
            return alone, frozenset()  # where one digit does not fit, the last one decides nothing
        places = [*(_with_digit(one) for one in checked), self._loose_places(checked)]
        counted = [
            [(way, self._counted(where, way.text)) for way in ways]
            for where, ways in zip(places, tried, strict=True)
        ]
        still = self._counted_still({place for where in places for place in where})
        fitting = [
            (sum(way.weight for way, _ in ways), tuple(way for way, _ in ways))
            for ways in product(*counted)
            if (still + sum(count for _, count in ways)) % 10 == 0
        ]
        fitting.sort(key=lambda one: -one[0])
        if not fitting or sum(way.weight for way in alone) - fitting[0][0] > GIVE:
            return alone, frozenset()
        best, chosen = fitting[0]
        settled = {
            at
            for at in range(len(checked))
            if all(best - weight >= CLEAR for weight, ways in fitting if ways[at].text != chosen[at].text)
        }
        return list(chosen), frozenset(settled)

    def _counted(self, places: Sequence[Place], text: str) -> int:
        """Return what some characters count towards the last check digit, less that digit itself."""
        made = sum(
            self._factors.get(place, 0) * value(mark) for place, mark in zip(places, text, strict=True)
        )
        digit = [
            mark for place, mark in zip(places, text, strict=True) if place == self._layout.composite_digit
        ]
        return made - sum(value(mark) for mark in digit)

    def _counted_still(self, others: set[Place]) -> int:
        """Return what the places count that are decided already: names, where the digit goes over them."""
        return sum(
            factor * value(self._grid[line][at])
            for (line, at), factor in self._factors.items()
            if (line, at) not in others
        )

    def _ways(self, one: Checked) -> list[Part]:
        """Return how a span with its check digit may read, the likeliest first: right ones, else what stands there."""
        all_ways = list(likeliest([self._choices[line][at] for line, at in _with_digit(one)]))
        right = [way for way in all_ways if _is_right(one, way.text) and _is_possible(one, way.text)][:_KEPT]
        if right and all_ways[0].weight - right[0].weight <= GIVE:
            return right
        return all_ways[:1]

    def _loose(self, checked: Sequence[Checked]) -> list[Part]:
        """Return how the places may read that the last check digit alone goes over, itself included."""
        choices = [self._choices[line][at] for line, at in self._loose_places(checked)]
        return list(likeliest(choices, most=40))

    def _loose_places(self, checked: Sequence[Checked]) -> list[Place]:
        own = {place for one in checked for place in _with_digit(one)}
        named = {
            place
            for name in ("name", "given")
            if name in self._layout.spans
            for place in self._layout.spans[name].places()
        }
        under = [place for span in self._layout.composite for place in span.places()]
        places = [place for place in under if place not in own and place not in named]
        return [*places, self._layout.composite_digit or (0, 0)]

    def _composite_is_right(self) -> bool:
        line, at = self._layout.composite_digit or (0, 0)
        under = (self._grid[line][at] for span in self._layout.composite for line, at in span.places())
        return check_digit(under) == self._grid[line][at]

    def _overflows(self, one: Checked) -> bool:
        """Whether the number goes on behind: then a filler stands where its check digit would."""
        line, at = one.digit
        return self._layout.overflows and one.name == "number" and self._choices[line][at][0].text == FILLER

    def _state(self, span: Span) -> str:
        """Return the likeliest state of the list, if it is not much less likely than letters that are none."""
        ways = list(likeliest([self._choices[line][at] for line, at in span.places()], most=_MOST_STATES))
        listed = [way for way in ways if is_state(way.text.rstrip(FILLER))]
        near = [way for way in listed if ways[0].weight - way.weight <= _NEAR_STATE]
        return near[0].text if near else ways[0].text

    def _is_clear(self, span: Span) -> bool:
        for line, at in span.places():
            weights = {choice.text: choice.weight for choice in self._choices[line][at]}
            own = weights.pop(self._grid[line][at])
            if own - max(weights.values(), default=-99.0) < CLEAR:
                return False
        return True

    def _put(self, places: Sequence[Place], text: str) -> None:
        for (line, at), mark in zip(places, text, strict=True):
            self._grid[line][at] = mark

    def _weight(self) -> float:
        """Return the mean logarithm of the probability of what was decided, in the worst line."""
        return min(
            sum(
                next(choice.weight for choice in self._choices[line][at] if choice.text == mark)
                for at, mark in enumerate(marks)
            )
            / len(marks)
            for line, marks in enumerate(self._grid)
        )


def _with_digit(one: Checked) -> list[Place]:
    return [*one.span.places(), one.digit]


def _is_right(one: Checked, text: str) -> bool:
    """Whether a span fits its check digit, the last character. Nothing at all is checked by a filler or by 0."""
    if one.optional and text[-1] == FILLER:
        return not text.strip(FILLER)
    return check_digit(text[:-1]) == text[-1]


def _is_possible(one: Checked, text: str) -> bool:
    """Whether a span can be what it says: dates have months and days, unknown ones fillers."""
    if one.name not in ("birth", "expiry"):
        return True
    month, day = text[2:4], text[4:6]
    return (month == "<<" or (month.isdigit() and 1 <= int(month) <= 12)) and (
        day == "<<" or (day.isdigit() and 1 <= int(day) <= 31)
    )
