"""Pick-up codes: made at random, kept only as digests."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage


class Codes:
    """Makes codes of `digits` digits and knows them again by a keyed digest."""

    def __init__(self, keyed: Callable[[str, str], str], digits: int) -> None:
        self._keyed = keyed
        self._digits = digits

    def fresh(self, house: House) -> str:
        """Return a code that no parcel alive has."""
        alive = {p.code_mac for p in house.parcels.values() if p.stage is not ParcelStage.COLLECTED}
        while True:
            code = str(secrets.randbelow(10**self._digits)).zfill(self._digits)
            if self.digest(code) not in alive:
                return code

    def digest(self, code: str) -> str:
        """Return what is kept of a code."""
        return self._keyed("code", code)

    def typed(self, text: str) -> str | None:
        """Return the digits of what somebody typed, or None if that cannot be a code at all."""
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) == self._digits else None
