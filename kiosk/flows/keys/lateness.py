"""Late keys by person: what was told whom and when, a reminder by one touch, a later time to be due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Why
from kiosk.domain.shifts.lateness import decide_due, decide_reminder, may_move_due
from kiosk.flows.shifts.shifts import words_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

LATER_H = (1, 2, 4, 8, 24)
"""By how many hours a key may be due later, as the screen offers it."""
LOOKED_BACK = 12
"""Among so many of a key's last movements is the one by which its bearer got it."""


@dataclass(frozen=True)
class LateKey:
    """One late key; `told` says who heard of it and when, and whether that has gone out by now."""

    key: Key
    told: Sequence[tuple[str, datetime, str, bool]]
    """(person, when, who asked for it or "", gone out)"""


def taking_of(register: Register, key: str, bearer: str) -> Movement | None:
    """Return the movement by which somebody got the key that they hold, if it is on record."""
    for one in register.movements(item=key, most=LOOKED_BACK):
        if one.stage is Stage.CONFIRMED and one.kind in (Kind.ISSUE, Kind.HAND_OVER):
            return one if one.bearer == bearer else None
    return None


class Lateness:
    """Who is late with what, and what the desk does about it."""

    def __init__(self, ledger: Ledger, register: Register, clock: Clock, trusted: Callable[[], bool]) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._trusted = trusted

    def late(self) -> list[tuple[str, Sequence[LateKey]]]:
        """Return everybody who is late, the latest first, each with their late keys. Nobody by a clock in the past."""
        house, now = self._ledger.house, self._clock.now()
        found: dict[str, list[LateKey]] = {}
        keys = [key for key in house.keys.values() if key.due and key.due <= now]
        for key in sorted(keys, key=lambda one: one.due or now):
            found.setdefault(key.custodian.id, []).append(LateKey(key, self._told(house, key)))
        return list(found.items()) if self._trusted() else []

    @property
    def by_clock(self) -> bool:
        """Whether the clock can be believed, so that a key can be late."""
        return self._trusted()

    def _told(self, house: House, key: Key) -> Sequence[tuple[str, datetime, str, bool]]:
        return [(one.person, one.at, one.by, one.notice not in house.notices) for one in key.told]

    def remind(self, by: Person, bearer: str, act: str) -> int:
        """Return of how many late keys their bearer is told now; `act` is the form's id.

        Raises:
            Refused: `clock.untrusted`, `key.not_late`; as `lateness.decide_reminder`.
        """
        self._need_clock()
        now = self._clock.now()
        keys = [key.id for key in self._ledger.house.keys_with(bearer) if key.due and key.due <= now]
        if not keys:
            raise Refused("key.not_late")
        for key in keys:
            notice = f"r-{act[:12]}-{key}"
            self._ledger.execute(
                lambda house, key=key, notice=notice: decide_reminder(house, key, by, notice, now)  # type: ignore[misc]
            )
        return len(keys)

    def may_move(self, key: str, by: Person) -> bool:
        """Return whether `by` may say that a key is due later."""
        known = self._ledger.house.keys.get(key)
        return known is not None and may_move_due(known, by, self._authorisers(known))

    def offered(self, key: str) -> list[datetime]:
        """Return the times that a key may be due at instead, the earliest first; whole minutes."""
        known = self._ledger.house.keys.get(key)
        if known is None:
            return []
        base = max(self._clock.now(), known.due or self._clock.now())
        whole = base.replace(second=0, microsecond=0)
        return [whole + timedelta(hours=hours) for hours in LATER_H]

    def move_due(self, by: Person, key: str, due: datetime, reason: str, words: str, act: str) -> None:
        """Let a key be due later.

        Raises:
            Refused: `clock.untrusted`; as `lateness.decide_due`.
        """
        self._need_clock()
        known = self._ledger.house.keys.get(key)
        agreed = self._authorisers(known) if known else ()
        sealed, note = words_of(by.id, act, words)
        why, now = Why(reason, note), self._clock.now()
        self._ledger.execute(lambda house: decide_due(house, key, by, agreed, due, why, now), sealed=sealed)

    def _authorisers(self, key: Key) -> tuple[str, ...]:
        taking = taking_of(self._register, key.id, key.custodian.id)
        return taking.authorisers if taking else ()

    def _need_clock(self) -> None:
        if not self._trusted():
            raise Refused("clock.untrusted")
