"""Several parcels of one home behind one door: who may lie beside whom, and what one look at them proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.parcels.due_back import SWEEP, due_back_at
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.places import Furniture, PlaceKind, Reading

SOME_LEFT = "some_left"
"""What is unclear, or said, when not all that lies behind a door was taken."""


SIGNED_FOR = ("registered", "valuable")


def lying_at(house: House, place: str) -> list[Parcel]:
    """Return the parcels that wait behind a door, in the order in which they came."""
    found = [
        one
        for one in house.parcels_at(place)
        if one.stage is ParcelStage.WAITING and one.custodian.kind is CustodianKind.PLACE
    ]
    return sorted(found, key=lambda one: one.since)


def behind(house: House, parcel: Parcel) -> list[Parcel]:
    """Return what else waits behind the door of a parcel that waits there."""
    if parcel.stage is not ParcelStage.WAITING or parcel.custodian.kind is not CustodianKind.PLACE:
        return []
    if is_shelf(parcel.custodian.id):
        return []
    return [one for one in lying_at(house, parcel.custodian.id) if one.id != parcel.id]


def taken_along(house: House, movement: Movement) -> list[Parcel]:
    """Return what a movement takes out besides its own parcel: a home's parcels go out by one opening."""
    if movement.kind is Kind.COLLECT:
        return [one for one in lying_at(house, movement.place) if one.id != movement.item]
    if movement.kind is Kind.RECALL and movement.how == SWEEP:
        back = due_back_at(house, movement.place, movement.bearer)
        return [one for one in back if one.id != movement.item]
    return []


def staying(house: House, movement: Movement) -> list[Parcel]:
    """Return what lies behind a movement's door and has nothing to do with it."""
    if movement.item not in house.parcels:
        return []
    gone = {movement.item, *(one.id for one in taken_along(house, movement))}
    return [one for one in lying_at(house, movement.place) if one.id not in gone]


def sensed_of(house: House, movement: Movement, reading: Reading) -> Reading:
    """Return a reading as far as it tells of this movement: beside others, that something is there proves nothing."""
    return replace(reading, present=None) if reading.present and staying(house, movement) else reading


def shared_door(
    house: House, furniture: Furniture, readings: Mapping[str, Reading], recipient: str
) -> str | None:
    """Return the compartment in which a parcel for `recipient` may lie beside another of the same home, if any.

    The one to which something came last.
    """
    found = [
        (lying[-1].since, place.id)
        for place in furniture.of(PlaceKind.COMPARTMENT)
        if (lying := lying_at(house, place.id))
        and may_share(house, place.id, readings.get(place.id), recipient)
    ]
    return max(found)[1] if found else None


def may_share(house: House, place: str, reading: Reading | None, recipient: str) -> bool:
    """Return whether a parcel for `recipient` may be laid beside what is behind a door.

    Only beside parcels of the same home of which nothing is in dispute, behind a door that is surely shut; and where
    nobody would come, by somebody's leave, to what that leave is not for.
    """
    door, here = house.door(place), house.parcels_at(place)
    if reading is None or not reading.usable or reading.shut is False or reading.present is False:
        return False
    if door.doubt or door.seen_open or house.under_way(place) or not here:
        return False
    if any(one.stage is not ParcelStage.WAITING or one.disputed or _alone(one) for one in here):
        return False
    people = {recipient, *(one.recipient for one in here)}
    return _one_home(house, people) and not _would_lead_astray(house, people, here)


def one_a_door(parcels: Iterable[Parcel], but: str = "") -> list[Parcel]:
    """Return parcels so that each door is there once, and the door `but` not at all."""
    seen, found = {but}, []
    for one in parcels:
        if one.custodian.kind is CustodianKind.PLACE and one.custodian.id in seen:
            continue
        seen.add(one.custodian.id)
        found.append(one)
    return found


def _alone(parcel: Parcel) -> bool:
    """Whether nothing goes beside it: somebody signs for it alone, its time is over, or it is sent from here."""
    return parcel.wait.category in SIGNED_FOR or parcel.wait.expired is not None or bool(parcel.outgoing)


def _one_home(house: House, people: Iterable[str]) -> bool:
    known = [house.people.get(person) for person in people]
    units = {one.unit if one else None for one in known}
    return len(units) == 1 and None not in units and "" not in units


def _would_lead_astray(house: House, people: set[str], here: Sequence[Parcel]) -> bool:
    """Whether somebody has a right to some of these parcels that is not one to the others."""
    lying = {one.id for one in here}
    for one in house.delegations.values():
        if one.ended:
            continue
        if one.slip and lying.intersection(one.parcels):
            return True
        if one.person and len(people) > 1 and one.principal in people:
            return True
    return False
