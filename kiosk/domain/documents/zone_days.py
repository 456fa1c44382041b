"""The six digits of a day in a machine-readable zone, which say no century."""

from __future__ import annotations

from datetime import date

from kiosk.domain.documents.marks import FILLER

LONGEST_YEARS = 50
"""No document is valid for longer."""
_UNKNOWN = FILLER * 2


def born(text: str, today: date) -> str:
    """Return a day of birth as ISO: the last such day that is not after `today`; "" where there is none.

    As far as it is known: "1974-08", "1974". Source: ICAO Doc 9303-3, 4.8: unknown parts are fillers.
    """
    if not text[:2].isdigit():
        return ""
    century = today.year // 100 * 100
    this = _day(century + int(text[:2]), text)
    past = this if this and this <= today.isoformat()[: len(this)] else ""
    return past or _day(century - 100 + int(text[:2]), text)


def expires(text: str, today: date) -> str:
    """Return a last day as ISO: at most `LONGEST_YEARS` from `today`, or behind it; "" where there is none."""
    if not text[:2].isdigit():
        return ""
    year = today.year // 100 * 100 + int(text[:2])
    return _day(year - 100 if year > today.year + LONGEST_YEARS else year, text)


def _day(year: int, text: str) -> str:
    month, day = text[2:4], text[4:6]
    if month == _UNKNOWN:
        return str(year)
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return ""
    if day == _UNKNOWN:
        return f"{year}-{month}"
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        return ""
