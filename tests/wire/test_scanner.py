"""Scanners that write lines: on a pty as a serial scanner would, and on a pipe of kernel events."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.codec import LONGEST_CODE, BadgeForm, LineParser, Scan, badge_uid, scan_of
from drivers.scanner.driver import GRAB, HALF_LINE_S, KeyboardScanner, SerialScanner
from drivers.scanner.keys import DOWN, DROPPED, ENTER, EVENT, KEY, SYNC, UP, KeyEvent, KeyParser, typed
from drivers.scanner.sim import KeyboardScannerSim, SerialScannerSim
from drivers.sim.host import TalkingHost
from drivers.trouble import LinkLost
from tests.wire.waiting import until

WAYBILL = "SF1234567890123"


@pytest.fixture
def sim() -> SerialScannerSim:
    return SerialScannerSim()


@pytest.fixture
def host(sim: SerialScannerSim, tmp_path: Path) -> Iterator[TalkingHost]:
    host = TalkingHost(tmp_path / "ttyScanner", sim)
    host.plug()
    yield host
    host.close()


@pytest.fixture
def scanner(host: TalkingHost) -> Iterator[SerialScanner]:
    scanner = SerialScanner(str(host.path), name="scanner")
    yield scanner
    scanner.close()


@pytest.fixture
def keyboard(tmp_path: Path) -> Iterator[KeyboardScannerSim]:
    keyboard = KeyboardScannerSim(tmp_path / "event-kbd")
    keyboard.plug()
    yield keyboard
    keyboard.unplug()


@pytest.fixture
def wedge(keyboard: KeyboardScannerSim) -> Iterator[KeyboardScanner]:
    wedge = KeyboardScanner(str(keyboard.path), name="scanner", grab=lambda _line: None)
    yield wedge
    wedge.close()


# ---- lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r"])
def test_each_end_makes_one_line(end: bytes) -> None:
    parser = LineParser()
    assert parser.feed(b"A1" + end + b"B2" + end) == [b"A1", b"B2"]
    assert (parser.skipped, parser.is_inside) == (0, False)


def test_a_chosen_end_leaves_line_feeds_inside() -> None:
    licence = b"@\n\x1eANSI 636000080002DL\nDCSPLANE"
    assert LineParser(b"\r").feed(licence + b"\r") == [licence]
    with pytest.raises(ValueError, match="end"):
        LineParser(b"")


def test_a_line_too_long_is_dropped_to_its_end() -> None:
    parser = LineParser()
    whole = b"9" * LONGEST_CODE
    assert parser.feed(whole + b"\r") == [whole]
    assert parser.feed(whole + b"9") == []
    assert parser.is_inside
    assert parser.feed(b"its tail\rnext\r") == [b"next"]
    assert parser.skipped == LONGEST_CODE + 1 + len(b"its tail")


@given(st.binary(max_size=60), st.integers(1, 20))
def test_where_the_stream_is_cut_makes_no_difference(stream: bytes, size: int) -> None:
    whole, cut = LineParser(longest=10), LineParser(longest=10)
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert [line for piece in pieces for line in cut.feed(piece)] == whole.feed(stream)
    assert cut.skipped == whole.skipped


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"SF1234567890123", WAYBILL),
        ("1号楼 203室".encode(), "1号楼 203室"),
        ("1号楼 203室".encode("gb18030"), "1号楼 203室"),
        ("𠮷野".encode("gb18030"), "𠮷野"),
        (b"\xef\xbb\xbfA1", "A1"),
        (b"01095\x1d10LOT", "01095\x1d10LOT"),
        (b"\xff\xff\xff", None),
        (b"A\x001", None),
        (b"\x1b[2J", None),
        ("A\u202e1".encode(), None),
    ],
)
def test_text_is_utf_8_or_gb_18030_or_none(line: bytes, text: str | None) -> None:
    assert scan_of(line) == Scan(line, text)


@given(st.binary(max_size=30))
def test_no_line_upsets_the_reading_of_text(line: bytes) -> None:
    scan = scan_of(line)
    assert scan.raw == line
    assert scan.text is None or "\x00" not in scan.text


@pytest.mark.parametrize(
    ("text", "form", "uid"),
    [
        ("04A1B2C3D4E5F6", BadgeForm.HEX, "04a1b2c3d4e5f6"),
        ("04:a1:b2:c3:d4:e5:f6 ", BadgeForm.HEX, "04a1b2c3d4e5f6"),
        ("F6E5D4C3B2A104", BadgeForm.HEX_REVERSED, "04a1b2c3d4e5f6"),
        ("0305419896", BadgeForm.DECIMAL, "12345678"),
        ("2018915346", BadgeForm.DECIMAL_REVERSED, "12345678"),
        ("4294967296", BadgeForm.DECIMAL, None),
        ("04A1B2C3D4E5F", BadgeForm.HEX, None),
        ("04A1B2C3D4E5G6", BadgeForm.HEX, None),
        ("SF1234567890123", BadgeForm.HEX, None),
        ("12345678901", BadgeForm.DECIMAL, None),
        ("１２３", BadgeForm.DECIMAL, None),
        ("-1", BadgeForm.DECIMAL, None),
        ("", BadgeForm.DECIMAL, None),
    ],
)
def test_a_badge_number_is_read_in_its_form_only(text: str, form: BadgeForm, uid: str | None) -> None:
    assert badge_uid(text, form) == (None if uid is None else bytes.fromhex(uid))


# ---- on a serial port --------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_codes_come_one_after_the_other(scanner: SerialScanner, sim: SerialScannerSim, end: bytes) -> None:
    sim.end = end
    sim.scan(WAYBILL)
    sim.scan("1号楼", "gb18030")
    assert scanner.read(2.0) == Scan(WAYBILL.encode(), WAYBILL)
    second = scanner.read(2.0)
    assert second is not None
    assert second.text == "1号楼"
    assert scanner.read(0.0) is None
    assert scanner.skipped_bytes == 0


def test_a_code_that_comes_in_pieces_is_one_code(scanner: SerialScanner, sim: SerialScannerSim) -> None:
    sim.send(b"SF12345")
    assert scanner.read(0.01) is None
    sim.send(b"67890123\r")
    assert scanner.read(2.0) == Scan(WAYBILL.encode(), WAYBILL)
    assert scanner.half_lines == 0


class Clock:
    """A clock that a test moves."""

    now_s = 10.0

    def __call__(self) -> float:
        return self.now_s


def test_half_a_code_is_never_glued_to_the_next(host: TalkingHost, sim: SerialScannerSim) -> None:
    clock = Clock()
    scanner = SerialScanner(str(host.path), name="scanner", now_s=clock)
    sim.send(b"SF12345")
    until(lambda: scanner.read(0.0) is None and scanner._parser.is_inside)
    clock.now_s += HALF_LINE_S
    sim.scan(WAYBILL)
    assert until(lambda: scanner.read(0.0)) == Scan(WAYBILL.encode(), WAYBILL)
    assert (scanner.half_lines, scanner.skipped_bytes) == (1, 7)
    scanner.close()


def test_a_scanner_without_a_suffix_is_noticed(scanner: SerialScanner, sim: SerialScannerSim) -> None:
    sim.end = b""
    sim.scan(WAYBILL)
    until(lambda: scanner.read(0.05) is None and scanner.half_lines == 1)


def test_an_endless_code_is_dropped(scanner: SerialScanner, sim: SerialScannerSim) -> None:
    for _ in range(LONGEST_CODE // 500 + 1):
        sim.send(b"9" * 500)
        assert scanner.read(0.0) is None
    sim.send(b"\r")
    sim.scan(WAYBILL)
    assert scanner.read(2.0) == Scan(WAYBILL.encode(), WAYBILL)
    assert scanner.skipped_bytes > LONGEST_CODE


def test_the_cable_comes_out_and_returns(
    scanner: SerialScanner, sim: SerialScannerSim, host: TalkingHost
) -> None:
    host.unplug()
    with pytest.raises(LinkLost):
        scanner.read(0.1)
    host.plug()
    again = SerialScanner(str(host.path), name="scanner")
    sim.scan(WAYBILL)
    assert again.read(2.0) == Scan(WAYBILL.encode(), WAYBILL)
    again.close()


def test_a_missing_scanner_is_lost(tmp_path: Path) -> None:
    with pytest.raises(LinkLost):
        SerialScanner(str(tmp_path / "none"), name="scanner")
    with pytest.raises(LinkLost):
        KeyboardScanner(str(tmp_path / "none"), name="scanner")


# ---- in the guise of a keyboard ----------------------------------------------------------------------------


def test_events_are_the_kernels() -> None:
    native = "<qqHHi" if struct.calcsize("l") == 8 else "<iiHHi"
    assert struct.calcsize(native) == EVENT.size
    assert KeyEvent(KEY, 30, DOWN).packed() == struct.pack(native, 0, 0, 1, 30, 1)
    assert (GRAB >> 30, GRAB >> 16 & 0x3FFF, chr(GRAB >> 8 & 0xFF), GRAB & 0xFF) == (1, 4, "E", 0x90)


@pytest.mark.parametrize(
    ("code", "plain", "shifted"),
    [
        (2, "1", "!"),
        (11, "0", ")"),
        (12, "-", "_"),
        (16, "q", "Q"),
        (25, "p", "P"),
        (30, "a", "A"),
        (38, "l", "L"),
        (39, ";", ":"),
        (41, "`", "~"),
        (43, "\\", "|"),
        (44, "z", "Z"),
        (50, "m", "M"),
        (53, "/", "?"),
        (57, " ", " "),
        (82, "0", "0"),
    ],
)
def test_key_numbers_are_the_kernels(code: int, plain: str, shifted: str) -> None:
    enter = KeyEvent(KEY, ENTER, DOWN).packed()
    press = KeyEvent(KEY, code, DOWN).packed()
    shift_down, shift_up = KeyEvent(KEY, 54, DOWN).packed(), KeyEvent(KEY, 54, UP).packed()
    lines = KeyParser().feed(press + enter + shift_down + press + shift_up + enter)
    assert lines == [plain, shifted]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40))
def test_whatever_can_be_typed_comes_back(text: str) -> None:
    assert KeyParser().feed(typed(text)) == [text]


@given(st.binary(max_size=200), st.integers(1, 50))
def test_no_events_upset_the_parser(octets: bytes, size: int) -> None:
    parser = KeyParser()
    for at in range(0, len(octets), size):
        parser.feed(octets[at : at + size])
    event = KeyEvent(KEY, 30, DOWN).packed()
    whole, cut = KeyParser(), KeyParser()
    stream = event * 3 + typed("b")
    assert [line for at in range(0, len(stream), size) for line in cut.feed(stream[at : at + size])] == [
        "aaab"
    ]
    assert whole.feed(stream) == ["aaab"]


@pytest.mark.parametrize(
    ("hole", "why"),
    [
        (KeyEvent(SYNC, DROPPED, 0), "the kernel threw events away"),
        (KeyEvent(KEY, 59, DOWN), "a function key has no character"),
        (KeyEvent(KEY, 0x2FF, DOWN), "no such key"),
    ],
)
def test_a_line_with_a_hole_is_dropped_whole(hole: KeyEvent, why: str) -> None:
    parser = KeyParser()
    code = typed(WAYBILL)
    middle = len(code) // 2 // EVENT.size * EVENT.size
    assert parser.feed(code[:middle] + hole.packed() + code[middle:]) == [], why
    assert parser.skipped == 1
    assert parser.feed(typed(WAYBILL)) == [WAYBILL]


def test_a_key_held_down_does_not_repeat() -> None:
    again = KeyEvent(KEY, 30, 2).packed()
    assert KeyParser().feed(KeyEvent(KEY, 30, DOWN).packed() + again * 5 + typed("b")) == ["ab"]


def test_a_line_too_long_is_dropped() -> None:
    parser = KeyParser(longest=5)
    assert parser.feed(typed("123456") + typed("12345")) == ["12345"]
    assert parser.skipped == 1


def test_a_keyboard_scanner_is_read(wedge: KeyboardScanner, keyboard: KeyboardScannerSim) -> None:
    keyboard.scan(WAYBILL)
    keyboard.scan("https://x.cn/?a=1&b=2#Z")
    assert wedge.read(2.0) == Scan(WAYBILL.encode(), WAYBILL)
    second = wedge.read(2.0)
    assert second is not None
    assert second.text == "https://x.cn/?a=1&b=2#Z"
    assert wedge.read(0.0) is None


def test_half_a_line_typed_is_given_up(keyboard: KeyboardScannerSim) -> None:
    clock = Clock()
    wedge = KeyboardScanner(str(keyboard.path), name="scanner", grab=lambda _line: None, now_s=clock)
    keyboard.send(KeyEvent(KEY, 30, DOWN).packed())
    assert wedge.read(0.0) is None
    clock.now_s += HALF_LINE_S
    keyboard.scan("b")
    assert wedge.read(2.0) == Scan(b"b", "b")
    assert (wedge.half_lines, wedge.skipped_lines) == (1, 1)
    wedge.close()


def test_a_keyboard_scanner_unplugged_is_lost(wedge: KeyboardScanner, keyboard: KeyboardScannerSim) -> None:
    keyboard.unplug()
    with pytest.raises(LinkLost):
        wedge.read(0.1)
    wedge.close()
    with pytest.raises(LinkLost, match="closed"):
        wedge.read(0.1)


def test_what_is_no_input_device_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "paper").touch()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(LinkLost, match="is no input device"):
        KeyboardScanner(str(tmp_path / "paper"), name="scanner")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_pipe_needs_no_grab(keyboard: KeyboardScannerSim) -> None:
    scanner = KeyboardScanner(str(keyboard.path), name="scanner")
    keyboard.scan("a1")
    assert scanner.read(2.0) == Scan(b"a1", "a1")
    scanner.close()


def test_a_device_that_is_taken_says_so(keyboard: KeyboardScannerSim) -> None:
    def taken(_line: int) -> None:
        raise OSError(16, "Device or resource busy")

    with pytest.raises(LinkLost, match="taken by another program"):
        KeyboardScanner(str(keyboard.path), name="scanner", grab=taken)


def test_enter_alone_is_no_code(wedge: KeyboardScanner, keyboard: KeyboardScannerSim) -> None:
    keyboard.send(KeyEvent(KEY, ENTER, DOWN).packed())
    keyboard.scan("a")
    assert wedge.read(2.0) == Scan(b"a", "a")
