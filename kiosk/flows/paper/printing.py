"""Sends slips to the printer: each at most once, and the record says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import ParcelStage
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.flows.paper.slips import Slips
from kiosk.flows.parcels.slip_needs import Need, SlipNeeds
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language
from kiosk.paper import PaperStock
from kiosk.ports.devices import Devices, Printer
from kiosk.ports.record import Ledger

AGAIN_S, LONGEST_AGAIN_S = 4.0, 600.0
"""A slip that a printer did not take, although it seems well, is tried again so soon, then ever more seldom."""


class Printing:
    """One thread before the printer. What may have come out is never sent again by itself."""

    def __init__(
        self,
        ledger: Ledger,
        printer: Printer,
        devices: Devices,
        slips: Slips,
        stock: PaperStock,
        needs: SlipNeeds,
        now: Callable[[], datetime],
    ) -> None:
        self._needs = needs
        self._now = now
        self._ledger = ledger
        self._printer = printer
        self._devices = devices
        self._slips = slips
        self._stock = stock
        self._rest_s, self._again_at = 0.0, now()
        self._worker = Worker("printing", self._settle_and_print, again_s=2)
        self.start, self.stop = self._worker.start, self._worker.stop

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Wake up when a slip was queued, or its reader was told otherwise."""
        if self._needs.heard([entry.event for entry in recorded]):
            self._worker.wake()

    def _settle_and_print(self) -> None:
        self._ledger.execute(_unknown_after_power_cut)
        if not self._devices.is_up("printer"):
            self._rest_s, self._again_at = 0.0, self._now()  # once it is back, at once
        self._print_waiting()

    def _print_waiting(self) -> None:
        for paper in list(self._ledger.house.papers.values()):
            if self._worker.stopping:
                return
            if paper.stage is PaperStage.QUEUED:
                self._see_to(paper)
            elif self._still_wanted(paper) and self._may_try_again():
                self._print(paper)

    def _see_to(self, paper: Paper) -> None:
        """Print a queued slip, or hold it, or end it: each is recorded."""
        if paper.what == "claim slip":
            if not self._collectable(paper):
                self._end(paper, "not needed", "void")
                return
            need = self._needs.of(paper, self._ledger.house, self._now())
            if need is Need.NEVER:
                self._end(paper, "not needed", "told otherwise")
            if need is not Need.NOW:
                return
        if self._devices.is_up("printer"):
            self._print(paper)
        else:
            self._end(paper, "not sent", "printer")

    def _still_wanted(self, paper: Paper) -> bool:
        """A claim slip that surely never went out is printed as soon as it can be; a receipt's reader has left."""
        if paper.stage is not PaperStage.NOT_SENT or paper.what != "claim slip":
            return False
        return self._collectable(paper)

    def _may_try_again(self) -> bool:
        return self._devices.is_up("printer") and self._now() >= self._again_at

    def _collectable(self, paper: Paper) -> bool:
        """Whether a claim slip is good for anything: its parcel waits, and no newer slip is out."""
        movement = self._ledger.find(paper.movement)
        parcel = self._ledger.house.parcels.get(movement.item) if movement else None
        return parcel is not None and parcel.stage is ParcelStage.WAITING and paper.id == f"s-{parcel.slip}"

    def _print(self, paper: Paper) -> None:
        blocks = self._slips.compose(paper)
        if not blocks:
            self._end(paper, "not sent", "nothing to print")
            return
        pieces = self._stock.pieces(blocks, Language(paper.language).tag)
        self._ledger.execute(lambda house: [e.PaperBegun(paper.id)])  # from here on it may come out
        outcome, detail = self._printer.print(pieces)
        self._end(paper, outcome, detail)
        self._rest_s = min(self._rest_s * 2 or AGAIN_S, LONGEST_AGAIN_S) if outcome == "not sent" else 0.0
        self._again_at = self._now() + timedelta(seconds=self._rest_s)

    def _end(self, paper: Paper, outcome: str, detail: str) -> None:
        self._ledger.execute(lambda house: [e.PaperEnded(paper.id, outcome, detail)])


def _unknown_after_power_cut(house: House) -> list[e.Event]:
    """Nothing is being printed when this is asked: what was begun and not ended may or may not have come out."""
    return [
        e.PaperEnded(paper.id, "unknown", "power cut")
        for paper in house.papers.values()
        if paper.stage is PaperStage.BEGUN
    ]
