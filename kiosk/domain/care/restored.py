"""After a restoration: what the record can't know any more opens by nobody's slip, until somebody has looked.

The backup is older than the moment at which the board broke. A slip may have been used since, and behind its door may
lie what somebody else has brought meanwhile: the new board's record says neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.domain.events import Event, ParcelCollectIntended
from kiosk.domain.house import House
from kiosk.domain.parcels.events import ParcelHandOutIntended, ParcelRecallIntended
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.events import SendingTakeIntended

OPENS_ALONE = (ParcelCollectIntended, ParcelRecallIntended, SendingTakeIntended)
BY_THE_DESK = (ParcelHandOutIntended,)
"""Of these, with which one of the staff gives something out who sees what it is."""


def known_here(house: House, events: Iterable[Event]) -> None:
    """Return if every door that somebody is about to open alone holds what the record says.

    Raises:
        Refused: `care.restored` for what was there before the backup, until a stocktake or a supervisor has ended
            that, or the desk has looked behind that door and printed a new slip.
    """
    if not house.continuations:
        return
    last = max(one.at for one in house.continuations.values())
    looked = {parcel for one in house.continuations.values() for parcel in one.looked}
    for event in events:
        if isinstance(event, OPENS_ALONE) and not isinstance(event, BY_THE_DESK):
            parcel = house.parcels.get(event.parcel)
            if parcel is None or (parcel.since <= last and parcel.id not in looked):
                raise Refused("care.restored")


def with_looked(house: House, parcel: str) -> House:
    """Return the house in which the desk has looked where a parcel is: its new slip is good on this board."""
    if not house.continuations:
        return house
    looked = {name: replace(one, looked=(*one.looked, parcel)) for name, one in house.continuations.items()}
    return house.having(continuations=looked)
