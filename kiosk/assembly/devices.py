"""Opens each device of the site with the driver that its settings name, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from typing import Any

from drivers.camera.codes import Moments, Watch
from drivers.camera.driver import Camera
from drivers.doors import LockLine
from drivers.escpos_printer.driver import EscposPrinter
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
from drivers.ibutton.driver import OneWireSlots
from drivers.kerong_cu16 import driver as kerong
from drivers.kerong_cu16.driver import KerongCu16
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop, Health
from drivers.modbus_relays import driver as modbus
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.driver import ModbusRelays
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.presence import Presence
from drivers.trouble import DeviceTrouble
from drivers.wkly import driver as wkly
from drivers.wkly.codec import WklyWiring
from drivers.wkly.driver import WklyBoards
from drivers.xor_board import driver as xor
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.driver import XorBoards
from kiosk.assembly.equipment import Eyes, line_rounds
from kiosk.ports import PieceShape
from kiosk.settings import Line, Settings, places_of

OnHealth = Callable[[Health], None]


def at(root: Path, path: str | Path) -> str:
    """Return a device's path: a relative one is taken from the site's root; "unix:" and addresses are kept."""
    text = str(path)
    if text.startswith("unix:"):
        return f"unix:{root / text.removeprefix('unix:')}"
    if "://" in text or text.startswith("gpiochip"):
        return text
    return str(root / text)


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


def tag_loop(settings: Settings, root: Path, eyes: Eyes, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the loop that reads the key tags, if the site has any."""
    buses = {place.id: bus for place, _, bus in places_of(settings) if bus}
    if settings.one_wire is None or not buses:
        return None
    folder = Path(at(root, settings.one_wire.folder))

    def tell(health: Health) -> None:
        if health.condition is Condition.DOWN:
            eyes.lost_tags()
        on_health(health)

    def make_round(slots: OneWireSlots) -> str:
        tags = slots.read()
        eyes.saw_tags(tags)
        mute = [place for place, found in tags.items() if found is None]
        return f"no tag bus: {', '.join(mute)}" if mute else ""

    return DeviceLoop(
        "one-wire",
        lambda: OneWireSlots(folder, buses, name="one-wire"),
        make_round,
        every_s=0.25,
        on_health=tell,
    )


def badge_loop(
    settings: Settings, root: Path, on_badge: Callable[[str], None], on_health: OnHealth
) -> DeviceLoop[Any] | None:
    """Return the loop that listens for badges, if the site has a reader."""
    if settings.badge_reader is None:
        return None
    device = at(root, settings.badge_reader.device)
    presence = Presence()

    def make_round(reader: Pn532Reader) -> str:
        laid = presence.look(reader.sense())
        if laid is not None:
            on_badge(laid.uid.hex().upper())
        return ""

    return DeviceLoop(
        "badge-reader",
        lambda: Pn532Reader(device, name="badge-reader"),
        make_round,
        every_s=0.05,
        on_health=on_health,
    )


def camera_loop(
    settings: Settings, root: Path, on_code: Callable[[str], None], on_health: OnHealth
) -> DeviceLoop[Any] | None:
    """Return the loop that looks for codes, if the site has a camera."""
    if settings.camera is None:
        return None
    source = at(root, settings.camera.source)
    watch, moments = Watch(), Moments()

    def make_round(camera: Camera) -> str:
        frame = camera.frame()
        for code in moments.fresh(watch.look(frame.grey, frame.taken_s), frame.taken_s):
            on_code(code.text)
        return ""

    return DeviceLoop(
        "camera", lambda: Camera(source, name="camera"), make_round, every_s=0.0, on_health=on_health
    )


class ReceiptPrinter:
    """The printer as the journeys see it: one job, one answer."""

    def __init__(self, loop: DeviceLoop[Any]) -> None:
        self._loop = loop

    def print(self, pieces: Sequence[PieceShape]) -> tuple[str, str]:
        """Return ("printed" | "not sent" | "unknown", detail), once that is known. Never prints twice."""

        def job(printer: EscposPrinter) -> tuple[str, str]:
            outcome = printer.print(pieces)
            return outcome.value, printer.why

        try:
            return self._loop.call(job, within_s=20)
        except NotInTime:
            return "unknown", "no answer"
        except DeviceTrouble as trouble:
            return "not sent", str(trouble)


def printer_loop(settings: Settings, root: Path, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the printer's loop, if the site has one."""
    if settings.printer is None:
        return None
    device, baud = at(root, settings.printer.device), settings.printer.baud

    def make_round(printer: EscposPrinter) -> str:
        if printer.lost:
            raise printer.lost
        status = printer.status()
        return status.hindrance

    return DeviceLoop(
        "printer",
        lambda: EscposPrinter(SerialLink(device, baud), name="printer"),
        make_round,
        every_s=1.0,
        on_health=on_health,
    )


def by_name(loops: Sequence[DeviceLoop[Any] | None]) -> Mapping[str, DeviceLoop[Any]]:
    """Return the loops that there are, by their names."""
    return {loop.name: loop for loop in loops if loop is not None}
