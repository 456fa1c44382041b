"""How each recorded event about contractors changes the house. What is forgotten leaves the running state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.stay import Block, Deposit, Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.signatures.evolving import without_signatures

V = TypeVar("V")


def with_contractor(house: House, event: c.ContractorEvent, at: datetime) -> House:
    """Return the house after one event about contractors."""
    match event:
        case c.ContractorAdmitted():
            stay = Stay(event.stay, event.person, at, event.by, event.document, event.signature)
            return house.having(stays=_with(house.stays, stay.id, stay))
        case c.ContractorBlocked():
            block = Block(event.document, event.until, event.by, event.record)
            return house.having(blocks=_with(house.blocks, block.id, block))
        case c.ContractorUnblocked():
            return house.having(blocks=_without(house.blocks, event.document))
        case c.PersonForgotten():
            stays = {name: one for name, one in house.stays.items() if one.person != event.person}
            couriers = _without(house.couriers, event.person)
            house = without_signatures(house, event.person)
            return house.having(people=_without(house.people, event.person), stays=stays, couriers=couriers)
        case c.StayEvent():
            return _in_stay(house, event, at)
    return house


def _in_stay(house: House, event: c.StayEvent, at: datetime) -> House:
    stay = house.stays.get(event.stay)
    if stay is None:
        return house
    match event:
        case c.ContractorLeft():
            person = house.people.get(stay.person)
            gone = house.having(stays=_with(house.stays, stay.id, replace(stay, left=at)))
            if person is None:
                return gone
            return gone.having(people=_with(house.people, person.id, replace(person, active=False)))
        case c.ContractorAsked():
            asked = Errand(
                event.errand, event.key, event.reason, event.work_order, event.deposit_cents, event.note
            )
            return _with_errand(house, stay, asked)
        case c.ContractorAskedNoMore():
            left = replace(stay, errands=_without(stay.errands, event.errand))
            return house.having(stays=_with(house.stays, stay.id, left))
        case c.ErrandEvent() if errand := stay.errands.get(event.errand):
            return _with_errand(house, stay, _after(errand, event, at))
    return house


def _after(errand: Errand, event: c.ErrandEvent, at: datetime) -> Errand:
    match event:
        case c.ContractorSponsored():
            return replace(errand, sponsor=event.sponsor, how=event.how)
        case c.DepositTaken():
            return replace(errand, deposit=Deposit(event.cents, event.voucher, event.by, at))
        case c.DepositReturned() | c.DepositKept() if errand.deposit:
            how = "kept" if isinstance(event, c.DepositKept) else "returned"
            return replace(errand, deposit=replace(errand.deposit, settled=how))
        case c.ContractorTakes():
            return replace(errand, movement=event.movement, slip=event.slip)
    return errand


def _with_errand(house: House, stay: Stay, errand: Errand) -> House:
    changed = replace(stay, errands=_with(stay.errands, errand.id, errand))
    return house.having(stays=_with(house.stays, stay.id, changed))


def _with(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    return {**_without(entities, name), name: entity}  # the newest stands last


def _without(entities: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: kept for other, kept in entities.items() if other != name}
