"""A parcel that a resident sends: registered, left here for its carrier, taken along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

AT_DESK, BY_CARRIER = "desk", "carrier"
FEES = (AT_DESK, BY_CARRIER)
"""Who gets the fee: the desk, against a voucher; or the carrier, and the desk has nothing to do with it."""
HOW, TAKEN, UNSENT = "send", "sent", "unsent"
"""How movements are marked: left for its carrier; taken along by it; taken out again by its resident."""
DESK_PLACE = "shelf:SEND"
"""Where a parcel lies that was handed to the desk."""


class Stage(Enum):
    """How far a sending is. Whether its parcel is here, the parcel itself tells."""

    REGISTERED = "registered"
    LEFT = "left"
    CALLED_OFF = "called off"


@dataclass(frozen=True)
class Sending:
    """One line of the register 《特快专递登记簿》. Money in integer cents.

    `details`: the vault's reference to addressee, destination and telephone, typed or written by hand; "" as long as
    the desk is yet to write it down.
    """

    id: str
    person: str
    unit: str
    carrier: str
    details: str
    fee: str
    made: datetime
    by: str
    """Who registered it: the resident, or one of the staff."""
    stage: Stage = Stage.REGISTERED
    parcel: str = ""
    """The newest attempt to leave it here."""
    waybill: str = ""
    fee_cents: int = 0
    fee_currency: str = "CNY"
    fee_paid: datetime | None = None
    voucher: str = ""
    ended: datetime | None = None
    courier: str = ""
    sweep: str = ""
    """The sweep under whose signature it left."""
    signature: str = ""

    @property
    def number(self) -> str:
        """What people call it: it stands on its slip."""
        return self.id[:6].upper()

    @property
    def over(self) -> bool:
        """Whether nothing more can happen to the parcel."""
        return self.stage is not Stage.REGISTERED

    @property
    def unaddressed(self) -> bool:
        """Whether the desk is yet to be told where it goes; no courier takes it before."""
        return not self.details and not self.over

    @property
    def owed(self) -> bool:
        """Whether its fee is yet to be settled at the desk."""
        return self.fee == AT_DESK and self.fee_paid is None and self.stage is not Stage.CALLED_OFF


@dataclass(frozen=True)
class Sweep:
    """One carrier's courier takes along what waits for that carrier, against one signature."""

    id: str
    courier: str
    carrier: str
    sendings: tuple[str, ...]
    signature: str
    at: datetime
