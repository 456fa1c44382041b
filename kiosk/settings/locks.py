"""Lines and boards that fire latches and read switches, and the buses of the key tags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.base import Baud, Table


class Board(Table):
    """One lock board on a line. Which fields count depends on the line's family."""

    address: Annotated[int, Field(ge=0, le=255)]
    channels: Annotated[int, Field(ge=1, le=64)] = 16
    shut_bit: Literal[0, 1] = 1
    inputs: bool = True
    """Modbus relays: whether the board has inputs; without them nothing is known of its doors."""
    first_status_byte: Literal["low", "high"] = "low"
    latch_pins: tuple[int, ...] = ()
    switch_pins: tuple[int, ...] = ()
    """As many as there are latches; or none, and the doors have no switches. Without latches: inputs alone."""
    shut_level: Literal[0, 1] = 0
    presence_pins: tuple[int, ...] = ()
    """Microswitches that sense what is inside: as many as there are latches, or none."""
    presence_level: Literal[0, 1] = 0
    """What a presence pin reads when something is there."""
    light_pins: tuple[int, ...] = ()
    """Pins of indicator lights; `light = [line, board, 1]` is the first one."""


class Line(Table):
    """One serial line or GPIO chip with its boards."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    family: Literal["kerong-cu16", "xor-8a", "wkly", "modbus-relays", "gpio"]
    device: str
    baud: Baud | None = None
    boards: Annotated[tuple[Board, ...], Field(min_length=1)]


class OneWire(Table):
    """The key tags' buses, as the kernel shows them."""

    folder: Path = Path("/sys/bus/w1/devices")
