"""Facts of a stocktake: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class StocktakeEvent(Event):
    """Something of one stocktake; the base of all events here."""

    stocktake: str


@stored_as("stocktake.begun/1")
@dataclass(frozen=True)
class StocktakeBegun(StocktakeEvent):
    """Somebody counts the keys."""

    by: str
    why: str


@stored_as("stocktake.counted/1")
@dataclass(frozen=True)
class SlotCounted(StocktakeEvent):
    """What one slot showed against the record."""

    place: str
    finding: str
    expected: tuple[str, ...]
    found: tuple[str, ...]


@stored_as("stocktake.looked/1")
@dataclass(frozen=True)
class SlotLookedAt(StocktakeEvent):
    """What a person found behind a door that was in doubt."""

    place: str
    by: str
    finding: str
    reason: str


@stored_as("stocktake.signed/1")
@dataclass(frozen=True)
class StocktakeSigned(StocktakeEvent):
    """Somebody put their name to the result."""

    person: str
    signature: str
    signature_digest: str


@stored_as("stocktake.ended/1")
@dataclass(frozen=True)
class StocktakeEnded(StocktakeEvent):
    """Every difference was looked at, and two people have signed."""

    differences: tuple[str, ...]


@stored_as("stocktake.given_up/1")
@dataclass(frozen=True)
class StocktakeGivenUp(StocktakeEvent):
    """It was not finished; what was found so far stands in the log."""

    by: str
    reason: str
