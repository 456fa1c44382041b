"""Look after look at a card, until what stands on it is proved or it is no use: its front, then its back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kiosk.domain.documents.document import Document, FieldName, Kind, voted
from kiosk.domain.documents.sides import joined
from kiosk.flows.identity.card_reading import KINDS, Reading, Seen, Step
from kiosk.ports.devices import ReadDocument

MOST_LOOKS = 60
"""As many as a quick machine makes in the time that a card is looked for: somebody has to find it in a purse first."""
MOST_FRONTS, MOST_BACKS = 3, 4
"""After so many looks at a side it is taken as it is, sure or not."""
ALIKE_BACKS = 2
"""A back counts at once when so many looks at it say the same."""


@dataclass(frozen=True)
class Looks:
    """What it takes to look: one look, whether anybody still wants it, and whom to tell what was seen."""

    look: Callable[[], ReadDocument | None]
    goes_on: Callable[[], bool]
    tell: Callable[[Seen], None]

    def front(self, begun: Reading) -> Reading | None:
        """Return the reading with a document; None where nobody wants it any more.

        Raises:
            Unavailable: the camera, or what reads, is not there.
        """
        looks: list[Document] = []
        for _ in range(MOST_LOOKS):
            if not self.goes_on():
                return None
            found = self.look()
            if found is None or found.document.kind not in KINDS:
                self.tell(_seen_as(found, Kind.RESIDENT_BACK))
                continue
            looks.append(found.document)
            known = voted(looks)
            if known is not None and (known.is_sure(FieldName.NUMBER) or len(looks) >= MOST_FRONTS):
                return replace(begun, step=Step.READ, document=known, picture=found.picture)
            self.tell(Seen.CARD)
        return replace(begun, step=Step.NOTHING)

    def back(self, begun: Reading) -> Reading | None:
        """Return the reading with both sides; with its front alone where the back was not read. Raises as `front`."""
        looks: list[Document] = []
        for _ in range(MOST_LOOKS):
            if not self.goes_on():
                return None
            found = self.look()
            if found is None or found.document.kind is not Kind.RESIDENT_BACK:
                self.tell(_seen_as(found, Kind.RESIDENT_FRONT))
                continue
            looks.append(found.document)
            if begun.document and (_say_the_same(looks) or len(looks) >= MOST_BACKS):
                return replace(begun, step=Step.READ, document=joined(begun.document, looks), turned=True)
            self.tell(Seen.CARD)
        return replace(begun, step=Step.READ)


def _seen_as(found: ReadDocument | None, other: Kind) -> Seen:
    return Seen.OTHER_SIDE if found is not None and found.document.kind is other else Seen.NOTHING


def _say_the_same(backs: Sequence[Document]) -> bool:
    said = {(one.text(FieldName.ISSUED), one.text(FieldName.EXPIRES)) for one in backs}
    return len(backs) >= ALIKE_BACKS and len(said) == 1 and ("", "") not in said
