"""How a list and its lines stand: what may still be changed, which key has left, what a meter can show."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kiosk.domain.house import House
from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.domain.refusal import Refused

LARGEST_READING = Decimal(10) ** 9


def under_way(house: House, unit: str) -> MoveIn | None:
    """Return the list of a home that nobody has finished, if there is one."""
    return next((one for one in house.move_ins.values() if one.unit == unit and one.under_way), None)


def writable(house: House, move_in: str) -> MoveIn:
    """Return a list that may still be changed.

    Raises:
        Refused: `movein.unknown` for one that is over, `movein.signed` for one that the owner has signed.
    """
    known = house.move_ins.get(move_in)
    if known is None or not known.under_way:
        raise Refused("movein.unknown")
    if known.signed:
        raise Refused("movein.signed")
    return known


def line_of(known: MoveIn, line: str) -> Line:
    """Return a line of the list.

    Raises:
        Refused: `movein.unknown`.
    """
    if line not in known.lines:
        raise Refused("movein.unknown")
    return known.lines[line]


def has_left(house: House, line: Line) -> bool:
    """Return whether a cabinet's key has left for the owner: it is on our register no more."""
    return bool(line.key and line.movement) and line.key not in house.keys


def is_moving(house: House, line: Line) -> bool:
    """Return whether the slot of a line's key is being opened or shut just now."""
    moving = house.movements.get(line.movement)
    return moving is not None and not moving.ended


def reading_of(shown: str) -> str:
    """Return what a meter showed as it is kept, "" for nothing.

    Raises:
        Refused: `movein.meter` for what no meter shows.
    """
    written = shown.strip().replace(",", ".")
    if not written:
        return ""
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise Refused("movein.meter") from None
    places = value.as_tuple().exponent
    if not value.is_finite() or not 0 <= value < LARGEST_READING or not isinstance(places, int):
        raise Refused("movein.meter")
    if places < -3 or places > 0:
        raise Refused("movein.meter")
    return format(value, "f")
