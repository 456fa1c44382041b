"""Opens every device as the kiosk does, looks once, and lets go: nothing fires, nothing prints."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drivers.camera.driver import Camera
from drivers.camera.focus import is_in_focus, sharpness
from drivers.echo import QUESTIONS, echoes
from drivers.escpos_printer.driver import EscposPrinter
from drivers.kerong_cu16.driver import BAUD as KERONG_BAUD
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop
from drivers.modbus_relays.driver import BAUD as MODBUS_BAUD
from drivers.trouble import DeviceTrouble
from drivers.wkly.driver import BAUD as WKLY_BAUD
from drivers.xor_board.driver import BAUD as XOR_BAUD
from kiosk.assembly.badges import ReaderKeys, badge_loop
from kiosk.assembly.cameras import camera_loop
from kiosk.assembly.equipment import Eyes
from kiosk.assembly.lines import line_loops
from kiosk.assembly.paths import at
from kiosk.assembly.printers import printer_loop
from kiosk.assembly.reading import documents_loop
from kiosk.assembly.scanners import scanner_loops
from kiosk.assembly.speech import speech_loop
from kiosk.assembly.tags import tag_loops
from kiosk.doctor.findings import Finding, Mark, note, well
from kiosk.doctor.words import ailing
from kiosk.domain.badges import ShownBadge
from kiosk.settings import Line, Settings, fittings_of
from kiosk.settings.plugs import ports_by_name
from kiosk.site_keys import load_or_make

BAUDS = {"kerong-cu16": KERONG_BAUD, "xor-8a": XOR_BAUD, "wkly": WKLY_BAUD, "modbus-relays": MODBUS_BAUD}
LOOK_S = 6.0
"""So long devices have to be found; a camera takes longest."""
ASK_S = 5.0
DARK, BRIGHT = 20, 95
"""Per cent. Below, nothing can be read on paper; above, the picture is white."""


class Nobody:
    """Hears of badges and codes, and tells nobody."""

    def badge(self, _shown: ShownBadge) -> None:
        """Somebody laid a badge on the reader."""

    def to_adopt(self) -> str | None:
        """Return None: no badge is written to."""
        return None


class Look:
    """One look at every device of a site."""

    def __init__(self, settings: Settings, root: Path) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._root = root
        self._eyes = Eyes(settings, lambda _place: None)
        self._echoes: dict[str, bool] = {}
        self._lines: dict[str, DeviceLoop[Any]] = {}
        self._others: dict[str, DeviceLoop[Any]] = {}

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each device, in the order of the settings."""
        self._echoes = {line.name: heard for line in self._settings.lines if (heard := self._echo(line))}
        self._make_loops()
        loops = [*self._lines.values(), *self._others.values()]
        for loop in loops:
            loop.start()
        try:
            self._wait(loops)
            for line in self._settings.lines:
                yield self._line(line)
            for name, loop in self._others.items():
                yield self._other(name, loop)
        finally:
            for loop in loops:
                loop.stop()

    def _make_loops(self) -> None:
        settings, root, nobody = self._settings, self._root, Nobody()

        def ignore(_what: object) -> None:
            """Health is looked at in the loops themselves."""

        self._lines = line_loops(settings, root, self._eyes, ignore)
        loops = (
            *tag_loops(settings, root, self._eyes, ignore),
            badge_loop(self._without_proofs(), root, self._reader_keys(), nobody, ignore),
            *scanner_loops(settings, root, ignore, nobody.badge, ignore),
            printer_loop(settings, root, ignore),
            camera_loop(settings, root, ignore, ignore),
            speech_loop(settings, root, ignore),
            documents_loop(settings, root, ignore),
        )
        self._others = {loop.name: loop for loop in loops if loop is not None}

    def _reader_keys(self) -> ReaderKeys:
        folder = self._root / self._settings.storage.folder / "keys"
        badges = load_or_make(folder).badge_key if (folder / "badges.key").exists() else bytes(16)
        return ReaderKeys(badges, self._settings.secrets.osdp_key)

    def _without_proofs(self) -> Settings:
        """Settings under which no badge is asked for a proof: a wrong key, tried too often, would block it."""
        reader = self._settings.badge_reader
        if reader is None or reader.secure == "off":
            return self._settings
        plain = reader.model_copy(update={"secure": "off", "application": None})
        return self._settings.model_copy(update={"badge_reader": plain})

    def _echo(self, line: Line) -> bool:
        if line.family not in QUESTIONS:
            return False
        try:
            link = SerialLink(at(self._root, line.device), line.baud or BAUDS[line.family])
        except DeviceTrouble:
            return False
        try:
            return echoes(link, line.family, [board.address for board in line.boards])
        except DeviceTrouble:
            return False
        finally:
            link.close()

    def _wait(self, loops: list[DeviceLoop[Any]]) -> None:
        """Return once every device was found or missed, and every board has had its rounds."""
        ends_s = time.monotonic() + LOOK_S
        while time.monotonic() < ends_s and not all(self._is_told(loop) for loop in loops):
            time.sleep(0.02)

    def _is_told(self, loop: DeviceLoop[Any]) -> bool:
        if loop.health.code == "not_yet" or (
            loop.health.condition is Condition.DEGRADED and not loop.health.code
        ):
            return False
        if loop.name not in self._lines or loop.health.condition is Condition.DOWN:
            return True
        doors = [f.place.id for f in fittings_of(self._settings) if f.switch and f.switch[0] == loop.name]
        unknown = [place for place in doors if self._eyes.reading(place).shut is None]
        return not unknown or loop.health.code.startswith("board_")

    def _line(self, line: Line) -> Finding:
        loop = self._lines[line.name]
        if loop.health.condition is Condition.DOWN or loop.health.code:
            return self._ailing(loop, "gpio" if line.family == "gpio" else "locks")
        switched = [f.place.id for f in fittings_of(self._settings) if f.switch and f.switch[0] == line.name]
        shut = [self._eyes.reading(place).shut for place in switched]
        facts = {"boards": len(line.boards), "doors": len(switched), "open": shut.count(False)}
        if unknown := shut.count(None):
            return note("line", "unknown", line.name, unknown=unknown, **facts)
        if self._echoes.get(line.name):
            return note("line", "echo", line.name, **facts)
        return well("line", "answers", line.name, **facts)

    def _other(self, name: str, loop: DeviceLoop[Any]) -> Finding:
        kind = {"one-wire": "one_wire", "tag-readers": "tag_readers"}.get(name, name.replace("-", "_"))
        if loop.health.condition is Condition.DOWN or loop.health.code:
            return self._ailing(loop, kind)
        try:
            if name == "printer":
                return self._printer(loop)
            if name == "document-reader":
                loop.call(lambda reader: reader.prepare(), within_s=ASK_S)
            if name == "camera":
                return loop.call(seen, within_s=ASK_S)
        except DeviceTrouble:
            return self._ailing(loop, kind)
        if name in ("one-wire", "tag-readers"):
            return self._tags(name)
        return well("device", "found", name, device=self._port(name))

    def _tags(self, name: str) -> Finding:
        slots = [f for f in fittings_of(self._settings) if (f.bus if name == "one-wire" else f.tag_reader)]
        tags = [self._eyes.reading(fitted.place.id).tags for fitted in slots]
        return well("tags", "read", name, slots=len(slots), keys=sum(bool(found) for found in tags))

    def _printer(self, loop: DeviceLoop[Any]) -> Finding:
        chosen: str | None = self._settings.printer.proof if self._settings.printer else None

        def ask(printer: EscposPrinter) -> str:
            return printer.probe().value

        proof: str = chosen or loop.call(ask, within_s=ASK_S)
        if proof == "none":
            return note("printer", "no_proof")
        return well("printer", "process_id" if proof == "process id" else "status")

    def _ailing(self, loop: DeviceLoop[Any], kind: str) -> Finding:
        health = loop.health
        mark = Mark.WRONG if health.condition is Condition.DOWN or health.boards else Mark.NOTE
        return ailing(loop.name, kind, mark, health.code or "silent", health.boards, self._port(loop.name))

    def _port(self, name: str) -> str:
        if name == "speech" and self._settings.speech:
            return self._settings.speech.engine
        if name == "document-reader":
            return "rapidocr"
        return ports_by_name(self._settings).get(name, "")


def seen(camera: Camera) -> Finding:
    """Return what a camera's picture is good for."""
    grey = camera.frame().grey
    high, wide = grey.shape
    sharp, light = sharpness(grey), round(float(grey.mean()) / 255 * 100)
    facts = {"wide": wide, "high": high, "light": light}
    if not DARK <= light <= BRIGHT:
        return note("camera", "dark" if light < DARK else "bright", **facts)
    if sharp and not is_in_focus(sharp):
        return note("camera", "blurred", **facts)
    return well("camera", "sharp" if sharp else "plain", **facts)
