"""Cabinets and lockers as they stand on the wall: every slot and compartment with its wires.

`wire` fires the latch. `switch` tells where the door switch hangs: by default on the input of the same number;
a wire of its own; or false, when the door has none. On a board without inputs no door has one, unless it has a
wire of its own to another board. `presence` hangs where the latch does. What a slot's key is sensed by: `bus`
(iButton), `tag_reader` (RDM6300), `presence` alone or next to one of these; or by nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.settings.base import Millimetres, Table, Wire


class Slot(Table):
    """One key slot."""

    number: Annotated[int, Field(ge=1, le=999)]
    height_mm: Millimetres
    wire: Wire | None = None
    """Left out in a cabinet with one door for all its slots."""
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


class CommonDoor(Table):
    """One door before all slots of a cabinet."""

    wire: Wire
    switch: Wire | Literal[False] | None = None


class Cabinet(Table):
    """A key cabinet. `returns = "any"`: a key may hang in any of its slots; each slot has to sense whose tag it is.

    `door`: one door before all its slots, which then have no `wire` and no `switch` of their own.
    """

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    returns: Literal["fixed", "any"] = "fixed"
    door: CommonDoor | None = None
    seal: Wire | None = None
    """[line, board, channel] of the switch that tells whether the sealed mechanical override was opened."""
    columns: tuple[SlotColumn, ...]

    @model_validator(mode="after")
    def _each_slot_has_a_door(self) -> Cabinet:
        slots = [slot for column in self.columns for slot in column.slots]
        if missing := [slot.number for slot in slots if slot.wire is None and self.door is None]:
            raise ValueError(f"slot {missing[0]}: wire is missing; it is [line, board, channel] of its latch")
        if self.door is None:
            return self
        for slot in slots:
            if slot.wire is not None or slot.switch is not None:
                raise ValueError(f"slot {slot.number} has a wire of its own; the cabinet's door has them all")
            if slot.presence:
                raise ValueError(
                    f"slot {slot.number}: presence hangs on a latch's wire, and this slot has none"
                )
        return self


class Locker(Table):
    """A parcel locker."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    columns: tuple[CompartmentColumn, ...]
