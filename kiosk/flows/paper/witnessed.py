"""What every paper says of the log: its newest event's number and hash, and a code where the paper has no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.paper import Block, ChainHead, Qr
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.receipt_qr import receipt_qr

Sign = Callable[[bytes], bytes]
"""Returns 64 bytes of Ed25519 signature (RFC 8032)."""


@dataclass(frozen=True)
class Witness:
    """The log's head at one moment. `code`: the text of the QR code by which a receipt says the same, signed."""

    seq: int
    hex: str
    code: str

    @property
    def number(self) -> str:
        """How papers write the number."""
        return ChainHead(self.hex, self.seq).number


Look = Callable[[], Witness]
"""Returns the log's head of this moment."""


def looking(ledger: Ledger, clock: Clock, site: str, sign: Sign) -> Look:
    """Return what looks at the log's head, signed by the device. `site`: the site's id."""

    def look() -> Witness:
        seq, head = ledger.newest
        return Witness(seq, head, receipt_qr(site, seq, head, clock.now(), sign))

    return look


def witnessed(blocks: Sequence[Block], witness: Witness) -> Sequence[Block]:
    """Return a slip that bears the head: number and hash on each of its parts, the code where it has no other.

    Nothing of a slip that has nothing on it.
    """
    if not blocks:
        return ()
    head = ChainHead(witness.hex, witness.seq)
    found = [head if isinstance(block, ChainHead) else block for block in blocks]
    if head not in found:
        found.append(head)
    if not any(isinstance(block, Qr) for block in found):
        last = max(place for place, block in enumerate(found) if block == head)
        found.insert(last, Qr(witness.code))
    return tuple(found)
