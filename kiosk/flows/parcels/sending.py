"""A resident sends a parcel: registered, left behind a door or at the desk, taken along by its carrier's courier."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.money.paid import with_entries
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person, Role
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.sending import deciding as d
from kiosk.domain.sending import taking as t
from kiosk.domain.sending.sending import DESK_PLACE, Sending, Sweep
from kiosk.domain.witnessing.witnessing import stands_for
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.whereto import Whereto, sealed_of
from kiosk.flows.telling.hub import Hub
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger


@dataclass(frozen=True)
class Waits:
    """What waits for one carrier: so many behind doors, so many at the desk."""

    carrier: str
    at_doors: int
    at_desk: int


class Sendings:
    """《特快专递登记簿》 from its first line to the courier's signature."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        hub: Hub,
        furniture: Furniture,
        carriers: Sequence[str],
        currency: str = CURRENCY,
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._hub = hub
        self._furniture = furniture
        self.carriers = tuple(carriers)
        """By which parcels may be sent from here; none: nothing is sent."""
        self.currency = currency
        self._waybills_in = ""
        """The visit in which the next number that is shown is a waybill: something is taken along in it just now."""

    def register_own(
        self, sending: str, carrier: str, goods: str, fee: str, whereto: Whereto | None
    ) -> Sending:
        """Return the line of whoever stands at the screen; without `whereto` they tell the desk where it goes.

        Raises:
            Refused: as `deciding.decide_register`; `visit.ended`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        self._visits.touch()
        return self._register(sending, person, carrier, goods, fee, whereto, person)

    def register(
        self, sending: str, person: str, carrier: str, goods: str, fee: str, whereto: Whereto, by: Person
    ) -> Sending:
        """Return the line that one of the staff writes for a resident. Raises as `deciding.decide_register`."""
        return self._register(sending, person, carrier, goods, fee, whereto, by.id)

    def mine(self) -> list[Sending]:
        """Return what whoever stands at the screen has registered and no carrier has yet, the newest first.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        found = [one for one in self._ledger.house.sendings.values() if one.person == person and not one.over]
        return sorted(found, key=lambda one: one.made, reverse=True)

    def drop(self, movement: str, sending: str, size: str) -> Movement:
        """Return the movement of a parcel into a door. Raises as `deciding.decide_drop`; `visit.ended`."""
        person = self._visits.need(Role.RESIDENT).person.id
        self._visits.touch()

        def decide(house: House) -> list[Event]:
            if not size:
                raise Refused("size.unknown")
            return d.decide_drop(
                house, self._furniture, self._sight.readings(), movement, sending, size, person
            )

        return self._doors.open_for(movement, decide)

    def take_in(self, movement: str, sending: str, by: Person) -> Movement:
        """Return the movement by which the desk has taken a parcel in. Raises as `deciding.decide_drop`."""
        return self._doors.open_for(
            movement, lambda house: d.decide_drop(house, self._furniture, {}, movement, sending, "", by.id)
        )

    def unsend(self, movement: str, sending: str, by: Person | None = None) -> Movement | None:
        """Return the movement by which a resident takes a parcel out again; None where it was not here.

        Raises:
            Refused: as `taking.decide_unsend`; `visit.ended` at the lobby.
        """
        who = by.id if by else self._visits.need(Role.RESIDENT).person.id
        self._doors.fire(self._ledger.execute(lambda house: t.decide_unsend(house, movement, sending, who)))
        return self._ledger.find(movement)

    def address(self, sending: str, whereto: Whereto, by: Person) -> None:
        """Record where a parcel goes, as its resident has told the desk. Raises as `deciding.decide_address`."""
        one = self.need(sending)
        sealed, digest = sealed_of(one.id, one.person, whereto)
        reference = sealed[0].reference if sealed else ""
        self._ledger.execute(
            lambda house: d.decide_address(house, one.id, reference, digest, by.id), sealed=sealed
        )

    def note_waybill(self, sending: str, waybill: str, by: str) -> None:
        """Record the carrier's number. Raises as `deciding.decide_waybill`."""
        self._ledger.execute(lambda house: d.decide_waybill(house, sending, waybill, by))

    def settle(self, sending: str, cents: int, voucher: str, by: Person) -> None:
        """Record that the fee was paid over the desk. Raises as `deciding.decide_fee`."""
        self._ledger.execute(
            lambda house: with_entries(
                house, d.decide_fee(house, sending, cents, voucher, by.id, self.currency), self.currency
            )
        )

    def waiting(self, carrier: str = "") -> Waits:
        """Return what waits for a carrier, for the courier at the screen if none is named.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        named = carrier or self._visits.need(Role.COURIER).person.company or ""
        found = t.waiting_for_carrier(self._ledger.house, named) if named else []
        at_desk = sum(self._place(one) == DESK_PLACE for one in found)
        return Waits(named, len(found) - at_desk, at_desk)

    def sign(self, sweep: str, strokes: Strokes) -> Sweep:
        """Return the sweep that the courier at the screen has signed for.

        Raises:
            Refused: `signature.missing`; as `taking.decide_sweep`; `visit.ended`.
        """
        courier = self._visits.need(Role.COURIER).person
        return self._sign(sweep, courier.id, strokes, courier.id)

    def sign_witnessed(self, sweep: str, witness: str, said: Callable[[House], list[Event]]) -> Sweep:
        """Return the sweep for which one of the staff stood by in place of a signature; `said` records it with it.

        Raises:
            Refused: as `taking.decide_sweep`, `said`; `visit.ended`.
        """
        courier = self._visits.need(Role.COURIER).person
        if known := self._ledger.house.sweeps.get(sweep):
            return self._own(known.id, courier.id)

        def decide(house: House) -> list[Event]:
            signed = t.decide_sweep(
                house, sweep, courier.id, courier.company or "", stands_for(witness), "", witness
            )
            return [*said(house), *signed]

        self._ledger.execute(decide)
        return self._ledger.house.sweeps[sweep]

    def sign_at_desk(self, sweep: str, courier: str, strokes: Strokes, by: Person) -> Sweep:
        """Return the sweep that a courier has signed for at the desk. Raises as `sign`."""
        return self._sign(sweep, courier, strokes, by.id)

    def take_next(self, sweep: str, movement: str) -> Movement | None:
        """Return the movement of the next door of a sweep, None when there is none left.

        Raises:
            Refused: `visit.ended`; `sending.unknown` for another courier's sweep; as `taking.decide_take`.
        """
        visit = self._visits.need(Role.COURIER)
        self._visits.touch()
        if known := self._ledger.find(movement):
            return known
        self._own(sweep, visit.person.id)
        self._waybills_in = visit.id
        going_on = [one for one in self._ledger.house.movements.values() if one.work_order == sweep]
        if open_one := next((one for one in going_on if not one.ended), None):
            return open_one
        left = [one for one in t.left_to_take(self._ledger.house, sweep) if self._place(one) != DESK_PLACE]
        if not left:
            return None
        return self._doors.open_for(movement, lambda house: t.decide_take(house, movement, left[0].id, sweep))

    def hand_over(self, sweep: str, by: Person) -> int:
        """Return how many parcels the desk has handed to a sweep's courier just now.

        Raises:
            Refused: `sending.unknown`; `staff.needed`.
        """
        given = 0
        for one in t.left_to_take(self._ledger.house, sweep):
            if self._place(one) == DESK_PLACE:
                name = secrets.token_hex(16)
                self._ledger.execute(
                    lambda house, one=one, name=name: t.decide_take(house, name, one.id, sweep, by.id)  # type: ignore[misc]
                )
                given += 1
        return given

    def left(self, sweep: str) -> list[Sending]:
        """Return what was signed for and is still here, behind doors first."""
        return t.left_to_take(self._ledger.house, sweep)

    def open_sweeps(self) -> list[Sweep]:
        """Return the sweeps of which something still lies at the desk."""
        return [
            one
            for one in self._ledger.house.sweeps.values()
            if any(self._place(left) == DESK_PLACE for left in self.left(one.id))
        ]

    def without_waybill(self, sweep: str) -> Sending | None:
        """Return what the courier took last, as long as its number is not on record."""
        found = [
            one
            for one in self._ledger.house.sendings.values()
            if one.sweep == sweep and one.over and not one.waybill
        ]
        return max(found, key=lambda one: one.ended or one.made, default=None)

    def scanned(self, waybill: str) -> bool:
        """Return whether a code that came into the camera's picture was the number of what was just taken along."""
        visit = self._visits.current
        if visit is None or visit.role is not Role.COURIER:
            return False
        mine = [one for one in self._ledger.house.sweeps.values() if one.courier == visit.person.id]
        one = self.without_waybill(mine[-1].id) if mine and visit.id == self._waybills_in else None
        if one is None:
            return False
        try:
            self.note_waybill(one.id, waybill, visit.person.id)
        except Refused:
            return False
        self._visits.touch()
        self._hub.show("sweep", id=one.sweep)
        return True

    def takes_now(self) -> None:
        """The courier at the screen is asked for the number of what was taken along last."""
        self._waybills_in = self._visits.need(Role.COURIER).id

    def drops_now(self) -> None:
        """The courier goes on with parcels for this house: what is shown next is no waybill of a parcel taken along."""
        self._waybills_in = ""

    def whereto(self, one: Sending) -> Whereto | None:
        """Return where a parcel goes, None when that is not kept any more."""
        return Whereto.read(self._ledger.opened(one.details))

    def parcel(self, one: Sending) -> Parcel | None:
        """Return the parcel of a sending while it lies here."""
        return t.here(self._ledger.house, one)

    def need(self, sending: str) -> Sending:
        """Return a sending at hand. Raises `sending.unknown`."""
        return t.need(self._ledger.house, sending)

    def _own(self, sweep: str, courier: str) -> Sweep:
        known = self._ledger.house.sweeps.get(sweep)
        if known is None or known.courier != courier:
            raise Refused("sending.unknown")
        return known

    def _place(self, one: Sending) -> str:
        parcel = t.here(self._ledger.house, one)
        return parcel.custodian.id if parcel else ""

    def _register(
        self, sending: str, person: str, carrier: str, goods: str, fee: str, whereto: Whereto | None, by: str
    ) -> Sending:
        sealed, digest = sealed_of(sending, person, whereto) if whereto else ([], "")
        reference = sealed[0].reference if sealed else ""
        command = d.Register(
            sending, person, carrier, goods, fee, reference, digest, by, told_later=whereto is None
        )
        self._ledger.execute(lambda house: d.decide_register(house, command, self.carriers), sealed=sealed)
        return self.need(sending)

    def _sign(self, sweep: str, courier: str, strokes: Strokes, by: str) -> Sweep:
        if known := self._ledger.house.sweeps.get(sweep):
            return self._own(known.id, courier)
        signature, digest = signature_of(courier, sweep, strokes)
        person = self._ledger.house.people.get(courier)
        carrier = (person.company if person else "") or ""
        self._ledger.execute(
            lambda house: t.decide_sweep(house, sweep, courier, carrier, signature.reference, digest, by),
            sealed=[signature],
        )
        return self._ledger.house.sweeps[sweep]
