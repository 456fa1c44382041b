"""What carriers' waybill numbers look like: a number that fits was not made up by a camera.

Source: forms as they are commonly listed for looking parcels up, no carrier's own specification; UPU S10-12 for numbers
of postal services, with their check digit. A carrier that is not here loses little: its number counts once two pictures
agree.
"""

from __future__ import annotations

import re
from collections.abc import Container

CARRIERS = {
    "sf": re.compile(r"SF\d{12,13}"),
    "jd": re.compile(r"JD[A-Z0-9]{11,13}|JDV[A-Z]\d{12}"),
    "yto": re.compile(r"YT\d{13}"),
    "zto": re.compile(r"7[38]\d{12}|ZTO\d{12}"),
    "sto": re.compile(r"77\d{13}|STO\d{12}"),
    "yunda": re.compile(r"(43|46|31)\d{13}|YD\d{13}"),
    "jt": re.compile(r"JT\d{13}"),
    "best": re.compile(r"BEST\d{12}|55\d{13}"),
    "deppon": re.compile(r"DPK\d{12}"),
    "cainiao": re.compile(r"LP\d{14}"),
    "ups": re.compile(r"1Z[0-9A-Z]{16}"),
}
"""Carriers by their short names."""
_POST = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_POST_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_AS_GOODS = re.compile(r"\d{8}|\d{12,13}")
"""As long as what is printed on goods (EAN-8, UPC-A, EAN-13)."""


def carrier_of(text: str) -> str:
    """Return the short name of the carrier whose number this may be, "post" for a postal service, "" for none."""
    if is_postal(text):
        return "post"
    return next((name for name, pattern in CARRIERS.items() if pattern.fullmatch(text)), "")


def is_postal(text: str) -> bool:
    """Return whether this is a number of a postal service whose check digit is right.

    Source: UPU S10-12, 5.3: weights 8 6 4 2 3 5 9 7, 11 less the remainder; 10 counts as 0, 11 as 5.
    """
    found = _POST.fullmatch(text)
    if not found:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(found[1], _POST_WEIGHTS, strict=True))
    return int(found[2]) == {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def fits_a_carrier(text: str, announced: Container[str] = ()) -> bool:
    """Return whether one picture is enough for this number: it is `announced`, or looks like a carrier's.

    Numbers as short as those on goods fit only when they are announced: one made up would be as good.
    """
    if text in announced:
        return True
    return not _AS_GOODS.fullmatch(text) and bool(carrier_of(text))
