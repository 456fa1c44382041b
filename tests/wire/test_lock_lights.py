"""The conformance kit, indicator lights: switched one by one, dark at both ends, and never a latch instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.doors import Lights
from drivers.link import SerialLink
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.driver import BAUD, ModbusRelays
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.host import PtyHost
from drivers.trouble import DeviceTrouble, LinkLost
from tests.wire.conformance import Rig, babbling, genuine_answers, plugged_in, shut_of, streams
from tests.wire.lock_backends import ALL, LIT, LIT_SERIAL
from tests.wire.waiting import until

lit_lines = pytest.mark.parametrize("rig", LIT, indirect=True)
lit_serial_lines = pytest.mark.parametrize("rig", LIT_SERIAL, indirect=True)
fuzzed = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield the back-end that the test is parametrised with, plugged in."""
    with plugged_in(ALL[request.param](tmp_path)) as rig:
        yield rig


def untouched(rig: Rig) -> bool:
    """Return whether no latch was fired and no light pulsed."""
    return rig.fired() == {} and not any(lamp.pulses for lamp in rig.lamps.values())


def shines(rig: Rig, lamps: set[tuple[int, int]]) -> bool:
    """Whether just these shine."""
    return rig.shining() == lamps


@lit_lines
def test_each_light_is_switched_on_its_own_and_no_latch_feels_it(rig: Rig) -> None:
    line: Any = rig.line()
    assert issubclass(type(line), Lights)
    for at in rig.lamps:
        line.light(*at, True)
        until(partial(shines, rig, {at}))
        assert shut_of(line, at[0]) == (True,) * 4
        line.light(*at, False)
        until(lambda: rig.shining() == set())
    for at in rig.lamps:
        line.light(*at, True)
    until(lambda: rig.shining() == set(rig.lamps))
    assert shut_of(line, 1) == shut_of(line, 2) == (True,) * 4
    assert untouched(rig)


@lit_lines
def test_a_latch_is_fired_beside_a_shining_light(rig: Rig) -> None:
    line: Any = rig.line()
    light = next(iter(rig.lamps))
    line.light(*light, True)
    line.unlock(1, 4)
    until(lambda: shut_of(line, 1) == (True, True, True, False))
    assert rig.shining() == {light}, "a pulse, and a look at the coils after it, leave the lights alone"
    assert rig.fired() == {(1, 4): 1}


@lit_lines
def test_all_lights_are_dark_when_the_line_is_opened_and_when_it_is_closed(rig: Rig) -> None:
    for lamp in rig.lamps.values():
        lamp.on = True  # as a kiosk that was killed has left them
    line: Any = rig.line()
    shut_of(line, 1)
    shut_of(line, 2)
    until(lambda: rig.shining() == set())
    for at in rig.lamps:
        line.light(*at, True)
    until(lambda: rig.shining() == set(rig.lamps))
    line.close()
    until(lambda: rig.shining() == set())
    assert untouched(rig)


@lit_lines
def test_no_light_command_is_ever_made_for_an_output_that_was_not_named(rig: Rig) -> None:
    line: Any = rig.line()
    shut_of(line, 1)
    shut_of(line, 2)
    named = set(rig.lamps)
    serial = rig.golden is not None
    start = len(rig.host.traffic.entries) if serial else 0
    channels = [*range(-1, 12), 57, 64, 255, 256, 512]
    refused = [(board, output) for board in (0, 1, 2, 3, 255) for output in channels]
    if not serial:  # a pin's light has a number of its own, apart from the latches'
        refused = [at for at in refused if at not in named]
    for at in refused:
        if at in named:
            continue
        for on in (True, False):
            with pytest.raises(ValueError, match="feeds no light"):
                line.light(*at, on)
    if serial:
        assert rig.sent_since(start) == b""
    assert untouched(rig)


@lit_serial_lines
def test_an_output_that_feeds_a_light_is_no_latch(rig: Rig) -> None:
    line = rig.line()
    for at in rig.lamps:
        with pytest.raises(ValueError, match="light"):
            line.unlock(*at)
    shut_of(line, 1)
    assert untouched(rig)


@lit_serial_lines
def test_golden_bytes_switch_a_light(rig: Rig) -> None:
    line: Any = rig.line()
    light = next(iter(rig.lamps))
    if rig.golden_lights[0].startswith("01 05"):
        light = (1, 7)
    for on, golden in zip((True, False), rig.golden_lights, strict=True):
        start = len(rig.host.traffic.entries)
        line.light(*light, on)
        assert until(partial(rig.sent_since, start)) == bytes.fromhex(golden)


