"""A resident collects a parcel, with a slip or a code."""

from __future__ import annotations

import re
import threading

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.guesses import Guesses, allow
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement
from kiosk.domain.parcels import parcels
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.policy.means import SHOWN_AS, Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.proofs import slip_digest
from kiosk.flows.parcels.codes import Codes, home_of
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

CODES, CODES_OF_HOMES = "codes", "codes:homes"
"""The buckets that wrong pick-up codes count against: among all that are good, and among those of one home."""


class Collect:
    """Show the slip, or type the code; the door opens."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        codes: Codes,
        slip_key: Ed25519PublicKey,
        site: str,
        pickups: Pickups,
        storeroom: Storeroom,
    ) -> None:
        self._ledger = ledger
        self._pickups = pickups
        self._storeroom = storeroom
        self._clock = clock
        self._codes = codes
        self._slip_key = slip_key
        self._site = site
        self._guessing = threading.Lock()

    def by_slip(self, text: str) -> Movement:
        """Return the movement that a claim slip's QR code starts or goes on with.

        Raises:
            Refused: `slip.forged`, `slip.other_site`, `slip.used`, `slip.void`, `slip.unknown`, `door.busy`,
                `parcel.at_desk`.
        """
        number = claim_slip.read(self._slip_key, self._site, text)
        try:
            parcel = parcels.by_slip(self._ledger.house, number)
        except Refused as refused:
            known = self._ledger.house.parcels.values()
            used = next((one for one in known if one.slip == number), None)
            going_on = self._pickups.with_parcel(used.id) if used and refused.code == "slip.used" else None
            if going_on is None:
                raise
            return going_on  # it lies before the camera while the other doors open
        return self._open(parcel, "slip")

    def by_code(self, code: str, home: str = "") -> Movement:
        """Return the movement that a pick-up code starts or goes on with; `home`: only among those of this home.

        Raises:
            Refused: `code.mistyped`, which is no guess; `code.unknown`; `slip.used`. After wrong ones, also after a
                restart: `code.home_first`, `code.paused` for a while, `code.closed` for hours.
        """
        return self._open(self.of_code(code, home), "code")

    def of_code(self, code: str, home: str = "") -> Parcel:
        """Return the waiting parcel of a pick-up code; no door opens. A wrong one counts as a guess all the same.

        Raises:
            Refused: as `by_code`.
        """
        digits = self._codes.typed(code)
        if digits is None:
            raise Refused("code.mistyped")
        home = re.sub(r"\D", "", home)
        with self._guessing:  # one guess at a time: none slips in beside the count
            house, mac = self._ledger.house, self._codes.digest(digits)
            chance = self._codes.chance(house, home)
            self._allow(house, home, chance)
            parcel = parcels.by_code(house, mac)
            if parcel is None or (home and home_of(house, parcel.recipient) != home):
                if parcels.was_code(house, mac):
                    raise Refused("slip.used")
                self._ledger.execute(lambda house: _wrong(house, home, chance))
                raise Refused("code.unknown")
        return parcel

    def _allow(self, house: House, home: str, chance: float) -> None:
        now = self._clock.now()
        of_all = house.guesses.get(CODES_OF_HOMES if home else CODES) or Guesses()
        if not home and (of_all.wait_s(now) or not of_all.room_for(chance, now)):
            raise Refused("code.home_first")
        if home:
            allow(house.guesses.get(f"codes:{home}"), now, "code.paused")
            if not of_all.room_for(chance, now):
                raise Refused("code.closed")

    def _open(self, parcel: Parcel, how: str) -> Movement:
        """The door of this parcel, and after it those of whatever else waits for the same recipient."""
        means = SHOWN_AS[how]
        digest = parcel.code_mac if means is Means.CODE else slip_digest(parcel)
        if waited := self._pickups.shown_right(parcel.id, Evidence(means, digest)):
            return waited
        others = [one for one in waiting_for(self._ledger.house, parcel.recipient) if one.id != parcel.id]
        for one in (parcel, *others):
            if is_shelf(one.custodian.id):
                self._storeroom.saw_right(one.id, how)  # the desk fetches it meanwhile
        return self._pickups.start([parcel, *others], how)


def _wrong(house: House, home: str, chance: float) -> list[e.Event]:
    """Return what a wrong code leaves behind. A home that is not there has no codes: that was no guess."""
    guess = e.CodeGuessRefused(CODES_OF_HOMES if home else CODES, round(chance * 1e15))
    if not home:
        return [guess]
    there = any(home_of(house, person) == home for person in house.people)
    return [guess, e.GuessRefused(f"codes:{home}")] if there else []
