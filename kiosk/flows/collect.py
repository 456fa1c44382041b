"""A resident collects a parcel, with a slip or a code."""

from __future__ import annotations

import secrets
import threading

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.guesses import allow
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.parcels import parcels
from kiosk.domain.refusal import Refused
from kiosk.flows.codes import Codes
from kiosk.flows.doors import Doors
from kiosk.ports import Clock, Ledger

CODES = "codes"
"""The bucket that wrong pick-up codes count against."""


class Collect:
    """Show the slip, or type the code; the door opens."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        clock: Clock,
        codes: Codes,
        slip_key: Ed25519PublicKey,
        site: str,
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._clock = clock
        self._codes = codes
        self._slip_key = slip_key
        self._site = site
        self._guessing = threading.Lock()

    def by_slip(self, text: str) -> Movement:
        """Return the movement that a claim slip's QR code starts or goes on with.

        Raises:
            Refused: `slip.forged`, `slip.other_site`, `slip.used`, `slip.void`, `slip.unknown`, `door.busy`.
        """
        number = claim_slip.read(self._slip_key, self._site, text)
        return self._open(parcels.by_slip(self._ledger.house, number), "slip")

    def by_code(self, code: str) -> Movement:
        """Return the movement that a pick-up code starts or goes on with.

        Raises:
            Refused: `code.unknown`; `code.paused` after too many wrong ones, also after a restart.
        """
        digits = self._codes.typed(code)
        if digits is None:
            raise Refused("code.unknown")  # no code at all is no guess
        with self._guessing:  # one guess at a time: none slips in beside the count
            allow(self._ledger.house.guesses.get(CODES), self._clock.now(), "code.paused")
            parcel = parcels.by_code(self._ledger.house, self._codes.digest(digits))
            if parcel is None:
                self._ledger.execute(lambda house: [e.GuessRefused(CODES)])
                raise Refused("code.unknown")
        return self._open(parcel, "code")

    def _open(self, parcel: Parcel, how: str) -> Movement:
        """Whoever shows the right again while the collection is under way goes on with it."""
        if under_way := self._ledger.house.moving(parcel.id):
            # only a door that has not opened yet is fired again; for all else the screen has a button
            return self._doors.again(under_way.id) if under_way.stage is Stage.INTENDED else under_way
        movement = secrets.token_hex(16)
        command = parcels.CollectParcel(movement, parcel.id, how)
        try:
            return self._doors.open_for(movement, lambda house: parcels.decide_collect(house, command))
        except Refused as refused:
            other = self._ledger.house.moving(parcel.id)
            if refused.code == "movement.unknown" and other:
                return other  # shown twice in the same instant: the first one counts
            raise
