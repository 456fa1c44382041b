"""The page about parcels that wait, and the form of one that goes back, with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kiosk.domain.waiting.returning import REASONS
from kiosk.domain.waiting.wait import CATEGORIES
from kiosk.language.messages import Language, span_of, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.desk.waiting.pages import OwedRow, SendBack, WaitingPage, WaitingRow
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
WHOSE = ("胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20021-1-1204", "欧阳修文\u20023-1-0201")


def waiting_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the page as it is, with one parcel open, with fees, empty; and the form, new and refused."""
    frame = Frame(who="王秀兰", supervisor=True, lobby=False)
    rows = _rows(language)
    fee = money_of(1200, "CNY", language)
    days = tuple(((NOW + timedelta(days=n)).date().isoformat(), f"{n + 3} May 2026") for n in range(1, 6))
    page = WaitingPage(
        **frame, chips=every_chip(language, "waiting"), rows=rows, count=len(rows), expired=1,
        categories=CATEGORIES, today=date(2026, 5, 3),
    )  # fmt: skip
    owed = tuple(OwedRow(f"p-{n}", one, "SF1029384756", fee, NOW) for n, one in enumerate(WHOSE[:2]))
    opened = replace(rows[1], days=days, fee=fee)
    back = SendBack(
        **frame, row=rows[0], act=ACT, reasons=tuple((one, one == "expired") for one in REASONS),
        carrier="顺丰速运", couriers=(("c-wang", "李敏\u2002顺丰速运", True),),
    )  # fmt: skip
    wrong = Message(code="signature.missing", facts={})
    return {
        "desk-waiting": page,
        "desk-waiting-owed": replace(page, owed=owed),
        "desk-waiting-open": replace(page, open=opened),
        "desk-waiting-open-away": replace(
            page, open=replace(opened, days=()), away="3 May 2026 – 12 May 2026"
        ),
        "desk-waiting-refused": replace(
            page, open=opened, problem=Message(code="keep.too_long", facts={"days": 7})
        ),
        "desk-waiting-none": replace(page, rows=(), count=0),
        "desk-waiting-back": back,
        "desk-waiting-back-unsigned": replace(back, problem=wrong, couriers=()),
    }


def _rows(language: Language) -> tuple[WaitingRow, ...]:
    place, shelf = (
        text("attendant.door", language, number=7),
        text("storeroom.shelf_of", language, shelf="A1"),
    )
    fee, first, second, third = money_of(500, "CNY", language), *WHOSE

    def row(
        name: str,
        barcode: str,
        whose: str,
        days: int,
        state: str,
        category: str = "ordinary",
        *,
        at: str = place,
        cost: str = "",
    ) -> WaitingRow:
        age = span_of(timedelta(days=days, hours=2).total_seconds(), language)
        ends = NOW + timedelta(days=3 - days)
        return WaitingRow(name, barcode, whose, at, category, age, ends, state, cost)

    return (
        row("p-1", "SF1390045512871", first, 4, "expired", cost=fee),
        row("p-2", "1Z999AA10123456784", second, 2, "reminded", "registered"),
        row("p-3", "JDVA00448812903-1-1-", third, 9, "away", at=shelf),
        row("p-4", "YT8812290047731", first, 1, "kept", "valuable"),
        row("p-5", "W" * 40, second, 0, "new", "fresh"),
    )
