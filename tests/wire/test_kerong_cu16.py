"""KERONG CU16: the vendor's bytes, the codec under any bytes, and what only this board does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.kerong_cu16.codec import (
    Command,
    ReplyFinder,
    Request,
    RequestFinder,
    StatusReply,
    status_reply,
    status_request,
    unlock_request,
)
from drivers.kerong_cu16.driver import BAUD, KerongCu16
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.link import SerialLink
from drivers.sim.host import Machine, PtyHost
from drivers.trouble import NoReply
from tests.wire.plain_door import PlainDoor
from tests.wire.waiting import until

REPLIES = st.builds(StatusReply, st.integers(0, 15), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
QUESTIONS = st.builds(unlock_request, st.integers(0, 14), st.integers(1, 16))


@pytest.mark.parametrize(
    ("frame", "golden"),
    [
        (status_request(0), "02 00 30 03 35"),
        (status_request(1), "02 10 30 03 45"),
        (unlock_request(0, 1), "02 00 31 03 36"),
        (unlock_request(0, 16), "02 0F 31 03 45"),
        (status_reply(StatusReply(0, 0xFFFE, 0x0001)), "02 00 35 FE FF 01 00 03 38"),
    ],
)
def test_golden_bytes(frame: bytes, golden: str) -> None:
    assert frame == bytes.fromhex(golden)


@pytest.mark.parametrize(("board", "channel"), [(-1, 1), (15, 1), (0, 0), (0, 17)])
def test_an_address_that_no_frame_can_carry_is_refused(board: int, channel: int) -> None:
    with pytest.raises(ValueError, match="boards are 0-14"):
        unlock_request(board, channel)


@given(st.lists(st.one_of(st.binary(max_size=12), REPLIES.map(status_reply))))
def test_a_state_is_reported_only_if_a_valid_frame_carried_it(pieces: list[bytes]) -> None:
    finder, stream = ReplyFinder(), b"".join(pieces)
    found = [reply for piece in pieces for reply in finder.feed(piece)]
    finder.reset()
    for reply in found:
        carrier = status_reply(reply)
        assert any(carrier[2:8] == stream[at + 2 : at + 8] for at in range(len(stream)))
    assert finder.skipped_bytes == len(stream) - 9 * len(found)


@given(st.lists(REPLIES, max_size=4), st.binary(max_size=8).filter(lambda noise: 2 not in noise), st.data())
def test_replies_are_found_among_noise_however_the_stream_is_cut(
    replies: list[StatusReply], noise: bytes, data: st.DataObject
) -> None:
    stream = b"".join(noise + status_reply(reply) for reply in replies)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    finder = ReplyFinder()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [reply for piece in pieces for reply in finder.feed(piece)] == replies
    assert finder.skipped_bytes == len(noise) * len(replies)


@given(st.lists(st.one_of(st.binary(max_size=9), QUESTIONS)))
def test_a_board_survives_any_bytes_and_fires_only_upon_a_valid_frame(pieces: list[bytes]) -> None:
    stream, finder = b"".join(pieces), RequestFinder()
    for request in [request for piece in pieces for request in finder.feed(piece)]:
        body = bytes([0x02, request.board << 4 | request.channel - 1, request.command, 0x03])
        assert body + bytes([sum(body) & 0xFF]) in stream


def test_every_request_that_is_built_is_understood_by_the_board() -> None:
    stream = status_request(14) + unlock_request(3, 16)
    status, unlock = RequestFinder().feed(stream)
    assert (status.command, status.board) == (Command.STATUS, 14)
    assert unlock == Request(Command.UNLOCK, 3, 16)


def _line(host: PtyHost) -> KerongCu16:
    return KerongCu16(SerialLink(str(host.path), BAUD), name="cu16", shut_bits={})


def test_hooks_and_infrared_are_separate_facts(host_of: Callable[[Machine], PtyHost]) -> None:
    doors = {1: PlainDoor(shut=True, item=False), 9: PlainDoor(shut=False, item=True)}
    line = _line(host_of(KerongCu16Sim({0: doors})))
    seen = line.status(0)
    assert (seen.shut[0], seen.present[0]) == (True, False)
    assert (seen.shut[8], seen.present[8]) == (False, True)
    assert (len(seen.shut), len(seen.present)) == (16, 16)
    line.close()


def test_unlock_expects_no_answer_and_an_unexpected_one_does_no_harm(
    host_of: Callable[[Machine], PtyHost],
) -> None:
    doors = {2: PlainDoor(), 3: PlainDoor()}
    board = KerongCu16Sim({0: doors})
    host = host_of(board)
    line = _line(host)
    host.faults.silent = True
    line.unlock(0, 2)
    until(lambda: doors[2].fired_ms)
    host.faults.silent, board.unlock_replies = False, True
    line.unlock(0, 3)
    until(lambda: doors[3].fired_ms)
    doors[2].shut = True
    assert until(lambda: line.status(0).shut[:3] == (False, True, False))
    line.close()


def test_a_reply_under_another_address_is_never_believed(host_of: Callable[[Machine], PtyHost]) -> None:
    board = KerongCu16Sim({0: {1: PlainDoor()}, 1: {1: PlainDoor(shut=False)}})
    line = _line(host_of(board))
    board.answers_as[0] = 1
    with pytest.raises(NoReply):
        line.status(0)
    assert line.foreign_replies == 1
    line.close()
