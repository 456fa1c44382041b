"""One line of lock boards under the installer's eye: surveyed when it is opened, then read bit by bit as it is sent.

The drivers are those of the kiosk. They are only told to apply no polarity and no order of bytes: what those are is
to be learned.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.doors import BoardStatus, LockLine
from drivers.echo import echoes
from drivers.kerong_cu16 import driver as kerong
from drivers.link import SerialLink
from drivers.loop import Condition, DeviceLoop, Health
from drivers.modbus_relays import driver as modbus
from drivers.trouble import DeviceTrouble, LinkLost, NoReply
from drivers.wkly import driver as wkly
from drivers.xor_board import driver as xor
from kiosk.assembly.lines import lock_line
from kiosk.assembly.paths import at
from kiosk.commissioning.ports import LineFacts
from kiosk.commissioning.survey import who_answers, whose_boards
from kiosk.commissioning.thought import BoardKey
from kiosk.ports.devices import Unavailable
from kiosk.settings import Line, Wire

BAUDS = (9600, 19_200, 38_400, 57_600, 115_200)
OWN_BAUD = {"kerong-cu16": kerong.BAUD, "xor-8a": xor.BAUD, "wkly": wkly.BAUD, "modbus-relays": modbus.BAUD}
USUAL = {"kerong-cu16": range(15), "xor-8a": range(1, 9), "wkly": range(9)}
"""Addresses at which strangers are looked for. Not on Modbus, where a stranger may be no lock board at all."""
XOR_BITS = 56
MUTE_AFTER = 3


class LineWatch:
    """One line on its own thread: facts about it, the newest levels, and its latches."""

    def __init__(
        self, line: Line, root: Path, on_change: Callable[[], None], *, others: Sequence[Line] = ()
    ) -> None:
        """`on_change` is called on the line's thread when something that it shows has changed.

        `others`: the site's other lines, whose boards may have come to this one's port.
        """
        self._line, self._root, self._on_change = line, root, on_change
        self._others = tuple(other for other in others if other.name != line.name and other.family != "gpio")
        self._lock = threading.Lock()
        self._seen: dict[BoardKey, tuple[bool | None, ...]] = {}
        self._levels: dict[BoardKey, tuple[bool | None, ...]] = {}
        self._present: dict[Wire, bool | None] = {}
        self._misses = dict.fromkeys((board.address for board in line.boards), 0)
        self._facts = LineFacts(line.name, line.family, line.device, trouble="not looked yet")
        self._survey_due = True
        self.loop: DeviceLoop[Any] = DeviceLoop(
            line.name,
            self._open,
            self._make_round,
            every_s=0.05 if line.family == "gpio" else 0.08,
            on_health=self._health,
        )

    @property
    def facts(self) -> LineFacts:
        """What is known of the line now."""
        with self._lock:
            return self._facts

    def levels(self) -> dict[BoardKey, tuple[bool | None, ...]]:
        """Return every board's bits as they were sent twice in a row; a mute board is missing."""
        with self._lock:
            return dict(self._levels)

    def present(self) -> dict[Wire, bool | None]:
        """Return the presence sensors by the wire of the latch beside them."""
        with self._lock:
            return dict(self._present)

    def fire(self, wire: Wire) -> None:
        """Fire one latch once.

        Raises:
            Unavailable: the line is down, or did not take the command.
        """
        began = threading.Event()
        kind = "gpio" if self._line.family == "gpio" else "locks"

        def unlock(line: LockLine) -> None:
            began.set()
            line.unlock(wire[1], wire[2])

        try:
            self.loop.call(unlock, within_s=2.0)
        except DeviceTrouble as trouble:
            raise Unavailable(self._line.name, kind, str(trouble), begun=began.is_set()) from trouble

    def look_again(self) -> None:
        """Have the line opened and surveyed anew."""
        self._survey_due = True

        def drop(_line: LockLine) -> None:
            raise LinkLost(self._line.name, "opened again")

        self.loop.submit(drop)

    # ---- on the line's own thread ----------------------------------------------------------------------

    def _open(self) -> LockLine:
        echo, baud, speaks = None, None, ""
        if self._line.family != "gpio":
            echo = self._hears_itself()
            if not self._answers_at(self._own_baud, tries=2):
                baud = self._other_baud()
                speaks = "" if baud else whose_boards(self._line, self._root, self._others)
        as_sent = raw(self._line).model_copy(update={"baud": baud or self._line.baud})
        strangers = self._strangers(as_sent) if self._survey_due else self.facts.strangers
        driver = lock_line(as_sent, self._root)
        self._survey_due = False
        self._update(echoes=echo, baud=baud, strangers=strangers, speaks=speaks)
        return driver

    @property
    def _own_baud(self) -> int:
        return self._line.baud or OWN_BAUD[self._line.family]

    def _hears_itself(self) -> bool:
        link = SerialLink(at(self._root, self._line.device), self._own_baud)
        try:
            return echoes(link, self._line.family, list(self._misses))
        finally:
            link.close()

    def _answers_at(self, baud: int, *, tries: int = 1) -> bool:
        line = self._line.model_copy(update={"baud": baud})
        return any(who_answers(line, self._root, list(self._misses)) for _ in range(tries))

    def _other_baud(self) -> int | None:
        """Return the rate at which a board of the settings answers while it is mute at the settings' own.

        A board that is late once is no board of another rate: the own rate is asked again after each that seems to do.
        """
        for baud in BAUDS:
            if baud != self._own_baud and self._answers_at(baud):
                return None if self._answers_at(self._own_baud, tries=3) else baud
        return None

    def _strangers(self, line: Line) -> tuple[int, ...]:
        """Return the addresses that answer and stand in no settings."""
        others = [address for address in USUAL.get(line.family, ()) if address not in self._misses]
        return tuple(who_answers(line, self._root, others)) if others else ()

    def _make_round(self, line: LockLine) -> str:
        for address in self._misses:
            try:
                self._saw(address, line.status(address))
            except LinkLost:
                raise
            except DeviceTrouble:
                self._missed(address)
        mute = [address for address, misses in self._misses.items() if misses >= MUTE_AFTER]
        known = self.levels()  # read twice: from then on its doors can be told
        answering = tuple(
            at for at, misses in self._misses.items() if not misses and (self._line.name, at) in known
        )
        if answering or mute:
            self._update(answering=answering, mute=tuple(mute), trouble="")
        if len(mute) == len(self._misses):
            raise NoReply(self._line.name, "no board answers")
        return ""

    def _saw(self, address: int, status: BoardStatus) -> None:
        key = (self._line.name, address)
        bits = tuple(status.shut)
        with self._lock:
            self._misses[address] = 0
            before = self._seen.get(key)
            self._seen[key] = bits
            steady = _steady(before or (), bits)
            changed = before is not None and self._levels.get(key) != steady
            if before is not None:  # one look alone proves nothing
                self._levels[key] = steady
            for index, present in enumerate(status.present):
                self._present[(self._line.name, address, index + 1)] = present
        if changed:
            self._on_change()

    def _missed(self, address: int) -> None:
        with self._lock:
            self._misses[address] += 1
            if self._misses[address] >= MUTE_AFTER:
                self._seen.pop((self._line.name, address), None)
                self._levels.pop((self._line.name, address), None)

    def _health(self, health: Health) -> None:
        if health.condition is Condition.DOWN:
            with self._lock:
                self._levels.clear()
                self._seen.clear()
                self._present.clear()
            mute = (
                tuple(self._misses) if self.facts.mute and len(self.facts.mute) == len(self._misses) else ()
            )
            self._update(trouble=health.detail, answering=(), mute=mute)

    def _update(self, **changes: object) -> None:
        with self._lock:
            before = self._facts
            self._facts = replace(before, **changes)  # type: ignore[arg-type]
            changed = self._facts != before
        if changed:
            self._on_change()


def raw(line: Line) -> Line:
    """Return a line whose driver tells each bit as it is sent, True for 1."""
    as_sent: dict[str, object] = {"shut_bit": 1, "shut_level": 1, "first_status_byte": "low"}
    if line.family == "xor-8a":
        as_sent["channels"] = XOR_BITS
    return line.model_copy(update={"boards": tuple(b.model_copy(update=as_sent) for b in line.boards)})


def _steady(before: tuple[bool | None, ...], now: tuple[bool | None, ...]) -> tuple[bool | None, ...]:
    """Return what shows twice in a row; a bit that has just changed is not known yet."""
    return tuple(
        bit if index < len(before) and before[index] == bit else None for index, bit in enumerate(now)
    )
