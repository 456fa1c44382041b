"""Resident ID cards and passports for the people of the simulated lobby: specimens, the same every time."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from typing import Any

from PIL import Image

from drivers.documents.sim_card import Holder, back, front
from drivers.documents.sim_passport import passport, zone_of

SIDES = ("front", "back", "passport")
_ISSUED = date(2019, 5, 6)
_YEARS = ((16, 5), (26, 10), (46, 20))
"""Below which age a card is given for how many years; for good above them. Source: 居民身份证法 (2011), article 5."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FIRST_DAY = date(1948, 1, 1)
_DAYS = 21_000
"""Everybody is grown up: the youngest was born in 2005."""


def id_card(person: dict[str, Any], side: str) -> Image.Image:
    """Return one side of a person's card, or their passport.

    Raises:
        ValueError: there is no such side, or no font to write it with.
    """
    if side not in SIDES:
        raise ValueError(f"there are {', '.join(SIDES)}, not {side!r}")
    try:
        if side == "passport":
            return passport(passport_of(person))
        return (back if side == "back" else front)(holder_of(person))
    except OSError as cause:
        raise ValueError(str(cause)) from cause


def holder_of(person: dict[str, Any]) -> Holder:
    """Return what stands on a person's card: their name, and an invented birth date, number and address."""
    seed = zlib.crc32(str(person["id"]).encode())
    born = _FIRST_DAY + timedelta(days=seed % _DAYS)
    order = (seed >> 8) % 1000
    first = f"330106{born:%Y%m%d}{order:03d}"
    unit = str(person.get("unit", "")).replace("-", "幢", 1).replace("-", "单元", 1)
    address = f"浙江省杭州市西湖区样本路8号{unit}室" if unit else "浙江省杭州市西湖区样本路8号"
    return Holder(
        name=str(person["name"]),
        sex="男" if order % 2 else "女",
        nation="汉",
        born=(born.year, born.month, born.day),
        address=address,
        number=first + _check_mark(first),
        issued=f"{_ISSUED:%Y.%m.%d}",
        expires=_last_day(born),
    )


def passport_of(person: dict[str, Any]) -> tuple[str, str]:
    """Return the zone of the passport that a person is given here: an invented name and number, their birth date."""
    holder, seed = holder_of(person), zlib.crc32(str(person["id"]).encode())
    given = "".join(mark for mark in str(person["id"]).upper() if mark.isascii() and mark.isalpha()) or "X"
    born = "{:02d}{:02d}{:02d}".format(holder.born[0] % 100, *holder.born[1:])
    sex = "M" if holder.sex == "男" else "F"
    return zone_of("SPECIMEN", given, f"E{seed % 10**8:08d}", "CHN", born, sex, "330505")


def _last_day(born: date) -> str:
    age = _ISSUED.year - born.year - ((_ISSUED.month, _ISSUED.day) < (born.month, born.day))
    years = next((years for below, years in _YEARS if age < below), None)
    return f"{_ISSUED.replace(year=_ISSUED.year + years):%Y.%m.%d}" if years else "长期"


def _check_mark(first: str) -> str:
    """Return the last character of a number. Source: GB 11643-1999, 6.3."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True))
    return "10X98765432"[total % 11]
