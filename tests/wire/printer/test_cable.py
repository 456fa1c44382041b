"""The cable: pulled, silent, noisy, back again."""

from __future__ import annotations

import threading

import pytest

from drivers.escpos_printer.driver import EscposPrinter, Outcome, Proof
from drivers.escpos_printer.sim import EscposSim
from drivers.sim.host import PtyHost
from drivers.trouble import BadReply, LinkLost, NoReply
from tests.wire.printer.bench import (
    HASTY,
    PICTURE,
    HostOf,
    Pulled,
    Watched,
    dots,
    most_often,
    on_paper,
    piece,
    printer_at,
    sent_pictures,
)


def test_unplugged_before_the_job(printer: EscposPrinter, host: PtyHost, sim: EscposSim) -> None:
    host.unplug()
    assert printer.print([piece(1, 40)]) is Outcome.NOT_SENT
    assert isinstance(printer.lost, LinkLost)
    with pytest.raises(LinkLost):
        printer.status()
    assert on_paper(sim) == b""


@pytest.mark.parametrize("remembers_half", [False, True])
@pytest.mark.parametrize(
    "after", [PICTURE, 40, 41, 48, 500, 4100, 12345, 20000, b"\x1dV\x42\x00\x1d(H", b"\x1d(H"]
)
def test_unplugged_within_the_job(
    sim: EscposSim, host_of: HostOf, after: int | bytes, remembers_half: bool
) -> None:
    sim.remembers_half = remembers_half
    printer = printer_at(host := host_of(pulled := Pulled(sim, after)), proof=Proof.PROCESS_ID)
    first, second = piece(1, 300), piece(2, 80)
    assert printer.print([piece(3, 1)]) is Outcome.PRINTED
    pulled.seen, pulled.host = b"", host
    assert printer.print([first]) is Outcome.UNKNOWN
    assert isinstance(printer.lost, LinkLost)
    printer.close()
    host.plug()
    printer = printer_at(host, proof=Proof.PROCESS_ID)
    assert printer.print([second]) is Outcome.PRINTED, printer.why
    assert dots(sim.pieces[-1]) == second.rows, "whole, and on paper of its own"
    assert most_often(first, sim) <= 1
    assert most_often(second, sim) == 1
    printer.close()


def test_silence_is_no_answer(printer: EscposPrinter, host: PtyHost, sim: EscposSim) -> None:
    host.faults.silent = True
    with pytest.raises(NoReply):
        printer.status()
    assert printer.print([piece(1, 40)]) is Outcome.NOT_SENT
    assert (sent_pictures(host), on_paper(sim)) == (0, b"")
    host.faults.silent = False
    assert printer.print([piece(1, 40)]) is Outcome.PRINTED


def test_silent_from_within_the_job(sim: EscposSim, host_of: HostOf) -> None:
    line: list[PtyHost] = []
    line.append(host_of(Watched(sim, 6000, lambda: setattr(line[0].faults, "silent", True))))
    printer = printer_at(line[0])
    assert printer.print([piece(1, 600)]) is Outcome.UNKNOWN
    assert piece(1, 600).rows.startswith(on_paper(sim)), "what it got it printed, once"
    printer.close()


def test_a_printer_that_takes_nothing_more(sim: EscposSim, host_of: HostOf) -> None:
    free = threading.Event()
    printer = printer_at(host_of(Watched(sim, 6000, lambda: free.wait(10))))
    assert printer.print([piece(1, 1200)]) is Outcome.UNKNOWN
    assert printer.why
    free.set()
    printer.close()


@pytest.mark.parametrize("garbage", [b"\xff", b"\x55\xaa", b"\x00", b"\x93\x13\x02"])
def test_garbage_is_no_status(printer: EscposPrinter, sim: EscposSim, host: PtyHost, garbage: bytes) -> None:
    sim.garbage = garbage
    with pytest.raises(NoReply):
        printer.status()
    assert printer.print([piece(1, 40)]) is Outcome.NOT_SENT
    assert sent_pictures(host) == 0


def test_statuses_that_contradict_each_other(printer: EscposPrinter, sim: EscposSim) -> None:
    sim.garbage = b"\x12\x16"
    with pytest.raises(BadReply):
        printer.status()
    sim.garbage = b""
    assert printer.status().hindrance == ""


@pytest.mark.parametrize(
    "fault", [{"noise_before": b"\xff\x80"}, {"twice": True}, {"one_by_one_s": 0.002}, {"late_s": 0.03}]
)
def test_a_bad_line_is_borne(
    printer: EscposPrinter, host: PtyHost, sim: EscposSim, fault: dict[str, object]
) -> None:
    for name, value in fault.items():
        setattr(host.faults, name, value)
    assert printer.print([piece(1, 40)]) is Outcome.PRINTED, printer.why
    assert on_paper(sim) == piece(1, 40).rows
    assert (printer.skipped_bytes > 0) == ("noise_before" in fault)


def test_a_late_status_never_passes_for_the_answer_to_another_question(
    printer: EscposPrinter, host: PtyHost, sim: EscposSim
) -> None:
    host.faults.late_s = HASTY.reply_s + 0.1
    with pytest.raises(NoReply):
        printer.status()
    host.faults.late_s = 0
    sim.cover_open = True
    status = printer.status()
    assert (status.online, status.hindrance) == (False, "cover open")
