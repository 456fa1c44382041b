"""Why somebody did something: a code stands on record as it is, what was typed goes into the vault."""

from __future__ import annotations

import os
import re

from kiosk.ports.record import Ledger, Sealed

CODE = re.compile(r"[a-z]+(_[a-z]+){0,3}")
LONGEST_CODE = 24
PREFIX = "words:why:"


def said(by: str, reason: str, longest: int = 120) -> tuple[list[Sealed], str]:
    """Return what is to be sealed, and what stands on record: the code, or the reference of what was typed.

    Nobody can take a name or a telephone number out of the chain again; out of the vault they go with their writer.
    """
    typed = reason.strip()[:longest]
    if not typed or (len(typed) <= LONGEST_CODE and CODE.fullmatch(typed)):
        return [], typed
    sealed = Sealed(f"{PREFIX}{os.urandom(8).hex()}", by, typed.encode())
    return [sealed], sealed.reference


def typed_in(ledger: Ledger, reason: str) -> str:
    """Return a reason on record as it was typed: its code, its words, "–" where they are not kept any more."""
    if not reason.startswith(PREFIX):
        return reason
    content = ledger.opened(reason)
    return content.decode(errors="replace") if content else "–"
