"""WKLY boards: golden bytes, the codec under any bytes, and what only this family does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.link import SerialLink
from drivers.sim.host import Machine, PtyHost
from drivers.trouble import BadReply, NoReply
from drivers.wkly.codec import (
    Push,
    ReplyFinder,
    Request,
    RequestFinder,
    StatusReply,
    UnlockReply,
    WklyWiring,
    push,
    status_reply,
    status_request,
    unlock_reply,
    unlock_request,
)
from drivers.wkly.driver import BAUD, WklyBoards
from drivers.wkly.sim import WklySim
from tests.wire.plain_door import PlainDoor
from tests.wire.waiting import until

Hosts = Callable[[Machine], PtyHost]
Reply = UnlockReply | StatusReply | Push

BOARDS, BYTES = st.integers(0, 254), st.integers(0, 255)
STATUSES = st.builds(StatusReply, BOARDS, st.binary(max_size=64), st.booleans())
UNLOCKS = st.builds(UnlockReply, BOARDS, st.integers(1, 64), st.booleans(), BYTES)
REPLIES = st.one_of(STATUSES, UNLOCKS, st.builds(Push, BOARDS, BYTES, BYTES))
WIRING = WklyWiring(channels=4)


def _frame(reply: Reply) -> bytes:
    if isinstance(reply, StatusReply):
        return status_reply(reply)
    return unlock_reply(reply) if isinstance(reply, UnlockReply) else push(reply)


@pytest.mark.parametrize(
    ("frame", "golden"),
    [
        (unlock_request(0, 1), "57 4B 4C 59 09 00 82 01 83"),
        (unlock_request(10, 1), "57 4B 4C 59 09 0A 82 01 89"),
        (unlock_reply(UnlockReply(0, 1, fired=True)), "57 4B 4C 59 0B 00 82 00 01 00 81"),
        (status_request(0), "57 4B 4C 59 08 00 84 85"),
        (status_reply(StatusReply(0, b"\0\1\1\0")), "57 4B 4C 59 0E 00 84 00 04 00 01 01 00 87"),
        (push(Push(0, 1, 1)), "57 4B 4C 59 0A 00 85 01 01 86"),
    ],
)
def test_golden_bytes(frame: bytes, golden: str) -> None:
    assert frame == bytes.fromhex(golden)


@pytest.mark.parametrize(("board", "channel"), [(-1, 1), (255, 1), (0, 0), (0, 65)])
def test_an_address_that_no_frame_can_carry_is_refused(board: int, channel: int) -> None:
    with pytest.raises(ValueError, match="boards are 0-254"):
        unlock_request(board, channel)


@pytest.mark.parametrize(("channels", "shut_byte"), [(0, 1), (65, 1), (4, 2)])
def test_a_wiring_that_cannot_be_is_refused(channels: int, shut_byte: int) -> None:
    with pytest.raises(ValueError, match="shut_byte is 0 or 1"):
        WklyWiring(channels, shut_byte)


def test_a_byte_that_means_nothing_and_a_channel_without_one_are_unknown() -> None:
    assert WklyWiring(5).shut(b"\1\0\x7f\xff") == (True, False, None, None, None)
    assert WklyWiring(3, shut_byte=0).shut(b"\1\0\2") == (False, True, None)


@given(st.lists(st.one_of(st.binary(max_size=12), REPLIES.map(_frame))))
def test_a_state_is_reported_only_if_a_valid_frame_carried_it(pieces: list[bytes]) -> None:
    finder, stream = ReplyFinder(), b"".join(pieces)
    found = [reply for piece in pieces for reply in finder.feed(piece)] + finder.gap()
    carriers = [_frame(reply) for reply in found]
    assert all(carrier in stream for carrier in carriers)
    assert finder.skipped_bytes == len(stream) - sum(map(len, carriers))


@given(
    st.lists(REPLIES, max_size=4), st.binary(max_size=8).filter(lambda noise: 0x57 not in noise), st.data()
)
def test_replies_are_found_among_noise_however_the_stream_is_cut(
    replies: list[Reply], noise: bytes, data: st.DataObject
) -> None:
    stream = b"".join(noise + _frame(reply) for reply in replies)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    finder = ReplyFinder()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [reply for piece in pieces for reply in finder.feed(piece)] == replies
    assert finder.skipped_bytes == len(noise) * len(replies)


@given(st.lists(st.one_of(st.binary(max_size=9), st.builds(unlock_request, BOARDS, st.integers(1, 64)))))
def test_a_board_survives_any_bytes_and_fires_only_upon_a_valid_frame(pieces: list[bytes]) -> None:
    stream, finder = b"".join(pieces), RequestFinder()
    for request in [request for piece in pieces for request in finder.feed(piece)]:
        if request.channel is not None and 1 <= request.channel <= 64 and request.board < 255:
            assert unlock_request(request.board, request.channel) in stream


def test_every_request_that_is_built_is_understood_by_the_board() -> None:
    stream = status_request(254) + unlock_request(3, 64)
    assert RequestFinder().feed(stream) == [Request(254, None), Request(3, 64)]


def _board(host_of: Hosts, *, unlock_answers: bool = True) -> tuple[WklySim, PlainDoor, PtyHost, WklyBoards]:
    """Return board 0 with one door at channel 2, and a driver."""
    door = PlainDoor()
    board = WklySim({0: {2: door}}, {0: WIRING})
    host = host_of(board)
    link = SerialLink(str(host.path), BAUD)
    return board, door, host, WklyBoards(link, name="wkly", boards={0: WIRING}, unlock_answers=unlock_answers)


def test_firmware_that_says_nothing_to_an_unlock_is_believed_when_told_so(host_of: Hosts) -> None:
    board, door, host, line = _board(host_of, unlock_answers=False)
    board.mute_unlocks = True
    line.unlock(0, 2)
    assert until(lambda: door.fired_ms) == [350]
    assert line.status(0).shut == (False,) * 4
    board.mute_unlocks = False
    line.unlock(0, 2)  # and if it answers all the same, the answer is no status
    until(lambda: len(door.fired_ms) == 2)
    door.shut = True
    assert until(lambda: line.status(0).shut == (False, True, False, False))
    assert [frame for _, way, frame in host.traffic.entries if way == "to"].count(unlock_request(0, 2)) == 2
    line.close()


def test_silence_where_an_answer_is_promised_is_no_reply_although_the_door_opened(host_of: Hosts) -> None:
    board, door, _, line = _board(host_of)
    board.mute_unlocks = True
    with pytest.raises(NoReply, match="channel 2"):
        line.unlock(0, 2)
    assert len(door.fired_ms) == 1
    line.close()


def test_a_refused_unlock_is_told_and_not_repeated(host_of: Hosts) -> None:
    board, door, host, line = _board(host_of)
    board.refusing.add((0, 2))
    with pytest.raises(BadReply, match="refused"):
        line.unlock(0, 2)
    assert door.fired_ms == []
    assert [frame for _, way, frame in host.traffic.entries if way == "to"] == [unlock_request(0, 2)]
    line.close()


def test_a_board_that_cannot_read_its_doors_tells_no_state(host_of: Hosts) -> None:
    board, _, _, line = _board(host_of)
    board.unreadable.add(0)
    with pytest.raises(BadReply, match="board 0"):
        line.status(0)
    board.unreadable.clear()
    board.nonsense.add((0, 2))
    assert line.status(0).shut == (False, None, False, False)
    line.close()


def test_unasked_reports_are_counted_and_change_nothing(host_of: Hosts) -> None:
    board, _, _, line = _board(host_of)
    board.pushes = True
    assert line.status(0).shut == (False, True, False, False)
    line.unlock(0, 2)
    assert line.status(0).shut == (False,) * 4
    assert (line.pushes, line.foreign_replies, line.skipped_bytes) == (3, 0, 0)
    line.close()


def test_a_reply_behind_a_false_beginning_is_found_when_the_time_is_up(host_of: Hosts) -> None:
    _, _, host, line = _board(host_of)
    host.faults.noise_before = bytes.fromhex("57 4B 4C 59 40 00 84 00 36")  # promises 54 doors, tells none
    assert line.status(0).shut == (False, True, False, False)
    assert line.skipped_bytes == 9
    line.close()
