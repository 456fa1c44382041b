"""Modbus relays against pymodbus' own serial server: a board that nobody here wrote."""

from __future__ import annotations

import asyncio
import os
import select
import struct
import threading
import tty
from collections.abc import Callable, Collection, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymodbus.pdu import ModbusPDU
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

from drivers.link import SerialLink
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.driver import BAUD, ModbusRelays
from drivers.trouble import NoReply
from tests.wire.plain_door import PlainDoor
from tests.wire.waiting import until

COILS, INPUTS = 5, 2  # function codes by which the server's memory is addressed


@contextmanager
def null_modem() -> Iterator[tuple[str, str]]:
    """Yield the two ends of a serial cable, as paths of ptys."""
    pairs = [os.openpty() for _ in range(2)]
    for _, device in pairs:
        tty.setraw(device)
    controllers = [controller for controller, _ in pairs]
    stopping = threading.Event()

    def carry() -> None:
        while not stopping.is_set():
            for end in select.select(controllers, [], [], 0.02)[0]:
                os.write(controllers[1 - controllers.index(end)], os.read(end, 4096))

    carrier = threading.Thread(target=carry, daemon=True)
    carrier.start()
    try:
        yield os.ttyname(pairs[0][1]), os.ttyname(pairs[1][1])
    finally:
        stopping.set()
        carrier.join()
        for descriptor in (descriptor for pair in pairs for descriptor in pair):
            os.close(descriptor)


class RelayBoard:
    """A relay board "(D)" upon pymodbus' server: address 1, eight coils, eight inputs, a door at each."""

    def __init__(self) -> None:
        self.doors = [PlainDoor() for _ in range(8)]
        self.coils_seen_on: list[int] = []
        self._server: Any = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self, path: str) -> None:
        """Serve at `path`; coil 4 has been left on."""
        self._wait(self._start(path))

    def coils(self) -> list[bool]:
        """Return what the server's memory holds."""
        return list(self._wait(self._server.context.async_getValues(1, COILS, 0, 8)))

    def leave_on(self, channel: int) -> None:
        """Switch a coil on by no command of the line."""
        self._wait(self._server.context.async_setValues(1, COILS, channel, [True]))

    def stop(self) -> None:
        """Power off."""
        self._wait(self._server.shutdown())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=5)

    async def _start(self, path: str) -> None:
        def bits(values: list[bool]) -> list[SimData]:
            return [SimData(address=0, values=values, datatype=DataType.BITS)]

        words = [SimData(address=0, values=0, datatype=DataType.REGISTERS)]
        coils = bits([at == 3 for at in range(16)])
        memory = (coils, bits([True] * 8 + [False] * 8), words, words)
        self._server = ModbusSerialServer(
            [SimDevice(id=1, simdata=memory)],
            port=path,
            baudrate=BAUD,
            trace_packet=only_own_frames,
            custom_pdu=[relay_write(self)],
        )
        await self._server.serve_forever(background=True)

    async def flash(self, context: Any, channel: int, pulse_ms: int) -> None:
        """Do what the board's firmware does: coil on, door released, coil off after the time."""
        self.doors[channel].fire(pulse_ms)
        self.coils_seen_on.append(channel)
        await context.async_setValues(1, INPUTS, channel, [self.doors[channel].shut])
        await context.async_setValues(1, COILS, channel, [True])
        off = context.async_setValues
        self._loop.call_later(
            pulse_ms / 1000, lambda: self._loop.create_task(off(1, COILS, channel, [False]))
        )


def only_own_frames(sending: bool, packet: bytes) -> bytes:
    """Keep the server from answering in the name of boards that it is not."""
    return b"" if sending and packet[:1] != b"\x01" else packet


