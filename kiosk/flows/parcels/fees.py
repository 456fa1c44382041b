"""Storage fees: shown before a parcel is collected, agreed to or settled at the desk, with a receipt."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.money.paid import with_entries
from kiosk.domain.parcels.sharing import behind
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import FeeAgreed
from kiosk.domain.waiting.fees import asked_cents, decide_agree, decide_settle
from kiosk.domain.waiting.wait import FeeRule, StorageFee
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

ASKED_FOR_S = 120.0
"""So long the question about a fee stands; then the right to the parcel is shown again."""


@dataclass(frozen=True)
class Asked:
    """A right that was shown, and the fee of what it opens. `parcels`: all of them, those with a fee or without."""

    token: str
    parcels: tuple[str, ...]
    cents: int
    how: str
    delegation: str
    taker: str
    at_s: float
    signed: str = ""
    """What was shown besides, by its token."""
    along: tuple[str, ...] = ()
    """Those with a fee that are somebody else's of the same home, and go out by the same door."""


class Fees:
    """Off unless the site sets one; nobody pays by a clock that is not believed."""

    def __init__(
        self, ledger: Ledger, clock: Clock, rule: FeeRule, currency: str, *, trusted: Callable[[], bool]
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self.rule = rule
        self.currency = currency
        self._trusted = trusted
        self._lock = threading.Lock()
        self._asked: Asked | None = None

    def checked(
        self, wanted: Sequence[Parcel], how: str, delegation: str, taker: str, signed: str = ""
    ) -> tuple[list[Parcel], list[tuple[str, str]]]:
        """Return which parcels may be given out now, and which are left out for their fee.

        Raises:
            Refused: `fee.due`: something has to be agreed to, or the first of them to be settled; `asked` knows it.
        """
        at_doors = [one for one in wanted if not is_shelf(one.custodian.id)]
        due = {one.id: doors for one in at_doors if (doors := self._due_at_door(one))}
        if not due:
            return list(wanted), []
        if self.rule.owed or wanted[0].id in due:
            asked = due if self.rule.owed else {wanted[0].id: due[wanted[0].id]}
            every = {name: cents for doors in asked.values() for name, cents in doors.items()}
            cents = sum(every.values())
            with self._lock:
                names = tuple(one.id for one in wanted)
                now_s = self._clock.monotonic_s()
                token = secrets.token_hex(16)
                self._asked = Asked(
                    token, names, cents, how, delegation, taker, now_s, signed,
                    along=tuple(name for name in every if name not in names),
                )  # fmt: skip
            raise Refused("fee.due")
        free = [one for one in wanted if one.id not in due]
        return free, [(name, "fee") for name in due]

    def asked(self) -> Asked | None:
        """Return what is asked at the lobby screen now, if anything."""
        with self._lock:
            found = self._asked
        over = found is None or self._clock.monotonic_s() - found.at_s >= ASKED_FOR_S
        return None if over else found

    def agree(self, token: str) -> Asked:
        """Return the question that was asked, once its fees are agreed to.

        Raises:
            Refused: `fee.over`: it was asked too long ago, or of somebody else; `fee.desk`.
        """
        found = self.asked()
        if found is None or found.token != token:
            raise Refused("fee.over")
        every, now = (*found.parcels, *found.along), self._clock.now()
        self._ledger.execute(lambda house: decide_agree(house, self.rule, every, now))
        return found

    def forget(self, *, older_than_s: float = 0.0) -> None:
        """Ask no more: it was answered, or nobody is there. `older_than_s`: but what was asked just now stands."""
        with self._lock:
            if self._asked and self._clock.monotonic_s() - self._asked.at_s >= older_than_s:
                self._asked = None

    def at_desk(self, house: House, parcel: str) -> list[FeeAgreed]:
        """Return what is agreed to by taking a parcel from the desk. Raises `fee.desk` where it is settled before."""
        if not self._trusted():
            return []
        return decide_agree(house, self.rule, (parcel,), self._clock.now())

    def owed(self) -> list[StorageFee]:
        """Return what is owed for parcels that are gone, the oldest first."""
        return [one for one in self._ledger.house.storage_fees.values() if one.settled is None]

    def settle(self, parcel: str, voucher: str, by: Person, *, waived: bool = False) -> None:
        """Record that a fee was paid, or that the supervisor asks for none. Raises as `decide_settle`."""
        now = self._clock.now()
        self._ledger.execute(
            lambda house: with_entries(
                house,
                decide_settle(house, self.rule, parcel, voucher, by, now, waived=waived),
                self.currency,
            )
        )

    def _due_at_door(self, parcel: Parcel) -> dict[str, int]:
        """Return what is due for a parcel and for all that goes out with it: one opening gives out what lies there."""
        every = [parcel, *behind(self._ledger.house, parcel)]
        return {one.id: cents for one in every if (cents := self._due(one))}

    def _due(self, parcel: Parcel) -> int:
        if not self._trusted():
            return 0
        return asked_cents(self._ledger.house, self.rule, parcel, self._clock.now())
