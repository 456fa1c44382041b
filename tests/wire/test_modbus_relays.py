"""Modbus relay boards: golden bytes, pulses that the board ends, coils that burn, echo like an answer."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.link import SerialLink
from drivers.modbus_relays.codec import (
    AnswerFinder,
    Frame,
    Function,
    RelayWiring,
    RequestFinder,
    bits_answer,
    crc,
    flash_of,
    flash_payload,
    refusal,
    sealed,
)
from drivers.modbus_relays.driver import BAUD, ModbusRelays
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.host import Machine, PtyHost
from drivers.trouble import BadReply, LinkLost, NoReply
from tests.wire.plain_door import PlainDoor
from tests.wire.waiting import until

Hosts = Callable[[Machine], PtyHost]
SWITCHES, BARE = RelayWiring(inputs=True), RelayWiring(inputs=False)
ALL_OFF = bytes.fromhex("01 0F 00 00 00 08 01 00 FE 95")
OFF_2 = bytes.fromhex("01 05 00 01 00 00 9C 0A")
PULSE_2 = bytes.fromhex("01 05 02 01 00 01 5C 72")

ADDRESSES = st.integers(1, 247)
BITS = st.lists(st.booleans(), min_size=8, max_size=8)
ANSWERS = st.one_of(
    st.builds(bits_answer, ADDRESSES, st.sampled_from([Function.READ_COILS, Function.READ_INPUTS]), BITS),
    st.builds(refusal, ADDRESSES, st.sampled_from(list(Function)), st.integers(1, 4)),
    st.builds(
        lambda address, channel, tenths: sealed(Frame(address, 5, flash_payload(channel, tenths * 100))),
        ADDRESSES,
        st.integers(1, 8),
        st.integers(1, 10),
    ),
)


@pytest.mark.parametrize(
    ("frame", "golden"),
    [
        (sealed(Frame(1, Function.WRITE_COIL, flash_payload(1, 700))), "01 05 02 00 00 07 8D B0"),
        (sealed(Frame(1, Function.WRITE_COIL, bytes(4))), "01 05 00 00 00 00 CD CA"),
        (sealed(Frame(1, Function.READ_COILS, b"\0\0\0\x08")), "01 01 00 00 00 08 3D CC"),
        (sealed(Frame(1, Function.READ_INPUTS, b"\0\0\0\x08")), "01 02 00 00 00 08 79 CC"),
        (bits_answer(1, Function.READ_COILS, [False] * 8), "01 01 01 00 51 88"),
    ],
)
def test_golden_bytes(frame: bytes, golden: str) -> None:
    assert frame == bytes.fromhex(golden)


@pytest.mark.parametrize(
    ("channel", "pulse_ms"), [(0, 500), (9, 500), (1, 0), (1, 50), (1, 250), (1, 1100), (1, -100)]
)
def test_a_pulse_that_no_board_times_is_refused(channel: int, pulse_ms: int) -> None:
    with pytest.raises(ValueError, match="100, 200"):
        flash_payload(channel, pulse_ms)


@given(st.integers(1, 8), st.integers(1, 10), st.binary(min_size=4, max_size=4))
def test_only_a_flash_is_taken_for_one(channel: int, tenths: int, payload: bytes) -> None:
    assert flash_of(flash_payload(channel, tenths * 100)) == (channel, tenths * 100)
    assert (flash_of(payload) is not None) == (payload[0] == 2 and payload[1] < 8)


@given(st.lists(st.one_of(st.binary(max_size=12), ANSWERS)))
def test_a_state_is_reported_only_if_a_valid_frame_carried_it(pieces: list[bytes]) -> None:
    finder, stream = AnswerFinder(), b"".join(pieces)
    found = [sealed(frame) for piece in pieces for frame in finder.feed(piece)]
    found += [sealed(frame) for frame in finder.gap()]
    assert all(frame in stream and crc(frame[:-2]) == frame[-2:] for frame in found)
    assert finder.skipped_bytes == len(stream) - sum(map(len, found))


@given(st.lists(ANSWERS, max_size=4), st.data())
def test_answers_are_found_however_the_stream_is_cut(answers: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(b"\xff\xfe" + answer for answer in answers)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    finder = AnswerFinder()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [sealed(frame) for piece in pieces for frame in finder.feed(piece)] == answers
    assert finder.skipped_bytes == 2 * len(answers)


@given(st.lists(st.one_of(st.binary(max_size=9), ANSWERS)))
def test_a_board_survives_any_bytes_and_hears_only_valid_frames(pieces: list[bytes]) -> None:
    stream, finder = b"".join(pieces), RequestFinder()
    heard = [sealed(frame) for piece in pieces for frame in finder.feed(piece)]
    assert all(frame in stream for frame in heard)


class Site:
    """Board 1 on a pty, a door at channel 2."""

    def __init__(self, host_of: Hosts, wiring: RelayWiring) -> None:
        self.door, self.wiring = PlainDoor(), wiring
        self.board = ModbusRelaySim({1: {2: self.door}}, {1: wiring})
        self.host = host_of(self.board)

    def line(self, *, pulse_ms: int = 100, rest_s: float = 0.0) -> ModbusRelays:
        """Return a freshly opened driver."""
        link = SerialLink(str(self.host.path), BAUD)
        return ModbusRelays(link, name="relays", boards={1: self.wiring}, pulse_ms=pulse_ms, rest_s=rest_s)

    def sent(self) -> list[bytes]:
        """Return all questions so far."""
        return [frame for _, way, frame in self.host.traffic.entries if way == "to"]


def test_every_coil_is_off_before_anything_else_is_asked(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.board.hold(1, 7)
    line = site.line()
    assert site.sent() == [ALL_OFF]
    assert site.board.coils_on() == set()
    line.close()


def test_a_board_that_was_missing_at_the_start_is_switched_off_when_it_is_there(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.board.silent_boards.add(1)
    site.board.hold(1, 7)
    line = site.line()
    with pytest.raises(NoReply):
        line.unlock(1, 2)
    assert set(site.sent()) == {ALL_OFF}, "no pulse to a board whose coils may be on"
    site.board.silent_boards.clear()
    assert line.status(1).shut[:2] == (False, True)
    assert site.board.coils_on() == set()
    assert site.door.fired_ms == []
    line.close()


def test_the_board_times_the_pulse_and_no_coil_is_ever_just_switched_on(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    line = site.line(pulse_ms=300)
    line.unlock(1, 2)
    line.close()  # as good as a crash: nobody is there to end the pulse
    assert site.door.fired_ms == [300]
    assert site.board.coils_on() == {(1, 2)}
    assert until(lambda: site.board.coils_on() == set())
    assert site.board.held_on == 0


def test_one_coil_at_a_time_and_the_same_one_rests(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    line = site.line(pulse_ms=100, rest_s=0.4)
    started_s = time.monotonic()
    line.unlock(1, 2)
    line.unlock(1, 3)
    assert time.monotonic() - started_s >= 0.1
    assert (1, 2) not in site.board.coils_on()
    line.unlock(1, 2)
    assert time.monotonic() - started_s >= 0.5
    line.close()


def test_a_coil_that_stays_on_is_switched_off_and_named_until_it_is(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.board.never_lets_go.add((1, 2))
    line = site.line()
    line.unlock(1, 2)
    assert until(lambda: line.status(1).shut[1] is False and line.burning) == frozenset({(1, 2)})
    assert site.board.coils_on() == set()
    assert site.sent().count(OFF_2) == 1
    assert line.status(1).shut[1] is False
    assert line.burning == frozenset()
    before = len(site.sent())
    line.status(1)
    assert len(site.sent()) == before + 1, "proven off: no more looks at the coils"
    line.close()


def test_a_coil_that_nothing_switches_off_stays_named_and_doors_are_still_read(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.board.welded.add((1, 2))
    line = site.line()
    line.unlock(1, 2)
    until(lambda: line.status(1).shut[1] is False and line.burning)
    for _ in range(3):
        assert line.status(1).shut[1] is False
        assert line.burning == {(1, 2)}
    assert site.sent().count(OFF_2) == 4
    assert site.sent().count(PULSE_2) == 1
    line.close()


def test_a_board_without_inputs_knows_of_no_door_and_is_missed_all_the_same(host_of: Hosts) -> None:
    site = Site(host_of, BARE)
    line = site.line()
    line.unlock(1, 2)
    assert line.status(1).shut == (None,) * 8
    assert line.status(1).present == (None,) * 8
    site.board.silent_boards.add(1)
    with pytest.raises(NoReply, match="board 1"):
        line.status(1)
    line.close()


def test_inputs_that_are_not_there_are_a_refusal_and_no_state(host_of: Hosts) -> None:
    site = Site(host_of, BARE)
    link = SerialLink(str(site.host.path), BAUD)
    line = ModbusRelays(link, name="relays", boards={1: SWITCHES})
    with pytest.raises(BadReply, match="board 1"):
        line.status(1)
    line.close()


def test_a_refused_pulse_is_told_and_not_repeated(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.board.refusing.add((1, 2))
    line = site.line()
    with pytest.raises(BadReply):
        line.unlock(1, 2)
    assert site.door.fired_ms == []
    assert site.sent() == [ALL_OFF, PULSE_2]
    line.close()


@pytest.mark.parametrize("echo", [True, False])
def test_with_echo_a_pulse_counts_only_when_its_frame_comes_back_twice(host_of: Hosts, echo: bool) -> None:
    site = Site(host_of, SWITCHES)
    site.host.faults.echo = echo
    line = site.line()
    assert line.echoes is echo
    line.unlock(1, 2)
    site.board.mute_unlocks = True
    with pytest.raises(NoReply):
        line.unlock(1, 2)
    assert len(site.door.fired_ms) == 2
    assert line.echoes is echo
    line.close()


def test_a_confirmation_of_another_pulse_is_no_confirmation(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    line = site.line()
    site.board.mute_unlocks = True
    site.host.machine = Confirming(site.board, sealed(Frame(1, 5, flash_payload(3, 100))))
    with pytest.raises(NoReply):
        line.unlock(1, 2)
    assert line.foreign_replies == 1
    line.close()


class Confirming:
    """A board whose every answer is one and the same frame."""

    def __init__(self, board: ModbusRelaySim, frame: bytes) -> None:
        self._board, self._frame = board, frame

    def feed(self, received: bytes) -> bytes:
        """Return the frame."""
        self._board.feed(received)
        return self._frame

    def unplugged(self) -> None:
        """Forget half-received frames."""
        self._board.unplugged()


@pytest.mark.parametrize(
    ("boards", "pulse_ms"), [({0: SWITCHES}, 500), ({248: SWITCHES}, 500), ({1: BARE}, 150)]
)
def test_settings_that_no_board_has_are_refused(
    host_of: Hosts, boards: dict[int, RelayWiring], pulse_ms: int
) -> None:
    site = Site(host_of, SWITCHES)
    link = SerialLink(str(site.host.path), BAUD)
    with pytest.raises(ValueError, match=r"1-247|100, 200"):
        ModbusRelays(link, name="relays", boards=boards, pulse_ms=pulse_ms)
    link.close()
    assert site.sent() == []


def test_a_cable_pulled_while_coils_are_switched_off_leaves_no_port_open(host_of: Hosts) -> None:
    site = Site(host_of, SWITCHES)
    site.host.faults.unplug_after = 3
    with pytest.raises(LinkLost):
        site.line()
    until(lambda: not site.host.plugged)
    site.host.plug()
    line = site.line()
    assert line.status(1).shut[1] is True
    line.close()
