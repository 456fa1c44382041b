"""The conformance kit, doors and cables: the same promises of every lock line, whatever its wire speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from drivers.trouble import DeviceTrouble, LinkLost, NoReply
from tests.wire.conformance import Rig, plugged_in, shut_of
from tests.wire.lock_backends import ALL, SERIAL
from tests.wire.waiting import until

every_line = pytest.mark.parametrize("rig", ALL, indirect=True)
serial_lines = pytest.mark.parametrize("rig", SERIAL, indirect=True)


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield the back-end that the test is parametrised with, plugged in."""
    with plugged_in(ALL[request.param](tmp_path)) as rig:
        yield rig


@every_line
def test_each_door_is_read_on_its_own_channel(rig: Rig) -> None:
    rig.doors[1][2].shut = False
    rig.doors[2][3].shut = False
    line = rig.line()
    assert shut_of(line, 1) == rig.seen(True, False, True, True)
    assert shut_of(line, 2) == rig.seen(True, True, False, True)
    rig.doors[1][2].push_shut()
    assert until(lambda: shut_of(line, 1) == rig.seen(True, True, True, True))
    assert line.skipped_bytes == 0


@every_line
def test_unlock_fires_one_latch_once_and_the_switch_tells_of_the_door(rig: Rig) -> None:
    line = rig.line()
    line.unlock(2, 4)
    assert until(lambda: shut_of(line, 2) == rig.seen(True, True, True, False))
    assert rig.fired() == {(2, 4): 1}


@every_line
def test_a_stuck_door_reads_shut_after_an_unlock_that_went_well(rig: Rig) -> None:
    rig.doors[1][1].jams = True
    line = rig.line()
    line.unlock(1, 1)
    until(lambda: rig.doors[1][1].fired_ms)
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    assert rig.fired() == {(1, 1): 1}


@every_line
@pytest.mark.parametrize("lie", [True, False], ids=["says shut", "says open"])
def test_a_lying_sensor_is_told_as_it_reads_and_moves_nothing(rig: Rig, lie: bool) -> None:
    rig.doors[1][3].lies = lie
    rig.doors[1][3].shut = not lie
    line = rig.line()
    assert shut_of(line, 1) == rig.seen(True, True, lie, True)
    line.unlock(1, 3)
    until(lambda: rig.doors[1][3].fired_ms)
    assert shut_of(line, 1) == rig.seen(True, True, lie, True), "an unlock proves nothing"
    assert rig.fired() == {(1, 3): 1}


@every_line
def test_a_coil_that_never_lets_go_is_a_door_that_stays_open(rig: Rig) -> None:
    door = rig.doors[2][1]
    door.coil_stays_on = True
    line = rig.line()
    line.unlock(2, 1)
    until(lambda: shut_of(line, 2) == rig.seen(False, True, True, True))
    for _ in range(3):
        door.push_shut()
        assert shut_of(line, 2) == rig.seen(False, True, True, True)
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    assert rig.fired() == {(2, 1): 1}


@every_line
@pytest.mark.parametrize("channel", [0, -1, 57])
def test_a_channel_that_is_not_there_fires_nothing(rig: Rig, channel: int) -> None:
    line = rig.line()
    with pytest.raises(ValueError, match="channel"):
        line.unlock(1, channel)
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    assert rig.fired() == {}


@serial_lines
def test_a_missing_board_is_no_reply_and_its_neighbour_goes_on(rig: Rig) -> None:
    line = rig.line()
    rig.boards.silent_boards.add(1)
    with rig.hurried(), pytest.raises(NoReply, match="board 1"):
        line.status(1)
    assert shut_of(line, 2) == rig.seen(True, True, True, True)


@serial_lines
def test_the_replies_of_another_board_are_never_believed(rig: Rig) -> None:
    assert rig.golden is not None
    promised = bool(rig.golden.confirmation)
    line: Any = rig.line()
    rig.boards.answers_as[1] = 2
    with rig.hurried(0.15):
        with pytest.raises(NoReply):
            line.status(1)
        with pytest.raises(NoReply) if promised else nullcontext():
            line.unlock(1, 1)
    assert line.foreign_replies == (2 if promised else 1)
    until(lambda: rig.doors[1][1].fired_ms)
    assert rig.fired() == {(1, 1): 1}
    assert shut_of(line, 2) == rig.seen(True, True, True, True)


@serial_lines
def test_the_echo_of_the_own_frames_is_no_board(rig: Rig) -> None:
    assert rig.golden is not None
    rig.host.faults.echo = True
    line = rig.line()
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    rig.boards.silent_boards.add(1)
    with rig.hurried():
        with pytest.raises(NoReply):
            line.status(1)
        with pytest.raises(DeviceTrouble) if rig.golden.confirmation else nullcontext():
            line.unlock(1, 1)
    assert rig.fired() == {}


@serial_lines
@pytest.mark.parametrize("fault", ["silent", "deaf"])
def test_an_unlock_that_nobody_answers_is_sent_once(rig: Rig, fault: str) -> None:
    line = rig.line()
    start = len(rig.host.traffic.entries)
    setattr(rig.host.faults, fault, True)
    with rig.hurried(), suppress(NoReply):  # where the protocol promises an answer
        line.unlock(1, 1)
    assert rig.golden is not None
    unlock = bytes.fromhex(rig.golden.unlock)
    until(lambda: unlock in rig.sent_since(start))  # lights may have been put out just before
    assert rig.sent_since(start).count(unlock) == 1
    assert rig.fired() == ({} if fault == "deaf" else {(1, 1): 1})


@every_line
def test_a_pulled_cable_is_a_lost_link_and_its_return_needs_only_a_new_driver(rig: Rig) -> None:
    line = rig.line()
    assert shut_of(line, 1) == rig.seen(True, True, True, True)
    rig.cable.unplug()
    with pytest.raises(LinkLost):
        line.status(1)
    with pytest.raises(LinkLost):
        line.unlock(1, 1)
    line.close()
    with pytest.raises(LinkLost):
        rig.line()
    rig.doors[1][3].shut = False
    rig.cable.plug()
    assert shut_of(rig.line(), 1) == rig.seen(True, True, False, True)
    assert rig.fired() == {}


@every_line
def test_closing_twice_is_no_trouble(rig: Rig) -> None:
    line = rig.line()
    line.close()
    line.close()


@serial_lines
def test_the_cable_pulled_at_each_byte_of_a_reply_costs_at_most_that_reply(rig: Rig) -> None:
    assert rig.golden is not None
    rig.doors[1][1].shut = False
    truth = rig.seen(False, True, True, True)
    for after in range(len(bytes.fromhex(rig.golden.answer)) + 2):
        line = rig.line()
        rig.host.faults.unplug_after = after
        with pytest.raises(LinkLost):
            for _ in range(5):
                assert shut_of(line, 1) == truth
        line.close()
        until(lambda: not rig.host.plugged)
        rig.host.plug()
    assert shut_of(rig.line(), 1) == truth


@serial_lines
def test_nothing_but_device_trouble_ever_comes_out_of_a_line_that_is_pulled_at_random(rig: Rig) -> None:
    for round_number in range(5):
        line = rig.line()
        rig.host.faults.unplug_after = round_number * 5
        with pytest.raises(DeviceTrouble):
            for _ in range(20):
                line.unlock(1, 1)
                line.status(2)
        line.close()
        until(lambda: not rig.host.plugged)
        rig.host.plug()
