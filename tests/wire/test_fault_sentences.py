"""Every fault that a simulator can have, through the real driver and its loop, to its code and its sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from drivers.camera.sim import CameraSim, serve
from drivers.escpos_printer.sim import EscposSim
from drivers.ibutton.sim import OneWireSim
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop
from drivers.osdp_reader.sim import OsdpSim
from drivers.scanner.driver import KeyboardScanner
from drivers.sim.host import LineFaults, PtyHost
from kiosk.assembly.badges import ReaderKeys, badge_loop
from kiosk.assembly.cameras import camera_loop
from kiosk.assembly.equipment import Eyes
from kiosk.assembly.lines import line_loops
from kiosk.assembly.printers import printer_loop
from kiosk.assembly.states import States
from kiosk.assembly.tags import tag_loops
from kiosk.clock import SystemClock
from kiosk.domain.badges import ShownBadge
from kiosk.language.messages import Language
from tests.wire.conformance import two_boards
from tests.wire.device_backends import OSDP_KEY, RIGS
from tests.wire.small_sites import FAMILIES, line_site, site
from tests.wire.waiting import until
from ui.desk.devices import device_row


@dataclass(frozen=True)
class Told:
    """What a wire's fault makes of a line: its condition, its code, and whether bad frames are counted."""

    condition: str
    codes: tuple[str, ...] = ("",)
    counted: bool = False


OF_WIRE: dict[str, tuple[Any, Told]] = {
    "silent": (True, Told("down", ("silent",))),
    "late_s": (
        0.5,
        Told("down or degraded", ("silent", "stranger", "garbled", "board_stranger", "unsteady")),
    ),
    "noise_before": (b"\xfa\xfd\x99\x99", Told("up", counted=True)),
    "noise_inside": (b"\x99\x99\x99", Told("down", ("garbled",), counted=True)),
    "flip_last": (True, Told("down", ("garbled",), counted=True)),
    "cut_to": (4, Told("down", ("garbled",), counted=True)),
    "one_by_one_s": (0.001, Told("up")),
    "echo": (True, Told("up")),
    "unplug_after": (3, Told("down", ("gone",))),
    "deaf": (True, Told("down", ("silent",))),
    "twice": (True, Told("up")),
}
"""Every fault of `LineFaults`, and what it is told as."""


@dataclass
class Line:
    """A line of two boards with four doors each, as the kiosk runs it."""

    host: PtyHost
    sim: Any
    states: States

    def comes_to(self, condition: str, codes: tuple[str, ...]) -> None:
        """Wait until the line is told so."""

        def seen() -> bool:
            state = self.states.states()[0]
            return state.condition in condition.split(" or ") and state.code in codes

        try:
            until(seen, 6)
        except AssertionError:
            raise AssertionError(f"wanted {condition} {codes}, last was {self.states.states()[0]}") from None

    def sentence(self) -> tuple[str, str, str]:
        """Return the English words of the devices page; all languages have them."""
        state = self.states.states()[0]
        rows = {language: device_row(state, language, "L01–L04") for language in Language}
        for row in rows.values():
            assert bool(row.what) == bool(row.holds) == bool(row.do) == bool(state.code)
            assert "{" not in row.what + row.holds + row.do
        english = rows[Language.ENGLISH]
        return english.what, english.holds, english.do


@contextmanager
def running(loop: DeviceLoop[Any], states: States, kind: str) -> Iterator[None]:
    states.add(loop.name, kind, loop.look)
    loop.start()
    try:
        yield
    finally:
        loop.stop()


@pytest.fixture(params=sorted(FAMILIES))
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    doors = two_boards()
    sim = FAMILIES[request.param](doors)
    settings = line_site(request.param, doors)
    host = PtyHost(tmp_path / "locks", sim)
    host.plug()
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = line_loops(settings, tmp_path, Eyes(settings, lambda place: None), states.heard)["locks"]
    with running(loop, states, "locks"):
        made = Line(host, sim, states)
        made.comes_to("up", ("",))
        yield made
    host.close()


def test_every_fault_of_a_wire_has_its_place_here() -> None:
    assert set(OF_WIRE) == {one.name for one in fields(LineFaults)}


@pytest.mark.parametrize("fault", sorted(OF_WIRE))
def test_a_fault_on_the_wire_has_its_code_and_its_sentence(line: Line, fault: str) -> None:
    value, told = OF_WIRE[fault]
    setattr(line.host.faults, fault, value)
    if told.condition == "up":
        before = line.states.states()[0].answered
        until(lambda: line.states.states()[0].answered != before)
    line.comes_to(told.condition, told.codes)
    what, holds, _ = line.sentence()
    if told.condition == "down":
        assert what and holds == "L01–L04 stay shut; all other doors work."
    if told.counted:
        until(lambda: line.states.states()[0].bad_frames)


def test_a_line_that_hears_only_itself_says_so(line: Line) -> None:
    line.host.faults.echo = line.host.faults.deaf = True
    line.comes_to("down", ("echo",))
    assert line.sentence()[0] == "The line hears only itself: no board answers."


