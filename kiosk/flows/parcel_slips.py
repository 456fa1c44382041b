"""Slips about parcels that are no claim slips: the tag on a shelf, and the right of somebody else to collect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.parcels.storing import shelf_name, tag_number
from kiosk.paper import Block, ChainHead, Facts, Line, Qr
from kiosk.paper.forms import Letterhead, ShelfTag, shelf_tag
from kiosk.ports import Ledger


def tag_of(movement: Movement, paper: Letterhead) -> Sequence[Block]:
    """Return the tag of a parcel that goes onto a shelf; its code names the thing and is no right to it."""
    number = tag_number(movement.item)
    tag = ShelfTag(number, shelf_name(movement.place), movement.unit, movement.begun, f"LOGE-TAG-{number}")
    return shelf_tag(tag, paper)


def delegate_slip(
    ledger: Ledger, named: Delegation, paper: Letterhead, qr: Callable[[str], str]
) -> Sequence[Block]:
    """Return the slip by which somebody else collects; nothing once it is good for nothing any more."""
    if named.ended or named.until is None:
        return ()
    called = (ledger.opened(named.called) or b"").decode() if named.called else ""
    rows = [
        (paper.word("paper.delegate.parcels"), str(len(named.parcels))),
        (paper.word("paper.delegate.until"), paper.time(named.until)),
    ]
    if called:
        rows.insert(0, (paper.word("paper.delegate.for"), called))
    return (
        paper.head("paper.delegate.title"),
        Facts(tuple(rows)),
        Qr(qr(named.slip), ""),
        Line(paper.word("paper.delegate.how")),
        paper.desk(),
        ChainHead(ledger.head),
    )
