"""A simulated PN532 on its serial line: sleeps, wakes, acknowledges, and finds the badges laid on it.

Source: NXP UM0701-02, 7.2 (miscellaneous commands) and 7.3 (RF communication commands).
"""

from __future__ import annotations

import os
import termios
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.pn532.card import Answering, Card
from drivers.pn532.codec import ACK, SYNTAX_ERROR, Frame, Kind, Parser, crc_a, response

_FIRMWARE = bytes.fromhex("32010607")
_SPEEDS = (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000)
_TIMED_OUT = b"\x01"
_COMMUNICATE = 0x42
_RX_MODE, _FIFO, _CRC_CHECKED, _REQA = 0x6303, 0x6339, 0x80, 0x26
_EDGES_TO_WAKE = 5
_MOST_BADGES = 2


class Pn532Sim:
    """The chip and its antenna. Badges come and go from any thread; the wire feeds it from its own."""

    mute: bool = False
    """The chip hears and never answers."""
    acks_only: bool = False
    """The chip acknowledges and then never answers."""
    syntax_errors: bool = False
    """The chip answers every command with an error frame."""
    forgets_ack: bool = False
    """The chip answers without acknowledging first."""
    silent_to_badges: bool = False
    """The chip answers until it is asked to talk to a badge; then it only acknowledges."""
    unreadable: bool = False
    """Something answers in the field, and its uid can't be read (two cards that jam each other)."""

    def __init__(self, line_speed: Callable[[], int] | None = None) -> None:
        """`line_speed` tells how fast the host's port runs, in baud; without it every speed is understood."""
        self.asleep = True
        self.speed = _SPEEDS[4]
        self._line_speed = line_speed
        self._next_speed: int | None = None
        self._edges = 0
        self._parser = Parser()
        self._last = b""
        self._lock = threading.Lock()
        self._cards: list[Answering] = []
        self._tearing = False
        self._selected: Answering | None = None
        self._registers: dict[int, int] = {}
        self._answers: dict[int, Callable[[bytes], bytes | None]] = {
            0x00: self._diagnose,
            0x02: lambda _: _FIRMWARE,
            0x06: self._read_registers,
            0x08: self._write_registers,
            0x10: self._set_speed,
            0x12: lambda _: b"",
            0x14: lambda _: b"",
            0x16: self._power_down,
            0x32: self._configure_field,
            _COMMUNICATE: self._communicate,
            0x4A: self._list_targets,
        }

    @property
    def skipped_bytes(self) -> int:
        """How many received bytes belonged to no frame."""
        return self._parser.skipped

    def lay(self, uid: bytes, kind: str = "ntag") -> None:
        """Put a badge into the field, beside any that is there."""
        self.lay_card(Card(uid, kind))

    def lay_card(self, card: Answering) -> None:
        """Put a badge of any make into the field, beside any that is there."""
        with self._lock:
            self._cards.append(card)
            self._tearing = False

    def lift(self) -> None:
        """Take every badge out of the field."""
        with self._lock:
            self._cards.clear()
            self._selected = None

    def tear_mid_read(self) -> None:
        """The badge will leave right after it is next found, before anything more is asked of it."""
        with self._lock:
            self._tearing = True

    def unplugged(self) -> None:
        """The cable carries the power: the chip starts again asleep, at its first speed."""
        self._parser.forget()
        self._sleep()
        self.speed, self._next_speed = _SPEEDS[4], None
        self._last = b""

    def feed(self, received: bytes) -> bytes:
        """Return what the chip sends back upon `received`."""
        if not self._understands():
            return b""
        frames = self._parser.feed(self._awakened_by(received))
        answer = b"".join(self._react(frame) for frame in frames)
        return b"" if self.mute else answer

    def _understands(self) -> bool:
        speed = self.speed if self._line_speed is None else self._line_speed()
        if speed == self._next_speed:
            # closing a pty can swallow the ACK that a UART would still have sent: the new speed says the same
            self.speed, self._next_speed = speed, None
        return speed == self.speed

    def _awakened_by(self, received: bytes) -> bytes:
        """Return what is left of `received` once the chip listens: it takes five rising edges to wake."""
        for count, octet in enumerate(received):
            if not self.asleep:
                return received[count:]
            on_the_wire = "0" + f"{octet:08b}"[::-1] + "1"  # start bit, lowest bit first, stop bit
            self._edges += on_the_wire.count("01")
            self.asleep = self._edges < _EDGES_TO_WAKE
        return b""

    def _sleep(self) -> None:
        self.asleep, self._edges, self._selected = True, 0, None

    def _react(self, frame: Frame) -> bytes:
        if frame.kind is Kind.ACK and self._next_speed is not None:
            self.speed, self._next_speed = self._next_speed, None
        if frame.kind is Kind.NACK:
            return self._last
        if frame.kind is not Kind.COMMAND:
            return b""
        ack = b"" if self.forgets_ack else ACK
        if self.acks_only or (self.silent_to_badges and frame.code == _COMMUNICATE):
            return ack
        answer = self._answers.get(frame.code)
        body = None if answer is None or self.syntax_errors else answer(frame.body)
        self._last = SYNTAX_ERROR if body is None else response(frame.code, body)
        return ack + self._last

    def _diagnose(self, body: bytes) -> bytes | None:
        if not body:
            return None
        return body if body[0] == 0 else b"\x00"  # 0 tests the line: the host wants its own bytes back

    def _read_registers(self, body: bytes) -> bytes:
        addresses = [body[i] << 8 | body[i + 1] for i in range(0, len(body) - 1, 2)]
        return bytes(self._registers.get(address, 0) for address in addresses)

    def _write_registers(self, body: bytes) -> bytes:
        for i in range(0, len(body) - 2, 3):
            self._registers[body[i] << 8 | body[i + 1]] = body[i + 2]
        return b""

    def _set_speed(self, body: bytes) -> bytes | None:
        if len(body) != 1 or body[0] >= len(_SPEEDS):
            return None
        self._next_speed = _SPEEDS[body[0]]  # in force once the host has acknowledged
        return b""

    def _power_down(self, _body: bytes) -> bytes:
        self._sleep()
        return b"\x00"

    def _configure_field(self, body: bytes) -> bytes:
        if body[:1] == b"\x01" and len(body) > 1 and not body[1] & 1:
            self._selected = None  # without a field no card stays selected
        return b""

    def _list_targets(self, body: bytes) -> bytes | None:
        if len(body) < 2 or not 1 <= body[0] <= _MOST_BADGES:
            return None
        with self._lock:
            found = [] if self.unreadable or body[1] != 0 else self._anticollision()[: body[0]]
            self._selected = found[0] if found else None
            if found and self._tearing:
                self._cards.clear()
                self._selected, self._tearing = None, False
        self._registers[_RX_MODE] = _CRC_CHECKED
        self._registers[_FIFO] = found[0].sak if found else 0x00 if self.unreadable else _REQA
        return bytes([len(found)]) + b"".join(_listed(number, card) for number, card in enumerate(found, 1))

    def _anticollision(self) -> list[Answering]:
        # a reader goes on with 1 where bits collide, lowest bit first: always the same card comes first
        return sorted(
            self._cards, key=lambda card: [f"{octet:08b}"[::-1] for octet in card.uid], reverse=True
        )

    def _communicate(self, body: bytes) -> bytes:
        with self._lock:
            card = self._selected
        answer = None if card is None else card.answer(body)
        if answer is None:
            return _TIMED_OUT
        checked = self._registers.get(_RX_MODE, 0) & _CRC_CHECKED
        return b"\x00" + answer + (b"" if checked else crc_a(answer))


def _listed(number: int, card: Answering) -> bytes:
    return bytes([number, card.atqa >> 8, card.atqa & 0xFF, card.sak, len(card.uid)]) + card.uid


def speed_of(port: Path) -> Callable[[], int]:
    """Return a function that tells the speed, in baud, at which the host runs `port` now."""

    def line_speed() -> int:
        line = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            coded: int = termios.tcgetattr(line)[5]
        finally:
            os.close(line)
        return next((speed for speed in _SPEEDS if getattr(termios, f"B{speed}", None) == coded), 0)

    return line_speed
