"""The conformance kit, bytes: golden ones, and replies among noise, cut, glued, late or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from drivers.link import SerialLink
from drivers.sim.host import PtyHost
from drivers.trouble import NoReply
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.driver import BAUD, XorBoards
from drivers.xor_board.sim import XorBoardSim
from tests.wire.conformance import KitDoor, Rig, babbling, genuine_answers, plugged_in, shut_of
from tests.wire.lock_backends import ALL, SERIAL, Order
from tests.wire.waiting import until

serial_lines = pytest.mark.parametrize("rig", SERIAL, indirect=True)


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield the back-end that the test is parametrised with, plugged in."""
    with plugged_in(ALL[request.param](tmp_path)) as rig:
        yield rig


@serial_lines
def test_golden_bytes_pass_on_the_wire(rig: Rig) -> None:
    assert rig.golden is not None
    rig.doors[1][2].shut = False
    line = rig.line()
    for ask, sent, answered in (
        (lambda: line.status(1), rig.golden.question, rig.golden.answer),
        (lambda: line.unlock(1, 1), rig.golden.unlock, rig.golden.confirmation),
    ):
        start = len(rig.host.traffic.entries)
        ask()
        assert until(partial(rig.sent_since, start)) == bytes.fromhex(sent)
        assert rig.sent_since(start, "from") == bytes.fromhex(answered)


@serial_lines
@pytest.mark.parametrize(
    ("fault", "value", "skipped"),
    [
        ("noise_before", b"\xfa\xfd\x99\x99", 4),
        ("noise_before", b"\x02\x00\x35", 3),
        ("noise_before", b"\x80\x01", 2),
        ("noise_before", b"WKLY", 4),
        ("echo", True, None),
        ("one_by_one_s", 0.002, 0),
        ("twice", True, 0),
    ],
)
def test_a_valid_reply_is_found_whatever_surrounds_it(
    rig: Rig, fault: str, value: object, skipped: int | None
) -> None:
    rig.doors[1][2].shut = False
    line = rig.line()
    setattr(rig.host.faults, fault, value)
    before = line.skipped_bytes
    assert shut_of(line, 1) == rig.seen(True, False, True, True)
    assert rig.golden is not None
    expected = len(bytes.fromhex(rig.golden.question)) if skipped is None else skipped
    assert line.skipped_bytes - before == expected
    rig.doors[1][2].push_shut()
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    line.unlock(1, 4)
    assert until(lambda: shut_of(line, 1) == rig.seen(True, True, True, False))
    assert rig.fired() == {(1, 4): 1}


@serial_lines
def test_of_two_glued_replies_the_own_one_is_taken(rig: Rig) -> None:
    line = rig.line()
    answers = genuine_answers(rig, line)  # both boards shut, then 2 and 3 open, ...
    with babbling(rig) as babbler:
        babbler.script = answers[1] + answers[2]
        assert shut_of(line, 1) == rig.seen(False, True, True, False)
        babbler.script = answers[0] + answers[3]
        assert shut_of(line, 2) == rig.seen(False, True, True, False)


HIDING = [
    ("silent", True),
    ("deaf", True),
    ("flip_last", True),
    ("noise_inside", b"\xfa\xfd\x99\x99"),
]


@serial_lines
@pytest.mark.parametrize(("fault", "value"), HIDING, ids=[name for name, _ in HIDING])
def test_without_a_whole_reply_there_is_no_state_and_then_a_fresh_one(
    rig: Rig, fault: str, value: object
) -> None:
    line = rig.line()
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    start = len(rig.host.traffic.entries)
    setattr(rig.host.faults, fault, value)
    with rig.hurried(), pytest.raises(NoReply):
        line.status(1)
    until(lambda: rig.sent_since(start, "to" if fault in ("silent", "deaf") else "from"))
    spoilt = rig.sent_since(start, "from")
    setattr(rig.host.faults, fault, type(value)())
    rig.doors[1][4].shut = False
    assert shut_of(line, 1) == rig.seen(True, True, True, False)
    assert line.skipped_bytes == len(spoilt)


@serial_lines
def test_a_reply_cut_at_each_byte_is_no_reply(rig: Rig) -> None:
    assert rig.golden is not None
    line = rig.line()
    lengths = range(1, len(bytes.fromhex(rig.golden.answer)))
    for length in lengths:
        rig.host.faults.cut_to = length
        start = len(rig.host.traffic.entries)
        with rig.hurried(), pytest.raises(NoReply):
            line.status(1)
        assert len(until(partial(rig.sent_since, start, "from"))) == length
    rig.host.faults.cut_to = None
    rig.doors[1][4].shut = False
    assert shut_of(line, 1) == rig.seen(True, True, True, False)
    assert line.skipped_bytes == sum(lengths)


@serial_lines
def test_a_reply_that_comes_too_late_is_not_taken_for_the_next_one(rig: Rig) -> None:
    line = rig.line()
    start = len(rig.host.traffic.entries)
    rig.host.faults.late_s = 0.2
    for board in (1, 2):
        with rig.hurried(), pytest.raises(NoReply):
            line.status(board)
    assert rig.sent_since(start, "from") == b"", "not that late after all"
    # the second question is taken off the wire only once the first reply is on it
    until(lambda: len([way for _, way, _ in rig.host.traffic.entries[start:] if way == "to"]) == 2)
    assert rig.sent_since(start, "from")
    rig.host.faults.late_s = 0.0
    rig.doors[1][1].shut = False
    assert shut_of(line, 1) == rig.seen(False, True, True, True)
    assert line.skipped_bytes == 0, "they were whole frames, and came too late"


ORDERS: tuple[Order, Order] = ("low", "high")
WIRINGS = [
    XorWiring(channels, shut_bit, first)
    for channels in (8, 12, 16, 18, 24, 32, 48, 50)
    for shut_bit in (0, 1)
    for first in ORDERS
]


def test_every_wiring_of_the_xor_boards_tells_each_door_apart(tmp_path: Path) -> None:
    wirings = dict(enumerate(WIRINGS, start=1))  # 32 boards on one line, as many as it takes
    doors = {board: {at: KitDoor() for at in range(1, wirings[board].channels + 1)} for board in wirings}
    host = PtyHost(tmp_path / "ttyUSB9", XorBoardSim(doors, wirings))
    host.plug()
    line = XorBoards(SerialLink(str(host.path), BAUD), name="xor", boards=wirings)
    for board, wiring in wirings.items():
        for channel in {1, 8, 9, wiring.channels // 2, wiring.channels} & doors[board].keys():
            doors[board][channel].shut = False
            shut = line.status(board).shut
            assert [at for at, is_shut in enumerate(shut, start=1) if not is_shut] == [channel], wiring
            assert len(shut) == wiring.channels
            doors[board][channel].shut = True
    line.unlock(32, 50)
    assert until(lambda: doors[32][50].fired_ms)
    line.close()
    host.close()
