"""The QR code by which a receipt witnesses the log: which event, its hash, when, signed by the device.

Text: "LOGE3:" and the Base45 (RFC 9285) of 6 bytes of event number, 32 bytes of hash, 6 bytes of seconds since 1970,
64 bytes of Ed25519 signature over the statement of docs/formats/log-export.md. Base45 keeps it alphanumeric.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.claim_slip import base45
from kiosk.verifying.alone import RECEIPT, statement


def receipt_qr(site: str, seq: int, head: str, at: datetime, sign: Callable[[bytes], bytes]) -> str:
    """Return the text of a receipt's code. `head`: the hash of event `seq` in hex; `at` is cut to the second."""
    signed = statement(site, seq, head, f"{at:%Y-%m-%dT%H:%M:%SZ}")
    return written(seq, head, at, sign(signed))


def written(seq: int, head: str, at: datetime, signature: bytes) -> str:
    """Return the text of a code for what was signed already."""
    packed = seq.to_bytes(6, "big") + bytes.fromhex(head) + int(at.timestamp()).to_bytes(6, "big")
    return RECEIPT + base45(packed + signature)
