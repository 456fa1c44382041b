"""The conformance kit, any bytes at all: no crash, no latch, no state that nobody sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.doors import LockLine
from drivers.trouble import DeviceTrouble, LinkLost
from tests.wire.conformance import PinWorld, Rig, babbling, genuine_answers, plugged_in, shut_of, streams
from tests.wire.lock_backends import ALL, SERIAL, SOCKET
from tests.wire.waiting import until

serial_lines = pytest.mark.parametrize("rig", SERIAL, indirect=True)
socket_lines = pytest.mark.parametrize("rig", SOCKET, indirect=True)
fuzzed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield the back-end that the test is parametrised with, plugged in."""
    with plugged_in(ALL[request.param](tmp_path)) as rig:
        yield rig


@serial_lines
def test_no_bytes_crash_a_driver_open_a_door_or_tell_a_state_that_nobody_sent(rig: Rig) -> None:
    line = rig.line()
    genuine = genuine_answers(rig, line)
    silences = 0

    @fuzzed
    @given(streams(genuine), st.sampled_from([1, 2]))
    def look(stream: bytes, board: int) -> None:
        nonlocal silences
        babbler.script = stream
        try:
            seen = shut_of(line, board)
        except DeviceTrouble:
            silences += 1
        else:
            assert seen in rig.states_in(stream, board)

    with babbling(rig) as babbler:
        with rig.hurried():
            look()
        with rig.patient():  # so that a busy machine's silences do not hide a driver that believes nothing
            babbler.script = genuine[-2]
            assert shut_of(line, 1) in rig.states_in(genuine[-2], 1)
    assert rig.fired() == {}, "the true boards heard all that the driver said"
    assert silences
    assert shut_of(line, 1) == rig.seen(True, True, True, True), "as good as before"


@serial_lines
def test_no_bytes_make_an_unlock_fire_twice_crash_or_pass_for_a_confirmation(rig: Rig) -> None:
    line = rig.line()
    genuine = genuine_answers(rig, line)
    assert rig.golden is not None
    confirmation = bytes.fromhex(rig.golden.confirmation)
    unlocks = 0

    @settings(fuzzed, max_examples=12)
    @given(streams([*genuine, *filter(None, [confirmation])]))
    def unlock(stream: bytes) -> None:
        nonlocal unlocks
        babbler.script = stream
        unlocks += 1
        with suppress(DeviceTrouble):
            line.unlock(1, 1)
            assert confirmation in stream

    with babbling(rig) as babbler, rig.hurried():
        unlock()
        until(lambda: rig.fired() == {(1, 1): unlocks})
    line.unlock(2, 2)
    until(lambda: rig.fired() == {(1, 1): unlocks, (2, 2): 1})


Says = Callable[[bytes], PinWorld]


@pytest.fixture
def says(rig: Rig) -> Iterator[Says]:
    """Yield a function that puts a world which says just the bytes given in the place of the true one."""
    rig.cable.unplug()
    with ExitStack() as gone_at_the_end:

        def world(stream: bytes) -> PinWorld:
            world = PinWorld(rig.cable.path, stream)
            gone_at_the_end.callback(world.close)
            return world

        yield world


def greeting(rig: Rig, *shut: bool) -> bytes:
    """Return what the true world would say of board 1, board 2 being shut."""
    levels = [int(rig.states_in(b"", 1) == {(True,) * 4}) == is_shut for is_shut in (*shut, *(True,) * 4)]
    pins = (*range(8, 12), *range(16, 20))
    lines = [f'{{"pin": {pin}, "level": {int(level)}}}\n' for pin, level in zip(pins, levels, strict=True)]
    return "".join([*lines, '{"ready": true}\n']).encode()


@socket_lines
@pytest.mark.parametrize(
    "noise", [b"\xff\xfe\n", b'{"pin": 8}\n{"pin": "x", "level": 1}\n', b"\0" * 400 + b"\n"]
)
def test_levels_are_found_among_noise(rig: Rig, says: Says, noise: bytes) -> None:
    told = greeting(rig, True, False, True, True)
    says(told.replace(b"\n", b"\n" + noise))
    line = rig.line()
    assert shut_of(line, 1) == (True, False, True, True)
    assert shut_of(line, 2) == (True,) * 4
    assert until(lambda: shut_of(line, 1) and line.skipped_bytes) == len(noise) * told.count(b"\n")


def gone(line: LockLine) -> bool:
    """Return False as long as a line can be read."""
    shut_of(line, 1)
    return False


@socket_lines
def test_a_world_that_hangs_up_at_each_byte_is_a_lost_link(rig: Rig, says: Says) -> None:
    told = greeting(rig, False, True, True, True)
    for length in range(0, len(told) + 1, 7):
        world = says(told[:length]).hang_up_after_talking()
        with rig.hurried(), pytest.raises(LinkLost):
            line = rig.line()
            until(partial(gone, line))
        world.close()


@socket_lines
def test_a_world_that_tells_only_part_of_its_levels_is_no_line(rig: Rig, says: Says) -> None:
    whole = greeting(rig, True, True, True, True)
    world = says(whole[:-2])
    with rig.hurried(), pytest.raises(LinkLost, match="did not tell"):
        rig.line()
    assert world.switched_on() == set()


@socket_lines
def test_no_bytes_from_the_world_crash_the_line_fire_a_latch_or_tell_a_state_nobody_sent(
    rig: Rig, says: Says
) -> None:
    genuine = [greeting(rig, True, True, True, True), greeting(rig, False, True, True, False)]
    lines = sorted({line + b"\n" for told in genuine for line in told.splitlines()})
    told = 0

    @settings(fuzzed, max_examples=15)
    @given(streams([*lines, *genuine]), st.booleans())
    def look(stream: bytes, whole: bool) -> None:
        nonlocal told
        stream += b"\n" + genuine[1] * whole
        world = says(stream)
        try:
            with rig.patient() if whole else rig.hurried():  # a busy machine's silence is no lost link
                line = rig.line()
            assert shut_of(line, 1) in rig.states_in(stream, 1)
            told += 1
            line.close()
        except LinkLost:
            assert not whole
        world.close()
        assert world.switched_on() == set()

    look()
    assert told
