"""Slips of two parts with one number: 寄存联 stays on the thing or in the file, 提取联 is its owner's signed right."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from kiosk.paper import Block
from kiosk.paper.forms import Letterhead, Points, TwoParts, two_parts
from kiosk.ports.record import Ledger

Stub = Callable[[str, int], str]
"""Makes the text of a stub's QR code of its number and kind (`kiosk.claim_slip`)."""


def two_part_slip(
    ledger: Ledger,
    paper: Letterhead,
    *,
    title: str,
    number: str,
    facts: Sequence[tuple[str, str]],
    claim: str,
    signed: str = "",
    countersigned: str = "",
    terms: str = "",
) -> Sequence[Block]:
    """Return both parts with a cut between. `title`: a message; `claim`: the text of the stub's QR code.

    `facts`: label and value, those without a value are left out. `signed`, `countersigned`: the vault's references to
    what the customer and the desk have written; what is not kept any more is left out. `terms`: one line of rules.
    """
    rows = tuple((label, value) for label, value in facts if value)
    slip = TwoParts(
        title, number, rows, claim, ledger.head, points(ledger, signed), terms, points(ledger, countersigned)
    )
    return two_parts(slip, paper)


def points(ledger: Ledger, reference: str) -> Points:
    """Return a signature's strokes for paper; nothing for none, for a witness, or what is not kept any more."""
    content = ledger.opened(reference) if reference.startswith("signature:") else None
    if not content:
        return ()
    return tuple(tuple((int(x), int(y)) for x, y, _ in stroke) for stroke in json.loads(content))
