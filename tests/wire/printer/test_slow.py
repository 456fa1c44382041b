"""Slow lines and slow printers: the thread is seen to work, and a job ends in its time."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from pathlib import Path

from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience, Proof
from drivers.escpos_printer.sim import EscposSim
from drivers.link import SerialLink
from drivers.loop import Condition
from drivers.sim.host import PtyHost
from kiosk.assembly.printers import printer_loop
from kiosk.settings import load
from kiosk.settings.printer import PrinterSettings
from tests.wire.printer.bench import HostOf, on_paper, piece
from tests.wire.waiting import until

SITE = Path(__file__).parents[3] / "config" / "demo.toml"

PACE = threading.Event()  # never set: its wait is the time that bytes take on a wire
UNHURRIED = Patience(job_s=60)
CALM = Patience(reply_s=2, stopped_s=3, proof_s=3)  # a pty takes all at once: the pace is in the answers


class Slow:
    """A printer that takes so many bytes a second, as a serial wire does."""

    def __init__(self, sim: EscposSim, bytes_per_s: float) -> None:
        self.sim, self.bytes_per_s = sim, bytes_per_s

    def feed(self, received: bytes) -> bytes:
        ends_s = time.monotonic() + len(received) / self.bytes_per_s
        answer = b""
        for start in range(0, len(received), 64):
            answer += self.sim.feed(received[start : start + 64])
        while (left_s := ends_s - time.monotonic()) > 0:
            PACE.wait(left_s)
        return answer

    def unplugged(self) -> None:
        self.sim.unplugged()


def at_pace(host: PtyHost, bytes_per_s: float, patience: Patience, ticks: list[float]) -> EscposPrinter:
    return EscposPrinter(
        SerialLink(str(host.path), 9600, write_s=5),
        name="printer",
        proof=Proof.PROCESS_ID,
        bytes_per_s=bytes_per_s,
        on_progress=lambda: ticks.append(time.monotonic()),
        patience=patience,
    )


def test_a_long_job_on_a_slow_line_is_printed_and_seen_to_go_on(host_of: HostOf) -> None:
    sim, ticks = EscposSim(80), list[float]()
    printer = at_pace(host_of(Slow(sim, 8_000)), 8_000, CALM, ticks)
    began_s = time.monotonic()
    assert printer.print([piece(1, 260)]) is Outcome.PRINTED, printer.why
    took_s = time.monotonic() - began_s
    assert took_s > 1.5
    gaps = [after - before for before, after in pairwise(ticks)]
    assert max(gaps) < 3.0, "never as long as a stuck thread's silence"
    assert on_paper(sim) == piece(1, 260).rows
    printer.close()


def test_a_job_that_does_not_end_is_unknown_at_its_limit(host_of: HostOf) -> None:
    sim, ticks = EscposSim(80), list[float]()
    slow = Slow(sim, 3_000)
    hurried = Patience(reply_s=2, stopped_s=2, proof_s=1, job_s=0.5)
    printer = at_pace(host_of(slow), 1_000_000, hurried, ticks)
    began_s = time.monotonic()
    limit_s = printer.limit_s([piece(1, 400)])
    assert printer.print([piece(1, 400)]) is Outcome.UNKNOWN
    assert time.monotonic() - began_s < limit_s + 5
    assert "time" in printer.why
    assert piece(1, 400).rows.startswith(on_paper(sim))
    printer.close()


def test_the_limit_grows_with_the_bytes_and_the_paper(host_of: HostOf) -> None:
    host = host_of(EscposSim(80))
    fast = at_pace(host, 200_000, UNHURRIED, [])
    assert fast.limit_s([piece(1, 100)]) < fast.limit_s([piece(1, 1000)])
    fast.close()
    slow = at_pace(host, 960, UNHURRIED, [])
    assert slow.limit_s([piece(1, 1000)]) > 60 + 72_000 / 960
    slow.close()


def test_a_long_job_does_not_look_stuck_to_the_watchdog(host_of: HostOf) -> None:
    host = host_of(Slow(EscposSim(80), 12_000))
    printer = PrinterSettings(device=str(host.path), proof="process id")
    settings = load(SITE).model_copy(update={"printer": printer})
    loop = printer_loop(settings, SITE.parent, lambda _health: None)
    assert loop is not None
    loop.start()
    until(lambda: loop.health.condition is Condition.UP, 5)
    began_s = time.monotonic()
    done = loop.submit(lambda device: device.print([piece(1, 400)]))
    silences = list[float]()

    def over() -> bool:
        silences.append(time.monotonic() - loop.last_tick_s)
        return done.done()

    until(over, 30)
    assert done.result() is Outcome.PRINTED
    assert time.monotonic() - began_s > 2.0
    assert max(silences) < 1.5
    loop.stop()
