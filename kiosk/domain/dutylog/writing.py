"""Writing into the duty log, and putting right what was written: always one more line, never another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.dutylog import events as g
from kiosk.domain.dutylog.entry import KINDS, DutyEntry, corrected, kept, last_written, mark_of
from kiosk.domain.house import House, newest
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

FARTHEST = timedelta(days=7)
"""What was longer ago is told in words: the book goes by the day on which it was written."""
AHEAD = timedelta(minutes=2)
"""A clock on the wall may be so much ahead of the machine's."""


@dataclass(frozen=True)
class WriteLine:
    """Somebody writes a line. `act`: the form's id, made with the page. `words`: the vault's reference, "" for none.

    `year`: the site's present one.
    """

    act: str
    kind: str
    happened: datetime
    by: Person
    words: str
    digest: str
    year: int


def decide_line(house: House, command: WriteLine, now: datetime) -> list[e.Event]:
    """Return a new line with the next number; nothing for one that is written already.

    Raises:
        Refused: `staff.needed`, `duty.kind`, `duty.empty`; `duty.when` for what is yet to come, or was too long ago.
    """
    if written_by(house, command.act):
        return []
    _need_fit(command, now)
    entry = _next(house, command, now)
    return [g.DutyLogged(*_carried(entry))]


def decide_correction(
    house: House, command: WriteLine, was: DutyEntry | None, now: datetime
) -> list[e.Event]:
    """Return a line in place of an earlier one, which stays readable; nothing for one that is written already.

    `was`: that line as it is on record, however long ago.

    Raises:
        Refused: as `decide_line`; `duty.unknown` for none, or one that nobody has written; `duty.corrected` for one
            that was put right already; `duty.not_yours` for another's, unless a supervisor does it.
    """
    if written_by(house, command.act):
        return []
    was = house.duty_entries.get(was.id, was) if was else None
    if was is None or not was.written:
        raise Refused("duty.unknown")
    if was.corrected_by:
        raise Refused("duty.corrected")
    if was.by != command.by.id and command.by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("duty.not_yours")
    _need_fit(command, now, was)
    entry = _next(house, command, now, corrects=was.id)
    return [g.DutyCorrected(*_carried(entry), was=was)]


def written_by(house: House, act: str) -> DutyEntry | None:
    """Return the line that a form has written, if it was posted already."""
    return next((one for one in house.duty_entries.values() if one.act == act), None)


def with_duty_line(house: House, event: g.DutyLogEvent, at: datetime) -> House:
    """Return the house after a line was written."""
    was = event.was if isinstance(event, g.DutyCorrected) else None
    entry = DutyEntry(
        id=event.entry,
        act=event.act,
        kind=event.kind,
        made=at,
        happened=event.happened,
        by=event.by,
        year=event.year,
        number=event.number,
        words=event.words,
        digest=event.digest,
        mark=event.mark,
        corrects=was.id if was else "",
    )
    entries = newest(house.duty_entries, was.id, corrected(was, entry.id)) if was else house.duty_entries
    return house.having(duty_entries=kept(newest(entries, entry.id, entry)))


def _need_fit(command: WriteLine, now: datetime, was: DutyEntry | None = None) -> None:
    if command.by.role not in STAFF or not command.by.active:
        raise Refused("staff.needed")
    if command.kind not in KINDS:
        raise Refused("duty.kind")
    if not command.words:
        raise Refused("duty.empty")
    oldest = min(now, was.happened) - FARTHEST if was else now - FARTHEST
    if not oldest <= command.happened <= now + AHEAD:
        raise Refused("duty.when", days=FARTHEST.days)


def _next(house: House, command: WriteLine, now: datetime, corrects: str = "") -> DutyEntry:
    """Return the line as it will stand: the year's next one; the first one of a year begins at 1."""
    last = last_written(house)
    year = (
        max(command.year, last.year) if last else command.year
    )  # a clock that was set back opens no old book
    same = last is not None and last.year == year
    number = last.number + 1 if last and same else 1
    entry = DutyEntry(
        id=f"d{year}-{number:06}",
        act=command.act,
        kind=command.kind,
        made=now,
        happened=command.happened,
        by=command.by.id,
        year=year,
        number=number,
        words=command.words,
        digest=command.digest,
        corrects=corrects,
    )
    return replace(entry, mark=mark_of(entry, last.mark if last and same else ""))


def _carried(entry: DutyEntry) -> tuple[str, str, int, int, str, datetime, str, str, str, str]:
    return (
        entry.id,
        entry.act,
        entry.year,
        entry.number,
        entry.kind,
        entry.happened,
        entry.by,
        entry.words,
        entry.digest,
        entry.mark,
    )
