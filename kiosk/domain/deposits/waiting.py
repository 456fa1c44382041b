"""What time does to deposited items, and what of them waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.deposits import events as n
from kiosk.domain.deposits.deciding import to_put_away
from kiosk.domain.deposits.deposit import UNCLAIMED_AFTER, Deposit, Stage
from kiosk.domain.entrusted.placing import is_staff, lying, missing
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused

DUE, UNCLAIMED = "deposit_due", "deposit_unclaimed"
"""What is told: the owner that the day is over, the supervisors that nobody has claimed it."""
REMIND_AGAIN = timedelta(days=7)
ASKED_FOR = timedelta(hours=2)
"""What a resident has described at the lobby, and not brought to the desk, is called off after so long."""


def here(house: House) -> list[Deposit]:
    """Return the deposits of which something lies here, the oldest first."""
    found = [one for one in house.deposits.values() if one.stage is Stage.TAKEN_IN and lying(house, one.item)]
    return sorted(found, key=lambda one: one.made)


def unclaimed(house: House, now: datetime) -> list[Deposit]:
    """Return what nobody has claimed for 30 days, the oldest first."""
    return [one for one in here(house) if now - (one.taken or one.made) >= UNCLAIMED_AFTER]


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what of deposits waits for somebody at the desk."""
    for one in house.deposits.values():
        if one.stage is Stage.ASKED:
            yield Pending("deposit.asked", one.made, about=one.id)
        if one.stage is not Stage.TAKEN_IN:
            continue
        if gone := missing(house, one.item):
            yield Pending("deposit.missing", gone.since, about=one.id)
        elif to_put_away(house, one):
            yield Pending("deposit.to_place", one.taken or one.made, about=one.id)
        elif one.stub_is_shown(now) and one.shown and not house.moving(one.item):
            yield Pending("deposit.claimed", one.shown, about=one.id)
        if one.untold:
            yield Pending("deposit.phone", one.untold, urgent=False, about=one.id)
    if over := unclaimed(house, now):
        oldest = over[0]
        since = (oldest.taken or oldest.made) + UNCLAIMED_AFTER
        yield Pending("deposit.unclaimed", since, urgent=False, about="unclaimed")  # one card for all of them


def time_passes(house: House, now: datetime) -> list[e.Event]:
    """Return what time brings about: reminders to owners, word to the supervisors, ends of what nobody brought."""
    found: list[e.Event] = []
    for one in house.deposits.values():
        if one.stage is Stage.ASKED and one.by == one.person and now - one.made >= ASKED_FOR:
            found.append(n.DepositCalledOff(one.id, ""))
        if one.stage is Stage.TAKEN_IN and lying(house, one.item):
            found += _of_one(house, one, now)
    return found


def _of_one(house: House, one: Deposit, now: datetime) -> Iterator[e.Event]:
    again = one.reminded is None or now - one.reminded >= REMIND_AGAIN
    if one.due is not None and one.due <= now and again:
        yield n.DepositReminded(one.id)
        yield e.NoticeQueued(f"de-{one.id[:12]}-{now:%y%m%d}", one.person, DUE, one.id)
    if one.reported is None and now - (one.taken or one.made) >= UNCLAIMED_AFTER:
        yield n.DepositReported(one.id)
        for person in supervisors(house):
            yield e.NoticeQueued(f"du-{one.id[:12]}-{person}", person, UNCLAIMED, one.id)


def supervisors(house: House) -> list[str]:
    """Return who answers for the desk."""
    return [one.id for one in house.people.values() if one.role is Role.SUPERVISOR and one.active]


def decide_settled(house: House, deposit: str, by: str, reason: str) -> list[e.Event]:
    """Return that a deposit is over though nobody has claimed it: a supervisor says how.

    Raises:
        Refused: `deposit.unknown`, `supervisor.needed`, `reason.missing`; `deposit.over`.
    """
    one, person = house.deposits.get(deposit), house.people.get(by)
    if one is None:
        raise Refused("deposit.unknown")
    if person is None or not person.active or person.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if not reason:
        raise Refused("reason.missing")
    if one.stage is not Stage.TAKEN_IN or house.moving(one.item) or lying(house, one.item):
        raise Refused("deposit.over", number=one.number)
    return [n.DepositSettled(one.id, by, reason)]


def decide_phoned(house: House, deposit: str, by: str) -> list[e.Event]:
    """Return that an owner whom no message reaches was told. Raises `deposit.unknown`, `staff.needed`."""
    one = house.deposits.get(deposit)
    if one is None:
        raise Refused("deposit.unknown")
    if not is_staff(house, by):
        raise Refused("staff.needed")
    return [n.DepositPhoned(one.id, by)] if one.untold else []
