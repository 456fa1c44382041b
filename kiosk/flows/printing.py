"""Sends slips to the printer: each at most once, and the record says what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import ParcelStage
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.flows.slips import Slips
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language
from kiosk.paper import draw
from kiosk.ports import Devices, Ledger, Printer


class Printing:
    """One thread before the printer. What may have come out is never sent again by itself."""

    def __init__(
        self, ledger: Ledger, printer: Printer, devices: Devices, slips: Slips, paper_mm: int
    ) -> None:
        self._ledger = ledger
        self._printer = printer
        self._devices = devices
        self._slips = slips
        self._paper_mm = paper_mm
        self._worker = Worker("printing", self._settle_and_print, again_s=2)
        self.start, self.stop = self._worker.start, self._worker.stop

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Wake up when a slip was queued."""
        if any(isinstance(entry.event, e.PaperQueued) for entry in recorded):
            self._worker.wake()

    def _settle_and_print(self) -> None:
        self._ledger.execute(_unknown_after_power_cut)
        self._print_waiting()

    def _print_waiting(self) -> None:
        for paper in list(self._ledger.house.papers.values()):
            if self._worker.stopping:
                return
            if self._devices.is_up("printer"):
                if paper.stage is PaperStage.QUEUED or self._still_wanted(paper):
                    self._print(paper)
            elif paper.stage is PaperStage.QUEUED:
                self._ledger.execute(lambda house, name=paper.id: [e.PaperEnded(name, "not sent", "printer")])  # type: ignore[misc]

    def _still_wanted(self, paper: Paper) -> bool:
        """A claim slip that surely never went out is printed as soon as it can be; a receipt's reader has left."""
        if paper.stage is not PaperStage.NOT_SENT or paper.what != "claim slip":
            return False
        movement = self._ledger.find(paper.movement)
        parcel = self._ledger.house.parcels.get(movement.item) if movement else None
        return parcel is not None and parcel.stage is ParcelStage.WAITING and paper.id == f"s-{parcel.slip}"

    def _print(self, paper: Paper) -> None:
        blocks = self._slips.compose(paper)
        if not blocks:
            self._ledger.execute(lambda house: [e.PaperEnded(paper.id, "not sent", "nothing to print")])
            return
        pieces = draw(blocks, paper_mm=self._paper_mm, language=Language(paper.language).tag)
        self._ledger.execute(lambda house: [e.PaperBegun(paper.id)])  # from here on it may come out
        outcome, detail = self._printer.print(pieces)
        self._ledger.execute(lambda house: [e.PaperEnded(paper.id, outcome, detail)])


def _unknown_after_power_cut(house: House) -> list[e.Event]:
    """Nothing is being printed when this is asked: what was begun and not ended may or may not have come out."""
    return [
        e.PaperEnded(paper.id, "unknown", "power cut")
        for paper in house.papers.values()
        if paper.stage is PaperStage.BEGUN
    ]
