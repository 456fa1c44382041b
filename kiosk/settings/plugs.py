"""What is plugged in where: one device a port, boards that answer to numbers of their own, ports to listen on."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from kiosk.settings.locks import Board, Line
from kiosk.settings.tables import Settings
from kiosk.settings.wiring import fittings_of

ADDRESSES = {"kerong-cu16": (0, 15), "xor-8a": (1, 32), "wkly": (0, 254), "modbus-relays": (1, 247)}
CHANNELS = {"kerong-cu16": 16, "xor-8a": 50, "wkly": 64, "modbus-relays": 8}
"""Source: the drivers' PROTOCOL.md of each family."""
ONLY_FOR = {
    "inputs": ("modbus-relays",),
    "shut_bit": ("kerong-cu16", "xor-8a", "wkly"),
    "first_status_byte": ("xor-8a",),
    "shut_level": ("gpio", "modbus-relays"),
    "channels": tuple(CHANNELS),
    "latch_pins": ("gpio",),
    "switch_pins": ("gpio",),
    "presence_pins": ("gpio",),
    "presence_level": ("gpio",),
    "light_pins": ("gpio",),
}
"""Which families' boards a key means something to. A key that counts for nothing misleads who reads it."""


def plug_problems(settings: Settings) -> Iterator[str]:
    """Yield everything that is wrong with ports, boards and addresses."""
    for line in settings.lines:
        yield from _line_problems(line)
    yield from _shared_ports(settings)
    if settings.health.serve and settings.health.port == settings.screen.port:
        yield f"health.listen: port {settings.health.port} is the screen's; give it another, for example 8411"
    if settings.desk.listen and settings.desk.port in (settings.screen.port, settings.health.port):
        yield f"desk.listen: port {settings.desk.port} is the screen's or the health page's; take another, such as 8443"


def ports_of(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield (who uses it, device) for every device that the settings name."""
    for line in settings.lines:
        yield f"line {line.name!r}", line.device
    for fitted in fittings_of(settings):
        if fitted.tag_reader:
            yield f"{fitted.place.id}.tag_reader", fitted.tag_reader
    if settings.badge_reader and settings.badge_reader.path:
        yield "badge_reader", settings.badge_reader.path
    for scanner in settings.scanners:
        yield f"scanner {scanner.name!r}", scanner.device
    if settings.printer:
        yield "printer", settings.printer.device
    if settings.camera:
        yield "camera", settings.camera.source


def ports_by_name(settings: Settings) -> dict[str, str]:
    """Return each device's port under the name by which its state is told."""
    found = {
        who.partition("'")[2].rstrip("'") or who.replace("_", "-"): port for who, port in ports_of(settings)
    }
    return found | ({"one-wire": str(settings.one_wire.folder)} if settings.one_wire else {})


def _line_problems(line: Line) -> Iterator[str]:
    addresses = [board.address for board in line.boards]
    for address in sorted({number for number in addresses if addresses.count(number) > 1}):
        yield f"lines: {line.name!r} has two boards with the address {address}"
    if line.family == "gpio" and line.baud is not None:
        yield f"lines: {line.name!r}: a GPIO chip has no baud; leave it out"
    for board in line.boards:
        yield from (
            f"lines: board {board.address} of {line.name!r}: {problem}" for problem in _board(line, board)
        )


def _board(line: Line, board: Board) -> Iterator[str]:
    family = line.family
    if family in ADDRESSES:
        least, most = ADDRESSES[family]
        if not least <= board.address <= most:
            yield f"boards of the family {family!r} have addresses from {least} to {most}"
        if "channels" in board.model_fields_set and board.channels > CHANNELS[family]:
            yield f"channels = {board.channels}, and the family {family!r} has at most {CHANNELS[family]}"
    elif not board.latch_pins and not board.light_pins and not board.switch_pins:
        yield "latch_pins: is missing; it names the pins of the latches, for example [17, 27]"
    for key in sorted(board.model_fields_set & ONLY_FOR.keys()):
        if family not in ONLY_FOR[key]:
            yield f"{key} means nothing to the family {family!r}; leave it out"


def _shared_ports(settings: Settings) -> Iterator[str]:
    taken: dict[str, str] = {}
    for who, device in ports_of(settings):
        port = _port(device)
        if (other := taken.setdefault(port, who)) == who:
            continue
        if not (who.endswith(".tag_reader") and other.startswith("line")):  # told with the pins
            yield f"{who} and {other} share the device {device!r}; each needs a port of its own"


def _port(device: str) -> str:
    """Return one spelling for each device: "/dev/gpiochip0" is "gpiochip0"."""
    plain = device if "://" in device else normpath(device)
    return plain.removeprefix("/dev/") if plain.startswith("/dev/gpiochip") else plain
