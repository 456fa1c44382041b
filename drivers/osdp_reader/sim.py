"""A simulated OSDP reader: the peripheral's side of the same library, on the other end of a pty.

What the library sends on both sides is checked against golden bytes and the frames' own check in the tests.
"""

from __future__ import annotations

import threading
from typing import Any

from drivers.osdp_reader.line import library

_MOST_TURNS = 4


class _Wire:
    """What lies on the wire before the reader, and what it has answered."""

    def __init__(self) -> None:
        self.received = b""
        self.sent = b""


class OsdpSim:
    """One reader. Badges are presented from any thread; the wire feeds it from its own."""

    def __init__(self, *, address: int = 0, key: bytes) -> None:
        self.shown: list[dict[str, Any]] = []
        """The commands for lights and beeper, as they came."""
        self._osdp = library("simulated OSDP reader")
        self._address, self._key = address, key
        self._lock = threading.Lock()
        self._wire = _Wire()
        self._start()

    def present(self, uid: bytes, bits: int | None = None) -> None:
        """Hold a badge to the reader. `bits`: how many of the bits count, all by default."""
        card = {"event": self._osdp.Event.CardRead, "reader_no": 0, "direction": 0}
        form = self._osdp.CardFormat.Unspecified
        with self._lock:
            self._device.ctx.submit_event(
                card | {"format": form, "length": bits or 8 * len(uid), "data": uid}
            )

    def open_case(self, tampered: bool = True) -> None:
        """Open the reader's case, or shut it."""
        kind = self._osdp.StatusReportType.Local
        report = bytes([tampered, 0])
        with self._lock:
            self._device.ctx.submit_event({"event": self._osdp.Event.Status, "type": kind, "report": report})

    def change_key(self, key: bytes) -> None:
        """Somebody has put another key into the reader; it starts again."""
        with self._lock:
            self._key = key
            self._start()

    def feed(self, received: bytes) -> bytes:
        """Return what the reader answers."""
        with self._lock:
            self._wire.received += received
            for _ in range(_MOST_TURNS):
                self._device.ctx.refresh()
            answer, self._wire.sent = self._wire.sent, b""
            return answer

    def unplugged(self) -> None:
        """The cable carries the power: the reader starts again."""
        with self._lock:
            self._start()

    def _start(self) -> None:
        osdp, wire = self._osdp, self._wire
        wire.received = wire.sent = b""

        class WireChannel(osdp.Channel):  # type: ignore[misc, name-defined]
            """The library's way to the wire."""

            def read(self, most: int) -> bytes:
                taken, wire.received = wire.received[:most], wire.received[most:]
                return taken

            def write(self, frame: bytes) -> int:
                wire.sent += bytes(frame)
                return len(frame)

            def flush(self) -> None:
                wire.received = b""

        able = osdp.Capability
        abilities = [able.CardDataFormat, able.LEDControl, able.AudibleControl, able.CommunicationSecurity]
        about = osdp.PDInfo(self._address, WireChannel(), scbk=self._key, flags=[osdp.LibFlag.EnforceSecure])
        self._device = osdp.PeripheralDevice(
            about,
            osdp.PDCapabilities([(ability, 1, 1) for ability in abilities]),
            log_level=osdp.LogLevel.Emergency,
            command_handler=self._obey,
        )

    def _obey(self, command: dict[str, Any]) -> tuple[int, None]:
        self.shown.append(command)
        return 0, None
