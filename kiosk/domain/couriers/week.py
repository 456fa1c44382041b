"""At which hours of which days a courier is let in: "07:00-21:00", or "1-5 08:00-18:00; 6 09:00-12:00"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from unicodedata import normalize

from kiosk.domain.keys.timetable import Span, hours_of, spans_of

Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first."""
NAMES = (
    ("mon", "一"),
    ("tue", "二"),
    ("wed", "三"),
    ("thu", "四"),
    ("fri", "五"),
    ("sat", "六"),
    ("sun", "日天"),
)
_DAY: Mapping[str, int] = {
    name: number for number, names in enumerate(NAMES) for name in (names[0], *names[1], str(number + 1))
}
_PART = re.compile(r"(?P<days>.*?)\s*(?P<hours>\d\d:\d\d-.*)")


def week_of(hours: str) -> Week:
    """Return the hours of each day; without a day's name they are those of all, and who is not named has none.

    Days are "mon" (as long as you like), "周一", "一" or 1 to 7; "mon-fri", "sat, sun". "" is at any hour.

    Raises:
        ValueError: it is not written so, or names a day twice.
    """
    plain = re.sub("[\u2013\u2014~\u81f3]", "-", normalize("NFKC", hours)).replace("\u3001", ",").lower()
    days: list[tuple[Span, ...] | None] = [None] * 7
    for part in [part.strip() for part in plain.split(";") if part.strip()]:
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} has no hours")
        spans = spans_of(found["hours"])
        for day in _days_of(found["days"]):
            if days[day] is not None:
                raise ValueError(f"day {day + 1} is named twice")
            days[day] = spans
    if all(one is None for one in days):
        return (spans_of("00:00-24:00"),) * 7
    return tuple(one or () for one in days)


def written(week: Week) -> str:
    """Return a week as the record has it: days that follow each other and are alike stand together, by number."""
    if len(set(week)) == 1:
        return hours_of(week[0])
    parts, first = [], 1
    for spans, alike in groupby(week):
        last = first + len(list(alike)) - 1
        if spans:
            parts.append(f"{first}{f'-{last}' if last > first else ''} {hours_of(spans)}")
        first = last + 1
    return "; ".join(parts)


def named(hours: str, names: Sequence[str]) -> str:
    """Return hours of the record with these seven names for its days."""
    return re.sub(r"(?:^|(?<=; )|(?<=\d-))([1-7])(?=[- ])", lambda found: names[int(found[1]) - 1], hours)


def _days_of(words: str) -> list[int]:
    """Raises: ValueError."""
    if not words.strip():
        return list(range(7))
    found: list[int] = []
    for part in words.split(","):
        first, _, last = part.strip().partition("-")
        begins, ends = _day(first), _day(last or first)
        if ends < begins:
            raise ValueError(f"{part!r} goes backwards")
        found += range(begins, ends + 1)
    return found


def _day(word: str) -> int:
    """Raises: ValueError."""
    name = re.sub("^(周|週|星期|礼拜|禮拜)", "", word.strip().rstrip("."))
    known = _DAY.get(name[:3] if name.isascii() else name)
    if known is None:
        raise ValueError(f"{word!r} is no day of the week")
    return known
