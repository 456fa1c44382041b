"""A parcel that was announced before its courier comes: its barcode says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

AWAITED_FOR = timedelta(days=30)
"""What has not come by then is awaited no more."""


@dataclass(frozen=True)
class Delivery:
    """An announced parcel. `recipient` is "" while only the home is known; `size` "" while nobody said."""

    barcode: str
    unit: str
    recipient: str
    size: str
    heavy: bool
    carrier: str
    source: str
    """Who announced it: "csv:<person>" or "api:<token's name>"."""
    at: datetime
    category: str = ""
    """What kind of parcel it is, "" for an ordinary one."""
