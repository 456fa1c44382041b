"""Counting by hand before a shift ends: every line at once, against the record of that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.house import House, newest
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.shift import on_duty
from kiosk.domain.shifts.tally import Tally, ToCount

MOST = 10_000_000_00
"""Nobody counts more pieces, or more cents, in a lobby."""


def decide_counted(
    house: House,
    count: str,
    by: Person,
    lines: Sequence[ToCount],
    shown: Mapping[str, int],
    found: Mapping[str, int],
) -> list[e.Event]:
    """Return a count; nothing for a form that was posted already.

    `count`: the form's id. `lines`: what is to be counted now. `shown`: what the page said the record expects; `found`:
    what was counted, both by line.

    Raises:
        Refused: `staff.needed`; `shift.none` for somebody off duty; `count.changed` when something came or went since
            the page was shown; `count.missing` with how many lines are left out, or hold no number.
    """
    if by.role not in STAFF:
        raise Refused("staff.needed")
    shift = on_duty(list(house.shifts.values()), by.id)
    if shift is None:
        raise Refused("shift.none")
    if not lines or any(one.count == count for one in house.tallies.values()):
        return []
    if any(shown.get(one.id) != one.expected for one in lines):
        raise Refused("count.changed")
    silent = [one for one in lines if not 0 <= found.get(one.id, -1) <= MOST]
    if silent:
        raise Refused("count.missing", count=len(silent))
    return [s.ShiftCounted(count, shift.id, by.id, tuple(lines), tuple(found[one.id] for one in lines))]


def with_count(house: House, event: s.ShiftCounted, at: datetime) -> House:
    """Return the house after a count by hand."""
    tallies: Mapping[str, Tally] = house.tallies
    for line, found in zip(event.lines, event.found, strict=True):
        one = Tally(
            line.code, line.about, line.money, line.expected, found, event.shift, event.by, at, event.count
        )
        tallies = newest(tallies, one.id, one)
    return house.having(tallies=tallies)
