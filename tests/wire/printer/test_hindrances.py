"""What keeps it from printing, before a job and within one."""

from __future__ import annotations

import threading

import pytest

from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience, Proof
from drivers.escpos_printer.sim import EscposSim
from drivers.link import SerialLink
from drivers.sim.host import PtyHost
from tests.wire.printer.bench import (
    HostOf,
    Watched,
    dots,
    on_paper,
    piece,
    printer_at,
    sent_pictures,
)
from tests.wire.waiting import until


def test_status_of_a_healthy_printer(printer: EscposPrinter) -> None:
    status = printer.status()
    assert (status.online, status.cover_open, status.paper, status.error) == (True, False, "plenty", "")


@pytest.mark.parametrize("fault", ["paper out", "cover open"])
def test_a_hindrance_before_the_job_means_not_sent(
    printer: EscposPrinter, sim: EscposSim, host: PtyHost, fault: str
) -> None:
    sim.cover_open, sim.roll = fault == "cover open", "out" if fault == "paper out" else "plenty"
    assert printer.print([piece(1, 50)]) is Outcome.NOT_SENT
    assert (printer.why, sent_pictures(host), on_paper(sim)) == (fault, 0, b"")
    sim.cover_open, sim.roll = False, "plenty"
    assert printer.print([piece(1, 50)]) is Outcome.PRINTED
    assert on_paper(sim) == piece(1, 50).rows


def test_near_end_prints_and_says_so(printer: EscposPrinter, sim: EscposSim) -> None:
    sim.roll = "near end"
    assert printer.print([piece(1, 50)]) is Outcome.PRINTED
    assert printer.status().paper == "near end"


def test_paper_out_within_a_short_job_is_unknown_and_it_comes_out_later(
    printer: EscposPrinter, sim: EscposSim
) -> None:
    sim.lines_left = 20
    assert printer.print([piece(1, 50)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("paper out", False)
    assert printer.status().hindrance == "paper out", "answered while the job is stuck"
    sim.roll = "plenty"
    assert printer.status().hindrance == ""
    assert on_paper(sim) == piece(1, 50).rows, "the rest came out on the new roll, nothing twice"


def test_a_whole_job_that_waits_for_paper_is_proven_late_and_printed_once(
    printer: EscposPrinter, sim: EscposSim, host: PtyHost
) -> None:
    assert printer.probe() is Proof.PROCESS_ID
    sim.lines_left = 50  # the paper ends under the last row: the cut and the proof wait inside
    assert printer.print([piece(1, 50)]) is Outcome.UNKNOWN
    sim.roll = "plenty"
    assert printer.status().paper == "plenty"
    assert on_paper(sim) == piece(1, 50).rows
    assert sent_pictures(host) == 1


def test_paper_out_within_a_long_job_stops_the_sending(
    printer: EscposPrinter, sim: EscposSim, host: PtyHost
) -> None:
    sim.lines_left = 120
    long = piece(1, 1200)
    assert printer.print([long]) is Outcome.UNKNOWN
    assert sent_pictures(host) == 3, "no more than the band that ran out of paper"
    assert sim.lost_bytes == 0
    sim.roll = "plenty"
    assert printer.print([piece(2, 60)]) is Outcome.PRINTED
    assert dots(sim.pieces[-1]) == piece(2, 60).rows, "the rest of the old slip does not hang on the new one"
    printed = b"".join(map(dots, sim.pieces[:-1]))
    assert long.rows.startswith(printed), "nothing twice"


def test_paper_loaded_in_time_goes_on_where_it_stopped(host: PtyHost, sim: EscposSim) -> None:
    link = SerialLink(str(host.path), 115200)
    printer = EscposPrinter(link, name="printer", patience=Patience(stopped_s=10))
    sim.lines_left = 120
    outcome: list[Outcome] = []
    printing = threading.Thread(target=lambda: outcome.append(printer.print([piece(1, 400)])))
    printing.start()
    until(lambda: sim.roll == "out" and sent_pictures(host) == 3)
    sim.roll = "plenty"
    printing.join(timeout=10)
    assert outcome == [Outcome.PRINTED], printer.why
    assert on_paper(sim) == piece(1, 400).rows
    printer.close()


def test_cutter_jam_is_unknown_then_not_sent_then_proven_late(printer: EscposPrinter, sim: EscposSim) -> None:
    assert printer.print([piece(3, 5)]) is Outcome.PRINTED
    sim.cutter_jam = True
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("cutter jammed", False)
    assert printer.status().error == "cutter jammed"
    sim.cutter_jam = False
    assert printer.status().hindrance == ""
    assert printer.came_out_late, "its proof came when the blade was free"
    assert [dots(png) for png in sim.pieces] == [piece(3, 5).rows, piece(1, 40).rows]


def test_a_jam_that_lasts_keeps_the_next_job_out(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.print([piece(3, 5)])
    sim.cutter_jam = True
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert printer.print([piece(2, 40)]) is Outcome.NOT_SENT
    assert on_paper(sim) == piece(3, 5).rows + piece(1, 40).rows


def test_a_cutter_that_jams_while_parting_old_paper_means_not_sent(
    printer: EscposPrinter, sim: EscposSim, host: PtyHost
) -> None:
    sim.cutter_jam = True
    assert printer.print([piece(1, 40)]) is Outcome.NOT_SENT
    assert (printer.why, sent_pictures(host)) == ("cutter jammed", 0)


def test_cover_opened_within_a_job(sim: EscposSim, host_of: HostOf) -> None:
    watched = Watched(sim, 6000, lambda: setattr(sim, "cover_open", True))
    printer = printer_at(host_of(watched))
    assert printer.print([piece(1, 600)]) is Outcome.UNKNOWN
    assert printer.why == "cover open"
    assert piece(1, 600).rows.startswith(on_paper(sim))
    printer.close()


def test_switched_off_within_a_job_and_on_again(sim: EscposSim, host_of: HostOf) -> None:
    watched = Watched(sim, 6000, lambda: setattr(sim, "power", False))
    printer = printer_at(host_of(watched))
    assert printer.print([piece(1, 600)]) is Outcome.UNKNOWN
    assert "no status" in printer.why
    sim.power = True
    assert printer.print([piece(2, 60)]) is Outcome.PRINTED
    assert dots(sim.pieces[-1]) == piece(2, 60).rows
    assert piece(1, 600).rows.startswith(b"".join(map(dots, sim.pieces[:-1])))
    printer.close()
