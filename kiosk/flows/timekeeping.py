"""Whether the clock can be believed, and how a supervisor sets a record right that ran ahead of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import SystemClock
from kiosk.domain.people import Person
from kiosk.domain.timekeeping.setting_right import BUILT, decide_set_right
from kiosk.ports import Ledger


@dataclass(frozen=True)
class Ahead:
    """The record is ahead of the machine's clock. `unset`: so is every calendar, the machine's clock was never set."""

    record: datetime
    machine: datetime
    unset: bool


class Timekeeping:
    """Nothing expires while the machine's clock lies behind the record: one of the two is wrong."""

    def __init__(self, ledger: Ledger, clock: SystemClock) -> None:
        self._ledger = ledger
        self._clock = clock

    @property
    def ahead(self) -> Ahead | None:
        """How far the record is ahead; None while the clock can be believed."""
        if self._clock.trusted:
            return None
        machine = self._clock.wall()
        return Ahead(self._clock.now(), machine, machine < BUILT)

    def set_right(self, by: Person) -> None:
        """Go on by the machine's clock, on record with who said so.

        Raises:
            Refused: as `decide_set_right`; nothing is changed then.
        """
        was, now = self._clock.now(), self._clock.wall()
        decided = decide_set_right(was, now, by)
        if not decided:
            return
        self._clock.set_right()
        try:
            self._ledger.execute(lambda house: decided)
        except BaseException:
            self._clock.not_before(was)
            raise
