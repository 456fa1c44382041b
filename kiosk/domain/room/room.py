"""How much room the record has on its disk, and what is not done any more when it runs out.

What people own is always given back: whatever ends a custody, and whatever answers for one, is recorded to the last
page. What begins one is what makes the record grow without need, so it waits until there is room again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kiosk.domain.couriers.events import CourierRegistered
from kiosk.domain.deliveries.events import DeliveryAnnounced, DeliveryAnnouncedAs
from kiosk.domain.deposits.events import DepositTakenIn
from kiosk.domain.events import Event, ParcelDropIntended
from kiosk.domain.keeping.events import KeyLeaveIntended
from kiosk.domain.loans.events import LoanMade
from kiosk.domain.passes.events import PermitMade
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.events import SendingDropIntended, SendingLeft, SendingRegistered
from kiosk.domain.services.events import ServiceRequested
from kiosk.domain.transfers.events import TransferTakenIn


class Level(Enum):
    """How much room there is, in the three words that the record uses."""

    AMPLE = "ample"
    LOW = "low"
    """Pictures go, and none are taken."""
    SPENT = "spent"
    """Nothing new is taken in; what is kept here is given out."""


BEGIN_CUSTODY: tuple[type[Event], ...] = (
    ParcelDropIntended,
    SendingRegistered,
    SendingDropIntended,
    SendingLeft,
    KeyLeaveIntended,
    DepositTakenIn,
    TransferTakenIn,
    LoanMade,
    PermitMade,
    ServiceRequested,
    DeliveryAnnounced,
    DeliveryAnnouncedAs,
    CourierRegistered,
)
"""What is refused while the room is spent: everything with which the desk or the lobby takes something upon itself."""
BETTER_BY = 1.25
"""So much more than its bound, and a level is left again: a disk on the brink does not flap."""


@dataclass(frozen=True)
class Room:
    """What a file system has left for the record: bytes and entries."""

    free_bytes: int
    free_inodes: int


@dataclass(frozen=True)
class Bounds:
    """Below which room the disk is low, and below which it is spent."""

    low: Room
    spent: Room


def level_of(room: Room, bounds: Bounds, before: Level) -> Level:
    """Return how much room there is; a level is left only once there is a quarter more than its bound."""
    if _short(room, bounds.spent, strict=before is not Level.SPENT):
        return Level.SPENT
    if _short(room, bounds.low, strict=before is Level.AMPLE):
        return Level.LOW
    return Level.AMPLE


def admit(events: Iterable[Event], level: Level) -> None:
    """Let pass what may be recorded at that level.

    Raises:
        Refused: `room.spent` for what would take something in.
    """
    if level is Level.SPENT and any(isinstance(event, BEGIN_CUSTODY) for event in events):
        raise Refused("room.spent")


def _short(room: Room, bound: Room, *, strict: bool) -> bool:
    by = 1.0 if strict else BETTER_BY
    return room.free_bytes < bound.free_bytes * by or room.free_inodes < bound.free_inodes * by
