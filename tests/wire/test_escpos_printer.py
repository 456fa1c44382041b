"""The receipt printer: what is on paper, what is known of it, each fault by name, on a real pty."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.escpos_printer import codec
from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience, Proof
from drivers.escpos_printer.job import JobBytes
from drivers.escpos_printer.sim import EscposSim
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop, Health
from drivers.sim.host import Machine, PtyHost
from drivers.trouble import BadReply, LinkLost, NoReply
from tests.wire.waiting import until

HASTY = Patience(reply_s=0.25, probe_s=0.4, stopped_s=0.4, proof_s=0.6)
PICTURE = b"\x1dv0"
HostOf = Callable[[Machine], PtyHost]


@dataclass(frozen=True)
class Piece:
    """A picture of a shape that the driver takes."""

    width_px: int
    rows: bytes


def piece(seed: int, height: int, width_px: int = 576) -> Piece:
    """Return a picture whose every row differs from every other row of every seed, without 0x10."""
    row_bytes = width_px // 8
    rows = [
        bytes((seed, y // 200 + 32, y % 200 + 32))
        + bytes((y * 7 + x * seed) % 200 + 33 for x in range(row_bytes - 3))
        for y in range(height)
    ]
    return Piece(width_px, b"".join(rows))


def dots(png: bytes | None) -> bytes:
    """Return a PNG's rows, 1 = black."""
    assert png is not None
    return bytes(byte ^ 0xFF for byte in Image.open(io.BytesIO(png)).tobytes())


def on_paper(sim: EscposSim) -> bytes:
    """Return all rows that were ever printed, in their order."""
    cut, uncut = sim.pieces, sim.hanging
    return b"".join(map(dots, [*cut, uncut] if uncut else cut))


def most_often(slip: Piece, sim: EscposSim) -> int:
    """Return how often the row of `slip` that is on paper most often is there."""
    paper, width = on_paper(sim), slip.width_px // 8
    printed = Counter(paper[i : i + width] for i in range(0, len(paper), width))
    return max(printed[slip.rows[i : i + width]] for i in range(0, len(slip.rows), width))


@pytest.fixture
def sim() -> EscposSim:
    return EscposSim(80)


@pytest.fixture
def host(sim: EscposSim, host_of: HostOf) -> PtyHost:
    return host_of(sim)


def printer_at(host: PtyHost, **named: object) -> EscposPrinter:
    return EscposPrinter(SerialLink(str(host.path), 115200), name="printer", patience=HASTY, **named)  # type: ignore[arg-type]


@pytest.fixture
def printer(host: PtyHost) -> Iterator[EscposPrinter]:
    printer = printer_at(host)
    yield printer
    printer.close()


def sent_pictures(host: PtyHost) -> int:
    """Return how many picture commands reached the cable."""
    return b"".join(frame for _, way, frame in host.traffic.entries if way == "to").count(PICTURE)


# ---- bytes ---------------------------------------------------------------------------------------
def test_questions_are_the_documented_bytes() -> None:
    assert codec.ask_status(4) == bytes.fromhex("10 04 04")
    assert codec.ask_proof(b"0001") == bytes.fromhex("1D 28 48 06 00 30 30 30 30 30 31")
    assert codec.ASK_QUEUED.hex(" ") == "1d 72 01"


def test_answers_are_told_apart_in_one_stream() -> None:
    stream = bytes.fromhex("FF 12 37 22 30 30 30 31 00 00 7E 93 37 22 41")
    answers = codec.scan(stream)
    assert (answers.realtime, answers.proofs, answers.queued) == ((0x12, 0x7E), (b"0001",), (0,))
    assert (answers.skipped, answers.rest) == (2, b"\x37\x22\x41")


@given(st.binary(max_size=60), st.integers(0, 60))
def test_a_cut_stream_means_the_same_and_no_byte_goes_astray(stream: bytes, cut: int) -> None:
    whole = codec.scan(stream)
    first = codec.scan(stream[:cut])
    second = codec.scan(first.rest + stream[cut:])
    assert first.proofs + second.proofs == whole.proofs
    assert first.realtime + second.realtime == whole.realtime
    counted = len(whole.realtime) + len(whole.queued) + 7 * len(whole.proofs) + whole.skipped
    assert counted + len(whole.rest) == len(stream)
    assert codec.scan(stream, final=True).rest == b""


@pytest.mark.parametrize("lost", range(7))
def test_a_proof_that_lost_a_byte_passes_for_nothing_else(lost: int) -> None:
    answer = codec.proof_answer(codec.PROOF_CHARACTERS[:4].encode())
    answers = codec.scan(answer[:lost] + answer[lost + 1 :], final=True)
    assert (answers.proofs, answers.realtime) == ((), ())