def relay_write(board: RelayBoard) -> type[ModbusPDU]:
    """Return function 05 as relay boards understand it: addresses from 0200 on flash."""

    class RelayWrite(ModbusPDU):
        function_code = 5
        rtu_frame_size = 8
        value = 0

        def encode(self) -> bytes:
            return struct.pack(">HH", self.address, self.value)

        def decode(self, data: bytes) -> None:
            self.address, self.value = struct.unpack(">HH", data[:4])

        async def datastore_update(self, context: Any, device_id: int) -> ModbusPDU:
            if self.address >= 0x0200:
                await board.flash(context, self.address - 0x0200, self.value * 100)
            else:
                await context.async_setValues(device_id, COILS, self.address, [self.value == 0xFF00])
            return self

    return RelayWrite


@pytest.fixture
def cable() -> Iterator[tuple[RelayBoard, Callable[..., ModbusRelays]]]:
    """Yield a foreign board and a function that opens a driver at the other end of its cable."""
    with null_modem() as (here, there):
        board = RelayBoard()
        board.start(there)
        lines: list[ModbusRelays] = []

        def line(boards: dict[int, RelayWiring], lights: Collection[tuple[int, int]] = ()) -> ModbusRelays:
            link = SerialLink(here, BAUD)
            lines.append(ModbusRelays(link, name="relays", boards=boards, pulse_ms=200, lights=lights))
            return lines[-1]

        yield board, line
        for each in lines:
            each.close()
        board.stop()


Cable = tuple[RelayBoard, Callable[..., ModbusRelays]]


def test_a_foreign_board_is_switched_off_read_and_pulsed(cable: Cable) -> None:
    board, open_line = cable
    assert board.coils()[3] is True
    line = open_line({1: RelayWiring(inputs=True)})
    assert board.coils() == [False] * 8
    assert line.status(1).shut == (True,) * 8
    line.unlock(1, 5)
    assert board.doors[4].fired_ms == [200]
    assert board.coils()[4] is True
    assert line.status(1).shut == (*(True,) * 4, False, *(True,) * 3)
    assert until(lambda: board.coils() == [False] * 8)
    assert board.coils_seen_on == [4]
    assert (line.skipped_bytes, line.foreign_replies, line.echoes) == (0, 0, False)


def test_a_foreign_board_used_without_its_inputs_tells_of_no_door(cable: Cable) -> None:
    board, open_line = cable
    line = open_line({1: RelayWiring(inputs=False)})
    line.unlock(1, 8)
    assert board.doors[7].fired_ms == [200]
    assert line.status(1).shut == (None,) * 8


def test_a_board_that_is_not_on_the_foreign_line_is_no_reply(cable: Cable) -> None:
    _, open_line = cable
    line = open_line({1: RelayWiring(inputs=True), 2: RelayWiring(inputs=True)})
    with pytest.raises(NoReply, match="board 2"):
        line.status(2)
    assert line.status(1).shut == (True,) * 8


def test_a_coil_that_a_foreign_board_leaves_on_is_switched_off_again(cable: Cable) -> None:
    board, open_line = cable
    line = open_line({1: RelayWiring(inputs=False)})
    board.leave_on(6)
    line.status(1)
    assert line.burning == {(1, 7)}
    assert board.coils() == [False] * 8
    line.status(1)
    assert line.burning == frozenset()


def test_a_light_on_a_foreign_board_shines_through_looks_and_pulses_and_is_dark_at_the_end(
    cable: Cable,
) -> None:
    board, open_line = cable
    line = open_line({1: RelayWiring(inputs=False)}, {(1, 7)})
    line.light(1, 7, True)
    line.unlock(1, 2)
    until(lambda: board.coils() == [at == 6 for at in range(8)])
    line.status(1)
    line.status(1)
    assert line.burning == frozenset()
    assert board.coils()[6] is True
    with pytest.raises(ValueError, match="feeds no light"):
        line.light(1, 2, True)
    with pytest.raises(ValueError, match="feeds a light"):
        line.unlock(1, 7)
    assert board.coils_seen_on == [1]
    line.close()
    assert board.coils() == [False] * 8
