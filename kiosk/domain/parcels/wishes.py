"""What residents wish of the doors that their parcels go behind."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.parcels.events import ReachAsked
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused


def decide_reach(house: House, person: str, by: str, *, wanted: bool) -> list[e.Event]:
    """Return that a resident's parcels go within reach of a wheelchair, or anywhere; nothing if it is so already.

    Raises:
        Refused: `resident.unknown`; `staff.needed` for whoever is neither the resident nor of the staff.
    """
    known, asking = house.people.get(person), house.people.get(by)
    if known is None or known.role is not Role.RESIDENT or not known.active:
        raise Refused("resident.unknown")
    if by != person and (asking is None or asking.role not in STAFF or not asking.active):
        raise Refused("staff.needed")
    return [] if known.in_reach is wanted else [ReachAsked(person, wanted, by)]
