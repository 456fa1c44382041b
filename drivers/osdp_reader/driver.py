"""A badge reader on RS-485 that speaks OSDP over its secure channel, by libosdp."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any

from drivers.link import Link, SerialLink
from drivers.osdp_reader.codec import DEFAULT_KEY, HIGHEST_ADDRESS, KEY_SIZE, badge_of
from drivers.osdp_reader.line import library, make_line
from drivers.pn532.badge import Badge
from drivers.trouble import BadReply, LinkLost, NoReply

BAUD = 9600
OPENING_S = 3.0
SILENCE_S = 1.0
_STEP_S = 0.01
_AT_ONCE = 512
_TENTHS = 10
_FIRST, _TAMPER = 0, 0


class Light(Enum):
    """Colours that readers have."""

    RED = "Red"
    GREEN = "Green"
    AMBER = "Amber"
    BLUE = "Blue"


class OsdpReader:
    """One reader, one thread, one line. Badges come only while the secure channel stands.

    `read` keeps the conversation alive: call it at least every 5 s (a reader ends its session after 8).
    """

    def __init__(
        self,
        path: str,
        *,
        name: str,
        key: bytes,
        address: int = 0,
        baud: int = BAUD,
        reversed_uid: bool = False,
        opening_s: float = OPENING_S,
        silence_s: float = SILENCE_S,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the reader on `path` and build up the secure channel with its `key` (SCBK, 16 bytes).

        `opening_s`: how long the channel may take; `silence_s`: how long the reader may say nothing.

        Raises:
            ValueError: the key is the one that everybody knows, or not 16 bytes; or there is no such address.
            LinkLost: the port is missing, busy or not a serial port; or libosdp is not installed.
            NoReply: no reader with this address answers.
            BadReply: a reader answers, and has another key.
        """
        _check(key, address)
        self.name = name
        self.tampered = False
        """Whether the reader says that its case is open."""
        self.bad_reads = 0
        """How many badges were told in a way that makes no sense."""
        self._osdp = library(name)
        self._key, self._address, self._reversed_uid = key, address, reversed_uid
        self._opening_s, self._silence_s = opening_s, silence_s
        self._now_s = now_s
        self._events: deque[dict[str, Any]] = deque()
        self._trouble: NoReply | BadReply | None = None
        self._link: Link = SerialLink(path, baud)
        self._begin()
        self._wait_for_channel()

    @property
    def is_secure(self) -> bool:
        """Whether the secure channel stands."""
        return bool(self._panel.ctx.sc_status())

    def read(self, within_s: float) -> Badge | None:
        """Return the next badge held to the reader, or None: none was, `within_s` long.

        A badge is told once each time it is presented. Its uid proves nothing.

        Raises:
            LinkLost: the cable is out.
            NoReply: the reader has been silent for a second, or has not come back since. Each call tries anew.
            BadReply: the reader answers and does not take up the secure channel.
        """
        latest_s = self._now_s() + within_s
        while True:
            self._step()
            while self._events:
                if badge := self._told(self._events.popleft()):
                    return badge
            if self.is_secure:
                self._trouble = None
            if self._now_s() >= latest_s:
                if self._trouble is not None:  # given up, and not yet back: that is no empty look
                    raise type(self._trouble)(self.name, self._trouble.detail, code=self._trouble.code)
                return None

    def show(self, light: Light, for_s: float) -> None:
        """Light the reader for so long (0.1 to 6500 s), then back to what it shows by itself.

        Raises:
            NoReply: the reader can't be told now.
        """
        colour = getattr(self._osdp.CommandLEDColor, light.value)
        shown = {"control_code": 2, "on_count": 1, "off_count": 0, "on_color": colour, "off_color": colour}
        timer = {"timer_count": max(1, min(65000, round(for_s * _TENTHS))), "temporary": True}
        self._tell({"command": self._osdp.Command.LED, "reader": 0, "led_number": 0} | shown | timer)

    def beep(self, times: int = 1) -> None:
        """Beep, 0.2 s each.

        Raises:
            NoReply: the reader can't be told now.
        """
        sound = {"control_code": 2, "on_count": 2, "off_count": 1, "rep_count": max(1, min(255, times))}
        self._tell({"command": self._osdp.Command.Buzzer, "reader": 0} | sound)

    def close(self) -> None:
        """Release the port; never raises."""
        self._link.close()

    def _begin(self) -> None:
        """Start the conversation from its first frame."""
        self._line = make_line(self._osdp, self._link)
        self._quiet_s = self._bare_s = 0.0
        self._heard = False
        about = self._osdp.PDInfo(
            self._address, self._line, scbk=self._key, flags=[self._osdp.LibFlag.EnforceSecure]
        )
        self._panel = self._osdp.ControlPanel(
            [about], log_level=self._osdp.LogLevel.Emergency, event_handler=self._take
        )

    def _wait_for_channel(self) -> None:
        latest_s = self._now_s() + self._opening_s
        try:
            while not self.is_secure:
                self._step()
                if self._now_s() >= latest_s:
                    raise self._why_bare()
        except BaseException:
            self.close()
            raise

    def _take(self, _reader: int, event: dict[str, Any]) -> int:
        self._events.append(event)
        return 0

    def _step(self) -> None:
        """Wait a moment for bytes, let the library do its part, and notice what has gone wrong."""
        began_s = self._now_s()
        received = self._link.read(_AT_ONCE, _STEP_S)
        self._line.received += received
        self._line.asking = self._line.asking and not received
        self._panel.ctx.refresh()
        if self._line.trouble is not None:
            raise LinkLost(self.name, str(self._line.trouble))
        passed_s = self._now_s() - began_s
        self._heard = self._heard or bool(received)
        # a library that has given the reader up does not ask: then the silence is its own
        self._quiet_s = self._quiet_s + passed_s if self._line.asking and not received else 0.0
        self._bare_s = 0.0 if self.is_secure else self._bare_s + passed_s
        if self._quiet_s >= self._silence_s or self._bare_s >= self._opening_s:
            trouble = self._why_bare() if self._quiet_s < self._silence_s else NoReply(self.name, "silent")
            # the library would wait longer and longer before it asks again
            self._begin()
            self._trouble = trouble
            raise trouble

    def _why_bare(self) -> NoReply | BadReply:
        if not self._heard:
            return NoReply(self.name, f"no OSDP reader answers at address {self._address}")
        detail = "no secure channel: the reader has another key, or the line is disturbed"
        return BadReply(self.name, detail, code="wrong_key")

    def _told(self, event: dict[str, Any]) -> Badge | None:
        if event.get("event") == self._osdp.Event.CardRead:
            badge = badge_of(event, reversed_uid=self._reversed_uid)
            self.bad_reads += badge is None
            return badge
        if event.get("event") == self._osdp.Event.Status:
            report = event.get("report", b"")
            if event.get("type") == self._osdp.StatusReportType.Local and report:
                self.tampered = bool(report[_TAMPER])
        return None

    def _tell(self, command: dict[str, Any]) -> None:
        if not self.is_secure or not self._panel.ctx.submit_command(_FIRST, command):
            raise NoReply(self.name, "can't be told anything now")


def _check(key: bytes, address: int) -> None:
    if len(key) != KEY_SIZE or key == DEFAULT_KEY:
        raise ValueError("an OSDP key has 16 bytes and is not the one that every new reader has")
    if not 0 <= address <= HIGHEST_ADDRESS:
        raise ValueError(f"an OSDP address is 0 to {HIGHEST_ADDRESS}")
