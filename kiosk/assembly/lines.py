"""Opens the lines of lock boards, each with the driver that its family names, on a thread of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drivers.doors import LockLine
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
from drivers.kerong_cu16 import driver as kerong
from drivers.kerong_cu16.driver import KerongCu16
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop, Health
from drivers.modbus_relays import driver as modbus
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.driver import ModbusRelays
from drivers.wkly import driver as wkly
from drivers.wkly.codec import WklyWiring
from drivers.wkly.driver import WklyBoards
from drivers.xor_board import driver as xor
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.driver import XorBoards
from kiosk.assembly.equipment import Eyes, line_rounds
from kiosk.assembly.paths import OnHealth, at
from kiosk.settings import Line, Settings, fittings_of

Outputs = frozenset[tuple[int, int]]
"""(board, output) of a line's indicator lights."""

SHORT_LINE_BOARDS = 2
"""A line of so few boards is read within its time with time to spare."""


def lights_on(settings: Settings, line: str) -> Outputs:
    """Return the outputs of a line that feed indicator lights."""
    wires = [fitted.light for fitted in fittings_of(settings) if fitted.light]
    return frozenset(wire[1:] for wire in wires if wire[0] == line)


def lock_line(line: Line, root: Path, lights: Outputs = frozenset()) -> LockLine:
    """Return a line's driver, open; `lights` names the outputs that it may hold on.

    Raises:
        DeviceTrouble: it is not there.
    """
    if line.family == "gpio":
        return GpioDoors(at(root, line.device), gpio_wiring(line), name=line.name)
    if line.family == "kerong-cu16":
        link = SerialLink(at(root, line.device), line.baud or kerong.BAUD)
        return KerongCu16(link, name=line.name, shut_bits={b.address: b.shut_bit for b in line.boards})
    if line.family == "wkly":
        link = SerialLink(at(root, line.device), line.baud or wkly.BAUD)
        wired = {b.address: WklyWiring(b.channels, b.shut_bit) for b in line.boards}
        return WklyBoards(link, name=line.name, boards=wired, lights=lights)
    if line.family == "modbus-relays":
        baud = line.baud or modbus.BAUD
        relays = {b.address: RelayWiring(b.inputs, b.shut_level, min(b.channels, 8)) for b in line.boards}
        link = SerialLink(at(root, line.device), baud)
        return ModbusRelays(link, name=line.name, boards=relays, baud=baud, lights=lights)
    link = SerialLink(at(root, line.device), line.baud or xor.BAUD)
    boards = {b.address: XorWiring(b.channels, b.shut_bit, b.first_status_byte) for b in line.boards}
    return XorBoards(link, name=line.name, boards=boards, lights=lights)


def gpio_wiring(line: Line) -> dict[int, GpioWiring]:
    """Return the pins of a GPIO line's boards."""
    return {
        b.address: GpioWiring(
            b.latch_pins, b.switch_pins, b.shut_level, b.presence_pins, b.presence_level, b.light_pins
        )
        for b in line.boards
    }


def round_every_s(line: Line) -> float:
    """Return how often a line's doors are read, from the start of one round to the start of the next.

    A short line has time to spare between its rounds. A long one hardly comes round in 50 ms (96 doors at 19200 baud
    take 44), so that it is read without a pause: a pause would double the time until a door's change is seen.
    """
    return 0.05 if line.family == "gpio" or len(line.boards) > SHORT_LINE_BOARDS else 0.1


def line_loops(settings: Settings, root: Path, eyes: Eyes, on_health: OnHealth) -> dict[str, DeviceLoop[Any]]:
    """Return one loop for each line of lock boards."""
    loops: dict[str, DeviceLoop[Any]] = {}
    for line in settings.lines:

        def tell(health: Health, name: str = line.name) -> None:
            if health.condition is Condition.DOWN:
                eyes.lost(name)
            on_health(health)

        loops[line.name] = DeviceLoop(
            line.name,
            lambda line=line: lock_line(line, root, lights_on(settings, line.name)),  # type: ignore[misc]
            line_rounds(settings, line.name, eyes),
            every_s=round_every_s(line),
            on_health=tell,
        )
    return loops
