"""Moving in (入住): the list of what a home's owner is handed, line by line, until both have signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

KINDS = ("entrance", "building", "letterbox", "room", "cellar", "parking", "card", "other")
"""What a line may be about."""
CONDITIONS = ("new", "good", "worn")
METERS = ("water", "power", "gas")
PARTS = ("owner", "attendant")
"""Who signs, in this order."""
GIVEN_UP = ("not_come", "mistake", "postponed")
"""Why a list may be left unfinished."""
DELIVERY, CORRECTION = "delivery", "correction"
"""Why a list follows another one: what was promised is handed over; what was written wrongly is put right."""


@dataclass(frozen=True)
class Line:
    """One line of the list. Its label and its lock's number stand sealed in the vault, under `words`.

    `key` is the cabinet's key that it is about, "" for things that never hung there; `movement` how that one leaves.
    """

    id: str
    what: str
    count: int
    condition: str
    words: str
    words_digest: str
    tried: bool = False
    """Somebody has tried it in its lock."""
    key: str = ""
    movement: str = ""
    promised: date | None = None
    """It is missing, and is to be handed over by this day."""


@dataclass(frozen=True)
class Signature:
    """One name under the list. `list_digest`: SHA-256 of the list as it was signed (`digest_of`)."""

    person: str
    reference: str
    digest: str
    list_digest: str


@dataclass(frozen=True)
class MoveIn:
    """One list 《钥匙移交确认单》, from the first line to the second signature."""

    id: str
    unit: str
    owner: str
    begun_by: str
    begun: datetime
    document: str
    """By what the owner was identified."""
    follows: str = ""
    """The earlier list that this one completes or puts right."""
    why: str = ""
    """"" for the first list of a home, else `DELIVERY` or `CORRECTION`."""
    lines: Mapping[str, Line] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    """Meter -> what it showed."""
    signed: Mapping[str, Signature] = field(default_factory=dict)
    """Part -> the name under it."""
    handed: tuple[str, ...] = ()
    """The lines that were handed over, once it has ended."""
    ended: datetime | None = None
    given_up: str = ""
    settled: bool = False
    """Nothing of it is owed any more."""

    @property
    def under_way(self) -> bool:
        """Whether it still wants a signature."""
        return self.ended is None

    @property
    def owed(self) -> list[Line]:
        """What was promised when it was signed and was not handed over since."""
        if self.ended is None or self.given_up or self.settled:
            return []
        return [line for line in self.lines.values() if line.promised]

    @property
    def owed_by(self) -> date | None:
        """The first day by which something of it is due."""
        return min((line.promised for line in self.owed if line.promised), default=None)


def digest_of(move_in: MoveIn) -> str:
    """Return the SHA-256 in hex of everything that a signature stands under."""
    parts = [move_in.id, move_in.unit, move_in.owner, move_in.document, move_in.follows, move_in.why]
    for line in move_in.lines.values():
        promised = line.promised.isoformat() if line.promised else ""
        facts = (line.id, line.what, str(line.count), line.condition, line.words_digest, str(line.tried))
        parts += [*facts, line.key, line.movement, promised]
    for meter in METERS:
        parts.append(move_in.readings.get(meter, ""))
    return sha256("\n".join(parts).encode()).hexdigest()
