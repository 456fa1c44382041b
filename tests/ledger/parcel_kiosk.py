"""`python -m tests.ledger.parcel_kiosk SOCKET`: kiosks that kill themselves, for the rarer errands with parcels."""

from __future__ import annotations

import sys
from typing import Any

from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import ParcelExpired
from kiosk.flows.parcels.whereto import Whereto
from tests.ledger.kiosk_with_kill import Acts, _told, main
from tests.lobby import SIGNATURE

ZHANG, SF = "r-zhang", "顺丰速运"


class ParcelActs(Acts):
    """Shared doors, sweeps, sending and its courier, fees."""

    def beside(self) -> str:
        """Return the door behind which another parcel of the home may lie, "" for none."""
        found = self._journeys.drop.beside(ZHANG)
        return found.id if found else ""

    def share(self, movement: str, barcode: str, place: str) -> dict[str, Any]:
        """Ask for that door."""
        size = self._journeys.furniture.places[place].size or ""
        return _told(self._journeys.drop.start(movement, barcode, ZHANG, size, beside=place))

    def expire(self, place: str) -> None:
        """The time of all that lies behind a door is over."""
        over = [one.id for one in self._lying() if one.custodian.id == place and one.wait.expired is None]
        self._kiosk.ledger.append(*[ParcelExpired(one) for one in over])

    def sweep(self, movement: str) -> dict[str, Any]:
        """Take what is expired along."""
        return _told(self._journeys.sweeps.start(movement))

    def register(self, sending: str) -> str:
        """Have a parcel to be sent registered; return its number."""
        whereto = Whereto("李雷", "上海")
        return self._journeys.sendings.register_own(sending, SF, "", "carrier", whereto).number

    def send(self, movement: str, sending: str) -> dict[str, Any]:
        """Leave it behind a door."""
        return _told(self._journeys.sendings.drop(movement, sending, "S"))

    def sent(self, sending: str) -> str:
        """Return how a sending stands, and what of it is on record as here."""
        one = self._kiosk.ledger.house.sendings.get(sending)
        return one.stage.value if one else ""

    def take_along(self, sweep: str, movement: str) -> dict[str, Any]:
        """Sign for all that waits, and open the first door."""
        self._journeys.sendings.sign(sweep, SIGNATURE)
        begun = self._journeys.sendings.take_next(sweep, movement)
        if begun is None:
            raise Refused("slip.used")
        return _told(begun)

    def collect_and_pay(self, qr: str) -> dict[str, Any]:
        """Show a slip, and agree to its fee if one is asked for."""
        try:
            return _told(self._journeys.collect.by_slip(qr))
        except Refused as refused:
            asked = self._journeys.fees.asked()
            if refused.code != "fee.due" or asked is None:
                raise
            return _told(self._journeys.pickups.agree(asked.token))

    def ledger_of_fees(self) -> dict[str, str]:
        """Return each fee that is owed or was settled, by parcel, with whether it is settled."""
        fees = self._kiosk.ledger.house.storage_fees.values()
        return {one.parcel: "settled" if one.settled else "owed" for one in fees}

    def errands(self) -> dict[str, list[str]]:
        """Return the doors by what lies behind them: expired, to be sent, or simply waiting."""
        found: dict[str, list[str]] = {"expired": [], "outgoing": [], "waiting": []}
        for one in self._lying():
            kind = "outgoing" if one.outgoing else "expired" if one.wait.expired else "waiting"
            found[kind].append(one.custodian.id)
        return found

    def parcels_at(self, place: str) -> list[str]:
        """Return the ids of the parcels on record behind a door."""
        return [one.id for one in self._lying() if one.custodian.id == place]

    def movement(self, name: str) -> dict[str, Any] | None:
        """Return a movement, however long ago it ended."""
        found: Movement | None = self._kiosk.ledger.find(name)
        return _told(found) if found else None

    def _lying(self) -> list[Parcel]:
        known = self._kiosk.ledger.house.parcels.values()
        return [one for one in known if one.stage is ParcelStage.WAITING]


if __name__ == "__main__":
    main(sys.argv[1], ParcelActs)
