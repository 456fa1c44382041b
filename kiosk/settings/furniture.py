"""Cabinets and lockers as they stand on the wall: every slot and compartment with its wires.

`wire` fires the latch. `switch` tells where the door switch hangs: by default on the input of the same number;
a wire of its own; or false, when the door has none. On a board without inputs no door has one, unless it has a
wire of its own to another board. `presence` hangs where the latch does. What a slot's key is sensed by: `bus`
(iButton), `tag_reader` (RDM6300), `presence` alone or next to one of these; or by nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.base import Millimetres, Table, Wire


class Slot(Table):
    """One key slot."""

    number: Annotated[int, Field(ge=1, le=999)]
    height_mm: Millimetres
    wire: Wire
    switch: Wire | Literal[False] | None = None
    bus: str | None = None
    tag_reader: str | None = None
    """The port of an RDM6300 in this slot; instead of `bus`."""
    presence: bool = False
    light: Wire | None = None
    """[line, board, output] of the slot's indicator light."""


class Compartment(Table):
    """One parcel compartment."""

    number: Annotated[int, Field(ge=1, le=999)]
    size: Literal["S", "M", "L", "XL"]
    height_mm: Millimetres
    wire: Wire
    switch: Wire | Literal[False] | None = None
    presence: bool = False
    light: Wire | None = None


class SlotColumn(Table):
    """A stack of slots, lowest first."""

    width_mm: Millimetres
    slots: tuple[Slot, ...]


class CompartmentColumn(Table):
    """A stack of compartments, lowest first."""

    width_mm: Millimetres
    compartments: tuple[Compartment, ...]


class Cabinet(Table):
    """A key cabinet."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    columns: tuple[SlotColumn, ...]


class Locker(Table):
    """A parcel locker."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    columns: tuple[CompartmentColumn, ...]
