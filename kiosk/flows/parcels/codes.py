"""Pick-up codes: made at random, kept only as digests."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage
from kiosk.domain.parcels import codes


class Codes:
    """Makes codes of `digits` digits, the last one a check digit, and knows them again by a keyed digest."""

    def __init__(self, keyed: Callable[[str, str], str], digits: int) -> None:
        self._keyed = keyed
        self._digits = digits

    def fresh(self, house: House) -> str:
        """Return a code that no parcel alive has."""
        alive = {p.code_mac for p in house.parcels.values() if p.stage is not ParcelStage.COLLECTED}
        while True:
            drawn = str(secrets.randbelow(10 ** (self._digits - 1))).zfill(self._digits - 1)
            code = drawn + codes.check_digit(drawn)
            if self.digest(code) not in alive:
                return code

    def digest(self, code: str) -> str:
        """Return what is kept of a code."""
        return self._keyed("code", code)

    def typed(self, text: str) -> str | None:
        """Return the digits of what somebody typed, or None if that cannot be a code at all."""
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == self._digits and codes.well_formed(digits) else None

    def chance(self, house: House, home: str = "") -> float:
        """Return how likely one guess is right now, among all good codes or among those of one home (its digits)."""
        waiting = [
            parcel
            for parcel in house.parcels.values()
            if parcel.stage is ParcelStage.WAITING and (not home or home_of(house, parcel.recipient) == home)
        ]
        return codes.chance(max(1, len(waiting)), self._digits)


def home_of(house: House, recipient: str) -> str:
    """Return the digits of a resident's home, as people type them: "3-2-1201" is "321201"."""
    known = house.people.get(recipient)
    return re.sub(r"\D", "", known.unit or "") if known else ""
