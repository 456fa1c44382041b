"""Whether the clock can be believed, and how the network or a supervisor sets it right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.clock import A_LITTLE, TOLERANCE, SystemClock
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.timekeeping.events import TimekeepingEvent
from kiosk.domain.timekeeping.setting_right import BUILT, decide_network, decide_set_right
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class Ahead:
    """The record's time and the machine's clock do not agree. `unset`: the machine's clock was never set.

    `unsure`: since the last start nobody can say how long the power was off.
    """

    record: datetime
    machine: datetime
    unset: bool
    unsure: bool = False

    @property
    def how(self) -> str:
        """What there is to tell: "unset", "ahead" (the record of the clock), "jumped" (the clock), or "unsure"."""
        if self.unset:
            return "unset"
        if self.machine < self.record - TOLERANCE:
            return "ahead"
        return "jumped" if self.machine > self.record + TOLERANCE and not self.unsure else "unsure"


class Timekeeping:
    """Nothing expires while the machine's clock and what has really passed do not agree: one of the two is wrong."""

    def __init__(self, ledger: Ledger, clock: SystemClock, zone: str = "UTC") -> None:
        self._ledger = ledger
        self._clock = clock
        self._zone = ZoneInfo(zone)

    @property
    def ahead(self) -> Ahead | None:
        """How far they are apart; None while the clock can be believed."""
        if self._clock.trusted:
            return None
        machine = self._clock.wall()
        return Ahead(self._clock.now(), machine, machine < BUILT, not self._clock.believed)

    def as_written(self) -> tuple[str, str]:
        """Return day and hour as `tell` takes them, by the machine's clock: to be corrected."""
        at = self._clock.wall().astimezone(self._zone)
        return at.strftime("%Y-%m-%d"), at.strftime("%H:%M")

    def tick(self) -> None:
        """Go by the network's time as soon as it is there, on record with what was skipped."""
        clock = self._clock
        if clock.trusted or not clock.is_from_network:
            return
        was, now = clock.now(), clock.network_time()
        if -A_LITTLE <= now - was <= TOLERANCE:
            clock.believe()
            return
        decided = decide_network(was, now, believed=clock.believed, since=clock.unsure_since)
        if decided:
            self._go_on(decided, clock.go_by_network)

    def set_right(self, by: Person) -> None:
        """Go on by the machine's clock, on record with who said so.

        Raises:
            Refused: as `decide_set_right`; nothing is changed then.
        """
        was, now = self._clock.now(), self._clock.wall()
        self._go_on(decide_set_right(was, now, by, self._clock.unsure_since), self._clock.set_right)

    def tell(self, by: Person, day: str, hour: str) -> None:
        """Go on from a time that somebody has read elsewhere: `day` as "2026-11-22", `hour` as "09:30", of the site.

        Raises:
            Refused: `clock.not_a_time`; `clock.agreed` while the clock is believed; as `decide_set_right`.
        """
        try:
            told = datetime.fromisoformat(f"{day.strip()}T{hour.strip()}").replace(tzinfo=self._zone)
            to = told.astimezone(ZoneInfo("UTC"))
        except (ValueError, OverflowError):
            raise Refused("clock.not_a_time") from None
        if self._clock.trusted:
            raise Refused("clock.agreed")
        was = self._clock.now()
        decided = decide_set_right(was, to, by, self._clock.unsure_since)
        self._go_on(decided, lambda: self._clock.set_right(to))

    def _go_on(self, decided: Sequence[TimekeepingEvent], turn: Callable[[], None]) -> None:
        """The clock is turned first, since the record's line about it bears the new time; and back if it fails."""
        if not decided:
            self._clock.believe()
            return
        before = self._clock.state()
        turn()
        try:
            self._ledger.execute(lambda house: decided)
        except BaseException:
            self._clock.restore(before)
            raise
