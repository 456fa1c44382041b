"""The equipment as the installer's walk sees it: every device on its own thread, with the drivers of the kiosk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.camera.focus import is_in_focus, sharpness
from drivers.escpos_printer.driver import EscposPrinter
from drivers.loop import Condition, DeviceLoop, Health
from drivers.trouble import DeviceTrouble
from kiosk.assembly.badges import ReaderKeys, badge_loop
from kiosk.assembly.cameras import camera_loop
from kiosk.assembly.printers import ReceiptPrinter, paper_stock, printer_loop
from kiosk.assembly.tags import tag_loops
from kiosk.commissioning.linewatch import LineWatch
from kiosk.commissioning.ports import DeviceFacts, LineFacts
from kiosk.commissioning.slip import test_slip
from kiosk.commissioning.thought import BoardKey, named
from kiosk.domain.badges import ShownBadge
from kiosk.language.messages import Language
from kiosk.ports.devices import Unavailable
from kiosk.settings import Settings, Wire, fittings_of

LOOK_WITHIN_S = 2.0


class Instruments:
    """Every device of the settings; `on_change` is called, on a device's thread, when something new is known."""

    def __init__(
        self, settings: Settings, root: Path, keys: ReaderKeys, on_change: Callable[[], None]
    ) -> None:
        self._settings, self._on_change = settings, on_change
        self._lock = threading.Lock()
        self._tags: dict[str, tuple[str, ...] | None] = {}
        # of every door: a sensor comes along with its latch's cable, to whichever channel that was put
        self._wires = {f.place.id: f.latch for f in fittings_of(settings) if f.bus is None}
        self._lines = {
            line.name: LineWatch(line, root, on_change, others=settings.lines) for line in settings.lines
        }
        self._devices = self._named()
        self._loops: list[DeviceLoop[Any]] = []
        self._printer: DeviceLoop[Any] | None = None
        self._camera: DeviceLoop[Any] | None = None
        self._open_devices(root, keys)

    def start(self) -> None:
        """Begin: devices may come and go from now on."""
        for loop in self._all_loops():
            loop.start()

    def stop(self) -> None:
        """Close every device."""
        for loop in self._all_loops():
            loop.stop()

    # ---- doors -----------------------------------------------------------------------------------------

    def levels(self) -> Mapping[BoardKey, Sequence[bool | None]]:
        """Return what every board sends now; a board that does not answer is missing."""
        return {key: bits for line in self._lines.values() for key, bits in line.levels().items()}

    def inside(self) -> Mapping[str, Hashable]:
        """Return what is sensed inside each place, by its own sensor or one that came along with a crossed cable."""
        present = {wire: state for line in self._lines.values() for wire, state in line.present().items()}
        with self._lock:
            tags: dict[str, Hashable] = dict(self._tags)
        loose: dict[str, Hashable] = {
            named(wire): state for wire, state in present.items() if wire not in self._wires.values()
        }
        return loose | {place: present.get(wire) for place, wire in self._wires.items()} | tags

    def fire(self, wire: Wire) -> None:
        """Fire one latch once. Raises `Unavailable` when its line is down, or did not take the command."""
        self._lines[wire[0]].fire(wire)

    def lines(self) -> Sequence[LineFacts]:
        """Return how each line was found."""
        return [line.facts for line in self._lines.values()]

    def look_again(self) -> None:
        """Have every line opened and surveyed anew."""
        for line in self._lines.values():
            line.look_again()

    # ---- the other devices -----------------------------------------------------------------------------

    def reader(self) -> DeviceFacts | None:
        """Return how the badge reader is; None if the settings have none."""
        return self._facts("badge-reader")

    def printer(self) -> DeviceFacts | None:
        """Return how the printer is."""
        return self._facts("printer")

    def camera(self) -> DeviceFacts | None:
        """Return how the camera is, and what it read last."""
        return self._facts("camera")

    def look_at_camera(self) -> DeviceFacts | None:
        """Return the same with how sharp it sees at this moment; waits for a picture."""
        facts = self._facts("camera")
        if facts is None or self._camera is None or facts.trouble:
            return facts
        try:
            seen = self._camera.call(lambda camera: sharpness(camera.frame().grey), within_s=LOOK_WITHIN_S)
        except DeviceTrouble as trouble:
            return replace(facts, trouble=str(trouble))
        return replace(facts, sharpness=seen, sharp=is_in_focus(seen))

    def probe_printer(self) -> str:
        """Return how the printer proves a print: "process id", "status" or "none".

        Raises:
            Unavailable: it does not answer, or stands still.
        """

        def probe(printer: EscposPrinter) -> str:
            return printer.probe().value

        if self._printer is None:
            raise Unavailable("printer", "printer")
        try:
            return self._printer.call(probe, within_s=10)
        except (DeviceTrouble, NotInTime) as trouble:
            raise Unavailable("printer", "printer", str(trouble)) from trouble

    def print_slip(self, text: str) -> tuple[str, str]:
        """Print a test slip with `text` as its QR code; return outcome ("printed", ...) and detail."""
        if self._printer is None or self._settings.printer is None:
            return "not sent", "no printer"
        blocks = test_slip(self._settings.site, text)
        tag = Language(self._settings.site.language).tag
        pieces = paper_stock(self._settings.printer).pieces(blocks, tag)
        return ReceiptPrinter(self._printer).print(pieces)

    # ---- wiring ----------------------------------------------------------------------------------------

    def saw_tags(self, tags: Mapping[str, tuple[str, ...] | None]) -> None:
        """Take in the tags in the slots."""
        with self._lock:
            changed = any(self._tags.get(place) != found for place, found in tags.items())
            self._tags.update(tags)
        if changed:
            self._on_change()

    def lost_tags(self, places: Iterable[str]) -> None:
        """Nothing is known of the tags in these slots any more."""
        with self._lock:
            self._tags.update(dict.fromkeys(places))

    def badge(self, _shown: ShownBadge) -> None:
        """A badge, any badge, was laid on the reader."""
        self._heard("badge-reader", "")

    def to_adopt(self) -> str | None:
        """Return None: no badge is changed here."""
        return None

    def _code(self, text: str) -> None:
        self._heard("camera", text)

    def _heard(self, name: str, text: str) -> None:
        with self._lock:
            facts = self._devices[name]
            self._devices[name] = replace(facts, heard=facts.heard + 1, text=text)
        self._on_change()

    def _facts(self, name: str) -> DeviceFacts | None:
        with self._lock:
            return self._devices.get(name)

    def _named(self) -> dict[str, DeviceFacts]:
        settings = self._settings
        found = {}
        if settings.badge_reader:
            found["badge-reader"] = DeviceFacts(
                "badge-reader", settings.badge_reader.path or settings.badge_reader.kind
            )
        if settings.printer:
            found["printer"] = DeviceFacts("printer", settings.printer.device)
        if settings.camera:
            found["camera"] = DeviceFacts("camera", settings.camera.source)
        return found

    def _open_devices(self, root: Path, keys: ReaderKeys) -> None:
        settings, tell = self._settings, self._health
        self._printer = printer_loop(settings, root, tell)
        self._camera = camera_loop(settings, root, self._code, tell)
        readers = badge_loop(settings, root, keys, self, tell)
        tags = tag_loops(settings, root, self, tell)
        self._loops = [one for one in (self._printer, self._camera, readers, *tags) if one is not None]

    def _health(self, health: Health) -> None:
        with self._lock:
            facts = self._devices.get(health.device)
            if facts is not None:
                down = health.condition is Condition.DOWN or health.detail
                self._devices[health.device] = replace(facts, trouble=health.detail if down else "")
        self._on_change()

    def _all_loops(self) -> list[DeviceLoop[Any]]:
        return [*(line.loop for line in self._lines.values()), *self._loops]