def test_one_board_without_power_is_named_with_its_doors(line: Line) -> None:
    line.sim.silent_boards = {2}
    line.comes_to("degraded", ("board_silent",))
    assert line.states.states()[0].boards == (2,)
    assert line.sentence() == (
        "Board 2 does not answer.",
        "L01–L04 stay shut; all other doors work.",
        "Check that board's power and its wires A and B.",
    )
    line.sim.silent_boards = set()
    line.comes_to("up", ("",))


def test_two_boards_of_one_number_are_told_apart_from_silence(line: Line) -> None:
    line.sim.answers_as = {2: 7}
    line.comes_to("degraded", ("board_stranger",))
    assert line.sentence()[0] == "In place of board 2 another one answers, or it answers too late."


def test_a_board_that_echoes_for_itself_is_told_as_echo(line: Line) -> None:
    line.host.faults.echo, line.sim.silent_boards = True, {1}
    line.comes_to("degraded", ("board_echo",))
    assert line.states.states()[0].boards == (1,)


PRINTER: dict[str, tuple[str, Any, str, str]] = {
    "out of paper": ("roll", "out", "degraded", "paper_out"),
    "paper near its end": ("roll", "near end", "degraded", "paper_low"),
    "cover": ("cover_open", True, "degraded", "cover_open"),
    "off": ("power", False, "down", "silent"),
    "print head too hot": ("overheated", True, "degraded", "overheated"),
    "rubbish": ("garbage", b"\xff\xff", "down", "garbled"),
}


@pytest.mark.parametrize("fault", sorted(PRINTER))
def test_a_printers_fault_has_its_code_and_its_sentence(tmp_path: Path, fault: str) -> None:
    name, value, condition, code = PRINTER[fault]
    sim = EscposSim()
    host = PtyHost(tmp_path / "printer", sim)
    host.plug()
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = printer_loop(site(printer={"device": "printer"}), tmp_path, states.heard)
    assert loop is not None
    with running(loop, states, "printer"):
        line = Line(host, sim, states)
        line.comes_to("up", ("",))
        setattr(sim, name, value)
        line.comes_to(condition, (code,))
        assert all(line.sentence())
        assert states.is_up("printer") is (code == "paper_low")
    host.close()


def test_a_missing_bus_has_its_sentence(tmp_path: Path) -> None:
    slots = [
        {"number": at, "height_mm": 50, "wire": ("locks", 1, at), "bus": f"w1_bus_master{at}"}
        for at in (1, 2)
    ]
    settings = site(
        lines=[{"name": "locks", "family": "kerong-cu16", "device": "locks", "boards": [{"address": 1}]}],
        cabinets=[{"prefix": "K", "columns": [{"width_mm": 100, "slots": slots}]}],
        one_wire={"folder": "w1"},
    )
    sim = OneWireSim(tmp_path / "w1", {"K01": "w1_bus_master1", "K02": "w1_bus_master2"})
    states = States(SystemClock(), lambda name, lost, why: None)
    (loop,) = tag_loops(settings, tmp_path, Eyes(settings, lambda place: None), states.heard)
    with running(loop, states, "one_wire"):
        line = Line(None, sim, states)  # type: ignore[arg-type]
        line.comes_to("up", ("",))
        sim.lose_bus("K02")
        line.comes_to("degraded", ("bus_gone",))
        assert line.sentence()[0] == "Some key slots can't be sensed."
        sim.unplug()
        line.comes_to("down", ("gone",))
        assert line.sentence()[0] == "The key sensing is not there."


READER: dict[str, tuple[str, tuple[str, ...]]] = {
    "mute": ("down", ("silent",)),
    "acks_only": ("down", ("silent",)),
    "syntax_errors": ("down", ("contradicts", "silent")),
    "unreadable": ("up", ("",)),
    "silent_to_badges": ("up", ("",)),
}


@pytest.mark.parametrize("fault", sorted(READER))
def test_a_badge_readers_fault_has_its_code_and_its_sentence(tmp_path: Path, fault: str) -> None:
    condition, codes = READER[fault]
    rig = RIGS["pn532"](tmp_path)
    rig.cable.plug()
    with rig.looped() as loop, ExitStack() as at_the_end:
        at_the_end.callback(rig.cable.unplug)
        until(lambda: loop.health.condition is Condition.UP, 3)
        setattr(rig.cable.machine, fault, True)  # type: ignore[attr-defined]
        until(lambda: (loop.health.condition.value, loop.health.code in codes) == (condition, True), 8)
        assert rig.told == []


def test_a_reader_with_another_key_says_so(tmp_path: Path) -> None:
    rig = RIGS["osdp"](tmp_path)
    rig.cable.machine.change_key(bytes(range(1, 17)))  # type: ignore[attr-defined]
    rig.cable.plug()
    with rig.looped() as loop:
        until(lambda: loop.health.code == "wrong_key", 8)
    rig.cable.unplug()


