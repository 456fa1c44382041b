"""A line that hears itself is told from one that does not, whatever its boards answer; so are strangers and rates."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.echo import QUESTIONS, echoes
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.link import SerialLink
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.host import Machine, PtyHost
from drivers.sim.lobby import SimDoor
from drivers.sim.logbook import Logbook
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim
from kiosk.commissioning.linewatch import LineWatch
from kiosk.settings import Line
from tests.wire.waiting import until

BOARD = 2


def doors() -> Mapping[int, Mapping[int, SimDoor]]:
    """Return one door on channel 1 of one board."""
    return {BOARD: {1: SimDoor("D1", Logbook())}}


def machine(family: str) -> Machine:
    """Return a board of a family."""
    if family == "kerong-cu16":
        return KerongCu16Sim(doors())
    if family == "xor-8a":
        return XorBoardSim(doors(), {BOARD: XorWiring(8, 1, "low")})
    if family == "wkly":
        return WklySim(doors(), {BOARD: WklyWiring(8)})
    return ModbusRelaySim(doors(), {BOARD: RelayWiring(True)})


@contextmanager
def hosted(folder: Path, device: Machine) -> Iterator[PtyHost]:
    """Yield a machine on a pty."""
    host = PtyHost(folder / "line", device)
    host.plug()
    try:
        yield host
    finally:
        host.unplug()


@pytest.mark.parametrize("family", QUESTIONS)
@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("echo", [False, True])
def test_an_echo_is_told_from_an_answer(tmp_path: Path, family: str, silent: bool, echo: bool) -> None:
    with hosted(tmp_path, machine(family)) as host:
        host.faults.echo, host.faults.silent = echo, silent
        link = SerialLink(str(host.path), 9600)
        try:
            assert echoes(link, family, [BOARD]) is echo
        finally:
            link.close()
        assert not any(firing for firing in host.machine._boards[BOARD][1]._logbook.firings)  # type: ignore[attr-defined]


class LooksLikeEcho:
    """An XOR board whose status bytes are such that its answer begins with the very question."""

    def feed(self, received: bytes) -> bytes:
        """Answer a board's own question only."""
        return bytes.fromhex("80 02 00 33 B1 33 80") if received[1:2] == b"\x02" else b""

    def unplugged(self) -> None:
        """Nothing is held."""


def test_status_bytes_that_look_like_the_question_are_no_echo(tmp_path: Path) -> None:
    with hosted(tmp_path, LooksLikeEcho()) as host:
        link = SerialLink(str(host.path), 9600)
        try:
            assert echoes(link, "xor-8a", [BOARD]) is False
        finally:
            link.close()


class AtOneRate:
    """A CU16 that hears only what is sent at its own rate."""

    def __init__(self, path: Path, rate: int) -> None:
        self._path, self._rate, self._board = path, rate, KerongCu16Sim(doors())

    def feed(self, received: bytes) -> bytes:
        """Answer at the right rate."""
        port = os.open(self._path, os.O_RDWR | os.O_NOCTTY)
        try:
            rate = termios.tcgetattr(port)[4]
        finally:
            os.close(port)
        return self._board.feed(received) if rate == self._rate else b""

    def unplugged(self) -> None:
        """Forget half a frame."""
        self._board.unplugged()


@contextmanager
def watched(folder: Path, board: int) -> Iterator[LineWatch]:
    """Yield a line of the settings on that pty, with one CU16 board."""
    line = Line.model_validate(
        {"name": "a", "family": "kerong-cu16", "device": "line", "boards": [{"address": board}]}
    )
    watch = LineWatch(line, folder, lambda: None)
    watch.loop.start()
    try:
        yield watch
    finally:
        watch.loop.stop()


def test_another_rate_is_found(tmp_path: Path) -> None:
    with hosted(tmp_path, AtOneRate(tmp_path / "line", termios.B9600)), watched(tmp_path, BOARD) as watch:
        until(lambda: watch.facts.answering == (BOARD,), 60)
        assert watch.facts.baud == 9600


def test_a_stranger_is_found_and_a_silent_board_named(tmp_path: Path) -> None:
    with hosted(tmp_path, machine("kerong-cu16")), watched(tmp_path, 5) as watch:
        until(lambda: watch.facts.mute == (5,), 60)
        assert watch.facts.strangers == (BOARD,)
        assert watch.facts.baud is None


def test_levels_are_told_as_they_are_sent_and_only_when_seen_twice(tmp_path: Path) -> None:
    with hosted(tmp_path, machine("kerong-cu16")) as host, watched(tmp_path, BOARD) as watch:
        until(lambda: ("a", BOARD) in watch.levels(), 60)
        assert watch.levels()["a", BOARD][0] is True
        watch.fire(("a", BOARD, 1))
        until(lambda: watch.levels()["a", BOARD][0] is False, 20)
        host.unplug()
        until(lambda: watch.levels() == {}, 20)
        assert watch.facts.trouble
