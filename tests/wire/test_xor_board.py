"""The 8A/80 family: golden bytes, replies of unknown length, layouts found at commissioning, and echo."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import xor
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.link import SerialLink
from drivers.sim.host import Machine, PtyHost
from drivers.trouble import BadReply, NoReply
from drivers.xor_board.codec import (
    ReplyFinder,
    RequestFinder,
    StatusReply,
    UnlockReply,
    XorWiring,
    status_reply,
    status_request,
    unlock_reply,
    unlock_request,
)
from drivers.xor_board.driver import BAUD, XorBoards
from drivers.xor_board.sim import XorBoardSim
from tests.wire.plain_door import PlainDoor

Hosts = Callable[[Machine], PtyHost]
PLAIN = XorWiring(channels=8, shut_bit=1, first_status_byte="low")
STATUSES = st.builds(StatusReply, st.integers(1, 32), st.binary(min_size=3, max_size=7))
UNLOCKS = st.builds(UnlockReply, st.integers(1, 32), st.integers(1, 50), st.booleans())


def _frame(reply: StatusReply | UnlockReply) -> bytes:
    return status_reply(reply) if isinstance(reply, StatusReply) else unlock_reply(reply)


@pytest.mark.parametrize(
    ("frame", "golden"),
    [
        (unlock_request(1, 1), "8A 01 01 11 9B"),
        (unlock_reply(UnlockReply(1, 1, fired=True)), "8A 01 01 00 8A"),
        (unlock_reply(UnlockReply(1, 1, fired=False)), "8A 01 01 11 9B"),
        (status_request(1), "80 01 00 33 B2"),
        (status_reply(StatusReply(1, bytes(3))), "80 01 00 00 00 33 B2"),
        (status_reply(StatusReply(1, b"\1\1\1")), "80 01 01 01 01 33 B3"),
    ],
)
def test_golden_bytes(frame: bytes, golden: str) -> None:
    assert frame == bytes.fromhex(golden)


@pytest.mark.parametrize(("board", "channel"), [(0, 1), (33, 1), (1, 0), (1, 57)])
def test_a_frame_that_would_open_all_or_nothing_is_refused(board: int, channel: int) -> None:
    with pytest.raises(ValueError, match="boards are 1-32"):
        unlock_request(board, channel)


@pytest.mark.parametrize(
    ("shut_bit", "first", "status", "shut_channels"),
    [
        (1, "low", "01 80 00", {1, 16}),
        (1, "high", "01 80 00", {17, 16}),
        (0, "low", "FE 7F FF", {1, 16}),
        (0, "high", "FE 7F FF", {17, 16}),
    ],
)
def test_one_status_means_four_things_on_four_boards(
    shut_bit: int, first: Literal["low", "high"], status: str, shut_channels: set[int]
) -> None:
    shut = XorWiring(24, shut_bit, first).shut(bytes.fromhex(status))
    assert {channel for channel, is_shut in enumerate(shut, start=1) if is_shut} == shut_channels


def test_channels_without_a_status_bit_are_unknown() -> None:
    shut = XorWiring(50, 1, "low").shut(b"\xff\xff\xff")
    assert shut == (True,) * 24 + (None,) * 26


@given(st.lists(st.one_of(st.binary(max_size=12), st.none(), st.one_of(STATUSES, UNLOCKS).map(_frame))))
def test_a_state_is_reported_only_if_a_valid_frame_carried_it(pieces: list[bytes | None]) -> None:
    finder, stream, taken = ReplyFinder(), b"".join(piece or b"" for piece in pieces), 0
    found = [reply for piece in pieces for reply in (finder.gap() if piece is None else finder.feed(piece))]
    for reply in found + finder.gap():
        assert _frame(reply) in stream
        taken += len(_frame(reply))
    assert finder.skipped_bytes == len(stream) - taken


@given(st.lists(st.one_of(STATUSES, UNLOCKS), max_size=4), st.binary(max_size=6))
def test_replies_are_found_after_noise_byte_by_byte(
    replies: list[StatusReply | UnlockReply], noise: bytes
) -> None:
    headless = bytes(byte & 0x7F for byte in noise)
    finder, found = ReplyFinder(), []
    for reply in replies:
        finder.forget_length(reply.board)
        for byte in headless + _frame(reply):
            found += finder.feed(bytes([byte]))
        found += finder.gap()
    assert found == replies
    assert finder.skipped_bytes == len(noise) * len(replies)


def test_the_length_of_a_reply_is_learned_from_silence_and_then_known() -> None:
    finder, frame = ReplyFinder(), status_reply(StatusReply(5, bytes(7)))
    assert finder.feed(frame) == []
    assert finder.gap() == [StatusReply(5, bytes(7))]
    assert finder.feed(frame) == [StatusReply(5, bytes(7))]
    finder.forget_length(5)
    assert finder.feed(frame) == []


def test_a_whole_short_frame_inside_a_longer_one_is_not_taken_for_it() -> None:
    longer = status_reply(StatusReply(1, b"\0\0\0\x33\xb2\0\0"))
    assert longer.startswith(status_reply(StatusReply(1, bytes(3))))
    finder = ReplyFinder()
    assert finder.feed(longer) + finder.gap() == [StatusReply(1, b"\0\0\0\x33\xb2\0\0")]


QUESTIONS = st.builds(unlock_request, st.integers(1, 32), st.integers(1, 50))


@given(st.lists(st.one_of(st.binary(max_size=9), QUESTIONS)))
def test_a_board_survives_any_bytes_and_fires_only_upon_a_valid_frame(pieces: list[bytes]) -> None:
    stream, finder = b"".join(pieces), RequestFinder()
    for request in [request for piece in pieces for request in finder.feed(piece)]:
        if request.channel is not None:
            body = bytes([0x8A, request.board, request.channel, 0x11])
            assert body + bytes([reduce(xor, body)]) in stream


def _line(host: PtyHost, boards: dict[int, XorWiring]) -> XorBoards:
    return XorBoards(SerialLink(str(host.path), BAUD), name="xor", boards=boards)


@pytest.mark.parametrize("status_bytes", [3, 5, 7])
def test_a_board_may_send_more_status_bytes_than_its_channels_need(host_of: Hosts, status_bytes: int) -> None:
    doors = {1: PlainDoor(), 8: PlainDoor(shut=False)}
    board = XorBoardSim({1: doors}, {1: PLAIN})
    board.status_bytes[1] = status_bytes
    line = _line(host_of(board), {1: PLAIN})
    for _ in range(3):
        assert (line.status(1).shut[0], line.status(1).shut[7]) == (True, False)
    assert len(line.status(1).shut) == 8
    line.close()


def test_a_board_that_changes_its_length_is_understood_after_one_miss(host_of: Hosts) -> None:
    board = XorBoardSim({1: {1: PlainDoor()}}, {1: PLAIN})
    line = _line(host_of(board), {1: PLAIN})
    assert line.status(1).shut[0] is True
    board.status_bytes[1] = 7
    with pytest.raises(NoReply):
        line.status(1)
    assert line.status(1).shut[0] is True
    line.close()


def test_a_refused_unlock_is_told_and_not_repeated(host_of: Hosts) -> None:
    door = PlainDoor()
    board = XorBoardSim({1: {1: door}}, {1: PLAIN})
    host = host_of(board)
    line = _line(host, {1: PLAIN})
    board.refusing.add((1, 1))
    with pytest.raises(BadReply):
        line.unlock(1, 1)
    assert door.fired_ms == []
    assert [frame for _, way, frame in host.traffic.entries if way == "to"] == [unlock_request(1, 1)]
    line.close()


def test_an_unlock_without_answer_is_no_reply_although_the_door_opened(host_of: Hosts) -> None:
    door = PlainDoor()
    board = XorBoardSim({1: {1: door}}, {1: PLAIN})
    line = _line(host_of(board), {1: PLAIN})
    board.mute_unlocks = True
    with pytest.raises(NoReply):
        line.unlock(1, 1)
    assert len(door.fired_ms) == 1
    assert line.status(1).shut[0] is False
    line.close()


def test_the_answer_of_another_board_to_an_unlock_is_never_believed(host_of: Hosts) -> None:
    board = XorBoardSim({1: {1: PlainDoor()}}, {1: PLAIN})
    board.answers_as[1] = 2
    line = _line(host_of(board), {1: PLAIN})
    with pytest.raises(NoReply):
        line.unlock(1, 1)
    with pytest.raises(NoReply):
        line.status(1)
    assert line.foreign_replies == 2
    line.close()


@pytest.mark.parametrize("echo", [True, False])
@pytest.mark.parametrize("somebody_answers", [True, False])
def test_echo_is_detected_with_and_without_a_board(
    host_of: Hosts, echo: bool, somebody_answers: bool
) -> None:
    door = PlainDoor()
    board = XorBoardSim({1: {1: door}}, {1: PLAIN})
    host = host_of(board)
    host.faults.echo = echo
    if not somebody_answers:
        board.silent_boards.add(1)
    line = _line(host, {1: PLAIN})
    assert line.detect_echo() is echo
    assert line.echoes is echo
    assert door.fired_ms == []
    line.close()


def test_a_reply_that_begins_like_the_question_is_not_an_echo(host_of: Hosts) -> None:
    wiring = XorWiring(24, 1, "low")
    shut = {9, 10, 13, 14, 18, 21, 22, 24}  # status bytes 00 33 B2, as in 80 01 00 33 B2
    doors = {channel: PlainDoor(shut=channel in shut) for channel in range(1, 25)}
    host = host_of(XorBoardSim({1: doors}, {1: wiring}))
    line = _line(host, {1: wiring})
    assert line.detect_echo() is False
    assert host.traffic.entries[-1][2].startswith(status_request(1))
    line.close()


def test_with_echo_an_unlock_counts_only_if_the_board_answers_too(host_of: Hosts) -> None:
    door = PlainDoor()
    board = XorBoardSim({1: {1: door}}, {1: PLAIN})
    host = host_of(board)
    host.faults.echo = True
    line = _line(host, {1: PLAIN})
    line.unlock(1, 1)
    assert len(door.fired_ms) == 1
    board.silent_boards.add(1)
    with pytest.raises(BadReply, match="echo"):
        line.unlock(1, 1)
    line.close()
