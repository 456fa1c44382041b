"""Which notices are told together, and the letter for whom no message reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Parcel
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import Notice
from kiosk.domain.parcels.storing import is_shelf, shelf_name
from kiosk.paper import Block, ChainHead, Facts, Line, Number
from kiosk.paper.forms import Letterhead
from kiosk.ports.telling import Message

ARRIVED = ("parcel_waiting", "parcel_at_desk")
"""Notices that are told together."""
LETTER = "letter "
LETTERS = ("parcel_reminder", "parcel_expired", "parcel_returned")
"""What is told on paper where nothing else reaches somebody; of a parcel that came, its claim slip tells."""
AT_MOST = 3
"""After so many times the gathering time a notice waits for no others any more."""


def gathered(house: House, now: datetime, gather: timedelta) -> Iterator[list[Notice]]:
    """Yield the notices that are to go out now, those about parcels that came for one person together.

    They go out once none has come for so long, or the first has waited three times as long.
    """
    if gather <= timedelta(0):
        yield from ([one] for one in list(house.notices.values()))
        return
    arrived: dict[str, list[Notice]] = {}
    for notice in list(house.notices.values()):
        if notice.template in ARRIVED and not notice.taken:
            arrived.setdefault(notice.person, []).append(notice)
        else:
            yield [notice]
    for group in arrived.values():
        first, last = min(one.since for one in group), max(one.since for one in group)
        if now - last >= gather or now - first >= AT_MOST * gather:
            yield group


def letter_for(house: House, notice: Notice, message: Message | None) -> Sequence[e.Event]:
    """Return the letter to print for a notice that nobody could be told of otherwise, if it is such a one."""
    unreachable = message is not None and not message.phone and not message.email
    if notice.template not in LETTERS or notice.item not in house.parcels or not unreachable:
        return []
    language = message.language if message else "zh_Hans"
    return [e.PaperQueued(f"l-{notice.id}"[:60], LETTER + notice.template, notice.item, language)]


Rows = Sequence[tuple[str, str]]


def letter(
    what: str, parcel: Parcel, drop: Movement, code: str, until: Rows, head: str, paper: Letterhead
) -> Sequence[Block]:
    """Return a letter about a parcel; `code` is "" once it waits no more; `until`: the row that says how long."""
    place = parcel.custodian.id
    where = (
        (paper.word("paper.shelf"), shelf_name(place))
        if is_shelf(place)
        else (paper.word("paper.door"), place)
    )
    rows = [
        (paper.word("paper.waybill"), parcel.barcode),
        (paper.word("paper.arrived"), paper.time(drop.changed)),
        *until,
        *([where, (paper.word("paper.claim_slip.code"), code)] if code else []),
    ]
    return (
        paper.head("paper.letter.title"),
        Number(drop.unit, paper.word("paper.unit")),
        Line(paper.word(f"paper.letter.{what.removeprefix(LETTER)}")),
        Facts(tuple(row for row in rows if row[1])),
        paper.desk(),
        ChainHead(head),
    )
