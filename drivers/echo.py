"""Tells a line that hears itself: an RS-485 adapter whose receiver stays on while it sends.

With such an echo a refused unlock and a missing board can look alike, so that commissioning looks for it first.
Only questions for a status are asked; nothing is fired.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from drivers.kerong_cu16 import codec as kerong
from drivers.link import Link, deadline
from drivers.modbus_relays import codec as modbus
from drivers.wkly import codec as wkly
from drivers.xor_board import codec as xor

REPLY_WITHIN_S = 0.15
_STALE_READS_MOST = 64


def _modbus_question(board: int) -> bytes:
    return modbus.sealed(modbus.Frame(board, modbus.Function.READ_COILS, bytes([0, 0, 0, modbus.CHANNELS])))


QUESTIONS: Mapping[str, tuple[Callable[[int], bytes], range]] = {
    "kerong-cu16": (kerong.status_request, range(kerong.BOARDS)),
    "xor-8a": (xor.status_request, range(1, 33)),
    "wkly": (wkly.status_request, range(255)),
    "modbus-relays": (_modbus_question, modbus.ADDRESSES),
}
"""By family: the frame that asks a board for its status, and the addresses that there can be."""


def echoes(link: Link, family: str, boards: Collection[int]) -> bool:
    """Return whether all that is sent comes back first. Takes 0.15 s, twice that where it does.

    Two questions are asked: one of a board that is there, one of an address that nobody has. Whatever status bytes a
    board may answer, they cannot look like both questions.

    Raises:
        LinkLost: the line is gone.
        KeyError: a family without a serial line.
    """
    question_to, addresses = QUESTIONS[family]
    nobody = next(address for address in reversed(addresses) if address not in boards)
    return all(_comes_back(link, question_to(board)) for board in (nobody, next(iter(boards), nobody)))


def _comes_back(link: Link, question: bytes) -> bool:
    """Return whether the first whole thing heard after `question` is `question`; noise before it is passed over."""
    for _ in range(_STALE_READS_MOST):
        if not link.read(256, 0.0):
            break
    link.write(question)
    heard, latest_s = b"", deadline(REPLY_WITHIN_S)
    while (left_s := latest_s - time.monotonic()) > 0 and question not in heard:
        heard += link.read(64, left_s)
    return question in heard
