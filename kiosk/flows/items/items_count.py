"""The daily count of what people have entrusted to the desk."""

from __future__ import annotations

from collections.abc import Collection

from kiosk.domain.entrusted import counting as k
from kiosk.domain.entrusted.item import ItemCount
from kiosk.domain.people import Person
from kiosk.ports.record import Ledger


class ItemCounts:
    """Deposits and transfers on one list, place by place."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def to_tick(self) -> list[k.Matter]:
        """Return what should lie here, by its place."""
        return k.to_tick(self._ledger.house)

    def last(self) -> ItemCount | None:
        """Return the newest count, if there was one."""
        return k.last_count(self._ledger.house)

    def count(self, count: str, ticked: Collection[str], gone: Collection[str], by: Person) -> ItemCount:
        """Return the count; what is gone alarms the supervisors at once. Raises as `counting.decide_count`."""
        self._ledger.execute(lambda house: k.decide_count(house, count, ticked, gone, by.id))
        return self._ledger.house.item_counts[count]

    def missing(self, matter: str, by: Person) -> None:
        """Record that one item is not where it should be. Raises as `counting.decide_missing`."""
        self._ledger.execute(lambda house: k.decide_missing(house, matter, by.id))

    def found(self, matter: str, shelf: str, by: Person) -> None:
        """Record that a missing item was found. Raises as `counting.decide_found`."""
        self._ledger.execute(lambda house: k.decide_found(house, matter, shelf, by.id))
