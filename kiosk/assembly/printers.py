"""Opens the receipt printer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from typing import Any

from drivers.ailments import Ailment
from drivers.escpos_printer.driver import EscposPrinter, PrinterStatus, Proof
from drivers.escpos_printer.ways import bytes_per_s, open_way
from drivers.loop import DeviceLoop
from drivers.trouble import DeviceTrouble
from kiosk.assembly.paths import OnHealth, at
from kiosk.flows.paper.slips import Slips
from kiosk.flows.parcels.slip_needs import SlipNeeds
from kiosk.paper import PaperStock
from kiosk.ports.paper import PieceShape, TypedShape
from kiosk.settings import Notices, Settings
from kiosk.settings.printer import PrinterSettings

_AILMENTS = {
    "paper out": "paper_out",
    "cover open": "cover_open",
    "cutter jammed": "cutter",
    "print head too hot": "overheated",
}


class ReceiptPrinter:
    """The printer as the journeys see it: one job, one answer."""

    def __init__(self, loop: DeviceLoop[Any]) -> None:
        self._loop = loop

    def print(self, pieces: Sequence[PieceShape | TypedShape]) -> tuple[str, str]:
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


def paper_stock(printer: PrinterSettings) -> PaperStock:
    """Return the paper that the site's printer holds, and how it writes on it."""
    return PaperStock(printer.paper_mm, printer.dots, printer.cuts, printer.text == "gb18030")


def slip_needs(settings: Settings, slips: Slips) -> SlipNeeds:
    """Return who gets a claim slip: where notices go out and nothing else is said, who was not told by one."""
    wanted = settings.printer.claim_slips if settings.printer else None
    tells = settings.notices != Notices()
    return SlipNeeds(
        always=wanted == "always" or (wanted is None and not tells), reachable=slips.reader_is_reachable
    )


def printer_loop(settings: Settings, root: Path, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the printer's loop, if the site has one."""
    wanted = settings.printer
    if wanted is None:
        return None
    device = at(root, wanted.device)

    def opened() -> EscposPrinter:
        return EscposPrinter(
            open_way(device, baud=wanted.baud, flow=wanted.flow),
            name="printer",
            cuts=wanted.cuts,
            proof=Proof(wanted.proof) if wanted.proof else None,
            bytes_per_s=bytes_per_s(device, wanted.baud),
            on_progress=ticks,
        )

    def ticks() -> None:
        loop.last_tick_s = time.monotonic()  # a long job on a slow line is work: the thread is not stuck

    loop = DeviceLoop("printer", opened, _make_round, every_s=1.0, on_health=on_health)
    return loop


def _make_round(printer: EscposPrinter) -> Ailment:
    """Return what keeps the printer from printing, or will soon.

    Raises:
        DeviceTrouble: it does not answer, or the link was lost in a job.
    """
    if printer.lost:
        raise printer.lost
    return ailment_of(printer.status())


def ailment_of(status: PrinterStatus) -> Ailment:
    """Return a status as an ailment; a roll that nears its end is one, although the printer still prints."""
    if hindrance := status.hindrance:
        return Ailment(hindrance, _AILMENTS.get(hindrance, "printer_error"))
    return Ailment("paper near its end", "paper_low") if status.paper == "near end" else Ailment("")
