"""Every lock back-end as the conformance kit sees it: how to build it, golden bytes, and what its bytes prove."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial, reduce
from operator import xor as exclusive_or
from pathlib import Path
from typing import Literal

from drivers.gpio_doors import driver as gpio
from drivers.gpio_doors.sim import GpioSim
from drivers.kerong_cu16 import driver as cu16
from drivers.kerong_cu16.sim import KerongCu16Sim
from drivers.link import SerialLink
from drivers.modbus_relays import driver as modbus
from drivers.modbus_relays import port as modbus_port
from drivers.modbus_relays.codec import RelayWiring
from drivers.modbus_relays.sim import ModbusRelaySim
from drivers.sim.hardware import DoorHardware
from drivers.sim.host import PtyHost
from drivers.wkly import driver as wkly
from drivers.wkly.codec import WklyWiring
from drivers.wkly.sim import WklySim
from drivers.xor_board import driver as xor
from drivers.xor_board.codec import XorWiring
from drivers.xor_board.sim import XorBoardSim
from tests.wire.conformance import Golden, KitLamp, Lamps, Rig, Shut, two_boards

Order = Literal["low", "high"]


def windows(stream: bytes, length: int) -> list[bytes]:
    """Return every run of `length` bytes in `stream`."""
    return [stream[at : at + length] for at in range(len(stream) - length + 1)]


def four(bits: int, shut_bit: int) -> Shut:
    """Return the lowest four bits as doors."""
    return tuple((bits >> at & 1) == shut_bit for at in range(4))


def lamps_at(*outputs: int) -> Lamps:
    """Return lights at these outputs of boards 1 and 2."""
    return {(board, output): KitLamp() for board in (1, 2) for output in outputs}


def wired(
    doors: Mapping[int, Mapping[int, DoorHardware]], lamps: Lamps
) -> dict[int, dict[int, DoorHardware]]:
    """Return all that hangs on the boards, by channel."""
    return {
        board: {**channels, **{output: lamp for (of, output), lamp in lamps.items() if of == board}}
        for board, channels in doors.items()
    }


def cu16_rig(folder: Path, *, shut_bit: int) -> Rig:
    """Return CU16 boards whose hook bit `shut_bit` means shut."""
    doors = two_boards()
    sim = KerongCu16Sim(doors)
    sim.closed_is_zero = shut_bit == 0
    host = PtyHost(folder / "ttyUSB0", sim)
    bits = dict.fromkeys(doors, shut_bit)

    def states_in(stream: bytes, board: int) -> set[Shut]:
        return {
            four(frame[3], shut_bit)
            for frame in windows(stream, 9)
            if (frame[0], frame[1] >> 4, frame[2], frame[7]) == (0x02, board, 0x35, 0x03)
            and sum(frame[:8]) % 256 == frame[8]
        }

    answer = "02 10 35 0D 00 00 00 03 57" if shut_bit else "02 10 35 F2 FF 00 00 03 3B"
    return Rig(
        host,
        lambda: cu16.KerongCu16(SerialLink(str(host.path), cu16.BAUD), name="cu16", shut_bits=bits),
        doors,
        [cu16],
        states_in,
        Golden("02 10 30 03 45", answer, "02 10 31 03 46"),
    )


def xor_rig(
    folder: Path, answer: str, *, channels: int, shut_bit: int, first: Order, lights: tuple[int, ...] = ()
) -> Rig:
    """Return 8A/80 boards of one wiring."""
    doors, lamps = two_boards(), lamps_at(*lights)
    wiring = {board: XorWiring(channels, shut_bit, first) for board in doors}
    host = PtyHost(folder / "ttyUSB1", XorBoardSim(wired(doors, lamps), wiring))

    def states_in(stream: bytes, board: int) -> set[Shut]:
        return {
            four(frame[2] if first == "low" else frame[-3], shut_bit)
            for length in range(7, 12)
            for frame in windows(stream, length)
            if (frame[0], frame[1], frame[-2]) == (0x80, board, 0x33) and reduce(exclusive_or, frame) == 0
        }

    return Rig(
        host,
        lambda: xor.XorBoards(SerialLink(str(host.path), xor.BAUD), name="xor", boards=wiring, lights=lamps),
        doors,
        [xor],
        states_in,
        Golden("80 01 00 33 B2", answer, "8A 01 01 11 9B", "8A 01 01 00 8A"),
        lamps=lamps,
        golden_lights=("9A 01 06 11 8C", "9B 01 06 11 8D"),
    )


def wkly_rig(
    folder: Path,
    answer: str,
    confirmation: str,
    *,
    shut_byte: int,
    channels: int = 4,
    lights: tuple[int, ...] = (),
) -> Rig:
    """Return WKLY boards, of four channels unless told otherwise."""
    doors, lamps = two_boards(), lamps_at(*lights)
    wiring = {board: WklyWiring(channels, shut_byte) for board in doors}
    host = PtyHost(folder / "ttyUSB2", WklySim(wired(doors, lamps), wiring))

    def states_in(stream: bytes, board: int) -> set[Shut]:
        return {
            tuple({shut_byte: True, 1 - shut_byte: False}.get(byte) for byte in frame[9:13])
            + (None,) * max(0, 4 - frame[8])
            for length in range(10, 75)
            for frame in windows(stream, length)
            if frame[:4] == b"WKLY"
            and frame[4:8] == bytes([length, board, 0x84, 0])
            and frame[8] == length - 10
            and reduce(exclusive_or, frame) == 0
        }

    return Rig(
        host,
        lambda: wkly.WklyBoards(
            SerialLink(str(host.path), wkly.BAUD), name="wkly", boards=wiring, lights=lamps
        ),
        doors,
        [wkly],
        states_in,
        Golden("57 4B 4C 59 08 01 84 84", answer, "57 4B 4C 59 09 01 82 01 82", confirmation),
        lamps=lamps,
        golden_lights=("57 4B 4C 59 09 01 88 06 8F", "57 4B 4C 59 09 01 89 06 8E"),
    )


def modbus_rig(
    folder: Path,
    question: str,
    answer: str,
    *,
    inputs: bool,
    shut_level: int = 1,
    lights: tuple[int, ...] = (),
) -> Rig:
    """Return Modbus relay boards, with switches or without."""
    doors, lamps = two_boards(), lamps_at(*lights)
    wiring = {board: RelayWiring(inputs, shut_level) for board in doors}
    host = PtyHost(folder / "ttyUSB3", ModbusRelaySim(wired(doors, lamps), wiring))

    def states_in(stream: bytes, board: int) -> set[Shut]:
        head = bytes([board, 0x02 if inputs else 0x01, 1])
        return {
            four(frame[3], shut_level) if inputs else (None,) * 4
            for frame in windows(stream, 6)
            if frame[:3] == head and _crc_remainder(frame) == 0
        }

    def connect() -> modbus.ModbusRelays:
        link = SerialLink(str(host.path), modbus.BAUD)
        return modbus.ModbusRelays(link, name="modbus", boards=wiring, pulse_ms=100, rest_s=0.0, lights=lamps)

    pulse = "01 05 02 00 00 01 0D B2"
    golden = Golden(question, answer, pulse, pulse)
    return Rig(
        host,
        connect,
        doors,
        [modbus_port],
        states_in,
        golden,
        sees_doors=inputs,
        lamps=lamps,
        golden_lights=("01 05 00 06 FF 00 6C 3B", "01 05 00 06 00 00 2D CB"),
    )


def _crc_remainder(frame: bytes) -> int:
    """Return 0 for a frame whose CRC-16 (reflected, X^16 + X^15 + X^2 + 1) holds, by division bit by bit."""
    register = 0xFFFF
    for bit in (byte >> at & 1 for byte in frame for at in range(8)):
        register = register >> 1 ^ 0xA001 * (register & 1 ^ bit)
    return register


def gpio_rig(folder: Path, *, shut_level: int, lights: int = 0) -> Rig:
    """Return two groups of four doors on one simulated chip, and so many lights a group."""
    doors, lamps = two_boards(), lamps_at(*range(1, lights + 1))
    latches: dict[int, DoorHardware] = {}
    switches: dict[int, tuple[DoorHardware, int]] = {}
    boards: dict[int, gpio.GpioWiring] = {}
    pins, light_pins, shining = iter(range(4, 20)), iter(range(20, 28)), {}
    for board, channels in doors.items():
        wiring = gpio.GpioWiring(
            tuple(next(pins) for _ in channels),
            tuple(next(pins) for _ in channels),
            shut_level,
            light_pins=tuple(next(light_pins) for _ in range(lights)),
        )
        shining.update({pin: lamps[board, at] for at, pin in enumerate(wiring.light_pins, start=1)})
        boards[board] = wiring
        latches.update(zip(wiring.latch_pins, channels.values(), strict=True))
        switches.update(
            {pin: (door, shut_level) for pin, door in zip(wiring.switch_pins, channels.values(), strict=True)}
        )
    world = GpioSim(folder / "gpio", latches, switches, lights=shining)

    def states_in(stream: bytes, board: int) -> set[Shut]:
        """A pin tells the last level that came for it, or 1 by its pull-up."""
        told = dict.fromkeys(boards[board].switch_pins, 1)
        for message in _pin_lines(stream):
            if message.get("pin") in told:
                told[message["pin"]] = message["level"]
        return {tuple(level == shut_level for level in told.values())}

    return Rig(
        world,
        lambda: gpio.GpioDoors(f"unix:{world.path}", boards, name="gpio", pulse_ms=60),
        doors,
        [gpio],
        states_in,
        lamps=lamps,
    )


def _pin_lines(stream: bytes) -> list[dict[str, int]]:
    messages = []
    for line in stream.split(b"\n")[:-1]:
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict) and type(message.get("pin")) is int and message.get("level") in (0, 1):
            messages.append(message)
    return messages


SERIAL: dict[str, Callable[[Path], Rig]] = {
    "cu16": partial(cu16_rig, shut_bit=1),
    "cu16, shut is 0": partial(cu16_rig, shut_bit=0),
    "xor, 8 channels": partial(xor_rig, answer="80 01 0D 00 00 33 BF", channels=8, shut_bit=1, first="low"),
    "xor, 12 channels, high first, shut is 0": partial(
        xor_rig, answer="80 01 FF FF F2 33 40", channels=12, shut_bit=0, first="high"
    ),
    "xor, 24 channels, high first": partial(
        xor_rig, answer="80 01 00 00 0D 33 BF", channels=24, shut_bit=1, first="high"
    ),
    "xor, 50 channels, shut is 0": partial(
        xor_rig, answer="80 01 F2 FF FF FF FF FF FF 33 40", channels=50, shut_bit=0, first="low"
    ),
    "wkly": partial(
        wkly_rig,
        answer="57 4B 4C 59 0E 01 84 00 04 01 00 01 01 87",
        confirmation="57 4B 4C 59 0B 01 82 00 01 00 80",
        shut_byte=1,
    ),
    "wkly, shut is 0": partial(
        wkly_rig,
        answer="57 4B 4C 59 0E 01 84 00 04 00 01 00 00 87",
        confirmation="57 4B 4C 59 0B 01 82 00 01 01 81",
        shut_byte=0,
    ),
    "modbus": partial(
        modbus_rig, question="01 02 00 00 00 08 79 CC", answer="01 02 01 0D 60 4D", inputs=True
    ),
    "modbus, shut is 0": partial(
        modbus_rig, question="01 02 00 00 00 08 79 CC", answer="01 02 01 F2 20 0D", inputs=True, shut_level=0
    ),
    "modbus, no inputs": partial(
        modbus_rig, question="01 01 00 00 00 08 3D CC", answer="01 01 01 00 51 88", inputs=False
    ),
}
LIT_SERIAL: dict[str, Callable[[Path], Rig]] = {
    "xor, lights": partial(
        xor_rig, answer="80 01 0D 00 00 33 BF", channels=8, shut_bit=1, first="low", lights=(6, 7)
    ),
    "wkly, lights": partial(
        wkly_rig,
        answer="57 4B 4C 59 12 01 84 00 08 01 00 01 01 00 00 00 00 97",
        confirmation="57 4B 4C 59 0B 01 82 00 01 00 80",
        shut_byte=1,
        channels=8,
        lights=(6, 7),
    ),
    "modbus, lights": partial(
        modbus_rig,
        question="01 02 00 00 00 08 79 CC",
        answer="01 02 01 0D 60 4D",
        inputs=True,
        lights=(7, 8),
    ),
}
"""Boards some of whose outputs feed lights: for all of the kit, and for the lights' own part."""
SERIAL |= LIT_SERIAL
SOCKET: dict[str, Callable[[Path], Rig]] = {
    "gpio, shut is 0": partial(gpio_rig, shut_level=0),
    "gpio, shut is 1": partial(gpio_rig, shut_level=1),
}
LIT_SOCKET: dict[str, Callable[[Path], Rig]] = {
    "gpio, lights": partial(gpio_rig, shut_level=0, lights=2),
}
SOCKET |= LIT_SOCKET
LIT = LIT_SERIAL | LIT_SOCKET
ALL = SERIAL | SOCKET
