"""Facts of a move-in: what each event is called on disk, and what it carries. What was typed stands in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class MoveInEvent(Event):
    """Something of one list; the base of all events here."""

    move_in: str


@stored_as("move_in.begun/1")
@dataclass(frozen=True)
class MoveInBegun(MoveInEvent):
    """An attendant (`by`) has seen the owner's `document`, and begins the list. `why` it `follows` another one."""

    unit: str
    owner: str
    by: str
    document: str
    follows: str
    why: str


@stored_as("move_in.listed/1")
@dataclass(frozen=True)
class MoveInListed(MoveInEvent):
    """A line stands on the list."""

    line: str
    what: str
    count: int
    condition: str
    words: str
    words_digest: str
    tried: bool
    key: str
    promised: date | None
    by: str


@stored_as("move_in.line_struck/1")
@dataclass(frozen=True)
class MoveInLineStruck(MoveInEvent):
    """A line was wrong, and nobody has signed it."""

    line: str
    by: str


@stored_as("move_in.key_asked/1")
@dataclass(frozen=True)
class MoveInKeyAsked(MoveInEvent):
    """The slot of a line's key is opened for the owner, by a movement of its own."""

    line: str
    movement: str


@stored_as("move_in.tried/1")
@dataclass(frozen=True)
class MoveInTried(MoveInEvent):
    """Somebody has tried a line's things in their lock, or says that nobody has."""

    line: str
    tried: bool
    by: str


@stored_as("move_in.promised/1")
@dataclass(frozen=True)
class MoveInPromised(MoveInEvent):
    """A line is missing, and is to be handed over by a day; None: it is here after all."""

    line: str
    promised: date | None
    by: str


@stored_as("move_in.metered/1")
@dataclass(frozen=True)
class MoveInMetered(MoveInEvent):
    """What a meter showed; "" takes it off the list."""

    meter: str
    reading: str
    by: str


@stored_as("move_in.signed/1")
@dataclass(frozen=True)
class MoveInSigned(MoveInEvent):
    """The owner, or an attendant, put their name under the list as it is (`list_digest`)."""

    part: str
    person: str
    signature: str
    signature_digest: str
    list_digest: str


@stored_as("move_in.reopened/1")
@dataclass(frozen=True)
class MoveInReopened(MoveInEvent):
    """The owner has signed, and something was wrong: the list is changed, and signed again."""

    by: str


@stored_as("move_in.ended/1")
@dataclass(frozen=True)
class MoveInEnded(MoveInEvent):
    """Both have signed. `handed` and `promised` are lines."""

    handed: tuple[str, ...]
    promised: tuple[str, ...]


@stored_as("move_in.given_up/1")
@dataclass(frozen=True)
class MoveInGivenUp(MoveInEvent):
    """It was not finished. Keys that have left stay with the owner, and on record as movements of their own."""

    by: str
    why: str
