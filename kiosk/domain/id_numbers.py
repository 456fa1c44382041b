"""Numbers of identity documents: what a Chinese ID number says of itself, and whether a number can be one at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from kiosk.domain.refusal import Refused

ID_CARD = "id_card"
KINDS = (ID_CARD, "passport", "home_return", "taiwan_permit", "other")
"""Documents by which somebody without an account is known; "other" is for what the site accepts beside these."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_REGIONS = frozenset(
    str(province)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 91),
    )
    for province in range(first, last + 1)
)
"""The provinces of GB/T 2260; 81 to 83 stand on residence permits of Hong Kong, Macao, Taiwan, 91 on foreigners'."""
_OLDEST = date(1900, 1, 1)
_SHAPES = {
    "passport": re.compile(r"[A-Z0-9]{6,12}"),
    "home_return": re.compile(r"[HM]\d{8}(\d{2})?"),
    "taiwan_permit": re.compile(r"\d{8}|\d{10}[A-Z]?"),
    "other": re.compile(r"[A-Z0-9]{4,24}"),
}


@dataclass(frozen=True)
class IdNumber:
    """An ID number that is in order, with what it says. `region` are its first six digits."""

    number: str
    region: str
    born: date
    female: bool


def typed_number(typed: str) -> str:
    """Return a number as it is kept: capitals and digits alone, whatever keyboard it was typed on."""
    return re.sub(r"[\s\-‐–—·./]", "", unicodedata.normalize("NFKC", typed)).upper()


def check_mark(first: str) -> str:
    """Return the eighteenth character that belongs to seventeen digits: 0 to 9, or X.

    Source: GB 11643-1999, 6.3; ISO 7064:1983, MOD 11-2.
    """
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def id_number(typed: str, today: date) -> IdNumber:
    """Return what a Chinese ID number says. `today` is the site's: nobody is born after it.

    Source: GB 11643-1999, 5 and 6: six digits of region, eight of birth, three of order (odd: male), one check.

    Raises:
        Refused: `id.old_form` for fifteen digits, `id.shape`, `id.region`, `id.birth`, `id.check`.
    """
    number = typed_number(typed)
    if re.fullmatch(r"[0-9]{15}", number):
        raise Refused("id.old_form")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refused("id.shape")
    if number[:2] not in _REGIONS:
        raise Refused("id.region")
    born = _birth(number[6:14])
    if born is None or not _OLDEST <= born <= today:
        raise Refused("id.birth")
    if check_mark(number[:17]) != number[17]:
        raise Refused("id.check")
    return IdNumber(number, number[:6], born, int(number[16]) % 2 == 0)


def document_number(kind: str, typed: str, today: date) -> str:
    """Return a document's number as it is kept, if it can be one of that kind.

    Raises:
        Refused: `document.kind` for one that is none of `KINDS`; `document.shape`; as `id_number`.
    """
    if kind not in KINDS:
        raise Refused("document.kind")
    if kind == ID_CARD:
        return id_number(typed, today).number
    number = typed_number(typed)
    if not _SHAPES[kind].fullmatch(number):
        raise Refused("document.shape")
    return number


def masked(number: str) -> str:
    """Return a number as a screen shows it: its last four characters, so that it can be compared with the card."""
    return "*" * max(0, len(number) - 4) + number[-4:] if len(number) > 6 else "*" * len(number)


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
