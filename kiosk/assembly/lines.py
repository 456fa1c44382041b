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
from kiosk.settings import Line, Settings


def lock_line(line: Line, root: Path) -> LockLine:
    """Return a line's driver, open.

    Raises:
        DeviceTrouble: it is not there.
    """
    if line.family == "gpio":
        wiring = {b.address: GpioWiring(b.latch_pins, b.switch_pins, b.shut_level) for b in line.boards}
        return GpioDoors(at(root, line.device), wiring, name=line.name)
    if line.family == "kerong-cu16":
        link = SerialLink(at(root, line.device), line.baud or kerong.BAUD)
        return KerongCu16(link, name=line.name, shut_bits={b.address: b.shut_bit for b in line.boards})
    if line.family == "wkly":
        link = SerialLink(at(root, line.device), line.baud or wkly.BAUD)
        wired = {b.address: WklyWiring(b.channels, b.shut_bit) for b in line.boards}
        return WklyBoards(link, name=line.name, boards=wired)
    if line.family == "modbus-relays":
        baud = line.baud or modbus.BAUD
        relays = {b.address: RelayWiring(b.inputs, b.shut_level, min(b.channels, 8)) for b in line.boards}
        return ModbusRelays(SerialLink(at(root, line.device), baud), name=line.name, boards=relays, baud=baud)
    link = SerialLink(at(root, line.device), line.baud or xor.BAUD)
    boards = {b.address: XorWiring(b.channels, b.shut_bit, b.first_status_byte) for b in line.boards}
    return XorBoards(link, name=line.name, boards=boards)


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
            lambda line=line: lock_line(line, root),  # type: ignore[misc]
            line_rounds(settings, line.name, eyes),
            every_s=0.05 if line.family == "gpio" else 0.1,
            on_health=tell,
        )
    return loops