@pytest.mark.parametrize(
    ("answers", "hindrance", "paper"),
    [
        ("12 12 12 12", "", "plenty"),
        ("12 12 12 1E", "", "near end"),
        ("1A 32 12 7E", "paper out", "out"),
        ("1A 16 12 12", "cover open", "plenty"),
        ("1A 52 1A 12", "cutter jammed", "plenty"),
        ("1A 52 32 12", "unrecoverable error", "plenty"),
        ("1A 52 52 12", "print head too hot", "plenty"),
        ("1A 12 12 12", "offline", "plenty"),
    ],
)
def test_status_bits(answers: str, hindrance: str, paper: str) -> None:
    status = codec.read_status(*bytes.fromhex(answers))
    assert (status.hindrance, status.paper) == (hindrance, paper)


@given(st.binary(max_size=200))
def test_a_defused_picture_holds_no_real_time_command_and_loses_no_dot(picture: bytes) -> None:
    loaded = picture + b"\x10\x04\x01" + picture + b"\x10\x10\x14\x08"
    safe = codec.defuse(loaded)
    assert not any(bytes((0x10, second)) in safe for second in (0x04, 0x05, 0x14))
    assert len(safe) == len(loaded)
    assert all(
        new & old == old and (new ^ old).bit_count() <= 1 for new, old in zip(safe, loaded, strict=True)
    )


@pytest.mark.parametrize("bad", [Piece(584, b"\0" * 73), Piece(570, b"\0" * 72), Piece(576, b"\0" * 71)])
def test_what_is_no_picture_is_refused_before_anything_is_sent(
    printer: EscposPrinter, host: PtyHost, bad: Piece
) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        printer.print([piece(1, 3), bad])
    assert host.traffic.entries == []


# ---- on paper ------------------------------------------------------------------------------------
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
        + b"".join(job.bands(slip))
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


# ---- how it says it is ---------------------------------------------------------------------------
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


# ---- stopped within a job ------------------------------------------------------------------------
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


# ---- the cable -----------------------------------------------------------------------------------
class Watched:
    """A printer where something happens once it has got `after` bytes from now on, or a certain command."""

    def __init__(self, sim: EscposSim, after: int | bytes, happens: Callable[[], object]) -> None:
        self.sim, self.after, self.happens = sim, after, happens
        self.seen, self.done = b"", False

    def feed(self, received: bytes) -> bytes:
        self.seen += received
        at = self.seen.find(self.after) if isinstance(self.after, bytes) else self.after
        if self.done or at < 0 or len(self.seen) < at:
            return self.sim.feed(received)
        self.done = True
        beyond = len(self.seen) - at
        answer = self.sim.feed(received[: len(received) - beyond])
        self.happens()
        return answer + self.sim.feed(received[len(received) - beyond :] if self.sim.power else b"")

    def unplugged(self) -> None:
        self.sim.unplugged()


class Pulled(Watched):
    """A printer whose cable comes out at that moment: what follows never arrives."""

    def __init__(self, sim: EscposSim, after: int | bytes) -> None:
        super().__init__(sim, after, lambda: None)
        self.host: PtyHost | None = None

    def feed(self, received: bytes) -> bytes:
        self.seen += received
        at = self.seen.find(self.after) if isinstance(self.after, bytes) else self.after
        if self.done or at < 0 or len(self.seen) < at or self.host is None:
            return self.sim.feed(received)
        self.done = True
        self.sim.feed(received[: len(received) - (len(self.seen) - at)])
        self.host.unplug()
        return b""


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


# ---- the proof -----------------------------------------------------------------------------------
def test_a_late_proof_in_time_is_a_proof(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = 0.25
    assert printer.print([piece(1, 40)]) is Outcome.PRINTED


def test_a_proof_after_all_patience_settles_the_job_later(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = HASTY.proof_s + 0.3
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("no proof came", False)
    until(lambda: printer.status() and printer.came_out_late)
    assert on_paper(sim) == piece(1, 40).rows


def test_the_proof_of_another_job_proves_nothing(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_of_another = b"XXXX"
    assert printer.print([piece(1, 40)]) is Outcome.UNKNOWN
    assert (printer.why, printer.came_out_late) == ("no proof came", False)


def test_the_proof_of_the_job_before_does_not_prove_this_one(printer: EscposPrinter, sim: EscposSim) -> None:
    printer.probe()
    sim.proof_late_s = HASTY.proof_s + 0.2
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


# ---- in its loop ---------------------------------------------------------------------------------
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
