"""What other programs may see of the lobby: how many doors are free, where a parcel is; no code and no name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.domain.deliveries.announcing import home_digits
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Kind
from kiosk.domain.places import SIZES, Furniture, PlaceKind
from kiosk.flows.parcels.drop import Drop
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

ANNOUNCED = "announced"
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ParcelState:
    """Where one parcel is in its stay. `id` is "" while it has not come."""

    id: str
    barcode: str
    unit: str
    size: str
    stage: str
    since: datetime

    @property
    def key(self) -> tuple[datetime, str]:
        """What a list of them is in the order of."""
        return self.since, self.id or self.barcode


class States:
    """Questions of other programs."""

    def __init__(self, ledger: Ledger, register: Register, drop: Drop, furniture: Furniture) -> None:
        self._ledger = ledger
        self._register = register
        self._drop = drop
        self._furniture = furniture

    def lockers(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many compartments of each size there are, and how many can take a parcel now."""
        free = self._drop.free_by_size()
        sizes = [place.size for place in self._furniture.of(PlaceKind.COMPARTMENT)]
        return {size: {"all": sizes.count(size), "free": free[size]} for size in SIZES if size in sizes}

    def parcels(
        self, *, unit: str = "", since: datetime = EARLIEST, after: str = "", most: int = 100
    ) -> Sequence[ParcelState]:
        """Return parcels that are announced, here, or left lately, by time and id; from `since` on, past `after`."""
        digits = home_digits(unit)
        found = [
            one
            for one in self._at_hand(self._ledger.house)
            if one.key > (since, after) and (not unit or home_digits(one.unit) == digits)
        ]
        return sorted(found, key=lambda one: one.key)[:most]

    def parcel(self, barcode: str) -> ParcelState | None:
        """Return the newest parcel with this barcode, however long ago it left."""
        at_hand = [one for one in self._at_hand(self._ledger.house) if one.barcode == barcode]
        if at_hand:
            return max(at_hand, key=lambda one: (bool(one.id), one.since))
        for movement in self._register.movements(words=barcode, kind=Kind.DROP.value, most=10):
            parcel = self._register.parcel(movement.item)
            if parcel and parcel.barcode == barcode:
                return self._of(self._ledger.house, parcel)
        return None

    def _at_hand(self, house: House) -> Iterator[ParcelState]:
        for one in house.deliveries.values():
            yield ParcelState("", one.barcode, one.unit, one.size, ANNOUNCED, one.at)
        for parcel in house.parcels.values():
            if not parcel.outgoing:
                yield self._of(house, parcel)

    def _of(self, house: House, parcel: Parcel) -> ParcelState:
        person = house.people.get(parcel.recipient)
        stage = parcel.stage.value.replace(" ", "_")
        unit = (person.unit or "") if person else ""
        return ParcelState(parcel.id, parcel.barcode, unit, parcel.size, stage, parcel.since)
