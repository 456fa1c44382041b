"""The pipe between the kiosk and the process that reads documents: frames of bytes to values and back, both ways.

A frame is the length of its head and of its body (both big-endian, 32 bits), a head of JSON, a body of bytes.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

from drivers.documents.sight import Line, Sight

LENGTHS = struct.Struct(">II")
MOST_HEAD_BYTES = 2_000_000
MOST_PICTURE_BYTES = 12_000_000
"""Larger files are no stills of a lobby's camera, nor photographs of a telephone."""


@dataclass(frozen=True)
class Refusal:
    """Why a picture was not read: "no_picture", "too_large", "nothing" (no text in it), "bug"."""

    code: str


def frame(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return one frame."""
    words = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return LENGTHS.pack(len(words), len(body)) + words + body


def lengths_of(start: bytes) -> tuple[int, int] | None:
    """Return the lengths of head and body that the first bytes of a frame tell; None where no frame begins so."""
    head, body = LENGTHS.unpack(start)
    return (head, body) if 2 <= head <= MOST_HEAD_BYTES and body <= MOST_PICTURE_BYTES else None


def head_of(words: bytes) -> dict[str, Any] | None:
    """Return a frame's head, or None if it is none."""
    try:
        head = json.loads(words)
    except ValueError:
        return None
    return head if isinstance(head, dict) else None


def answer(number: int, seen: Sight | Refusal) -> bytes:
    """Return the frame that answers request `number`."""
    if isinstance(seen, Refusal):
        return frame({"number": number, "refused": seen.code})
    told = {key: value for key, value in asdict(seen).items() if key != "picture"}
    return frame({"number": number, "seen": told}, seen.picture)


def seen_in(head: dict[str, Any], body: bytes) -> Sight | Refusal | None:
    """Return what an answer says, or None where it is none."""
    try:
        if "refused" in head:
            return Refusal(str(head["refused"]))
        told = head["seen"]
        zones = tuple(tuple(_line(line) for line in zone) for zone in told["zones"])
        lines = tuple(_line(line) for line in told["lines"])
        codes = tuple(str(code) for code in told["codes"])
        return Sight(
            lines, body, int(told["width_px"]), int(told["height_px"]), bool(told["is_card"]), zones, codes
        )
    except (KeyError, TypeError, ValueError):
        return None


def _line(told: dict[str, Any]) -> Line:
    choices = tuple(tuple((str(mark), float(share)) for mark, share in choice) for choice in told["choices"])
    left, top, right, bottom = (float(told[edge]) for edge in ("left", "top", "right", "bottom"))
    return Line(str(told["text"]), float(told["confidence"]), left, top, right, bottom, choices)
