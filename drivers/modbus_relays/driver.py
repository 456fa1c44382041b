"""Modbus RTU relay boards on one RS-485 line: pulses that the board itself ends, switches where it has inputs."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import TypeVar

from minimalmodbus import Instrument, ModbusException, NoResponseError

from drivers.doors import BoardStatus, NamedLights
from drivers.link import Link
from drivers.modbus_relays.codec import ADDRESSES, CHANNELS, Function, RelayWiring, flash_payload
from drivers.modbus_relays.port import AnswerPort
from drivers.trouble import BadReply, LinkLost, NoReply

BAUD = 9600
PULSE_MS = 500
COIL_REST_S = 1.0
"""Least time from the end of a pulse to the next of the same coil."""
_MUTE_AFTER = 2
_OFF_WITHIN_S = 0.3  # a board's tenths of a second are not exact

T = TypeVar("T")


class ModbusRelays:
    """A `LockLine` with `Lights` of 8-channel relay boards, addresses 1-247.

    Every coil of a board is switched off before anything else is asked of it. A board without inputs has no
    switches: its doors read None (unknown), and its status proves only that it answers.
    """

    skipped_bytes: int
    foreign_replies: int
    """Whole frames that answered no question of ours; never believed."""
    burning: frozenset[tuple[int, int]]
    """(board, channel) of coils that were found on after their pulse; each status switches them off again."""

    def __init__(
        self,
        link: Link,
        *,
        name: str,
        boards: Mapping[int, RelayWiring],
        baud: int = BAUD,
        pulse_ms: int = PULSE_MS,
        rest_s: float = COIL_REST_S,
        lights: Collection[tuple[int, int]] = (),
    ) -> None:
        """Switch every coil off; a board that does not answer now is switched off when it first does.

        `lights` names (board, output) of each relay that feeds an indicator light and no latch.

        Raises:
            LinkLost: the line is gone; `link` is closed.
            ValueError: an address outside 1-247, a pulse that is not 100, 200 ... 1000 ms, or a light on no relay.
        """
        flash_payload(1, pulse_ms)
        if wrong := set(boards) - set(ADDRESSES):
            raise ValueError(f"no board {min(wrong)}: boards are 1-247")
        if any(board not in boards or not 1 <= output <= CHANNELS for board, output in lights):
            raise ValueError(f"{name}: lights on {sorted(lights)}: a board has outputs 1-{CHANNELS}")
        self._lights = NamedLights(name, lights)
        self._name, self._boards = name, dict(boards)
        self._pulse_ms, self._rest_s = pulse_ms, rest_s
        self._port = AnswerPort(link, name=name, baud=baud)
        self._instruments = {board: Instrument(self._port, board) for board in boards}
        self._not_yet_off = set(boards)
        self._ends_s: dict[tuple[int, int], float] = {}
        self._unproven: set[tuple[int, int]] = set()
        self.burning = frozenset()
        self.skipped_bytes, self.foreign_replies = 0, 0
        self._switch_off_all()

    @property
    def echoes(self) -> bool | None:
        """Whether the line returns what is sent to it; None while no board has answered."""
        return self._port.echoes

    @property
    def only_echo(self) -> bool:
        """Whether all that came back upon the last question was the question itself."""
        return self._port.only_echo

    def unlock(self, board: int, channel: int) -> None:
        """Have the board fire one latch for its own timed pulse; returns when the board has confirmed.

        One coil at a time on the line, and the same coil rests for a second first: this may take 1.5 s.

        Raises:
            NoReply: no confirmation within 150 ms; the latch may have fired all the same.
            BadReply: the board refused.
            LinkLost: the line is gone.
            ValueError: no such board or channel, or a light is there.
        """
        self._lights.need_none(board, channel)
        if board not in self._boards or not 1 <= channel <= self._boards[board].channels:
            raise ValueError(f"{self._name}: no board {board} channel {channel}")
        self._switch_off_once(board)
        self._wait_for_rest(board, channel)
        self._unproven.add((board, channel))
        payload = flash_payload(channel, self._pulse_ms)
        try:
            self._ask(board, lambda instrument: instrument._perform_command(Function.WRITE_COIL, payload))
        finally:  # also when no answer came: it may have fired
            self._ends_s[board, channel] = time.monotonic() + self._pulse_ms / 1000

    def status(self, board: int) -> BoardStatus:
        """Return what one board's inputs read now; None for every door of a board that has none.

        Raises:
            NoReply: no valid answer of this board within 150 ms.
            BadReply: the board refused, as one without inputs does when asked for them.
            LinkLost: the line is gone.
            KeyError: the board is not among those given.
        """
        wiring = self._boards[board]
        self._switch_off_once(board)
        if not wiring.inputs or any(
            of == board and self._pulse_is_over((of, at)) for of, at in self._unproven
        ):
            self._look_at_coils(board)
        unknown = (None,) * wiring.channels
        if not wiring.inputs:
            return BoardStatus(shut=unknown, present=unknown)
        levels = self._ask(board, lambda instrument: instrument.read_bits(0, CHANNELS, Function.READ_INPUTS))
        shut = tuple(level == wiring.shut_level for level in levels[: wiring.channels])
        return BoardStatus(shut=shut, present=unknown)

    def light(self, board: int, output: int, on: bool) -> None:
        """Switch the relay of a light on or off; returns when the board has confirmed.

        Raises:
            NoReply: no confirmation within 150 ms.
            BadReply: the board refused.
            LinkLost: the line is gone.
            ValueError: no light was named there.

        Source: MODBUS Application Protocol V1.1b3, section 6.5.
        """
        self._lights.need(board, output)
        self._switch_off_once(board)
        self._ask(board, lambda instrument: instrument.write_bit(output - 1, int(on)))

    def close(self) -> None:
        """Switch off every light and release the line; never raises. A pulse that runs is ended by the board."""
        missed = dict.fromkeys(self._not_yet_off, _MUTE_AFTER)  # never answered: nothing was switched on
        for board, output in self._lights.outputs:
            if missed.get(board, 0) >= _MUTE_AFTER:
                continue  # without power: the line is to be open again soon
            try:
                self._switch_off(board, output)
            except LinkLost:
                break
            except NoReply:
                missed[board] = missed.get(board, 0) + 1
            except BadReply:
                continue
        self._port.close()

    def _switch_off_all(self) -> None:
        try:
            for board in self._boards:
                with suppress(NoReply, BadReply):
                    self._switch_off_once(board)
        except LinkLost:
            self.close()
            raise

    def _switch_off_once(self, board: int) -> None:
        if board in self._not_yet_off:
            self._ask(board, lambda instrument: instrument.write_bits(0, [0] * CHANNELS))
            self._not_yet_off.discard(board)

    def _wait_for_rest(self, board: int, channel: int) -> None:
        own_end_s = self._ends_s.get((board, channel), float("-inf"))
        free_s = max([own_end_s + self._rest_s, *self._ends_s.values()])
        time.sleep(max(0.0, free_s - time.monotonic()))

    def _pulse_is_over(self, coil: tuple[int, int]) -> bool:
        return time.monotonic() > self._ends_s.get(coil, float("-inf")) + _OFF_WITHIN_S

    def _look_at_coils(self, board: int) -> None:
        """Read a board's coils; switch off those that should be."""
        coils = self._ask(board, lambda instrument: instrument.read_bits(0, CHANNELS, Function.READ_COILS))
        lit = self._lights.of(board)
        on = {(board, at) for at, is_on in enumerate(coils, start=1) if is_on and at not in lit}
        over = {coil for coil in self._unproven | on if coil[0] == board and self._pulse_is_over(coil)}
        self._unproven -= over - on
        self._unproven |= over & on  # looked at again in the next round
        self.burning = frozenset(coil for coil in self.burning if coil[0] != board) | (over & on)
        for _, channel in over & on:
            self._switch_off(board, channel)

    def _switch_off(self, board: int, channel: int) -> None:
        self._ask(board, lambda instrument: instrument.write_bit(channel - 1, 0))

    def _ask(self, board: int, exchange: Callable[[Instrument], T]) -> T:
        """Return what one exchange with `board` yields, the library's errors turned into the drivers' own."""
        try:
            return exchange(self._instruments[board])
        except NoResponseError as silence:
            raise NoReply(self._name, f"board {board} gave no answer") from silence
        except ModbusException as answer:
            raise BadReply(self._name, f"board {board}: {answer}") from answer
        finally:
            self.skipped_bytes = self._port.skipped_bytes
            self.foreign_replies = self._port.foreign_replies
