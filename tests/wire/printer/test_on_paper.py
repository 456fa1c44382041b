"""What is on paper is what was sent, dot by dot."""

from __future__ import annotations

import pytest

from drivers.escpos_printer import codec
from drivers.escpos_printer.driver import EscposPrinter, Outcome
from drivers.escpos_printer.job import JobBytes
from drivers.escpos_printer.sim import EscposSim
from drivers.sim.host import PtyHost
from tests.wire.printer.bench import (
    HostOf,
    Piece,
    dots,
    piece,
    printer_at,
)


@pytest.mark.parametrize("paper_mm", [80, 58])
def test_what_is_printed_is_what_was_sent_dot_by_dot(host_of: HostOf, paper_mm: int) -> None:
    sim = EscposSim(paper_mm)
    printer = printer_at(host_of(sim))
    slip = [piece(1, 300, {80: 576, 58: 384}[paper_mm]), piece(2, 17, {80: 576, 58: 384}[paper_mm])]
    assert printer.print(slip) is Outcome.PRINTED, printer.why
    assert [dots(png) for png in sim.pieces] == [part.rows for part in slip]
    assert sim.hanging is None
    printer.close()


def test_white_edges_and_white_rows_stay_where_they_are(printer: EscposPrinter, sim: EscposSim) -> None:
    slip = Piece(576, b"\0" * 720 + b"\0\0\x18" + b"\0" * 69 + b"\0" * 72 * 120)
    assert printer.print([slip]) is Outcome.PRINTED
    assert [dots(png) for png in sim.pieces] == [slip.rows]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 5000])
def test_the_command_stream_may_be_cut_anywhere(step: int) -> None:
    sim, job, slip = EscposSim(80), JobBytes(cuts=True), piece(5, 90)
    stream = (
        job.opening()
        + b"".join(step.data for step in job.steps(slip))
        + job.parting()
        + codec.ask_status(4)
        + codec.ask_proof(b"0001")
    )
    answers = b"".join(sim.feed(stream[i : i + step]) for i in range(0, len(stream), step))
    assert answers == b"\x12" + codec.proof_answer(b"0001")
    assert [dots(png) for png in sim.pieces] == [slip.rows]


def test_a_picture_that_spells_a_real_time_command_asks_nothing(
    printer: EscposPrinter, sim: EscposSim
) -> None:
    spelled = Piece(576, (b"\x10\x04\x01\x10\x14\x08" * 12) * 40)
    raw = b"\x1dv0\0" + bytes((72, 0, 40, 0)) + spelled.rows
    assert len(EscposSim(80).feed(raw)) == 480, "a printer does answer out of a picture"
    assert printer.print([spelled]) is Outcome.PRINTED
    assert dots(sim.pieces[0]) == codec.defuse(spelled.rows) != spelled.rows


def test_a_printer_without_a_cutter_feeds_to_the_tear_bar(host: PtyHost, sim: EscposSim) -> None:
    printer, slip = printer_at(host, cuts=False), piece(3, 30)
    assert printer.print([slip]) is Outcome.PRINTED
    assert sim.pieces == []
    assert dots(sim.hanging).startswith(slip.rows)
    assert set(dots(sim.hanging)[len(slip.rows) :]) == {0}, "white up to the tear bar"
    sim.tear()
    assert (len(sim.pieces), sim.hanging) == (1, None)
    printer.close()


def test_graphics_and_letters_come_out_too() -> None:
    sim, rows = EscposSim(58), b"\xf0" * 48 * 2
    header = b"\x30\x70\x30\x01\x01\x31" + (384).to_bytes(2, "little") + (2).to_bytes(2, "little")
    sim.feed(b"\x1d(L" + (10 + len(rows)).to_bytes(2, "little") + header + rows)
    assert sim.hanging is None, "stored, not printed"
    sim.feed(b"\x1d(L\x02\x00\x30\x32")
    assert dots(sim.hanging) == rows
    sim.feed(b"Door 12\n\x1dV\x00")
    assert any(dots(sim.pieces[0])[len(rows) :])
