"""What a loop and the states tell of a device that fails, comes back, comes and goes, or is full of bugs."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from drivers.ailments import CODES, Ailment, Boards, Tally, code_of
from drivers.loop import Condition, DeviceLoop, Health
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply
from kiosk.assembly.states import States
from kiosk.clock import SystemClock
from kiosk.language.messages import Language, known, text
from kiosk.ports.devices import DeviceState
from tests.wire.waiting import until
from ui.desk.devices import device_row, sentences


class Bell:
    """A device that rings, until told to do something else."""

    def __init__(self) -> None:
        self.missing: DeviceTrouble | None = None
        self.trouble: Exception | None = None
        self.word = ""
        self.skipped_bytes = 0
        self.rounds = 0
        self.closed = 0

    def opened(self) -> Bell:
        """Return itself, as a driver does that finds its device."""
        if self.missing:
            raise self.missing
        self.skipped_bytes = 0
        return self

    def ring(self) -> str:
        """Make one round."""
        self.rounds += 1
        if self.trouble:
            raise self.trouble
        return self.word

    def close(self) -> None:
        """Count it."""
        self.closed += 1


@contextmanager
def looped(bell: Bell, heard: Callable[[Health], None], quiet_s: float = 60.0) -> Iterator[DeviceLoop[Bell]]:
    loop = DeviceLoop(
        "bell",
        bell.opened,
        lambda bell: bell.ring(),
        every_s=0.005,
        on_health=heard,
        longest_wait_s=0.05,
        quiet_s=quiet_s,
        again_s=0.002,
    )
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()


def lost_with(number: int) -> LinkLost:
    trouble = LinkLost("bell")
    trouble.__cause__ = OSError(number, "words")
    return trouble


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lost_with(errno.ENOENT), "gone"),
        (lost_with(errno.ENODEV), "gone"),
        (lost_with(errno.EACCES), "forbidden"),
        (lost_with(errno.EBUSY), "busy"),
        (lost_with(errno.EAGAIN), "busy"),
        (lost_with(errno.ENOTTY), "wrong_port"),
        (LinkLost("bell", "no reason"), "gone"),
        (NoReply("bell"), "silent"),
        (BadReply("bell"), "contradicts"),
        (BadReply("bell", "key", code="wrong_key"), "wrong_key"),
    ],
)
def test_a_code_comes_from_the_exception_and_never_from_its_words(trouble: DeviceTrouble, code: str) -> None:
    assert code_of(trouble) == code


def test_a_code_comes_from_the_counters_too() -> None:
    assert code_of(NoReply("bell"), None, {"skipped_bytes": 3}) == "garbled"
    assert code_of(NoReply("bell"), None, {"foreign_replies": 1, "skipped_bytes": 3}) == "stranger"
    assert code_of(NoReply("bell"), None, {}) == "silent"


def test_counts_are_kept_over_reopenings() -> None:
    bell, tally = Bell(), Tally()
    bell.skipped_bytes = 5
    assert tally.look(bell) == {"skipped_bytes": 5}
    tally.close()
    bell.skipped_bytes = 2
    assert tally.look(bell) == {"skipped_bytes": 2}
    assert tally.total() == {"skipped_bytes": 7}


def test_single_boards_are_told_with_the_most_telling_code() -> None:
    bell = Bell()
    boards = Boards(bell)
    boards.missed(1, NoReply("line", "board 1"))
    bell.skipped_bytes = 9
    boards.missed(3, NoReply("line", "board 3"))
    ailment = boards.ailment()
    assert (ailment, ailment.code, ailment.boards) == ("board 1; board 3", "board_garbled", (1, 3))


def test_a_device_that_opens_and_never_answers_is_lost_once() -> None:
    bell, told = Bell(), list[Condition]()
    bell.trouble = NoReply("bell", "nothing")
    with looped(bell, lambda health: told.append(health.condition)) as loop:
        until(lambda: bell.closed > 5)
        assert set(told) == {Condition.DOWN}
        assert (loop.look().code, loop.look().lost_count) == ("silent", 0)
        assert loop.look().missed_count > 10


def test_garbage_is_told_apart_from_silence_and_counted() -> None:
    bell = Bell()

    def ring(bell: Bell) -> str:
        if bell.trouble:
            bell.skipped_bytes += 7
        return bell.ring()

    loop = DeviceLoop("bell", bell.opened, ring, every_s=0.005, on_health=lambda health: None, again_s=0.002)
    loop.start()
    until(lambda: loop.health.condition is Condition.UP)
    bell.trouble = NoReply("bell", "rubbish")
    until(lambda: loop.health.condition is Condition.DOWN)
    assert loop.health.code == "garbled"
    bell.trouble = None
    until(lambda: loop.health.condition is Condition.UP)
    assert loop.look().bad_frames["skipped_bytes"] >= 21
    assert loop.look().answered_s is not None
    loop.stop()


def test_an_ailment_and_a_plain_word_degrade() -> None:
    bell = Bell()
    with looped(bell, lambda health: None) as loop:
        until(lambda: loop.health.condition is Condition.UP)
        bell.word = Ailment("roll is empty", "paper_out")
        until(lambda: loop.health.condition is Condition.DEGRADED)
        assert (loop.health.code, loop.health.detail) == ("paper_out", "roll is empty")
        bell.word = "something"
        until(lambda: loop.health.code == "limited")
        bell.word = ""
        until(lambda: loop.health.condition is Condition.UP)
        assert loop.health.code == ""


def test_a_bug_is_told_once_and_the_thread_lives(caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell()
    with looped(bell, lambda health: None) as loop, caplog.at_level(logging.INFO):
        until(lambda: loop.health.condition is Condition.UP)
        bell.trouble = ZeroDivisionError("x")
        until(lambda: bell.closed > 2, 5)
        assert loop.health.code == "bug"
        bell.trouble = None
        until(lambda: loop.health.condition is Condition.UP)
    assert sum(record.exc_info is not None for record in caplog.records) == 1


def _lost(loop: DeviceLoop[Any], times: int) -> bool:
    return loop.look().lost_count == times


def test_a_device_that_comes_and_goes_floods_neither_the_record_nor_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bell, told = Bell(), list[bool]()
    states = States(SystemClock(), lambda name, lost, why: told.append(lost) if lost is not None else None)
    states.add("bell", "printer")
    with (
        looped(bell, states.heard, quiet_s=1.0) as loop,
        caplog.at_level(logging.INFO, logger="drivers.loop"),
    ):
        until(lambda: loop.health.condition is Condition.UP)
        for flap in range(1, 101):
            bell.trouble = LinkLost("bell", f"flap {flap}")
            until(partial(_lost, loop, flap))
            bell.trouble = None
            until(lambda: loop.health.condition is not Condition.DOWN)
            if flap == 5:
                assert loop.health.code == "unsteady"
                assert states.is_up("printer")
        assert told == [True, False, True, False, True]
        assert len(caplog.records) <= 6
        until(lambda: loop.health.condition is Condition.UP, 5)
        assert told == [True, False, True, False, True, False]
    assert loop.look().lost_count == 100


def test_states_show_the_counts_of_this_moment() -> None:
    bell = Bell()
    states = States(SystemClock(), lambda name, lost, why: None)
    loop = DeviceLoop("bell", bell.opened, Bell.ring, every_s=0.005, on_health=states.heard)
    states.add("bell", "camera", loop.look)
    assert (states.states()[0].code, states.states()[0].answered) == ("not_yet", None)
    loop.start()
    until(lambda: states.is_up("camera"))
    before = states.states()[0].answered
    until(lambda: states.states()[0].answered != before)
    loop.stop()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_has_its_sentence(code: str, language: Language) -> None:
    assert known(f"device.ailment.{code}.what") and known(f"device.ailment.{code}.do")
    at = SystemClock().now()
    state = DeviceState("locks-a", "locks", "degraded", at, "words", 0, code, (2,))
    what, holds, do = sentences(state, language, "L01–L08")
    assert what == text(f"device.ailment.{code}.what", language, boards="2") or known(
        f"device.ailment.{code}.locks.what"
    )
    assert holds and do and "{" not in what + holds + do


def test_a_mute_board_names_its_doors_and_what_to_do() -> None:
    at = SystemClock().now()
    state = DeviceState("locks-a", "locks", "degraded", at, "board 2 gave no status", 0, "board_silent", (2,))
    row = device_row(state, Language.ENGLISH, "L01–L08")
    assert row.what == "Board 2 does not answer."
    assert row.holds == "L01–L08 stay shut; all other doors work."
    assert row.do == "Check that board's power and its wires A and B."


def test_a_kind_without_words_of_its_own_still_has_a_sentence() -> None:
    state = DeviceState("lamp", "lamp", "down", SystemClock().now(), "", 0, "never-heard-of")
    assert all(sentences(state, Language.ENGLISH, ""))
