"""Facts about where entrusted items are; what each is for, the deposits and transfers tell."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, MovementEvent, stored_as


@dataclass(frozen=True)
class ItemEvent(Event):
    """Something about an entrusted item; the base of all events here that are no movement. `item`: as it lies here."""

    item: str


@stored_as("item.put.intended/1")
@dataclass(frozen=True)
class ItemPutIntended(MovementEvent):
    """An item is about to be put onto a shelf or behind a door. `matter`: the deposit or transfer; `how`: which."""

    item: str
    matter: str
    how: str
    person: str
    unit: str
    place: str
    size: str
    number: str
    by: str


@stored_as("item.take.intended/1")
@dataclass(frozen=True)
class ItemTakeIntended(MovementEvent):
    """An item is about to leave with `bearer`."""

    item: str
    matter: str
    how: str
    bearer: str
    unit: str
    place: str
    signature: str
    by: str


@stored_as("item.missing/1")
@dataclass(frozen=True)
class ItemMissing(ItemEvent):
    """An item does not lie where the record has it; nobody knows where it is."""

    matter: str
    place: str
    by: str


@stored_as("item.found/1")
@dataclass(frozen=True)
class ItemFound(ItemEvent):
    """It was found, and lies at `place` now."""

    matter: str
    place: str
    by: str


@stored_as("items.counted/1")
@dataclass(frozen=True)
class ItemsCounted(ItemEvent):
    """Record and things were compared. `item`: the count's own id; `here`, `missing`: deposits and transfers."""

    here: tuple[str, ...]
    missing: tuple[str, ...]
    by: str
