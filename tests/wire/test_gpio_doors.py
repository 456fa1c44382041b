"""GPIO doors: coils that are surely off again, contacts that bounce, and a world that hangs up."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gpio_doors.codec import LineFinder, PinLevel, Ready, line
from drivers.gpio_doors.debounce import Debounce
from drivers.gpio_doors.driver import COIL_REST_S, GpioDoors, GpioWiring
from drivers.gpio_doors.sim import GpioSim
from drivers.trouble import LinkLost
from tests.wire.plain_door import PlainDoor
from tests.wire.waiting import until

WIRING = GpioWiring(latch_pins=(17, 27), switch_pins=(5, 6), shut_level=0)
MESSAGES = st.one_of(st.just(Ready()), st.builds(PinLevel, st.integers(0, 53), st.sampled_from([0, 1])))


class Lobby:
    """Two doors on a simulated chip."""

    def __init__(self, folder: Path) -> None:
        self.doors = (PlainDoor(), PlainDoor())
        self.world = GpioSim(
            folder / "gpio",
            dict(zip(WIRING.latch_pins, self.doors, strict=True)),
            {pin: (door, 0) for pin, door in zip(WIRING.switch_pins, self.doors, strict=True)},
        )
        self.world.plug()

    @property
    def address(self) -> str:
        """What a driver is given as its pins."""
        return f"unix:{self.world.path}"

    def line(self, *, pulse_ms: int = 60) -> GpioDoors:
        """Return a freshly opened driver."""
        return GpioDoors(self.address, {0: WIRING}, name="gpio", pulse_ms=pulse_ms)


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """Yield two shut doors, plugged in."""
    lobby = Lobby(tmp_path)
    yield lobby
    lobby.world.close()


def test_golden_lines() -> None:
    assert line(PinLevel(17, 1)) == b'{"pin": 17, "level": 1}\n'
    assert line(Ready()) == b'{"ready": true}\n'


@given(st.lists(MESSAGES), st.data())
def test_messages_are_found_however_the_stream_is_cut(
    messages: list[PinLevel | Ready], data: st.DataObject
) -> None:
    stream = b"".join(b"\xff{noise\n" + line(message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    finder = LineFinder()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [message for piece in pieces for message in finder.feed(piece)] == messages
    assert finder.skipped_bytes == len(messages) * len(b"\xff{noise\n")


@given(st.lists(st.binary(max_size=300)))
def test_no_bytes_break_the_line_codec(pieces: list[bytes]) -> None:
    finder = LineFinder()
    for piece in pieces:
        finder.feed(piece)
    assert finder.feed(b"\n" + line(Ready()))[-1] == Ready()


@pytest.mark.parametrize(
    "wrong",
    [
        "[]",
        "7",
        '{"pin": true, "level": 1}',
        '{"pin": 4, "level": 2}',
        '{"pin": 4}',
        '{"ready": 0}',
        "[" * 150,
    ],
)
def test_a_line_that_says_nothing_is_skipped(wrong: str) -> None:
    finder = LineFinder()
    assert finder.feed(wrong.encode() + b"\n") == []
    assert finder.skipped_bytes == len(wrong) + 1


def test_a_level_counts_after_thirty_milliseconds_without_change() -> None:
    contact = Debounce()
    assert contact.read(0, 10.000) is None
    assert contact.read(0, 10.029) is None
    assert contact.read(0, 10.031) == 0
    assert contact.read(1, 10.100) == 0
    assert contact.read(1, 10.129) == 0
    assert contact.read(1, 10.131) == 1


def test_a_glitch_between_two_reads_is_seen_by_its_edge() -> None:
    contact = Debounce()
    contact.read(0, 10.0)
    assert contact.read(0, 10.1) == 0
    contact.edge(10.150)
    assert contact.read(1, 10.190) == 1, "it has been stable since the edge, not only since this read"
    contact.edge(10.260)
    assert contact.read(0, 10.261) == 1
    assert contact.read(0, 10.291) == 0


def test_a_contact_that_never_settles_says_nothing() -> None:
    contact = Debounce()
    contact.read(0, 10.0)
    assert contact.read(0, 10.1) == 0
    seen = [contact.read(step % 2, 10.1 + step * 0.02) for step in range(1, 40)]
    assert seen[0] == 0
    assert seen[-1] is None
    assert contact.read(1, 12.0) == 1, "and speaks again once it has"


def test_a_pulse_has_the_length_that_was_asked_for_and_the_coil_is_off_after_it(lobby: Lobby) -> None:
    line = lobby.line(pulse_ms=120)
    line.unlock(0, 1)
    ((pin, pulse_ms),) = until(lambda: list(lobby.world.pulses))
    assert pin == 17
    assert 100 <= pulse_ms <= 300
    assert lobby.world.coils_on == frozenset()
    assert lobby.doors[0].fired_ms == [pulse_ms]
    line.close()


def test_a_pulse_over_one_second_is_refused_before_any_pin_is_taken(lobby: Lobby) -> None:
    with pytest.raises(ValueError, match="1001 ms"):
        lobby.line(pulse_ms=1001)


def test_two_threads_never_have_two_coils_on(lobby: Lobby) -> None:
    line = lobby.line(pulse_ms=100)
    callers = [threading.Thread(target=line.unlock, args=(0, channel)) for channel in (1, 2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert until(lambda: len(lobby.world.pulses) == 2)
    assert lobby.world.most_on_at_once == 1
    line.close()


def test_the_same_coil_rests_between_two_pulses(lobby: Lobby) -> None:
    line = lobby.line()
    line.unlock(0, 1)
    ended_s = time.monotonic()
    line.unlock(0, 2)
    assert time.monotonic() - ended_s < COIL_REST_S / 2, "another coil need not wait"
    line.unlock(0, 1)
    assert time.monotonic() - ended_s >= COIL_REST_S
    line.close()


def test_a_cable_pulled_in_a_pulse_ends_it_and_tells_the_caller(lobby: Lobby) -> None:
    line = lobby.line(pulse_ms=600)
    told: list[LinkLost] = []

    def unlock() -> None:
        try:
            line.unlock(0, 1)
        except LinkLost as trouble:
            told.append(trouble)

    caller = threading.Thread(target=unlock)
    caller.start()
    until(lambda: lobby.world.coils_on == {17})
    lobby.world.unplug()
    assert lobby.world.coils_on == frozenset()
    caller.join()
    assert len(told) == 1
    line.close()
    lobby.world.plug()
    line = lobby.line()
    assert line.status(0).shut == (False, True), "the short pulse had opened it"
    assert lobby.world.overlong == 0
    line.close()


KIOSK = """
import sys
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
line = GpioDoors(sys.argv[1], {0: GpioWiring((17, 27), (5, 6), 0)}, name="gpio", pulse_ms=1000)
line.unlock(0, 1)
"""


def test_a_kiosk_killed_in_a_pulse_leaves_no_coil_on(lobby: Lobby) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", KIOSK, lobby.address], cwd=root) as kiosk:
        until(lambda: lobby.world.coils_on == {17}, within_s=20)
        kiosk.send_signal(signal.SIGKILL)
    assert until(lambda: lobby.world.coils_on == frozenset())
    assert lobby.world.overlong == 0


LEAVING = """
import atexit, sys, threading
from drivers.gpio_doors.driver import GpioDoors, GpioWiring
atexit.register(lambda: print("left on" if pin.state else "off"))  # registered first, runs last
line = GpioDoors(sys.argv[1], {0: GpioWiring((17, 27), (5, 6), 0)}, name="gpio", pulse_ms=1000)
pin = line._devices[17].pin
threading.Thread(target=line.unlock, args=(0, 1), daemon=True).start()
while not pin.state:
    pass
