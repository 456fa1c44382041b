"""Simulated Modbus relay boards: the bytes of the real ones, doors of the simulated world at their wires."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from drivers.modbus_relays.codec import (
    ALL_COILS,
    CHANNELS,
    OFF,
    ON,
    Frame,
    Function,
    RelayWiring,
    RequestFinder,
    bits_answer,
    flash_of,
    refusal,
    sealed,
)
from drivers.sim.hardware import DoorHardware

_NO_FUNCTION, _NO_ADDRESS, _FAILURE = 1, 2, 4
_CHANNELS = range(1, CHANNELS + 1)


class ModbusRelaySim:
    """Boards on one line: address -> channel (1-8) -> its door. Faults are plain attributes."""

    silent_boards: set[int]
    """These boards neither act nor answer, as without power."""
    answers_as: dict[int, int]
    """A board asked -> the address that it puts in its answers instead."""
    refusing: set[tuple[int, int]]
    """(board, channel) whose pulse is answered with exception 04 and not begun."""
    mute_unlocks: bool
    """Latches fire and nothing is answered."""
    never_lets_go: set[tuple[int, int]]
    """(board, channel) whose timer does not end the pulse; "off" still does."""
    welded: set[tuple[int, int]]
    """(board, channel) that, once on, nothing switches off."""
    held_on: int
    """How many times a relay was switched on without an end: by Loge, only the light's."""

    def __init__(
        self,
        boards: Mapping[int, Mapping[int, DoorHardware]],
        wiring: Mapping[int, RelayWiring],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._boards, self._wiring, self._clock = boards, wiring, clock
        self._finder = RequestFinder()
        self._on_until_s: dict[tuple[int, int], float] = {}
        self.silent_boards = set()
        self.answers_as = {}
        self.refusing = set()
        self.mute_unlocks = False
        self.never_lets_go = set()
        self.welded = set()
        self.held_on = 0

    def feed(self, received: bytes) -> bytes:
        """Return what the boards send back upon `received`."""
        return b"".join(self._answer(request) for request in self._finder.feed(received))

    def unplugged(self) -> None:
        """Forget half-received frames; pulses go on to their end."""
        self._finder.reset()

    def coils_on(self) -> set[tuple[int, int]]:
        """Return (board, channel) of the coils that are on now."""
        return {coil for coil, until_s in self._on_until_s.items() if self._clock() < until_s}

    def hold(self, board: int, channel: int) -> None:
        """Switch one coil on without an end, as a kiosk of another make may have left it."""
        self._on_until_s[board, channel] = math.inf

    def _answer(self, request: Frame) -> bytes:
        board, function = request.address, request.function
        if board not in self._boards or board in self.silent_boards:
            return b""
        address = self.answers_as.get(board, board)
        if function == Function.READ_COILS:
            on = self.coils_on()
            return bits_answer(
                address, Function.READ_COILS, [(board, channel) in on for channel in _CHANNELS]
            )
        if function == Function.READ_INPUTS:
            return self._inputs(board, address)
        if function == Function.WRITE_COILS:
            for at, channel in enumerate(_CHANNELS):
                self._switch(board, channel, on=bool(request.payload[5] >> at & 1))
            return sealed(Frame(address, function, request.payload[:4]))
        if code := self._write(board, request.payload):
            return refusal(address, function, code)
        flashed = flash_of(request.payload) is not None
        return b"" if flashed and self.mute_unlocks else sealed(Frame(address, function, request.payload))

    def _inputs(self, board: int, address: int) -> bytes:
        wiring, doors = self._wiring[board], self._boards[board]
        if not wiring.inputs:
            return refusal(address, Function.READ_INPUTS, _NO_FUNCTION)
        shut = [channel in doors and doors[channel].switch_shut() for channel in _CHANNELS]
        return bits_answer(address, Function.READ_INPUTS, [is_shut == wiring.shut_level for is_shut in shut])

    def _write(self, board: int, payload: bytes) -> int:
        """Act upon a `WRITE_COIL`; return the exception code, 0 when done."""
        if flash := flash_of(payload):
            return self._flash(board, *flash)
        address, value = int.from_bytes(payload[:2]), int.from_bytes(payload[2:])
        if address not in (*range(CHANNELS), ALL_COILS) or value not in (ON, OFF):
            return _NO_ADDRESS
        for channel in _CHANNELS if address == ALL_COILS else [address + 1]:
            self._switch(board, channel, on=value == ON)
        return 0

    def _flash(self, board: int, channel: int, pulse_ms: int) -> int:
        if (board, channel) in self.refusing:
            return _FAILURE
        endless = (board, channel) in self.never_lets_go | self.welded
        self._on_until_s[board, channel] = math.inf if endless else self._clock() + pulse_ms / 1000
        if channel in self._boards[board]:
            self._boards[board][channel].fire(pulse_ms)
        return 0

    def _switch(self, board: int, channel: int, *, on: bool) -> None:
        if not on:
            if (board, channel) not in self.welded:
                self._on_until_s.pop((board, channel), None)
                if channel in self._boards[board]:
                    self._boards[board][channel].hold(False)
            return
        self.held_on += 1
        self.hold(board, channel)
        if channel in self._boards[board]:
            self._boards[board][channel].hold(True)
