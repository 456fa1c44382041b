"""A way into the attendants' pages while no badge can be read: a supervisor's name and PIN, and not often."""

from __future__ import annotations

from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.ports.devices import Devices
from kiosk.ports.record import Ledger

BUCKET = "pin:no-reader"
"""One for the whole site: whoever guesses at several names is counted once."""
HOW = "pin, no badge reader"


class WayIn:
    """Closed as long as the reader answers: a PIN alone proves less than a badge and a PIN."""

    def __init__(self, ledger: Ledger, visits: Visits, devices: Devices) -> None:
        self._ledger = ledger
        self._visits = visits
        self._devices = devices

    @property
    def open(self) -> bool:
        """Whether no badge can be read just now."""
        return not self._devices.is_up("badge_reader")

    def people(self) -> list[Person]:
        """Return who may come in by it: those who answer for the house."""
        house = self._ledger.house
        return [
            one for one in house.people.values() if one.active and one.role in (Role.SUPERVISOR, Role.MANAGER)
        ]

    def enter(self, person: str, pin: str) -> str:
        """Return a token for the attendants' pages; who came in, and how, is on record.

        Raises:
            Refused: `badge.reader_works` while one can be read; `pin.wrong`, also for a name that may not;
                `pin.paused` after too many wrong ones, whoever's.
        """
        if not self.open:
            raise Refused("badge.reader_works")
        known = next((one for one in self.people() if one.id == person), None)
        return self._visits.enter_by_pin(known, pin, BUCKET, HOW)
