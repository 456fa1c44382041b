"""Front and back of one Chinese ID card together: how long it is valid has to fit how old its holder was.

Nothing else stands on both sides. A back that fits may still be another card's; one that does not was misread, or is.
Source: 居民身份证法 (2011), article 5: five years under 16 years of age, ten to 25, twenty to 45, for good from 46 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain.documents.document import LONG, Document, Field, FieldName, voted
from kiosk.domain.documents.doubts import AGE_DIFFERS

_BANDS = ((16, 5), (26, 10), (46, 20))
"""Below which age a card is given for how many years; above them all, for good."""
_FOR_GOOD = 0
_PERMITS = ("81", "82", "83")
"""Residence permits of people from Hong Kong, Macao, Taiwan: five years at any age. Source: 国办发〔2018〕81号."""
_FOREIGN = "91"
"""Permits of foreigners have lengths of their own; nothing is concluded from those."""
_APPLIED_BEFORE = timedelta(days=90)
"""A card may be asked for before a birthday and issued after it."""
_FEWEST_LOOKS = 2


def joined(front: Document, backs: Sequence[Document]) -> Document:
    """Return what both sides say together. `backs`: every look at the back, of one card.

    The last day is sure where its length fits the holder's age and the day of birth is proved; for 长期, which has no
    length to check, all looks have to agree besides, and two at least.
    """
    back = voted(backs)
    if back is None:
        return front
    fields = dict(front.fields) | {
        name: Field(one.text) for name, one in back.fields.items() if name not in front.fields
    }
    doubts = [*front.doubts, *back.doubts]
    if fits := _fits(front, back):
        sure = _agreed(backs) if back.text(FieldName.EXPIRES) == LONG else back.is_sure(FieldName.EXPIRES)
        for name in (FieldName.ISSUED, FieldName.EXPIRES):
            fields[name] = replace(fields[name], sure=sure)
    elif fits is False:
        doubts.append(AGE_DIFFERS)
    return replace(front, fields=fields, doubts=tuple(dict.fromkeys(doubts)))


def is_over(document: Document, today: date) -> bool:
    """Return whether a document says, for sure or not, that its last day has passed."""
    last = document.text(FieldName.EXPIRES)
    return bool(last) and last != LONG and len(last) == len("2000-01-01") and last < today.isoformat()


def _fits(front: Document, back: Document) -> bool | None:
    """Return whether the length fits the age; None where one of them is not known for certain."""
    if not front.is_sure(FieldName.BORN) or not back.text(FieldName.EXPIRES):
        return None
    number = front.text(FieldName.NUMBER)
    if number.startswith(_FOREIGN):
        return None
    born = date.fromisoformat(front.text(FieldName.BORN))
    issued = date.fromisoformat(back.text(FieldName.ISSUED))
    last = back.text(FieldName.EXPIRES)
    years = _FOR_GOOD if last == LONG else date.fromisoformat(last).year - issued.year
    if issued < born:
        return False
    if number[:2] in _PERMITS:
        return years in (5, _given(born, issued))
    return years in {_given(born, issued), _given(born, max(born, issued - _APPLIED_BEFORE))}


def _given(born: date, on: date) -> int:
    """Return for how many years a card is given to somebody on a day."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((years for below, years in _BANDS if age < below), _FOR_GOOD)


def _agreed(backs: Sequence[Document]) -> bool:
    said = {(one.text(FieldName.ISSUED), one.text(FieldName.EXPIRES)) for one in backs}
    return len(backs) >= _FEWEST_LOOKS and len(said) == 1
