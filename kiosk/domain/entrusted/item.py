"""An item that somebody has entrusted to the desk: it lies on a shelf or behind a door as a parcel does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

DEPOSIT, CLAIM = "deposit", "claim"
"""How movements of deposited items are marked: taken in; taken out again by their owner."""
TRANSFER, FETCH, GIVE_BACK = "transfer", "fetch", "give_back"
"""The same of what changes hands: taken in, fetched, back to who gave it."""
SET_ASIDE = "set_aside"
"""What stays here of a deposit of which a part was claimed."""
TAKEN_IN = (DEPOSIT, TRANSFER, SET_ASIDE)
TAKEN_OUT = (CLAIM, FETCH, GIVE_BACK)
HOWS = (*TAKEN_IN, *TAKEN_OUT)
DESK_SHELF = "shelf:DESK"
"""Where items lie at a site that has no storeroom."""
COUNT_EVERY_H = 24
"""By when the shelves are counted anew."""


@dataclass(frozen=True)
class ItemCount:
    """One count of record against things. `here`, `missing`: the ids of deposits and transfers."""

    id: str
    at: datetime
    by: str
    here: tuple[str, ...]
    missing: tuple[str, ...] = ()
