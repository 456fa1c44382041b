"""Slips in the printer's own letters: the bytes, and what stands on paper."""

from __future__ import annotations

import pytest

from drivers.escpos_printer.driver import EscposPrinter, Outcome
from drivers.escpos_printer.job import JobBytes
from drivers.escpos_printer.letters import groups
from drivers.escpos_printer.sim import EscposSim
from tests.wire.printer.bench import dots, on_paper, piece
from tests.wire.printer.ways import TextLine, Typed, rows_of, slip

ROW = 72


def paper_of(*lines: TextLine, width_px: int = 576) -> bytes:
    """Return the rows that these lines make, the feed after them not counted."""
    sim = EscposSim(80, width_px)
    for data, _ in groups(lines):
        sim.feed(data)
    return on_paper(sim)


def ink(rows: bytes, row_bytes: int = ROW) -> tuple[int, int]:
    """Return the first and the last column of eight dots with ink."""
    inked = [x for x in range(row_bytes) if any(rows[x::row_bytes])]
    return inked[0], inked[-1]


def test_a_line_is_the_documented_bytes() -> None:
    ((data, rows),) = groups([TextLine("取件 A1", (2, 2), bold=True, centred=True)])
    assert data.startswith(bytes.fromhex("1C 26  1B 61 01  1D 42 00  1B 45 01  1C 21 0C  1D 21 11"))
    assert bytes.fromhex("C8A1 BCFE 20 41 31 0A") in data
    assert data.endswith(bytes.fromhex("1D 21 00  1C 21 00  1B 45 00  1D 42 00  1B 61 00  1C 2E"))
    assert rows == 48


@pytest.mark.parametrize(
    "bad",
    [
        TextLine("取件", (3, 3)),
        TextLine("A", (9, 1)),
        TextLine("𠮷"),
        TextLine("two\nlines"),
        TextLine("\x1b@"),
        TextLine("\x10\x04\x01"),
    ],
)
def test_what_the_font_lacks_is_refused_before_anything_is_sent(
    printer: EscposPrinter, bad: TextLine
) -> None:
    with pytest.raises(ValueError, match="letters"):
        printer.print([Typed((bad,))])  # type: ignore[list-item]


def test_many_lines_go_in_pieces_that_a_small_buffer_holds() -> None:
    lines = [TextLine("取件码" * 6) for _ in range(80)]
    parts = list(groups(lines))
    assert len(parts) > 3
    assert all(len(data) < 1100 for data, _ in parts)
    assert sum(data.count(b"\n") for data, _ in parts) == 80


def test_chinese_needs_its_mode_or_comes_out_as_something_else() -> None:
    line = TextLine("取件单")
    right = paper_of(line)
    sim = EscposSim(80)
    sim.feed("取件单\n".encode("gb18030"))
    wrong = on_paper(sim)
    assert wrong != right
    letters = EscposSim(80)
    letters.feed("╚í╝■╡Ñ\n".encode("cp437"))
    assert wrong == on_paper(letters), "the same bytes, read as letters of one byte each"


def test_a_character_is_twice_as_wide_as_a_letter() -> None:
    assert ink(paper_of(TextLine("国" * 24)))[1] > 24 * 24 // 8 - 3
    assert ink(paper_of(TextLine("M" * 48)))[1] > 48 * 12 // 8 - 3


def test_sizes_double_what_is_on_paper() -> None:
    plain, wide, high = (paper_of(TextLine("国A", size)) for size in ((1, 1), (2, 1), (1, 2)))
    assert ink(wide)[1] >= 2 * ink(plain)[1] - 1
    assert len(high) > len(plain)


def test_a_line_in_the_middle_has_as_much_white_on_both_sides() -> None:
    left, right = ink(paper_of(TextLine("取件单", centred=True)))
    assert abs(left - (ROW - 1 - right)) <= 1


def test_inverse_is_black_with_white_letters() -> None:
    rows = paper_of(TextLine(" " * 48, inverse=True))[: 24 * ROW]
    assert set(rows) == {0xFF}
    assert set(paper_of(TextLine(" 联 ", inverse=True))) - {0, 0xFF}


def test_a_line_too_long_goes_on_in_the_next() -> None:
    assert len(paper_of(TextLine("A" * 60))) == 2 * len(paper_of(TextLine("A" * 48)))


def test_pictures_stand_between_the_lines_dot_by_dot(printer: EscposPrinter, sim: EscposSim) -> None:
    one = piece(3, 40)
    assert printer.print([Typed((TextLine("上"), one, TextLine("下")))]) is Outcome.PRINTED  # type: ignore[list-item]
    above = paper_of(TextLine("上"))
    assert dots(sim.pieces[0]) == above + one.rows + paper_of(TextLine("下"))


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64])
def test_the_stream_may_be_cut_anywhere(step: int) -> None:
    sim, job = EscposSim(80), JobBytes(cuts=True)
    stream = b"".join(part.data for part in job.steps(slip("text"))) + job.parting()
    for start in range(0, len(stream), step):
        sim.feed(stream[start : start + step])
    assert on_paper(sim) == rows_of(slip("text"))
