"""What travels between GPIO pins and the simulated world: one JSON object a line, `{"pin": 17, "level": 1}`.

Towards the world it is an output that changed, towards the pins an input that changed; the world says
`{"ready": true}` once it has told all inputs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

_LONGEST_LINE_BYTES = 200


@dataclass(frozen=True)
class PinLevel:
    """One pin's electrical level: 0 or 1, never inverted."""

    pin: int
    level: int


@dataclass(frozen=True)
class Ready:
    """The world has told the level of every input that it drives."""


def line(message: PinLevel | Ready) -> bytes:
    """Return `message` as one line, newline included."""
    if isinstance(message, Ready):
        return b'{"ready": true}\n'
    return b'{"pin": %d, "level": %d}\n' % (message.pin, message.level)


class LineFinder:
    """Bytes in, messages out; lines that are none count as skipped, and nothing raises."""

    skipped_bytes: int
    """How many bytes belonged to no valid line."""

    def __init__(self) -> None:
        self._held = b""
        self.skipped_bytes = 0

    def feed(self, received: bytes) -> list[PinLevel | Ready]:
        """Return the messages that `received` completes."""
        *lines, self._held = (self._held + received).split(b"\n")
        if len(self._held) > _LONGEST_LINE_BYTES:
            self.skipped_bytes += len(self._held)
            self._held = b""
        found = []
        for whole in lines:
            message = _message(whole)
            if message is None:
                self.skipped_bytes += len(whole) + 1
            else:
                found.append(message)
        return found


def _message(whole: bytes) -> PinLevel | Ready | None:
    try:
        fields = json.loads(whole)
    except (ValueError, RecursionError):
        return None
    match fields:
        case {"ready": True}:
            return Ready()
        case {"pin": int(pin), "level": 0 | 1 as level} if not isinstance(pin, bool):
            return PinLevel(pin, int(level))
    return None
