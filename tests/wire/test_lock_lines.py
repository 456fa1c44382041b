"""One suite for every lock line: the same promises, whatever the wire speaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from plain_door import PlainDoor
from waiting import until

from drivers.doors import LockLine
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
from drivers.gpio_doors.sim import GpioSim
from drivers.kerong_cu16 import driver as cu16
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.link import SerialLink
from drivers.sim.hardware import DoorHardware
from drivers.sim.host import PtyHost
from drivers.trouble import DeviceTrouble, LinkLost, NoReply
from drivers.xor_board import driver as xor
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim

Doors = dict[int, dict[int, PlainDoor]]


def two_boards() -> Doors:
    """Return boards 1 and 2 with four doors each, all shut."""
    return {board: {channel: PlainDoor() for channel in range(1, 5)} for board in (1, 2)}


@dataclass
class Rig:
    """A lock line under test, its cable and its doors."""

    cable: PtyHost | GpioSim
    connect: Callable[[], LockLine]
    doors: Doors
    connected: list[LockLine] = field(default_factory=list)

    def line(self) -> LockLine:
        """Return a freshly opened driver."""
        self.connected.append(self.connect())
        return self.connected[-1]

    @property
    def host(self) -> PtyHost:
        """The pty of a serial line."""
        assert isinstance(self.cable, PtyHost)
        return self.cable

    def close(self) -> None:
        """Close every driver, then pull the cable."""
        for line in self.connected:
            line.close()
        self.cable.close()


def cu16_rig(folder: Path, *, shut_bit: int) -> Rig:
    """Return CU16 boards whose hook bit `shut_bit` means shut."""
    doors = two_boards()
    sim = KerongCu16Sim(doors)
    sim.closed_is_zero = shut_bit == 0
    host = PtyHost(folder / "ttyUSB0", sim)
    bits = dict.fromkeys(doors, shut_bit)
    return Rig(
        host,
        lambda: cu16.KerongCu16(SerialLink(str(host.path), cu16.BAUD), name="cu16", shut_bits=bits),
        doors,
    )


def xor_rig(folder: Path, *, channels: int, shut_bit: int, first: Literal["low", "high"]) -> Rig:
    """Return 8A/80 boards of one layout."""
    doors = two_boards()
    wiring = {board: XorWiring(channels, shut_bit, first) for board in doors}
    host = PtyHost(folder / "ttyUSB1", XorBoardSim(doors, wiring))
    return Rig(
        host, lambda: xor.XorBoards(SerialLink(str(host.path), xor.BAUD), name="xor", boards=wiring), doors
    )


def gpio_rig(folder: Path, *, shut_level: int) -> Rig:
    """Return two groups of four doors on one simulated chip."""
    doors = two_boards()
    latches: dict[int, DoorHardware] = {}
    switches: dict[int, tuple[DoorHardware, int]] = {}
    boards: dict[int, GpioWiring] = {}
    pins = iter(range(4, 20))
    for board, channels in doors.items():
        wiring = GpioWiring(
            tuple(next(pins) for _ in channels), tuple(next(pins) for _ in channels), shut_level
        )
        boards[board] = wiring
        latches.update(zip(wiring.latch_pins, channels.values(), strict=True))
        switches.update(
            {pin: (door, shut_level) for pin, door in zip(wiring.switch_pins, channels.values(), strict=True)}
        )
    world = GpioSim(folder / "gpio", latches, switches)
    return Rig(world, lambda: GpioDoors(f"unix:{world.path}", boards, name="gpio", pulse_ms=60), doors)


SERIAL: dict[str, Callable[[Path], Rig]] = {
    "cu16": lambda folder: cu16_rig(folder, shut_bit=1),
    "cu16, closed is 0": lambda folder: cu16_rig(folder, shut_bit=0),
    "xor, 8 channels": lambda folder: xor_rig(folder, channels=8, shut_bit=1, first="low"),
    "xor, 50 channels, high first, shut is 0": lambda folder: xor_rig(
        folder, channels=50, shut_bit=0, first="high"
    ),
}
ALL = SERIAL | {
    "gpio, shut is 0": lambda folder: gpio_rig(folder, shut_level=0),
    "gpio, shut is 1": lambda folder: gpio_rig(folder, shut_level=1),
}


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield the family that the test is parametrised with, plugged in."""
    rig = ALL[request.param](tmp_path)
    rig.cable.plug()
    yield rig
    rig.close()


