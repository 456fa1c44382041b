"""How each recorded event about complaints changes the house."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.complaints import events as c
from kiosk.domain.complaints.complaint import Complaint
from kiosk.domain.house import House


def with_complaint(house: House, event: c.ComplaintEvent, at: datetime) -> House:
    """Return the house after `event`; a complaint that has ended is in the log alone."""
    known = {name: one for name, one in house.complaints.items() if name != event.complaint}
    if isinstance(event, c.ComplaintMade):
        known[event.complaint] = Complaint(
            event.complaint, event.kind, event.movement, event.parcel, event.place, event.person, at
        )
    return house.having(complaints=known)
