"""Whatever happens to a job, on each way, with each proof, as picture or text: what is said of it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.escpos_printer.driver import Outcome, Proof
from drivers.escpos_printer.sim import EscposSim
from tests.wire.printer.bench import Pulled, Watched, dots, on_paper
from tests.wire.printer.ways import FORMS, PATIENCE, PROOFS, WAYS, Way, assert_truthful, length, rows_of, slip
from tests.wire.waiting import until

MakeWay = Callable[[object], Way]
each_way = pytest.mark.parametrize("kind", WAYS)
each_proof = pytest.mark.parametrize("knows", PROOFS)
each_form = pytest.mark.parametrize("form", FORMS)
PROVING = ("process-id", "status")


@pytest.fixture
def way_to(kind: str, tmp_path: Path) -> Iterator[MakeWay]:
    made: list[Way] = []

    def way(machine: object) -> Way:
        made.append(Way(kind, machine, tmp_path))  # type: ignore[arg-type]
        return made[-1]

    yield way
    for one in made:
        one.close()


@pytest.fixture
def sim() -> EscposSim:
    return EscposSim(80)


@each_way
@each_proof
@each_form
@pytest.mark.parametrize("commissioned", [True, False])
def test_a_printer_in_good_order(
    way_to: MakeWay, sim: EscposSim, knows: str, form: str, commissioned: bool
) -> None:
    sim.proof = knows
    with way_to(sim).printer(PROOFS[knows] if commissioned else None) as printer:
        for seed in (1, 2):
            wanted = Outcome.UNKNOWN if knows == "none" else Outcome.PRINTED
            assert printer.print([slip(form, seed)]) is wanted, printer.why
    whole = rows_of(slip(form, 1), slip(form, 2))
    until(lambda: on_paper(sim) == whole)  # without a proof it may still be printing


@each_way
@each_form
@pytest.mark.parametrize("fault", ["cover open", "paper out", "cutter jammed", "power", "deaf", "silent"])
@pytest.mark.parametrize("knows", ["process-id"])
def test_a_hindrance_before_the_job(
    way_to: MakeWay, sim: EscposSim, knows: str, form: str, fault: str
) -> None:
    sim.proof, sim.cover_open, sim.cutter_jam = knows, fault == "cover open", fault == "cutter jammed"
    sim.power, sim.roll = fault != "power", "out" if fault == "paper out" else "plenty"
    way = way_to(sim)
    way.host.faults.deaf, way.host.faults.silent = fault == "deaf", fault == "silent"
    with way.printer(PROOFS[knows]) as printer:
        assert printer.print([slip(form)]) is Outcome.NOT_SENT
        assert printer.why
    sim.cover_open = sim.cutter_jam = way.host.faults.deaf = way.host.faults.silent = False
    sim.power, sim.roll = True, "plenty"
    sim.feed(b"")
    assert on_paper(sim) == b"", "nothing waits inside"


@each_way
@each_proof
@each_form
@pytest.mark.parametrize("rows", [0.02, 0.9])
def test_paper_that_ends_within_the_job(
    way_to: MakeWay, sim: EscposSim, knows: str, form: str, rows: float
) -> None:
    sim.proof, one = knows, slip(form)
    sim.lines_left = max(1, round(rows * len(rows_of(one)) / 72))
    with way_to(sim).printer(PROOFS[knows]) as printer:
        assert printer.print([one]) is Outcome.UNKNOWN
        assert_truthful(Outcome.UNKNOWN, sim, one)
        assert printer.print([slip(form, 2)]) is Outcome.NOT_SENT
        assert printer.why == "paper out"
        sim.roll = "plenty"
        assert printer.status().hindrance == ""
    assert_truthful(Outcome.UNKNOWN, sim, one)


@each_way
@pytest.mark.parametrize("knows", PROVING)
@each_form
@pytest.mark.parametrize("what", ["cover", "power", "power comes back", "deaf"])
def test_a_fault_within_the_job(way_to: MakeWay, sim: EscposSim, knows: str, form: str, what: str) -> None:
    sim.proof, one = knows, slip(form)

    def happens() -> None:
        if what == "cover":
            sim.cover_open = True
        elif what == "deaf":
            way.host.faults.deaf = True
        else:
            sim.power, sim.boot_s = False, PATIENCE.stopped_s + 0.6
            sim.power = what == "power comes back"

    watched = Watched(sim, 1 << 30, happens)
    way = way_to(watched)
    with way.printer(PROOFS[knows]) as printer:
        printer.probe()
        watched.after = len(watched.seen) + round(0.4 * length(form)) + 60
        outcome = printer.print([one])
    assert outcome is Outcome.UNKNOWN
    assert_truthful(outcome, sim, one)


@each_way
@pytest.mark.parametrize("knows", PROVING)
@each_form
@pytest.mark.parametrize("sampled", range(3))
def test_the_cable_pulled_at_a_byte(
    way_to: MakeWay, sim: EscposSim, knows: str, form: str, sampled: int
) -> None:
    sim.proof = knows
    pulled = Pulled(sim, 1 << 30)
    way = way_to(pulled)
    first, second = slip(form, 1), slip(form, 2)
    step = max(1, length(form) // 60)
    for turn, after in enumerate(range(sampled * step // 3 + 1, length(form), 10 * step)):
        with way.printer(PROOFS[knows]) as printer:
            printer.probe()
            pulled.seen, pulled.done, pulled.after, pulled.host = b"", False, after, way.host
            outcome = printer.print([first])
            assert outcome is not Outcome.PRINTED
            if outcome is Outcome.NOT_SENT:
                assert on_paper(sim) == b""
            assert printer.lost is not None
        way.host.plug()
        pulled.host, pulled.done = None, True
        with way.printer(PROOFS[knows]) as printer:
            assert printer.print([second]) is Outcome.PRINTED, (turn, after, printer.why)
        assert dots(sim.pieces[-1]) == rows_of(second), "whole, and on paper of its own"
        left = b"".join(map(dots, sim.pieces[:-1]))
        assert rows_of(first).startswith(left[: len(left) // 72 * 72]) or form == "raster"
        sim.forget_paper()


@each_way
@pytest.mark.parametrize("knows", PROVING)
@each_form
def test_a_proof_that_is_late(way_to: MakeWay, sim: EscposSim, knows: str, form: str) -> None:
    sim.proof = knows
    with way_to(sim).printer(PROOFS[knows]) as printer:
        printer.probe()
        sim.proof_late_s = 60
        assert printer.print([slip(form)]) is Outcome.UNKNOWN
        assert not printer.came_out_late
        sim.proof_late_s = 0
        assert_truthful(Outcome.UNKNOWN, sim, slip(form))


@each_way
def test_answers_without_a_name_do_not_prove_the_next_job(way_to: MakeWay, sim: EscposSim) -> None:
    sim.proof = "status"
    with way_to(sim).printer(Proof.STATUS) as printer:
        printer.probe()
        sim.proof_late_s = 2.5
        assert printer.print([slip("raster", 1)]) is Outcome.UNKNOWN
        sim.proof_late_s, sim.lines_left = 60, None
        assert printer.print([slip("raster", 2)]) is not Outcome.PRINTED, (
            "while the first one's answers come in"
        )


@each_way
@each_form
def test_a_printer_that_takes_all_and_prints_nothing(way_to: MakeWay, form: str) -> None:
    """It answers that it is well, and no proof ever comes: a clone, or a print server without a printer."""
    silent = EscposSim(80)
    silent.proof = "none"
    with way_to(silent).printer(Proof.NONE) as printer:
        assert printer.print([slip(form)]) is Outcome.UNKNOWN
    swallow = Watched(EscposSim(80), 1 << 30, lambda: None)
    way = way_to(swallow)
    with way.printer(Proof.PROCESS_ID) as printer:
        assert printer.probe() is Proof.PROCESS_ID
        swallow.sim.proof = "none"
        assert printer.print([slip(form)]) is Outcome.UNKNOWN
        assert printer.why == "no proof came"
