"""Builds a whole simulated lobby from a site's plan: doors, boards on lines, reader, printer, camera."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from drivers.gpio_doors.sim import GpioSim
from drivers.sim import pictures
from drivers.sim.channels import Lamp, SimSeal
from drivers.sim.fit_camera import fit_camera
from drivers.sim.fit_lines import fit_line
from drivers.sim.fit_printer import fit_printer
from drivers.sim.fit_readers import fit_reader, fit_scanners
from drivers.sim.fit_speech import SoundCard, fit_speech
from drivers.sim.fit_tags import fit_tags
from drivers.sim.host import Machine, PtyHost
from drivers.sim.lobby import Impossible, Lobby
from drivers.sim.memory import expected_parcels, recall, remember
from drivers.sim.plan import Plan


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
            [(door.place, door.senses_items) for door in plan.doors if door.is_slot],
            [(door.place, door.senses_items) for door in plan.doors if not door.is_slot],
        )
        for door in plan.doors:
            if door.leaf != door.place:
                self.lobby.put_behind(door.place, door.leaf)
        self.hosts: dict[str, PtyHost] = {}
        self.cables: dict[str, Cable] = {}
        self.faultable: dict[str, list[object]] = {}
        self.gpios: list[GpioSim] = []
        self.lamps = {door.place: Lamp() for door in plan.doors if door.light}
        self.seals = {one["prefix"]: SimSeal() for one in plan.site.get("cabinets", [])}
        self._whole: dict[tuple[str, str], Any] = {}
        for line in plan.site.get("lines", []):
            fit_line(self, line)
        fit_tags(self)
        self.counter = fit_reader(self)
        self.scanners = fit_scanners(self)
        self.printer = fit_printer(self)
        self.camera = fit_camera(self)
        self.voice = fit_speech(self)
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
        for gpio in self.gpios:
            gpio.close()
        if isinstance(card := self.cables.get("speech"), SoundCard):
            card.remove()

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

    def host(self, name: str, path: Path, machine: Machine) -> None:
        """Put a machine on a pty of its own, with a cable to pull and faults to set."""
        self.connect(name, PtyHost(path, machine))

    def connect(self, name: str, host: PtyHost) -> None:
        """Know of a machine's cable, and what can be wrong with both."""
        self.hosts[name] = host
        self.cables[name] = host
        self.faultable[name] = [host.faults, host.machine]

    def _settle(self) -> None:
        """Lay everything where it was when the last world ended, or as the people file says."""
        try:
            was = json.loads(self._memory.read_text())
        except (OSError, ValueError):
            was = {}
        recall(self.lobby, was, self.plan, list(self.shipments))
        self.counter.recall(was.get("chips", {}))
        for cabinet in was.get("broken_seals", ()):
            self.seals[cabinet].broken = True
        self.lobby.logbook.on_change = self.save

    def save(self) -> None:
        """Keep what lies where on disk."""
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._memory.with_suffix(".new")
        with self.lobby.lock:
            broken = [cabinet for cabinet, seal in self.seals.items() if seal.broken]
            more = {"chips": self.counter.remember(), "broken_seals": broken}
            fresh.write_text(json.dumps(remember(self.lobby) | more))
            fresh.replace(self._memory)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str | bytes)
