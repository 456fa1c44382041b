"""What stands in the way of erasing somebody: things of theirs that are here, or of the house that are with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.followups.followup import Stage as FollowUpStage
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.people import STAFF, Person, Role


@dataclass(frozen=True)
class Hindrance:
    """One kind of thing that is to be settled first. `code` has words for what it is and what to do; `count` of it."""

    code: str
    count: int


def hindrances(house: House, person: str) -> list[Hindrance]:
    """Return everything that is to be settled before somebody may be erased."""
    known = house.people.get(person)
    if known is None:
        return []
    counted = ((code, sum(1 for one in find(house, known) if one)) for code, find in FOUND.items())
    return [Hindrance(code, count) for code, count in counted if count]


def _moving(house: House, one: Person) -> Iterable[bool]:
    moving = (move for move in house.movements.values() if not move.ended)
    return (move.bearer == one.id for move in moving)


def _own_keys(house: House, one: Person) -> Iterable[bool]:
    """The keys of a home that its last resident has left here."""
    if one.role is not Role.RESIDENT or not one.unit or _others_at_home(house, one):
        return ()
    return (key.unit == one.unit for key in house.keys.values())


def _others_at_home(house: House, one: Person) -> bool:
    return any(
        other.unit == one.unit and other.active and other.role is Role.RESIDENT and other.id != one.id
        for other in house.people.values()
    )


def _parcels(house: House, one: Person) -> Iterable[bool]:
    return (parcel.live and parcel.recipient == one.id for parcel in house.parcels.values())


def _money(house: House, one: Person) -> Iterable[bool]:
    own = (account.balance_cents for account in house.accounts.values() if account.person == one.id)
    owed = (fee.settled is None and fee.person == one.id for fee in house.storage_fees.values())
    asked = (not short.answer and short.person == one.id for short in house.shortfalls.values())
    return (*(bool(cents) for cents in own), *owed, *asked)


def _lent(house: House, one: Person) -> Iterable[bool]:
    held = (
        item.custodian.kind is CustodianKind.PERSON and item.custodian.id == one.id
        for item in house.loan_items.values()
    )
    return (*held, *(loan.open and loan.person == one.id for loan in house.loans.values()))


def _stays(house: House, one: Person) -> Iterable[bool]:
    for stay in house.stays.values():
        if stay.person == one.id:
            yield stay.left is None
            yield from (
                bool(errand.deposit and not errand.deposit.settled) for errand in stay.errands.values()
            )


def _last_supervisor(house: House, one: Person) -> Iterable[bool]:
    if one.role not in (Role.SUPERVISOR, Role.MANAGER) or not one.active:
        return ()
    others = (
        other.id != one.id and other.active and other.role in (Role.SUPERVISOR, Role.MANAGER)
        for other in house.people.values()
    )
    return (not any(others),)


def _on_duty(house: House, one: Person) -> Iterable[bool]:
    return (shift.person == one.id and not shift.over for shift in house.shifts.values())


def _works(house: House, one: Person) -> Iterable[bool]:
    """What one of the staff answers for."""
    if one.role not in STAFF:
        return ()
    orders = (order.worker == one.id and not order.over for order in house.work_orders.values())
    said = (case.owner == one.id and not case.over for case in house.grievances.values())
    asked = (request.owner == one.id and not request.over for request in house.requests.values())
    drafts = (one.id in (case.by, *case.writers) and case.open for case in house.incidents.values())
    return (*orders, *said, *asked, *drafts)


Find = Callable[[House, Person], Iterable[bool]]
FOUND: Mapping[str, Find] = {
    "moving": _moving,
    "keys_held": lambda house, one: (True for _ in house.keys_with(one.id)),
    "own_keys": _own_keys,
    "parcels": _parcels,
    "deposits": lambda house, one: (
        not each.over and one.id == each.person for each in house.deposits.values()
    ),
    "transfers": lambda house, one: (
        not each.over and one.id in (each.person, each.visitor) for each in house.transfers.values()
    ),
    "sendings": lambda house, one: (
        each.person == one.id and (not each.over or each.owed) for each in house.sendings.values()
    ),
    "loans": _lent,
    "money": _money,
    "services": lambda house, one: (
        each.person == one.id and not each.over for each in house.requests.values()
    ),
    "orders": lambda house, one: (
        each.person == one.id and not each.over for each in house.work_orders.values()
    ),
    "grievances": lambda house, one: (
        each.person == one.id and not each.over for each in house.grievances.values()
    ),
    "followups": lambda house, one: (
        each.person == one.id and each.stage is FollowUpStage.DUE for each in house.follow_ups.values()
    ),
    "complaints": lambda house, one: (each.person == one.id for each in house.complaints.values()),
    "permits": lambda house, one: (
        each.open and one.id in (each.owner, *each.people) for each in house.permits.values()
    ),
    "releases": lambda house, one: (each.open and each.person == one.id for each in house.releases.values()),
    "inspections": lambda house, one: (
        each.given_by == one.id and each.ended is None for each in house.inspection_plans.values()
    ),
    "move_ins": lambda house, one: (
        each.owner == one.id and (each.under_way or bool(each.owed)) for each in house.move_ins.values()
    ),
    "stays": _stays,
    "shift": _on_duty,
    "works": _works,
    "bookings": lambda house, one: (each.live and each.person == one.id for each in house.bookings.values()),
    "last_supervisor": _last_supervisor,
}
"""In the order in which they are told."""