def test_a_cutter_that_jams_says_so_until_it_is_freed(tmp_path: Path) -> None:
    sim = EscposSim()
    host = PtyHost(tmp_path / "printer", sim)
    host.plug()
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = printer_loop(site(printer={"device": "printer"}), tmp_path, states.heard)
    assert loop is not None
    with running(loop, states, "printer"):
        line = Line(host, sim, states)
        line.comes_to("up", ("",))
        sim.cutter_jam = True
        sim.feed(b"\x1dV\x00")
        line.comes_to("degraded", ("cutter",))
        assert all(line.sentence()) and not states.is_up("printer")
        sim.cutter_jam = False
        line.comes_to("up", ("",))
    host.close()


def test_a_coil_that_does_not_let_go_is_named_with_its_board(tmp_path: Path) -> None:
    doors = two_boards()
    sim: Any = FAMILIES["modbus-relays"](doors)
    sim.welded = {(2, 3)}
    settings = line_site("modbus-relays", doors)
    host = PtyHost(tmp_path / "locks", sim)
    host.plug()
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = line_loops(settings, tmp_path, Eyes(settings, lambda place: None), states.heard)["locks"]
    with running(loop, states, "locks"):
        line = Line(host, sim, states)
        line.comes_to("up", ("",))
        loop.call(lambda boards: boards.unlock(2, 3), within_s=5)
        line.comes_to("degraded", ("coil_on",))
        assert states.states()[0].boards == (2,)
        assert line.sentence()[0] == "A latch on board 2 does not let go."
        sim.welded = set()
        line.comes_to("up", ("",))
    host.close()


def test_a_reader_whose_case_is_open_says_so_until_it_is_shut(tmp_path: Path) -> None:
    sim = OsdpSim(key=OSDP_KEY)
    host = PtyHost(tmp_path / "reader", sim)
    host.plug()
    settings = site(badge_reader={"kind": "osdp", "device": "reader"})
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = badge_loop(settings, tmp_path, ReaderKeys(bytes(16), OSDP_KEY), Nobody(), states.heard)
    assert loop is not None
    with running(loop, states, "badge_reader"):
        line = Line(host, sim, states)
        line.comes_to("up", ("",))
        sim.open_case()
        line.comes_to("degraded", ("tampered",))
        assert line.sentence()[0] == "Its case is open."
        sim.open_case(False)
        line.comes_to("up", ("",))
    host.close()


class Nobody:
    """Hears of badges and wants none."""

    def badge(self, shown: ShownBadge) -> None:
        """A badge was laid on the reader."""

    def to_adopt(self) -> str | None:
        """No badge is to be made the site's own."""
        return None


def test_a_port_that_another_program_has_says_so_and_is_taken_once_it_is_free(tmp_path: Path) -> None:
    sim = EscposSim()
    host = PtyHost(tmp_path / "printer", sim)
    host.plug()
    other = SerialLink(str(tmp_path / "printer"), 9600)
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = printer_loop(site(printer={"device": "printer"}), tmp_path, states.heard)
    assert loop is not None
    with running(loop, states, "printer"):
        line = Line(host, sim, states)
        line.comes_to("down", ("busy",))
        assert line.sentence()[0] == "Another program is using it."
        other.close()
        line.comes_to("up", ("",))
    host.close()


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EACCES, "forbidden"), (errno.EBUSY, "busy"), (errno.ENOTTY, "wrong_port")]
)
def test_what_the_kernel_refuses_a_keyboard_with_has_its_code(tmp_path: Path, number: int, code: str) -> None:
    os.mkfifo(tmp_path / "keys")

    def refuse(_line: int) -> None:
        raise OSError(number, os.strerror(number))

    def opened() -> KeyboardScanner:
        return KeyboardScanner(str(tmp_path / "keys"), name="counter", grab=refuse)

    states = States(SystemClock(), lambda name, lost, why: None)
    loop = DeviceLoop("counter", opened, lambda scanner: "", every_s=0.0, on_health=states.heard)
    with running(loop, states, "scanner"):
        line = Line(None, None, states)  # type: ignore[arg-type]
        line.comes_to("down", (code,))
        assert all(line.sentence())


CAMERA: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "hangs": ("frozen", "down", ("no_picture",)),
    "torn pictures": ("torn", "down", ("garbled",)),
    "absurd pictures": ("giant", "down", ("garbled",)),
}


@pytest.mark.parametrize("fault", sorted(CAMERA))
def test_a_cameras_fault_has_its_code_and_its_sentence(tmp_path: Path, fault: str) -> None:
    name, condition, codes = CAMERA[fault]
    sim = CameraSim()
    server = serve(sim)
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = camera_loop(site(camera={"source": server.url}), tmp_path, lambda code: None, states.heard)
    assert loop is not None
    with running(loop, states, "camera"):
        line = Line(None, sim, states)  # type: ignore[arg-type]
        line.comes_to("up", ("",))
        setattr(sim, name, True)
        line.comes_to(condition, codes)
        if name != "frozen":
            assert states.states()[0].bad_frames["bad_reads"]
        assert all(line.sentence()) and not states.is_up("camera")
        setattr(sim, name, False)
        line.comes_to("up", ("",))
        sim.unplug()
        line.comes_to("down", ("gone",))
        assert all(line.sentence())
    server.close()
