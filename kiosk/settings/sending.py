"""What residents may send from here, and by whom it goes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table

Carrier = Annotated[str, Field(min_length=1, max_length=24)]


class SendingSettings(Table):
    """Parcels that residents send. Without `carriers` nothing is sent from here."""

    carriers: tuple[Carrier, ...] = ()
    """As their couriers' companies are called in the file of people: a courier takes what waits for the own one."""
