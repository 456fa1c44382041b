"""Custody that changed, or was put right, beside the movements."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events.fact import Event, stored_as
from kiosk.domain.items import Custodian


@stored_as("custody.settled/1")
@dataclass(frozen=True)
class CustodySettled(Event):
    """An attendant stated who answers for an item."""

    item: str
    custodian: Custodian
    by: str
    reason: str


@stored_as("key.gone/1")
@dataclass(frozen=True)
class KeyGone(Event):
    """A key left its slot and no movement explains it."""

    key: str
    place: str


@stored_as("key.back/1")
@dataclass(frozen=True)
class KeyBack(Event):
    """A key is sensed in a slot and no movement explains it; `place` may be another key's slot."""

    key: str
    place: str


@stored_as("parcel.disputed/1")
@dataclass(frozen=True)
class ParcelDisputed(Event):
    """The recipient says that something is wrong with it."""

    parcel: str
    movement: str
    statement: str


@stored_as("slip.replaced/1")
@dataclass(frozen=True)
class SlipReplaced(Event):
    """A new claim slip and a new code are good for the parcel, and the old ones void."""

    parcel: str
    slip: str
    code_mac: str
    by: str
