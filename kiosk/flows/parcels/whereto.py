"""Where a parcel that is sent goes to: typed, or written by hand; kept under its sender's key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.ports.record import Sealed

LONGEST_WORDS = 120


@dataclass(frozen=True)
class Whereto:
    """Where a parcel goes: typed at the desk, or written by hand at the lobby screen (`strokes`)."""

    addressee: str = ""
    destination: str = ""
    phone: str = ""
    strokes: Strokes = ()

    @property
    def content(self) -> bytes:
        """What is sealed, b"" for nothing written at all."""
        typed = {
            "addressee": self.addressee.strip()[:LONGEST_WORDS],
            "destination": self.destination.strip()[:LONGEST_WORDS],
            "phone": self.phone.strip()[:LONGEST_WORDS],
        }
        if not is_written(self.strokes) and not (typed["addressee"] and typed["destination"]):
            return b""
        written = [[list(point) for point in stroke] for stroke in self.strokes]
        return json.dumps({**typed, "strokes": written}, ensure_ascii=False).encode()

    @staticmethod
    def read(content: bytes | None) -> Whereto | None:
        """Return it as it was sealed, None for what is not kept any more."""
        if not content:
            return None
        known = json.loads(content)
        strokes = [[(x, y, t) for x, y, t in stroke] for stroke in known["strokes"]]
        return Whereto(known["addressee"], known["destination"], known["phone"], strokes)


def sealed_of(sending: str, person: str, whereto: Whereto) -> tuple[list[Sealed], str]:
    """Return where a parcel goes, ready for the vault, with its digest; nothing for nothing written."""
    content = whereto.content
    record = [Sealed(f"sending:{sending}", person, content)] if content else []
    return record, sha256(content).hexdigest()
