"""Messages of any length to a Type 4 badge, over single frames: the reader's side of ISO/IEC 14443-4.

Source: ISO/IEC 14443-4, 5 (RATS and ATS) and 7 (half-duplex block protocol, rules of block numbers).
"""

from __future__ import annotations

from collections.abc import Callable

ExchangeFrame = Callable[[bytes, float], bytes | None]
"""Sends one frame, waits up to that many seconds, and returns the badge's frame or None."""

_RATS = bytes.fromhex("E080")  # frames of up to 256 bytes to us, no CID
_ACTIVATION_S = 0.1
_FRAME_SIZES = (16, 24, 32, 40, 48, 64, 96, 128, 256)
_LONGEST_FRAME = 128  # what every reader of the family passes on
_LONGEST_WAIT_S = 1.0
_LONGEST_MESSAGE = 4096
_REPEATS = 2
_MOST_BLOCKS = 200
_SLOWEST_WAIT = 14


class IsoDep:
    """One activated badge. A badge that breaks the protocol counts as gone: it is the badge's fault."""

    def __init__(self, exchange: ExchangeFrame) -> None:
        self._exchange = exchange
        self._number = 0
        self._frame = _FRAME_SIZES[2]
        self._wait_s = wait_of(4)

    def activate(self) -> bool:
        """Return whether the badge, freshly sensed, answers as a Type 4 badge does."""
        answer = self._exchange(_RATS, _ACTIVATION_S)
        if not answer or not 1 <= answer[0] <= len(answer):
            return False
        answer = answer[: answer[0]]
        if len(answer) > 1:
            self._frame = min(_FRAME_SIZES[min(answer[1] & 0x0F, 8)], _LONGEST_FRAME)
            # TB(1) follows TA(1), each only if T0 says so
            at = 2 + bool(answer[1] & 0x10)
            if answer[1] & 0x20 and len(answer) > at:
                self._wait_s = wait_of(answer[at] >> 4)
        return True

    def transceive(self, message: bytes) -> bytes | None:
        """Return the badge's answer to `message`, or None: it left, or does not keep to the protocol."""
        room = self._frame - 3  # the block's head and the two bytes of its checksum
        pieces = [message[at : at + room] for at in range(0, len(message), room)] or [b""]
        for piece in pieces[:-1]:
            block = self._ask(bytes([0x12 | self._number]) + piece)
            if block is None or block[0] != 0xA2 | self._number:
                return None
            self._number ^= 1
        return self._collect(self._ask(bytes([0x02 | self._number]) + pieces[-1]))

    def _collect(self, block: bytes | None) -> bytes | None:
        """Return what the badge says in one block or in a chain of them."""
        answer = b""
        while block is not None and block[0] & 0xEF == 0x02 | self._number:
            self._number ^= 1
            answer += block[1:]
            if not block[0] & 0x10:
                return answer
            if len(answer) > _LONGEST_MESSAGE or len(block) == 1:
                return None
            block = self._ask(bytes([0xA2 | self._number]))
        return None

    def _ask(self, block: bytes) -> bytes | None:
        """Return the badge's block, having waited longer if it asked for that, and asked again if silent."""
        sent, wait_s, repeats = block, self._wait_s, 0
        for _ in range(_MOST_BLOCKS):
            answer = self._exchange(sent, wait_s)
            if not answer:
                repeats += 1
                if repeats > _REPEATS:
                    return None
                # R(NAK) asks for the last block again; while the badge chains, R(ACK) does
                sent, wait_s = (
                    (block if block[0] & 0xF6 == 0xA2 else bytes([0xB2 | self._number])),
                    self._wait_s,
                )
            elif answer[0] == 0xF2 and len(answer) == 2 and answer[1] & 0x3F:
                sent = bytes([0xF2, answer[1] & 0x3F])
                wait_s = min(self._wait_s * (answer[1] & 0x3F), _LONGEST_WAIT_S)
            elif answer[0] == 0xA2 | self._number ^ 1:
                sent, wait_s = block, self._wait_s  # it never saw our block
            else:
                return answer
        return None


def wait_of(code: int) -> float:
    """Return the seconds that a badge with frame waiting time `code` may take."""
    return min(4096 / 13.56e6 * 2.0 ** min(code, _SLOWEST_WAIT) + 0.005, _LONGEST_WAIT_S)
