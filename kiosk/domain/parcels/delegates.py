"""Who may collect for whom: named once with a slip, or a neighbour for good; ended at once by either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.parcels import events as p
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.parcels.sharing import behind
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused

LONGEST = timedelta(days=30)
"""No slip for somebody else is good for longer."""
MOST = 12
"""So many at once may collect for one resident."""
PAPER, NOTICE = "delegate slip", "delegate_slip"


@dataclass(frozen=True)
class NameDelegate:
    """A resident names somebody: a neighbour for good (`person`), or whoever has the `slip`, for these `parcels`."""

    delegation: str
    principal: str
    person: str = ""
    slip: str = ""
    parcels: tuple[str, ...] = ()
    until: datetime | None = None
    called: str = ""
    on_paper: bool = False


def decide_name(house: House, command: NameDelegate, now: datetime) -> list[e.Event]:
    """Return what naming a delegate comes to; nothing for one that is known already.

    Raises:
        Refused: `resident.unknown`; `delegate.whom` (yourself, nobody, or not of this house); `delegate.nothing` (no
            parcel of one's own waits, or no day ahead); `delegate.too_many`; `delegate.known`; `delegate.shared` where
            a parcel of another of the home lies behind the same door.
    """
    if command.delegation in house.delegations:
        return []
    principal = house.people.get(command.principal)
    if principal is None or principal.role is not Role.RESIDENT or not principal.active:
        raise Refused("resident.unknown")
    good = [one for one in given_by(house, principal.id) if why_over(house, one, now) == ""]
    if len(good) >= MOST:
        raise Refused("delegate.too_many", most=MOST)
    if command.slip:
        command = replace(command, parcels=_with_those_beside(house, principal.id, command.parcels))
    named = p.DelegateNamed(
        command.delegation, principal.id, command.person, command.slip, command.parcels, command.until,
        command.called,
    )  # fmt: skip
    if command.person:
        return [named, *_for_good(house, command, good)]
    own = {one.id for one in waiting_for(house, principal.id)}
    bounded = command.until is not None and now < command.until <= now + LONGEST
    if not command.slip or not command.parcels or not own.issuperset(command.parcels) or not bounded:
        raise Refused("delegate.nothing")
    if command.on_paper:
        return [named, e.PaperQueued(f"d-{command.slip}", PAPER, command.delegation, principal.language)]
    return [named, e.NoticeQueued(f"d-{command.slip}", principal.id, NOTICE, command.delegation)]


def _with_those_beside(house: House, principal: str, parcels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parcels with those that lie behind the same doors: one opening gives them all out.

    Raises:
        Refused: `delegate.shared` where somebody else's lies there too.
    """
    known = [house.parcels[name] for name in parcels if name in house.parcels]
    beside = [one for parcel in known for one in behind(house, parcel)]
    if any(one.recipient != principal for one in beside):
        raise Refused("delegate.shared")
    return tuple(dict.fromkeys((*parcels, *(one.id for one in beside))))


def _for_good(house: House, command: NameDelegate, good: list[Delegation]) -> Iterator[e.Event]:
    taker = house.people.get(command.person)
    if taker is None or taker.role is not Role.RESIDENT or not taker.active or taker.id == command.principal:
        raise Refused("delegate.whom")
    if any(one.person == taker.id for one in good):
        raise Refused("delegate.known")
    yield e.NoticeQueued(f"d-{command.delegation[:16]}", taker.id, "delegate_named", command.delegation)


def decide_end(house: House, delegation: str, by: str) -> list[e.Event]:
    """Return the end of a delegation, asked for by either of the two; nothing for one that has ended.

    Raises:
        Refused: `delegate.unknown`: neither of the two asks.
    """
    known = house.delegations.get(delegation)
    if known is None or by not in (known.principal, known.person):
        raise Refused("delegate.unknown")
    if known.ended:
        return []
    told = known.person if by == known.principal else known.principal
    ended: list[e.Event] = [
        p.DelegateEnded(known.id, "revoked" if by == known.principal else "given_back", by)
    ]
    if known.person:
        ended.append(e.NoticeQueued(f"e-{known.id[:16]}", told, "delegate_ended", known.id))
    return ended


def lapsed(house: House, now: datetime) -> list[e.Event]:
    """Return the ends of delegations whose time is over, or of which no parcel waits any more."""
    ended: list[e.Event] = []
    for one in house.delegations.values():
        if not one.ended and (why := why_over(house, one, now)) in ("over", "used"):
            ended.append(p.DelegateEnded(one.id, why))
    return ended


def why_over(house: House, one: Delegation, now: datetime) -> str:
    """Return why a delegation is good for nothing: "revoked", "given_back", "over", "used"; "" while it is good."""
    if one.ended:
        return one.ended
    if one.until is not None and one.until <= now:
        return "over"
    if one.person:
        return ""
    known = [house.parcels.get(parcel) for parcel in one.parcels]
    waits = any(parcel is not None and parcel.stage is ParcelStage.WAITING for parcel in known)
    return "" if waits else "used"


def by_slip(house: House, number: str, now: datetime) -> Delegation | None:
    """Return the delegation that a slip is good for, or None for a slip that is no delegate's.

    Raises:
        Refused: `delegate.revoked`, `delegate.over`, `slip.used`.
    """
    for one in house.delegations.values():
        if one.slip and one.slip == number:
            if why := why_over(house, one, now):
                raise Refused({"used": "slip.used", "over": "delegate.over"}.get(why, "delegate.revoked"))
            return one
    return None


def given_by(house: House, principal: str) -> list[Delegation]:
    """Return what a resident has given out and not ended."""
    return [one for one in house.delegations.values() if one.principal == principal and not one.ended]


def given_to(house: House, person: str, now: datetime) -> list[Delegation]:
    """Return for whom somebody may collect for good."""
    found = (one for one in house.delegations.values() if one.person == person)
    return [one for one in found if not why_over(house, one, now) and _there(house, one.principal)]


def may_take(house: House, delegation: str, parcel: Parcel, taker: str, now: datetime) -> None:
    """Return if a parcel may be taken under a delegation at this moment.

    Raises:
        Refused: `delegate.revoked` when it has ended meanwhile or was never for this parcel or this taker.
    """
    known = house.delegations.get(delegation)
    good = known is not None and not why_over(house, known, now) and _there(house, known.principal)
    covered = known is not None and (known.person == taker if known.person else parcel.id in known.parcels)
    if known is None or not good or not covered or known.principal != parcel.recipient:
        raise Refused("delegate.revoked")
    if taker and not _there(house, taker):
        raise Refused("person.inactive")


def waiting_for(house: House, recipient: str) -> list[Parcel]:
    """Return the parcels that wait for a resident, the oldest first."""
    found = [
        one
        for one in house.parcels.values()
        if one.recipient == recipient and one.stage is ParcelStage.WAITING
    ]
    return sorted(found, key=lambda one: one.since)


def _there(house: House, person: str) -> bool:
    known = house.people.get(person)
    return known is not None and known.active and known.role is Role.RESIDENT
