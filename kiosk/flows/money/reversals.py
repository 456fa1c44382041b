"""Vouchers that were wrong, taken back at the desk by two of the staff, with the reason."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from kiosk.domain.money import reversing as d
from kiosk.domain.money.entry import VOUCHERS, Entry
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.money.money import why_sealed
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register


class Reversals:
    """One counter-entry for each voucher: a second one finds the first, however long ago that was."""

    def __init__(
        self, ledger: Ledger, register: Register, visits: Visits, clock: Clock, time_zone: str
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._visits = visits
        self._clock = clock
        self._zone = ZoneInfo(time_zone)

    def of(self, voucher: Voucher) -> Entry | None:
        """Return the entry that has taken a voucher back, None where none has."""
        return self._entry(d.reversal_of(voucher.entry))

    def reverses(self, voucher: Voucher) -> str:
        """Return the number of the voucher that this one takes back, "" for one that stands for itself."""
        own = self._entry(voucher.entry)
        taken_back = self._entry(own.reverses) if own and own.reverses else None
        return taken_back.voucher if taken_back else ""

    def may(self, voucher: Voucher) -> bool:
        """Return whether a voucher can be taken back: it stands, and takes nothing back itself."""
        return voucher.kind in VOUCHERS and self.of(voucher) is None

    def reverse(self, voucher: Voucher, by: Person, second: str, pin: str, words: str) -> str:
        """Return the number of the voucher that takes another one back; that of the first time where it was.

        Raises:
            Refused: `money.second`; `pin.wrong`, `pin.paused` of the second; as `reversing.decide_reversed`.
        """
        if earlier := self.of(voucher):
            return earlier.voucher
        entry = self._entry(voucher.entry)
        if entry is None:
            raise Refused("money.not_reversible")
        colleague = self._ledger.house.people.get(second)
        if colleague is None or colleague.id == by.id:
            raise Refused("money.second")
        self._visits.confirm_pin(colleague, pin, before=by.id)
        sealed, note = why_sealed(by.id, words, f"{d.reversal_of(entry.id)}-why")
        year = self._clock.now().astimezone(self._zone).year
        command = d.Reverse(entry, note, by.id, second, year)
        self._ledger.execute(lambda house: d.decide_reversed(house, command), sealed=sealed)
        found = self.of(voucher)
        return found.voucher if found else ""

    def why(self, voucher: Voucher) -> str:
        """Return why a voucher was taken back, "" for one that stands; "–" for what is not kept any more."""
        taken_back = self.of(voucher)
        if taken_back is None or not taken_back.note:
            return ""
        return (self._ledger.opened(taken_back.note) or "–".encode()).decode(errors="replace")

    def _entry(self, name: str) -> Entry | None:
        return self._ledger.house.money_entries.get(name) or self._register.matter(Entry, name)
