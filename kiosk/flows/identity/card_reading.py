"""A card on its way: how far its reading is, which side is wanted, and what was read of it; in memory alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import Enum

from kiosk.domain.documents.document import Document, FieldName, Kind
from kiosk.domain.id_numbers import ID_CARD

KINDS = {
    Kind.RESIDENT_FRONT: ID_CARD,
    Kind.TD3: "passport",
    Kind.TD1: "other",
    Kind.TD2: "other",
    Kind.LICENCE: "other",
}
"""Which of the kinds that people are known by a document is."""


class Side(Enum):
    """Which side of a card is looked for."""

    FRONT = "front"
    BACK = "back"


class Seen(Enum):
    """What the last look saw, for who holds the card."""

    NOTHING = "nothing"
    CARD = "card"
    """The side that is wanted, not for certain yet."""
    OTHER_SIDE = "other_side"


class Step(Enum):
    """How far the reading of a card is."""

    LOOKING = "looking"
    READ = "read"
    NOTHING = "nothing"
    """No card was seen in time, or nothing of it could be read."""
    TROUBLE = "trouble"
    """The camera, or what reads, does not work."""


@dataclass(frozen=True)
class Reading:
    """One card on its way. `by`: the attendant who wants it, "" for somebody at the lobby. Nothing of it is logged."""

    by: str
    step: Step
    until_s: float
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    document: Document | None = field(default=None, repr=False)
    picture: bytes = field(default=b"", repr=False)
    trouble: str = ""
    about: str = ""
    """For which form at the desk; "" where there is one only."""
    wants: Side = Side.FRONT
    both: bool = False
    """Whether the back of a Chinese card has to be seen as well."""
    turned: bool = False
    """Whether the back was read."""
    seen: Seen = Seen.NOTHING

    @property
    def has_back(self) -> bool:
        """Whether there is a back to be read beside what was."""
        return self.document is not None and self.document.kind is Kind.RESIDENT_FRONT and not self.turned

    @property
    def lacks_back(self) -> bool:
        """Whether nothing is given out yet, since the back was not seen."""
        return self.both and self.has_back

    @property
    def kind(self) -> str:
        """Which kind of document it is, "" where nothing was read."""
        return KINDS.get(self.document.kind, "") if self.document else ""

    @property
    def sure(self) -> bool:
        """Whether a check proves the number."""
        return self.document is not None and self.document.is_sure(FieldName.NUMBER)

    def text(self, name: FieldName) -> str:
        """Return what a field says, "" where it could not be read."""
        return self.document.text(name) if self.document else ""
