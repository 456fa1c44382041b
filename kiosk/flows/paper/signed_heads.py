"""What the device has signed of the log, for people to keep elsewhere: as text, and as the code of a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import segno

from kiosk.domain.checkpoints.checkpoint import LAST, Checkpoint
from kiosk.domain.checkpoints.deciding import newest_signed
from kiosk.domain.house import House
from kiosk.paper import ChainHead
from kiosk.receipt_qr import written


@dataclass(frozen=True)
class Head:
    """One signed head. `number` and `groups` as papers write them; `code`: the text of its QR code."""

    number: str
    groups: str
    at: datetime
    why: str
    code: str


def signed_heads(house: House) -> Sequence[Head]:
    """Return what was signed last, the newest first."""
    return [written_head(one) for one in newest_signed(house)]


def device_key(house: House) -> str:
    """Return the public key of the device that signs now, in groups of four; "" before the first start."""
    last = house.checkpoints.get(LAST)
    return in_fours(last.public) if last else ""


def drawn(code: str) -> str:
    """Return a QR code as an SVG that a page may hold; its size is the page's to say."""
    return segno.make_qr(code, error="m").svg_inline(border=4, omitsize=True, svgclass="code", lineclass=None)


def in_fours(digits: str) -> str:
    """Return hex digits in groups of four."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def written_head(one: Checkpoint) -> Head:
    """Return a checkpoint as people keep it."""
    at = datetime.strptime(one.signed_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    code = written(one.seq, one.head, at, bytes.fromhex(one.signature))
    return Head(ChainHead(one.head, one.seq).number, in_fours(one.head), at, one.why, code)