every_line = pytest.mark.parametrize("rig", ALL, indirect=True)
serial_lines = pytest.mark.parametrize("rig", SERIAL, indirect=True)


def shut_of(line: LockLine, board: int) -> tuple[bool | None, ...]:
    """Return the first four doors of a board."""
    return line.status(board).shut[:4]


@every_line
def test_each_door_is_read_on_its_own_channel(rig: Rig) -> None:
    rig.doors[1][2].shut = False
    rig.doors[2][3].shut = False
    line = rig.line()
    assert shut_of(line, 1) == (True, False, True, True)
    assert shut_of(line, 2) == (True, True, False, True)
    rig.doors[1][2].shut = True
    assert until(lambda: shut_of(line, 1) == (True,) * 4)
    assert line.skipped_bytes == 0


@every_line
def test_unlock_fires_one_latch_once_and_the_switch_tells_of_the_door(rig: Rig) -> None:
    line = rig.line()
    line.unlock(2, 4)
    assert until(lambda: shut_of(line, 2) == (True, True, True, False))
    assert {
        (board, channel): len(door.fired_ms)
        for board, doors in rig.doors.items()
        for channel, door in doors.items()
        if door.fired_ms
    } == {(2, 4): 1}


@every_line
def test_a_door_that_jams_reads_shut_after_an_unlock_that_went_well(rig: Rig) -> None:
    rig.doors[1][1].jams = True
    line = rig.line()
    line.unlock(1, 1)
    until(lambda: rig.doors[1][1].fired_ms)
    assert shut_of(line, 1) == (True,) * 4


@every_line
@pytest.mark.parametrize("channel", [0, -1, 57])
def test_a_channel_that_is_not_there_fires_nothing(rig: Rig, channel: int) -> None:
    line = rig.line()
    with pytest.raises(ValueError, match="channel"):
        line.unlock(1, channel)
    assert shut_of(line, 1) == (True,) * 4
    assert not any(door.fired_ms for doors in rig.doors.values() for door in doors.values())


@every_line
def test_a_pulled_cable_is_a_lost_link_and_its_return_needs_only_a_new_driver(rig: Rig) -> None:
    line = rig.line()
    assert shut_of(line, 1) == (True,) * 4
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
    assert shut_of(rig.line(), 1) == (True, True, False, True)
    assert rig.doors[1][1].fired_ms == []


@every_line
def test_closing_twice_is_no_trouble(rig: Rig) -> None:
    line = rig.line()
    line.close()
    line.close()


@serial_lines
def test_a_missing_board_is_no_reply_and_its_neighbour_goes_on(rig: Rig) -> None:
    line = rig.line()
    assert isinstance(rig.host.machine, KerongCu16Sim | XorBoardSim)
    rig.host.machine.silent_boards.add(1)
    with pytest.raises(NoReply, match="board 1"):
        line.status(1)
    assert shut_of(line, 2) == (True,) * 4


FAULTS_THAT_HIDE_THE_REPLY = [
    {"silent": True},
    {"deaf": True},
    {"flip_last": True},
    {"noise_inside": b"\xfa\xfd\x99\x99"},
    *({"cut_to": length} for length in range(1, 7)),
]


