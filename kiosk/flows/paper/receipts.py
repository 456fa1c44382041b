"""A receipt that is held to the camera: it opens nothing, and is told whether the record still fits it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.ports.register import Register
from kiosk.verifying.alone import is_signed, receipts_in

log = logging.getLogger(__name__)

Told = tuple[str, dict[str, object]]
"""The code of a message and its facts."""
Check = Callable[[str], Told]
"""Returns what is said to whoever holds a receipt's code to the camera."""


def checking(register: Register, site: str, public: Callable[[], str]) -> Check:
    """Return what checks a receipt against the record. `public`: the present device's key, 64 hex digits."""

    def check(text: str) -> Told:
        try:
            (receipt,) = receipts_in(text, site)
        except ValueError:
            return "receipt.unread", {}
        number = f"{receipt.seq:06d}"
        if is_signed(bytes.fromhex(public()), receipt.signed, receipt.signature) is False:
            return "receipt.not_ours", {}  # another house's, another board's, or nobody's
        if register.hash_of(receipt.seq) == receipt.head:
            return "receipt.holds", {"number": number}
        log.error("a receipt of this device does not fit the record: event %s", number)
        return "receipt.differs", {"number": number}

    return check