"""


def test_a_kiosk_that_leaves_in_a_pulse_switches_the_coil_off_first(lobby: Lobby) -> None:
    root = Path(__file__).parents[2]
    left = subprocess.run(
        [sys.executable, "-c", LEAVING, lobby.address], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert (left.returncode, left.stdout.strip(), left.stderr) == (0, "off", "")
    ((pin, pulse_ms),) = until(lambda: list(lobby.world.pulses))
    assert pin == 17
    assert pulse_ms < 900


def test_the_world_counts_a_coil_that_is_left_on(lobby: Lobby) -> None:
    line = lobby.line()
    line._devices[17].on()  # what the driver itself never does
    assert until(lambda: lobby.world.overlong == 1)
    assert lobby.doors[0].fired_ms == [1200]
    line.close()
    until(lambda: not lobby.world.coils_on)
    assert lobby.doors[0].fired_ms == [1200]


def test_a_bouncing_contact_is_read_once_it_has_settled(lobby: Lobby) -> None:
    line = lobby.line()
    lobby.world.bounces = 8
    lobby.doors[0].shut = False
    seen: list[bool | None] = []

    def look() -> bool:
        seen.append(line.status(0).shut[0])
        return seen[-1] is False

    until(look)
    assert sorted(seen, key=lambda shut: shut is not True) == seen, "shut, then open, and never back"
    assert None not in seen
    line.close()


def test_a_broken_switch_wire_reads_open_and_not_shut(lobby: Lobby) -> None:
    line = lobby.line()
    assert line.status(0).shut == (True, True)
    lobby.world.broken_wires.add(6)
    assert until(lambda: line.status(0).shut == (True, False))
    line.close()


def test_a_second_kiosk_takes_over_and_the_first_knows(lobby: Lobby) -> None:
    first = lobby.line()
    second = lobby.line()
    assert until(lambda: second.status(0).shut == (True, True))
    with pytest.raises(LinkLost):
        first.unlock(0, 1)
    assert list(lobby.world.pulses) == []
    first.close()
    second.close()


@pytest.mark.parametrize("pins", ["gpiochip99", "unix:/nowhere/at/all"])
def test_a_chip_that_is_not_there_is_a_lost_link(pins: str) -> None:
    here = Path.cwd()
    with pytest.raises(LinkLost):
        GpioDoors(pins, {0: WIRING}, name="gpio")
    assert Path.cwd() == here


def test_pins_in_no_known_form_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="gpiochipN"):
        GpioDoors("/dev/gpiochip0", {0: WIRING}, name="gpio")


def test_two_doors_on_one_pin_are_refused(lobby: Lobby) -> None:
    twice = GpioWiring(latch_pins=(17, 17), switch_pins=(5, 6), shut_level=0)
    with pytest.raises(LinkLost, match="17"):
        GpioDoors(lobby.address, {0: twice}, name="gpio")
    line = lobby.line()
    assert line.status(0).shut == (True, True), "the pins were given back"
    line.close()


def test_microswitches_tell_what_is_inside_and_a_broken_wire_reads_empty(tmp_path: Path) -> None:
    doors = (PlainDoor(), PlainDoor(item=True))
    wiring = GpioWiring((17, 27), (), 0, presence_pins=(5, 6), presence_level=0)
    latches = dict(zip(wiring.latch_pins, doors, strict=True))
    presences = {pin: (door, 0) for pin, door in zip(wiring.presence_pins, doors, strict=True)}
    world = GpioSim(tmp_path / "gpio", latches, {}, presences)
    world.plug()
    line = GpioDoors(f"unix:{world.path}", {0: wiring}, name="gpio")
    assert line.status(0).present == (False, True)
    assert line.status(0).shut == (None, None), "these doors have no switches"
    doors[0].item = True
    until(lambda: line.status(0).present == (True, True))
    world.broken_wires.add(6)
    until(lambda: line.status(0).present == (True, False))
    line.close()
    world.close()


@pytest.mark.parametrize(
    ("latches", "switches", "presences", "lights", "words"),
    [
        ((17, 27), (5,), (), (), "as many"),
        ((17, 27), (5, 6), (23,), (), "as many"),
        ((17, 27), (5, 6), (), (27,), "feeds nothing else"),
        ((17, 27), (5, 6), (), (20, 20), "feeds nothing else"),
        ((17, 27), (5, 6), (23, 24), (24,), "feeds nothing else"),
    ],
)
def test_pins_that_do_not_fit_are_refused(
    latches: tuple[int, ...],
    switches: tuple[int, ...],
    presences: tuple[int, ...],
    lights: tuple[int, ...],
    words: str,
) -> None:
    with pytest.raises(ValueError, match=words):
        GpioWiring(latches, switches, 0, presences, 0, lights)


def test_a_light_on_another_boards_latch_is_refused_before_any_pin_is_taken(lobby: Lobby) -> None:
    boards = {0: WIRING, 1: GpioWiring((), (), 0, light_pins=(27,))}
    with pytest.raises(ValueError, match="hold its coil"):
        GpioDoors(lobby.address, boards, name="gpio")
