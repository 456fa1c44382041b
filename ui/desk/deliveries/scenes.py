"""The page about announced deliveries with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.language.messages import Language, text
from ui.desk.deliveries.pages import AwaitedRow, DeliveriesPage, Outcome, WrongLine
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": False, "lobby": False}


def delivery_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return the page with nothing, with much, with the form, and after a list with and without mistakes."""
    chips = every_chip(language, "deliveries")
    none = DeliveriesPage(**FRAME, chips=chips, rows=())
    rows = _rows(text("deliveries.from_program", language, name="property-system"))
    full = replace(none, rows=rows, count=len(rows))
    wrong = (
        WrongLine(4, "delivery.unit", "SF1390045512871,9-9-9999,,,,顺丰速运"),
        WrongLine(7, "delivery.barcode", ",2-1-0901,王芳,,,中通快递"),
        WrongLine(19, "delivery.size", "YT8812290047731,1-1-1204,,XXL,,圆通速递"),
    )
    return {
        "desk-deliveries": full,
        "desk-deliveries-none": none,
        "desk-deliveries-found": replace(full, rows=rows[:1], words="1504", count=1),
        "desk-deliveries-nothing-found": replace(none, words="9-9-9999"),
        "desk-deliveries-list": replace(full, open=True),
        "desk-deliveries-taken": replace(full, outcome=Outcome(38, 4)),
        "desk-deliveries-wrong": replace(
            full,
            outcome=Outcome(21, 3, wrong, more=12),
            open=True,
            text="运单号,房号,姓名,大小,重,快递公司\n" + "\n".join(one.written for one in wrong),
        ),
        "desk-deliveries-refused": replace(
            full, open=True, text="hello", problem=Message(code="delivery.table", facts={})
        ),
    }


def _rows(program: str) -> tuple[AwaitedRow, ...]:
    def row(
        barcode: str, unit: str, carrier: str, size: str, days: int, source: str, *, heavy: bool = False
    ) -> AwaitedRow:
        at = NOW - timedelta(days=days, hours=2)
        return AwaitedRow(barcode, unit, carrier, size, heavy, at, days, source, days >= 7)

    return (
        row("SF1390045512871", "1-1-1204", "顺丰速运", "M", 0, program),
        row("JDVA00448812903-1-1-", "1-1-0802", "京东物流", "XL", 1, "陈玉梅", heavy=True),
        row("1Z999AA10123456784", "3-1-2201", "United Parcel Service", "", 3, program),
        row("W" * 64, "2-1-0901", "", "S", 12, "Margaret Featherstonehaugh"),
    )
