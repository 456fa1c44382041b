"""Devices that come and go: what goes on record of it, and what was only a blip."""

from __future__ import annotations

import pytest

from kiosk.assembly.comings import MOST, Comings
from kiosk.domain import events as e
from kiosk.ports.devices import Unavailable


class Turned:
    """A record and a clock that only the test moves; `full` has the disk take nothing."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.full = False
        self.recorded: list[e.Event] = []
        self.during: list[object] = []
        self.comings = Comings(self.record, monotonic_s=lambda: self.now_s)

    def record(self, event: e.Event) -> None:
        """Take an event, or not."""
        if self.full:
            raise Unavailable("ledger", "ledger", "full")
        for act in self.during:
            act()  # type: ignore[operator]
        self.during.clear()
        self.recorded.append(event)

    def after(self, seconds: float) -> list[str]:
        """Return what is on record once so much time has passed: "-reader" for a loss, "+reader" for a return."""
        self.now_s += seconds
        self.comings.record_due()
        signs = {e.DeviceLost: "-", e.DeviceReturned: "+"}
        return [signs[type(one)] + one.device for one in self.recorded]  # type: ignore[attr-defined]


def test_a_blip_is_nobodys_alarm() -> None:
    told = Turned()
    told.comings.lost("reader", "gone")
    assert told.after(1.9) == []
    told.comings.back("reader")
    assert told.after(60) == [] and len(told.comings) == 0


def test_a_loss_that_lasts_is_recorded_once_and_so_is_the_return() -> None:
    told = Turned()
    told.comings.lost("reader", "gone")
    told.comings.lost("printer", "gone")
    told.comings.back("printer")
    assert told.after(2) == ["-reader"]
    told.comings.back("reader")
    assert told.after(0) == ["-reader", "+reader"]
    told.comings.lost("reader", "gone")
    told.comings.back("reader")
    assert told.after(9) == ["-reader", "+reader"]


def test_a_return_while_the_loss_is_being_recorded_is_recorded_after_it() -> None:
    told = Turned()
    told.comings.lost("reader", "gone")
    told.during.append(lambda: told.comings.back("reader"))
    assert told.after(2) == ["-reader", "+reader"]


def test_what_the_disk_does_not_take_now_waits_in_its_order() -> None:
    told = Turned()
    told.comings.lost("reader", "gone")
    told.full = True
    with pytest.raises(Unavailable):
        told.after(2)
    told.comings.back("reader")
    told.full = False
    assert told.after(0) == []
    for _ in range(MOST):
        told.comings.lost("line", "gone")
    assert len(told.comings) <= MOST
