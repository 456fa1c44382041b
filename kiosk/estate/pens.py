"""What an invented estate writes by hand and types: signatures and notes, as the vault keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from random import Random

from kiosk.domain.upkeep.upkeep import Written
from kiosk.ports.record import Sealed


@lru_cache(maxsize=512)
def signature(person: str, number: int) -> bytes:
    """Return one of a person's signatures as pen strokes (x and y in pixels, t in ms), as the vault keeps them."""
    hand, strokes, at_ms = Random(f"{person} signs {number}"), [], 0
    for stroke in range(4):
        x, y, points = 30.0 + 80 * stroke, hand.uniform(40, 90), []
        for _ in range(18):
            x, y, at_ms = x + hand.uniform(-3, 9), y + hand.uniform(-11, 11), at_ms + 16
            points.append([round(x), round(y), at_ms])
        strokes.append(points)
        at_ms += 90
    return compact(strokes)


def signed(person: str, about: str, number: int = 0) -> tuple[Sealed, str]:
    """Return a signature ready for the vault under "signature:<about>", and its SHA-256 in hex."""
    drawn = signature(person, number)
    return Sealed(f"signature:{about}", person, drawn), sha256(drawn).hexdigest()


def typed(person: str, about: str, words: str) -> tuple[Sealed, Written]:
    """Return words ready for the vault under "report:<about>", and what is recorded of them."""
    content = json.dumps({"words": words, "strokes": []}, ensure_ascii=False).encode()
    sealed = Sealed(f"report:{about}", person, content)
    return sealed, Written(sealed.reference, sha256(content).hexdigest())


def compact(strokes: Sequence[object]) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(strokes, separators=(",", ":")).encode()
