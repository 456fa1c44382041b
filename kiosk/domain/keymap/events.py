"""Facts about the printed key maps: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class KeyMapEvent(Event):
    """Something about one printed map; the base of all events here."""

    number: int


@stored_as("keymap.issued/1")
@dataclass(frozen=True)
class KeyMapIssued(KeyMapEvent):
    """A map of all slots and keys is about to be printed; the one before it is to be destroyed.

    `by` prints it, `second` is the supervisor who was there. `form`: "slip" or "sheet". `lines`: slot, key, and what
    stands for the key on paper ("" for its own name). `digest`: SHA-256 of the lines, in hex.
    """

    by: str
    second: str
    form: str
    digest: str
    lines: tuple[tuple[str, str, str], ...]


@stored_as("keymap.sheet_made/1")
@dataclass(frozen=True)
class KeyMapSheetMade(KeyMapEvent):
    """Somebody had the map made as a page to print."""

    by: str


@stored_as("keymap.sealed/1")
@dataclass(frozen=True)
class KeyMapSealed(KeyMapEvent):
    """The map lies in its envelope; the seals' numbers are written down. No more copies of it can be made."""

    seal: str
    by: str


@stored_as("keymap.destroyed/1")
@dataclass(frozen=True)
class KeyMapDestroyed(KeyMapEvent):
    """Somebody says that a map's paper is no more."""

    by: str
