"""What may be in doubt about a document, by code, and beside which field it is said (`document.doubt.<code>`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.domain.documents.document import REPAIRED, FieldName

EXPIRED = "expired"
"""Its last day is over."""
AGE_DIFFERS = "sides.differ"
"""How long a card is valid does not fit its holder's age: its two sides may be of two cards."""
BESIDE: Mapping[str, FieldName | None] = {
    "number.unread": FieldName.NUMBER,
    "number.shape": FieldName.NUMBER,
    "number.check": FieldName.NUMBER,
    "number.faint": FieldName.NUMBER,
    REPAIRED: FieldName.NUMBER,
    "born.unread": FieldName.BORN,
    "validity.unread": FieldName.EXPIRES,
    "validity.odd": FieldName.EXPIRES,
    EXPIRED: FieldName.EXPIRES,
    AGE_DIFFERS: FieldName.EXPIRES,
    "date.odd": None,
    "cards.several": None,
    "licence.damaged": None,
    "zone.check.number": FieldName.NUMBER,
    "zone.check.birth": FieldName.BORN,
    "zone.check.expiry": FieldName.EXPIRES,
    "zone.check.optional": FieldName.PERSONAL_NUMBER,
    "zone.check.composite": None,
    "zone.state.issuer": FieldName.ISSUER,
    "zone.state.nationality": FieldName.NATIONALITY,
    "zone.day.birth": FieldName.BORN,
    "zone.day.expiry": FieldName.EXPIRES,
    "zone.name.cut": FieldName.NAME,
    **{f"{name.value}.differs": name for name in FieldName},
}
"""Every code that a reader can say; None: it is about the document as a whole."""
SHOWN = (FieldName.NAME, FieldName.NUMBER, FieldName.BORN, FieldName.SEX, FieldName.EXPIRES)
"""What a person compares with the card in their hand."""


def beside(doubts: Sequence[str], name: FieldName) -> tuple[str, ...]:
    """Return the doubts that belong to a field, each once."""
    return tuple(dict.fromkeys(code for code in doubts if BESIDE.get(code) is name))


def elsewhere(doubts: Sequence[str], shown: Sequence[FieldName]) -> tuple[str, ...]:
    """Return the doubts that belong to none of the fields that are `shown`."""
    return tuple(dict.fromkeys(code for code in doubts if BESIDE.get(code) not in shown))
