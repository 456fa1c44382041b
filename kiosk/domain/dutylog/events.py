"""Facts of the duty log: what each event is called on disk, and what it carries. The words stand in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class DutyLogEvent(Event):
    """Something written into the duty log; the base of all events here.

    `act`: the form's id; `year` and `number`: the line's, without a gap; `words`: the vault's reference, `digest` their
    SHA-256 in hex; `mark`: of this line and all before it.
    """

    entry: str
    act: str
    year: int
    number: int
    kind: str
    happened: datetime
    by: str
    words: str
    digest: str
    mark: str


@stored_as("duty.logged/1")
@dataclass(frozen=True)
class DutyLogged(DutyLogEvent):
    """Somebody wrote a line."""


@stored_as("duty.corrected/1")
@dataclass(frozen=True)
class DutyCorrected(DutyLogEvent):
    """Somebody wrote a line in place of an earlier one, which stays as it was. `was`: that one, as it stood."""

    was: DutyEntry
