"""Builds a whole simulated lobby from a site's plan: doors, boards on lines, reader, printer, camera."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from drivers.camera.sim import CameraSim
from drivers.escpos_printer.sim import EscposSim
from drivers.gpio_doors.sim import GpioSim
from drivers.ibutton.sim import OneWireSim
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.pn532.sim import Pn532Sim
from drivers.sim import pictures
from drivers.sim.hardware import DoorHardware
from drivers.sim.host import Machine, PtyHost
from drivers.sim.lobby import Impossible, Lobby
from drivers.sim.memory import expected_parcels, recall, remember
from drivers.sim.plan import Plan, PlanTrouble, Table
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim


class Cable(Protocol):
    """Anything that can be pulled out and put back."""

    @property
    def plugged(self) -> bool:
        """Whether it is in."""

    def plug(self) -> None:
        """Put it in."""

    def unplug(self) -> None:
        """Pull it."""


class World:
    """The lobby and every device in it. `start` puts all cables in, `close` removes every device node.

    What lies where outlives the world in `world.json` beside the device nodes: a cabinet does not refill
    itself because someone restarted a program.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.began_s = time.time()
        self.lobby = Lobby(
            [door.place for door in plan.doors if door.is_slot],
            [(door.place, door.senses_items) for door in plan.doors if not door.is_slot],
        )
        self.reader = Pn532Sim()
        self.printer = EscposSim(plan.site["printer"].get("paper_mm", 80))
        self.camera = CameraSim()
        self.hosts: dict[str, PtyHost] = {}
        self.cables: dict[str, Cable] = {}
        self.faultable: dict[str, list[object]] = {}
        self._gpios: list[GpioSim] = []
        self._whole: dict[tuple[str, str], Any] = {}
        for line in plan.site["lines"]:
            self._build_line(line)
        self.one_wire = self._build_one_wire()
        self._host("badge-reader", plan.path(plan.site["badge_reader"]["device"]), self.reader)
        self._host("printer", plan.path(plan.site["printer"]["device"]), self.printer)
        self.cables["camera"] = self.camera
        self.faultable["camera"] = [self.camera]
        self.shipments = expected_parcels(plan)
        self._memory = plan.root / "world.json"
        self._settle()

    def start(self) -> None:
        """Put every cable in."""
        for cable in self.cables.values():
            cable.plug()

    def close(self) -> None:
        """Pull every cable: device nodes vanish."""
        self.save()
        for cable in self.cables.values():
            with contextlib.suppress(OSError):
                cable.unplug()
        for gpio in self._gpios:
            gpio.close()

    def label(self, number: str) -> Image.Image:
        """Return a parcel's label; one that nobody announced carries its number alone."""
        return pictures.label(self.shipments.get(number, pictures.Shipment(number)))

    def cable(self, device: str) -> Cable:
        """Return the cable of a device by its name; Impossible if there is none."""
        if device not in self.cables:
            raise Impossible(f"there is no device {device}; there are {', '.join(self.cables)}")
        return self.cables[device]

    def set_fault(self, device: str, fault: str, value: Any) -> None:
        """Give a device's named fault a value; Impossible if it knows no such fault."""
        self.cable(device)
        for part in self.faultable.get(device, []):
            if not fault.startswith("_") and _is_plain(getattr(part, fault, part)):
                self._whole.setdefault((device, fault), getattr(part, fault))
                setattr(part, fault, value)
                return
        raise Impossible(f"{device} knows no fault {fault}")

    def mend(self, device: str) -> None:
        """Clear every fault of a device that was set."""
        self.cable(device)
        for named, fault in [key for key in self._whole if key[0] == device]:
            self.set_fault(named, fault, self._whole.pop((named, fault)))
            del self._whole[named, fault]

    def faults(self, device: str) -> dict[str, Any]:
        """Return a device's faults that are not as when whole."""
        found = {}
        for (named, fault), whole in list(self._whole.items()):
            part = next(part for part in self.faultable[named] if hasattr(part, fault))
            if named == device and (value := getattr(part, fault)) != whole:
                found[fault] = value.hex(" ") if isinstance(value, bytes) else value
        return found

    def _build_line(self, line: Table) -> None:
        name, path = line["name"], self.plan.path(line["device"])
        if line["family"] == "gpio":
            gpio = self._gpio(path, line)
            self._gpios.append(gpio)
            self.cables[name] = gpio
            self.faultable[name] = [gpio]
            return
        boards = {board["address"]: self._board(name, board["address"]) for board in line["boards"]}
        if line["family"] == "kerong-cu16":
            self._host(name, path, KerongCu16Sim(boards))
        elif line["family"] == "xor-8a":
            wiring = {
                board["address"]: XorWiring(
                    board.get("channels", 16), board.get("shut_bit", 1), board.get("first_status_byte", "low")
                )
                for board in line["boards"]
            }
            self._host(name, path, XorBoardSim(boards, wiring))
        elif line["family"] == "wkly":
            wkly = {b["address"]: WklyWiring(b["channels"], b.get("shut_bit", 1)) for b in line["boards"]}
            self._host(name, path, WklySim(boards, wkly))
        elif line["family"] == "modbus-relays":
            relays = {
                b["address"]: RelayWiring(b.get("inputs", True), b.get("shut_level", 0), b.get("channels", 8))
                for b in line["boards"]
            }
            self._host(name, path, ModbusRelaySim(boards, relays))
        else:
            raise PlanTrouble(f"line {name}: there is no simulated {line['family']!r}")

    def _gpio(self, path: Path, line: Table) -> GpioSim:
        latches: dict[int, DoorHardware] = {}
        switches: dict[int, tuple[DoorHardware, int]] = {}
        for board in line["boards"]:
            for channel, door in self._board(line["name"], board["address"]).items():
                latches[board["latch_pins"][channel - 1]] = door
                switches[board["switch_pins"][channel - 1]] = (door, board.get("shut_level", 0))
        return GpioSim(path, latches, switches)

    def _board(self, line: str, address: int) -> Mapping[int, DoorHardware]:
        wired = self.plan.wired_to(line, address)
        return {channel: self.lobby.door(door.place) for channel, door in wired.items()}

    def _build_one_wire(self) -> OneWireSim | None:
        if "one_wire" not in self.plan.site:
            return None
        buses = {door.place: door.bus for door in self.plan.doors if door.bus}
        one_wire = OneWireSim(self.plan.path(self.plan.site["one_wire"]["folder"]), buses)
        self.cables["one-wire"] = one_wire
        self.faultable["one-wire"] = [one_wire]

        def touch(place: str, tag: str | None) -> None:
            if place not in buses:
                return
            if tag is None:
                one_wire.take(place)
            else:
                one_wire.put(place, tag)

        self.lobby.on_key = touch
        return one_wire

    def _host(self, name: str, path: Path, machine: Machine) -> None:
        host = PtyHost(path, machine)
        self.hosts[name] = host
        self.cables[name] = host
        self.faultable[name] = [host.faults, machine]

    def _settle(self) -> None:
        """Lay everything where it was when the last world ended, or as the people file says."""
        try:
            was = json.loads(self._memory.read_text())
        except (OSError, ValueError):
            was = {}
        recall(self.lobby, was, self.plan, list(self.shipments))
        self.lobby.logbook.on_change = self.save

    def save(self) -> None:
        """Keep what lies where on disk."""
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._memory.with_suffix(".new")
        with self.lobby.lock:
            fresh.write_text(json.dumps(remember(self.lobby)))
            fresh.replace(self._memory)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str | bytes)
