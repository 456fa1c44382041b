"""The printer in its loop."""

from __future__ import annotations

from functools import partial

from drivers.escpos_printer.driver import Outcome
from drivers.escpos_printer.sim import EscposSim
from drivers.loop import Condition, DeviceLoop, Health
from drivers.sim.host import PtyHost
from tests.wire.printer.bench import (
    on_paper,
    piece,
    printer_at,
)
from tests.wire.waiting import until


def test_a_loop_brings_the_printer_back_after_the_cable(host: PtyHost, sim: EscposSim) -> None:
    seen: list[Health] = []
    loop = DeviceLoop(
        "printer",
        partial(printer_at, host),
        lambda p: p.status().hindrance,
        every_s=0.05,
        on_health=seen.append,
    )
    loop.start()
    until(lambda: loop.health.condition is Condition.UP)
    assert loop.call(lambda p: p.print([piece(1, 40)]), within_s=2) is Outcome.PRINTED
    sim.roll = "out"
    until(lambda: (loop.health.condition, loop.health.detail) == (Condition.DEGRADED, "paper out"))
    sim.roll = "plenty"
    host.unplug()
    until(lambda: loop.health.condition is Condition.DOWN)
    host.plug()
    until(lambda: loop.health.condition is Condition.UP, within_s=5)
    assert loop.call(lambda p: p.print([piece(2, 40)]), within_s=2) is Outcome.PRINTED
    loop.stop()
    assert on_paper(sim) == piece(1, 40).rows + piece(2, 40).rows
