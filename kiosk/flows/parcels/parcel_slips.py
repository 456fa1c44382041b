"""Slips about parcels that are no claim slips: the tag on a shelf, and the right of somebody else to collect."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.parcels.storing import shelf_name, tag_number
from kiosk.domain.waiting.wait import StorageFee
from kiosk.flows.people.directory import Directory
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Qr
from kiosk.paper.forms import Letterhead, ShelfTag, shelf_tag
from kiosk.ports.record import Ledger


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


def fee_receipt(ledger: Ledger, directory: Directory, fee: StorageFee, paper: Letterhead) -> Sequence[Block]:
    """Return the receipt of a storage fee that was settled; nothing while it is owed."""
    if fee.settled is None:
        return ()
    parcel = ledger.house.parcels.get(fee.parcel)
    person = ledger.house.people.get(fee.person)
    rows = [
        (paper.word("paper.unit"), (person.unit if person else "") or ""),
        (paper.word("paper.waybill"), parcel.barcode if parcel else ""),
        (paper.word("paper.fee.voucher"), fee.voucher),
        (paper.word("paper.fee.paid"), paper.time(fee.settled)),
        (paper.word("paper.fee.by"), directory.name(fee.by)),
    ]
    amount = (
        paper.word("paper.fee.waived") if fee.waived else money_of(fee.cents, paper.currency, paper.language)
    )
    return (
        paper.head("paper.fee.title"),
        Number(amount, paper.word("paper.fee.amount")),
        Facts(tuple(row for row in rows if row[1])),
        Line(paper.word("paper.fee.thanks")),
        paper.desk(),
        ChainHead(ledger.head),
    )
