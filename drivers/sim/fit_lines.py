"""Fits a lobby's lines of lock boards: each family's simulated electronics before the doors that are wired to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.gpio_doors.sim import GpioSim
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.hardware import DoorHardware
from drivers.sim.host import Machine
from drivers.sim.plan import PlanTrouble, Table
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim

if TYPE_CHECKING:
    from drivers.sim.world import World

Boards = Mapping[int, Mapping[int, DoorHardware]]


def fit_line(world: World, line: Table) -> None:
    """Put a line's boards on its pty, or its chip behind its socket."""
    name, path = line["name"], world.plan.path(line["device"])
    if line["family"] == "gpio":
        gpio = _gpio(world, path, line)
        world.gpios.append(gpio)
        world.cables[name] = gpio
        world.faultable[name] = [gpio]
        return
    boards = {board["address"]: _board(world, name, board["address"]) for board in line["boards"]}
    world.host(name, path, _machine(line, boards))


def _machine(line: Table, boards: Boards) -> Machine:
    wired = line["boards"]
    if line["family"] == "kerong-cu16":
        return KerongCu16Sim(boards)
    if line["family"] == "xor-8a":
        return XorBoardSim(boards, {b["address"]: _xor_wiring(b) for b in wired})
    if line["family"] == "wkly":
        wkly = {b["address"]: WklyWiring(b["channels"], b.get("shut_bit", 1)) for b in wired}
        return WklySim(boards, wkly)
    if line["family"] == "modbus-relays":
        return ModbusRelaySim(boards, {b["address"]: _relay_wiring(b) for b in wired})
    raise PlanTrouble(f"line {line['name']}: there is no simulated {line['family']!r}")


def _xor_wiring(board: Table) -> XorWiring:
    return XorWiring(
        board.get("channels", 16), board.get("shut_bit", 1), board.get("first_status_byte", "low")
    )


def _relay_wiring(board: Table) -> RelayWiring:
    return RelayWiring(board.get("inputs", True), board.get("shut_level", 0), board.get("channels", 8))


def _gpio(world: World, path: Path, line: Table) -> GpioSim:
    latches: dict[int, DoorHardware] = {}
    switches: dict[int, tuple[DoorHardware, int]] = {}
    for board in line["boards"]:
        for channel, door in _board(world, line["name"], board["address"]).items():
            latches[board["latch_pins"][channel - 1]] = door
            switches[board["switch_pins"][channel - 1]] = (door, board.get("shut_level", 0))
    return GpioSim(path, latches, switches)


def _board(world: World, line: str, address: int) -> Mapping[int, DoorHardware]:
    wired = world.plan.wired_to(line, address)
    return {channel: world.lobby.door(door.place) for channel, door in wired.items()}