@lit_serial_lines
def test_an_answer_that_nobody_documents_does_no_harm(rig: Rig) -> None:
    if not hasattr(rig.boards, "answers_holds"):
        pytest.skip("the answer of this family is documented")
    rig.boards.answers_holds = True
    line: Any = rig.line()
    for at in rig.lamps:
        line.light(*at, True)
        assert shut_of(line, at[0]) == (True,) * 4
    line.unlock(1, 1)
    assert rig.fired() == {(1, 1): 1}
    until(lambda: rig.shining() == set(rig.lamps))


@lit_lines
def test_a_pulled_cable_is_a_lost_link_and_closing_is_no_trouble(rig: Rig) -> None:
    line: Any = rig.line()
    shut_of(line, 1)
    rig.cable.unplug()
    with pytest.raises(LinkLost):
        line.light(*next(iter(rig.lamps)), True)
    line.close()
    line.close()
    assert untouched(rig)


@lit_serial_lines
def test_a_silent_board_takes_no_light_and_its_neighbour_does(rig: Rig) -> None:
    line: Any = rig.line()
    shut_of(line, 1)
    rig.boards.silent_boards.add(1)
    for at in rig.lamps:
        with rig.hurried(), suppress(DeviceTrouble):  # where the protocol promises an answer
            line.light(*at, True)
    until(lambda: rig.shining() == {at for at in rig.lamps if at[0] == 2})
    assert untouched(rig)


@lit_serial_lines
def test_no_bytes_make_a_light_command_crash_or_reach_a_latch(rig: Rig) -> None:
    line: Any = rig.line()
    genuine = genuine_answers(rig, line)
    lamps = sorted(rig.lamps)

    @fuzzed
    @given(streams(genuine), st.sampled_from(lamps), st.booleans())
    def switch(stream: bytes, at: tuple[int, int], on: bool) -> None:
        babbler.script = stream
        with suppress(DeviceTrouble):
            line.light(*at, on)

    with babbling(rig) as babbler, rig.hurried():
        switch()
    assert untouched(rig), "the true boards heard all that the driver said"
    assert shut_of(line, 1) == (True,) * 4
    for at in lamps:
        line.light(*at, True)
    until(lambda: rig.shining() == set(lamps))


@lit_serial_lines
def test_whatever_is_asked_in_whatever_order_each_output_feels_only_what_was_meant_for_it(rig: Rig) -> None:
    line: Any = rig.line()
    channels = st.integers(-1, 9)
    deeds = st.tuples(
        st.sampled_from(["on", "off", "unlock", "status"]), st.sampled_from([0, 1, 2, 3]), channels
    )
    fired: dict[tuple[int, int], int] = {}
    lit: dict[tuple[int, int], bool] = {}

    @fuzzed
    @given(st.lists(deeds, max_size=6))
    def play(script: list[tuple[str, int, int]]) -> None:
        for deed, board, channel in script:
            at = (board, channel)
            if board in (1, 2) and deed == "status":
                line.status(board)
                continue
            try:
                if deed == "unlock" and board in (1, 2):
                    line.unlock(*at)
                    fired[at] = fired.get(at, 0) + 1
                elif deed in ("on", "off"):
                    line.light(*at, deed == "on")
                    lit[at] = deed == "on"
            except (ValueError, DeviceTrouble):
                continue
        shut_of(line, 1)
        shut_of(line, 2)

    play()
    there = {at: count for at, count in fired.items() if at[1] <= 4}
    until(lambda: rig.fired() == there)
    assert set(lit) <= set(rig.lamps)
    until(lambda: rig.shining() == {at for at, on in lit.items() if on})
    assert not any(lamp.pulses for lamp in rig.lamps.values())


def test_a_board_without_power_does_not_hold_up_the_closing_of_its_line(tmp_path: Path) -> None:
    sim = ModbusRelaySim({1: {}}, {1: RelayWiring(True, 1, 8)})
    host = PtyHost(tmp_path / "relays", sim)
    host.plug()
    lights = frozenset((1, output) for output in range(1, 9))
    wiring = {1: RelayWiring(True, 1, 8)}
    line = ModbusRelays(SerialLink(str(host.path), BAUD), name="relays", boards=wiring, lights=lights)
    line.light(1, 1, True)
    sim.silent_boards = {1}
    start = len(host.traffic.entries)
    line.close()
    asked = b"".join(frame for _, to, frame in host.traffic.entries[start:] if to == "to")
    assert len(asked) == 2 * 8, "two questions of eight bytes, not one for each of its lights"
    host.close()
