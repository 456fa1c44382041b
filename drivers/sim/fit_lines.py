"""Fits a lobby's lines of lock boards: each family's simulated electronics before the doors that are wired to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.gpio_doors.sim import GpioSim
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.channels import Channel
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
    """A chip's pins are told apart by what they do, so a channel's latch and its switch are found by their own list."""
    plan, name = world.plan, line["name"]
    latches: dict[int, DoorHardware] = {}
    switches: dict[int, tuple[DoorHardware, int]] = {}
    presences: dict[int, tuple[DoorHardware, int]] = {}
    lights: dict[int, DoorHardware] = {}
    for board in line["boards"]:
        channels = _board(world, name, board["address"])
        latch_pins, switch_pins = board.get("latch_pins", []), board.get("switch_pins", [])
        presence_pins, light_pins = board.get("presence_pins", []), board.get("light_pins", [])
        latches |= {latch_pins[at - 1]: channels[at] for at in plan.latches_on(name, board["address"])}
        for at in range(1, len(switch_pins) + 1):
            switches[switch_pins[at - 1]] = (channels.get(at, _NOTHING), board.get("shut_level", 0))
        for at in range(1, len(presence_pins) + 1):
            presences[presence_pins[at - 1]] = (channels.get(at, _NOTHING), board.get("presence_level", 0))
        for output, place in plan.lights_on(name, board["address"]).items():
            lights[light_pins[output - 1]] = Channel(lamp=world.lamps[place])
    return GpioSim(path, latches, switches, presences, lights)


_NOTHING = Channel()


def _board(world: World, line: str, address: int) -> Mapping[int, DoorHardware]:
    """Return what hangs on one board, by channel: on most of them a door's latch and its own switch."""
    plan, lobby = world.plan, world.lobby
    latches, switches = plan.latches_on(line, address), plan.switches_on(line, address)
    lights = {} if _is_gpio(world, line) else plan.lights_on(line, address)
    seals = {wire[2]: world.seals[name] for name, wire in plan.seals().items() if wire[:2] == (line, address)}
    return {
        at: Channel(
            latch=lobby.door(latches[at]) if at in latches else None,
            switch=lobby.door(switches[at]) if at in switches else seals.get(at),
            lamp=world.lamps[lights[at]] if at in lights else None,
        )
        for at in {*latches, *switches, *lights, *seals}
    }


def _is_gpio(world: World, line: str) -> bool:
    return any(one["name"] == line and one["family"] == "gpio" for one in world.plan.site["lines"])
