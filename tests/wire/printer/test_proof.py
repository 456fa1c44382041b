"""The proof that a job is on paper, and what is none."""

from __future__ import annotations

import pytest

from drivers.escpos_printer.driver import EscposPrinter, Outcome, Proof
from drivers.escpos_printer.sim import EscposSim
from drivers.sim.host import PtyHost
from drivers.trouble import NoReply
from tests.wire.printer.bench import (
    HASTY,
    on_paper,
    piece,
    printer_at,
)
from tests.wire.waiting import until


def test_a_late_proof_in_time_is_a_proof(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = 0.25
    assert printer.print([piece(1, 40)]) is Outcome.PRINTED


def test_a_proof_after_all_patience_settles_the_job_later(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = HASTY.proof_s + 0.7
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("no proof came", False)
    until(lambda: printer.status() and printer.came_out_late)
    assert on_paper(sim) == piece(1, 40).rows


def test_the_proof_of_another_job_proves_nothing(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_of_another = b"ZZZZ"
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("no proof came", False)


def test_the_proof_of_the_job_before_does_not_prove_this_one(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = HASTY.proof_s + 0.7
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    sim.proof_late_s = 60
    assert printer.print([piece(2, 40)]) is Outcome.UNKNOWN, "while the first job's proof comes in"
    assert not printer.came_out_late


@pytest.mark.parametrize(
    ("knows", "found", "outcome"),
    [
        ("process-id", Proof.PROCESS_ID, Outcome.PRINTED),
        ("status", Proof.STATUS, Outcome.PRINTED),
        ("none", Proof.NONE, Outcome.UNKNOWN),
    ],
)
def test_probing_finds_the_proof_and_prints_nothing(
    printer: EscposPrinter, sim: EscposSim, knows: str, found: Proof, outcome: Outcome
) -> None:
    sim.proof = knows
    assert printer.probe() is found
    assert on_paper(sim) == b""
    assert printer.print([piece(1, 40)]) is outcome
    until(lambda: on_paper(sim) == piece(1, 40).rows)  # without a proof it may still be printing


def test_the_queued_status_proves_nothing_once_paper_is_out(printer: EscposPrinter, sim: EscposSim) -> None:
    sim.proof = "status"
    printer.probe()
    sim.lines_left = 20
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert printer.why == "paper out"


def test_a_printer_that_stands_still_cannot_be_probed(printer: EscposPrinter, sim: EscposSim) -> None:
    sim.cover_open = True
    with pytest.raises(NoReply, match="cover open"):
        printer.probe()
    sim.cover_open = False
    assert printer.print([piece(1, 40)]) is Outcome.PRINTED


def test_a_printer_that_is_not_as_commissioned_gets_no_job(host: PtyHost, sim: EscposSim) -> None:
    sim.proof = "status"
    printer = printer_at(host, proof=Proof.PROCESS_ID)
    assert printer.print([piece(1, 40)]) is Outcome.NOT_SENT
    assert "process id" in printer.why
    assert on_paper(sim) == b""
    printer.close()
