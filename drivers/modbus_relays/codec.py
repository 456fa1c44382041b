"""Modbus RTU frames as relay boards use them: answers found in any stream of bytes, and the board's side.

A frame has no beginning mark, so one is sought at every byte: a known function, the only length that fits it,
and a CRC that holds.

Source: MODBUS over Serial Line V1.02, section 2.5.1; MODBUS Application Protocol V1.1b3, section 6; see PROTOCOL.md.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum

CHANNELS = 8
ADDRESSES = range(1, 248)
FLASH_UNIT_MS = 100
ALL_COILS = 0x00FF
ON, OFF = 0xFF00, 0x0000

_FLASH_ON = 0x0200
_REFUSED = 0x80
_SHORT_BYTES, _BITS_BYTES, _REFUSAL_BYTES = 8, 6, 5
_AROUND_COILS_BYTES = 9


class Function(IntEnum):
    """The functions in use; numbers of the standard."""

    READ_COILS = 0x01
    READ_INPUTS = 0x02
    WRITE_COIL = 0x05
    WRITE_COILS = 0x0F


@dataclass(frozen=True)
class RelayWiring:
    """One board as commissioned. `inputs`: it has eight inputs with the door switches ("(D)" boards).

    `shut_level`: what an input reads when its door is shut, 0 or 1. `channels`: doors wired, from channel 1 on.
    """

    inputs: bool
    shut_level: int = 1
    channels: int = CHANNELS

    def __post_init__(self) -> None:
        if not (1 <= self.channels <= CHANNELS and self.shut_level in (0, 1)):
            raise ValueError(f"{self}: channels are 1-{CHANNELS}, shut_level is 0 or 1")


@dataclass(frozen=True)
class Frame:
    """One whole frame, its CRC proven. `payload` is what stands between function and CRC."""

    address: int
    function: int
    payload: bytes

    @property
    def refused(self) -> bool:
        """Whether this answer says that the board would not."""
        return bool(self.function & _REFUSED)


def crc(frame: bytes) -> bytes:
    """Return the two bytes that end `frame`, low one first."""
    remainder = 0xFFFF
    for byte in frame:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0xA001 if remainder & 1 else 0)
    return remainder.to_bytes(2, "little")


def sealed(frame: Frame) -> bytes:
    """Return the bytes of `frame`, CRC included."""
    body = bytes([frame.address, frame.function]) + frame.payload
    return body + crc(body)


def flash_payload(channel: int, pulse_ms: int) -> bytes:
    """Return the payload of a `WRITE_COIL` that the board itself ends after `pulse_ms`, counted in 100 ms.

    Source: makers' sheets of 8-channel relay boards, "flash on", address 0200 + channel.
    """
    if not 1 <= channel <= CHANNELS or pulse_ms % FLASH_UNIT_MS or not 0 < pulse_ms <= 1000:
        raise ValueError(
            f"channel {channel} for {pulse_ms} ms: channels are 1-8, pulses 100, 200 ... 1000 ms"
        )
    return (_FLASH_ON + channel - 1).to_bytes(2) + (pulse_ms // FLASH_UNIT_MS).to_bytes(2)


def flash_of(payload: bytes) -> tuple[int, int] | None:
    """Return the channel and milliseconds that a `WRITE_COIL` flashes, or None for any other write."""
    channel, units = int.from_bytes(payload[:2]) - _FLASH_ON + 1, int.from_bytes(payload[2:])
    return (channel, units * FLASH_UNIT_MS) if 1 <= channel <= CHANNELS else None


def bits_answer(address: int, function: Function, bits: list[bool]) -> bytes:
    """Return the bytes with which a board tells eight coils or inputs, the first one lowest."""
    return sealed(Frame(address, function, bytes([1, sum(bit << at for at, bit in enumerate(bits))])))


def refusal(address: int, function: int, code: int) -> bytes:
    """Return the bytes with which a board says that it would not: 1 function, 2 address, 3 value, 4 failure."""
    return sealed(Frame(address, function | _REFUSED, bytes([code])))


class _Finder(ABC):
    """Collects bytes and skips, one at a time, those that begin no valid frame."""

    skipped_bytes: int
    """How many bytes belonged to no valid frame."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.skipped_bytes = 0

    def feed(self, received: bytes) -> list[Frame]:
        """Return the frames that `received` completes; never raises."""
        self._held += received
        return self._find(silent=False)

    def gap(self) -> list[Frame]:
        """Return the frames that are whole now that no more will come; nothing stays held."""
        return self._find(silent=True)

    def _find(self, *, silent: bool) -> list[Frame]:
        found = []
        while self._held:
            length = self._length()
            if not silent and (length is None or 0 < len(self._held) < length):
                break
            frame = bytes(self._held[: length or 0])
            if length and len(frame) == length and crc(frame[:-2]) == frame[-2:]:
                found.append(Frame(frame[0], frame[1], frame[2:-2]))
                del self._held[:length]
            else:
                self.skipped_bytes += 1
                del self._held[0]
        return found

    def _length(self) -> int | None:
        """Return the length of the frame that begins here, 0 if none does, None if that can't be known yet."""
        if self._held[0] not in ADDRESSES:
            return 0
        return self._fitting_length(self._held[1]) if len(self._held) > 1 else None

    @abstractmethod
    def _fitting_length(self, function: int) -> int | None:
        """Return the only length that such a frame may have here, 0 for none, None if not known yet."""


class AnswerFinder(_Finder):
    """The kiosk's end of the wire: bytes in, answers out. Eight bits are all that is ever asked for."""

    def _fitting_length(self, function: int) -> int | None:
        if function & _REFUSED and function & ~_REFUSED in list(Function):
            return _REFUSAL_BYTES
        if function in (Function.WRITE_COIL, Function.WRITE_COILS):
            return _SHORT_BYTES
        if function not in (Function.READ_COILS, Function.READ_INPUTS):
            return 0
        if len(self._held) < 3:
            return None
        return _BITS_BYTES if self._held[2] == 1 else 0


class RequestFinder(_Finder):
    """The board's end of the wire: bytes in, requests out."""

    def reset(self) -> None:
        """Give up the unfinished frame."""
        self._held.clear()

    def _fitting_length(self, function: int) -> int | None:
        if function in (Function.READ_COILS, Function.READ_INPUTS, Function.WRITE_COIL):
            return _SHORT_BYTES
        if function != Function.WRITE_COILS:
            return 0
        if len(self._held) < _AROUND_COILS_BYTES - 2:
            return None
        return _AROUND_COILS_BYTES + 1 if self._held[6] == 1 else 0