@serial_lines
@pytest.mark.parametrize("fault", FAULTS_THAT_HIDE_THE_REPLY, ids=str)
def test_without_a_whole_reply_there_is_no_state_and_then_a_fresh_one(
    rig: Rig, fault: dict[str, object]
) -> None:
    line = rig.line()
    assert shut_of(line, 1) == (True,) * 4
    for name, value in fault.items():
        setattr(rig.host.faults, name, value)
    started_s = time.monotonic()
    with pytest.raises(NoReply):
        line.status(1)
    assert time.monotonic() - started_s < 0.4
    for name in fault:
        setattr(rig.host.faults, name, None if name == "cut_to" else type(fault[name])())
    rig.doors[1][4].shut = False
    assert shut_of(line, 1) == (True, True, True, False)


@serial_lines
@pytest.mark.parametrize(
    ("fault", "skipped"),
    [
        ({"noise_before": b"\xfa\xfd\x99\x99"}, 4),
        ({"noise_before": b"\x02\x00\x35"}, 3),
        ({"noise_before": b"\x80\x01"}, 2),
        ({"echo": True}, 5),
        ({"one_by_one_s": 0.003}, 0),
        ({"twice": True}, 0),
    ],
    ids=str,
)
def test_a_valid_reply_is_found_whatever_surrounds_it(
    rig: Rig, fault: dict[str, object], skipped: int
) -> None:
    rig.doors[1][2].shut = False
    for name, value in fault.items():
        setattr(rig.host.faults, name, value)
    line = rig.line()
    assert shut_of(line, 1) == (True, False, True, True)  # the length of the reply not known yet
    assert line.skipped_bytes == skipped
    rig.doors[1][2].shut = True
    assert shut_of(line, 1) == (True,) * 4


@serial_lines
def test_a_reply_that_comes_too_late_is_not_taken_for_the_next_one(rig: Rig) -> None:
    line = rig.line()
    rig.host.faults.late_s = 0.3
    with pytest.raises(NoReply):
        line.status(1)
    answers = until(lambda: [frame for _, way, frame in rig.host.traffic.entries if way == "from"])
    assert len(answers) == 1
    rig.host.faults.late_s = 0.0
    line.unlock(2, 1)  # takes long enough that the late bytes have arrived
    until(lambda: rig.doors[2][1].fired_ms)
    rig.doors[1][1].shut = False
    assert shut_of(line, 1) == (False, True, True, True)
    assert line.skipped_bytes == 0, "it was a whole frame, and came too late"


@serial_lines
@pytest.mark.parametrize("fault", ["silent", "deaf"])
def test_an_unlock_that_nobody_answers_is_sent_once(rig: Rig, fault: str) -> None:
    line = rig.line()
    setattr(rig.host.faults, fault, True)
    with suppress(NoReply):  # where the protocol promises an answer
        line.unlock(1, 1)
    until(lambda: rig.host.traffic.entries)
    assert len(b"".join(frame for _, way, frame in rig.host.traffic.entries if way == "to")) == 5
    assert len(rig.doors[1][1].fired_ms) == (0 if fault == "deaf" else 1)


@serial_lines
@pytest.mark.parametrize("after", range(12))
def test_the_cable_pulled_at_each_byte_of_a_reply_costs_at_most_that_reply(rig: Rig, after: int) -> None:
    rig.doors[1][1].shut = False
    line = rig.line()
    rig.host.faults.unplug_after = after
    truth = (False, True, True, True)
    with pytest.raises(LinkLost):
        for _ in range(5):
            assert shut_of(line, 1) == truth
    line.close()
    until(lambda: not rig.host.plugged)
    rig.host.plug()
    assert shut_of(rig.line(), 1) == truth


@serial_lines
def test_nothing_but_device_trouble_ever_comes_out_of_a_line_that_is_pulled_at_random(rig: Rig) -> None:
    for round_number in range(6):
        line = rig.line()
        rig.host.faults.unplug_after = round_number * 5
        with pytest.raises(DeviceTrouble):
            for _ in range(20):
                line.unlock(1, 1)
                line.status(2)
        line.close()
        until(lambda: not rig.host.plugged)
        rig.host.plug()
