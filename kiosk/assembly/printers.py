"""Opens the receipt printer."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from typing import Any

from drivers.escpos_printer.driver import EscposPrinter
from drivers.link import SerialLink
from drivers.loop import DeviceLoop
from drivers.trouble import DeviceTrouble
from kiosk.assembly.paths import OnHealth, at
from kiosk.ports import PieceShape
from kiosk.settings import Settings


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
