"""Questions about work orders: which are open, whose they are, what was said, how many were in time."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kiosk.domain.items import Key
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import deciding as d
from kiosk.domain.workorders.keys import keys_out
from kiosk.domain.workorders.lateness import Shares, shares
from kiosk.domain.workorders.order import Clocks, WorkOrder
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register


class OrderQuestions:
    """What the record says of work orders; nothing here changes it."""

    def __init__(self, ledger: Ledger, register: Register, clock: Clock, clocks: Clocks) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self.clocks = clocks
        """The site's patience with its orders."""

    def need(self, order: str) -> WorkOrder:
        """Return an order, however long ago it was. Raises `order.unknown`."""
        found = self._ledger.house.work_orders.get(order) or self._register.matter(WorkOrder, order)
        if found is None:
            raise Refused("order.unknown")
        return found

    def open(self) -> list[WorkOrder]:
        """Return the orders that are not over, the oldest first."""
        return [one for one in self._by_number() if not one.over]

    def over(self) -> list[WorkOrder]:
        """Return the last orders that are over, the newest first."""
        return [one for one in reversed(self._by_number()) if one.over]

    def of_person(self, person: str) -> list[WorkOrder]:
        """Return the orders at hand of a resident, the newest first."""
        return [one for one in reversed(self._by_number()) if one.person == person]

    def for_number(self, request: str) -> WorkOrder | None:
        """Return the newest order at hand of a service, by the service's number."""
        found = [one for one in self._by_number() if request and one.request == request]
        return found[-1] if found else None

    def keys_out(self, order: WorkOrder) -> list[Key]:
        """Return the keys that left for an order and are not back."""
        return keys_out(self._ledger.house, order)

    def workers(self) -> list[Person]:
        """Return who may be sent: the staff, and contractors who are in the house."""
        house = self._ledger.house
        here = {one.person for one in house.stays.values() if one.left is None}
        return [
            one
            for one in house.people.values()
            if one.active and one.role in d.GOES and (one.role is not Role.CONTRACTOR or one.id in here)
        ]

    def words_of(self, order: WorkOrder) -> tuple[str, str]:
        """Return where it is and what was said of it; "–" for what is not kept any more."""
        if not order.words:
            return "", ""
        content = self._ledger.opened(order.words)
        if not content:
            return "–", "–"
        said = json.loads(content)
        return str(said["where"]), str(said["words"])

    def note(self, reference: str) -> str:
        """Return what was typed beneath a step or a line of material; "–" where it is not kept any more."""
        content = self._ledger.opened(reference) if reference else b""
        return "–" if content is None else content.decode(errors="replace")

    def picture(self, order: WorkOrder) -> bytes:
        """Return the picture of the work. Raises `evidence.gone` where there is none, or none any more."""
        content = self._ledger.opened(order.photo) if order.photo else None
        if not content:
            raise Refused("evidence.gone")
        return content

    def shares(self, since: str, before: str) -> Shares:
        """Return how many orders of a period were in time (ISO times, UTC)."""
        return shares(self.between(since, before), self.clocks, self._clock.now())

    def between(self, since: str, before: str) -> Sequence[WorkOrder]:
        """Return the orders that were written in a period (ISO times, UTC), the newest first."""
        return self._register.matters(WorkOrder, since=since, before=before, most=20_000)

    def _by_number(self) -> list[WorkOrder]:
        known = self._ledger.house.work_orders.values()
        return sorted(known, key=lambda one: (len(one.number), one.number))
