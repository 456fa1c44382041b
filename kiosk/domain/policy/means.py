"""By what somebody shows who they are, or their right to something; and what was shown of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Means(Enum):
    """One thing that can be shown, in the order in which it is asked for: what is at hand first, people last."""

    SLIP = "slip"
    """The QR code of a claim slip or a message."""
    CODE = "code"
    CARD = "card"
    """The resident's own card on the reader; known by its number, it can be copied."""
    PROVEN_CARD = "proven-card"
    """A card that has proven itself: no copy does."""
    QR_CARD = "qr-card"
    """The estate's printed card. A photograph of it works as the card does."""
    ID = "id"
    """An identity document whose number is on file for this person."""
    SIGNATURE = "signature"
    """Written here and kept; not compared."""
    SAME_SIGNATURE = "same-signature"
    """Written here, compared with those on file, and found the same."""
    SECOND = "second-person"
    """One of the staff sees the person and says that it is they; at the desk, one more than the attendant."""
    DESK = "desk"
    """The last way, always there: the desk decides, with a colleague where the site wants two."""


ORDER = {one: number for number, one in enumerate(Means)}
IMPLIED = {Means.PROVEN_CARD: Means.CARD, Means.SAME_SIGNATURE: Means.SIGNATURE}
"""What shows more shows the less as well."""
AT_THE_DESK = frozenset({Means.SECOND, Means.DESK})
"""What one of the staff answers, and not the person."""
SHOWN_AS = {
    "slip": Means.SLIP,
    "code": Means.CODE,
    "badge": Means.CARD,
    "secure badge": Means.PROVEN_CARD,
    "qr_card": Means.QR_CARD,
    "id_card": Means.ID,
}
"""How a movement tells by what it was begun."""


@dataclass(frozen=True)
class Evidence:
    """One thing that was shown. `digest` names it without telling it: a keyed digest, a SHA-256, an id of our own."""

    means: Means
    digest: str = ""


def complete(shown: Iterable[Means]) -> frozenset[Means]:
    """Return what was shown, with what that implies."""
    known = frozenset(shown)
    return known | {IMPLIED[one] for one in known if one in IMPLIED}
