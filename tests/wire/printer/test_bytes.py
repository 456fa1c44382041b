"""The bytes of questions, answers and pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.escpos_printer import codec
from drivers.escpos_printer.driver import EscposPrinter
from drivers.sim.host import PtyHost
from tests.wire.printer.bench import (
    Piece,
    piece,
)


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
