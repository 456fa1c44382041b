"""The page about parcels that are sent, and its forms, with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.sending.sending import FEES
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.sending.pages import NewSending, OpenSending, SendingRow, SendingsPage, SweepForm
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
CARRIERS = ("顺丰速运", "京东物流", "United Parcel Service")


def sending_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the page as it is, with one parcel open, empty and switched off; and both forms."""
    frame = Frame(who="王秀兰", supervisor=True, lobby=False)
    rows = _rows(language)
    page = SendingsPage(
        **frame, chips=every_chip(language, "sendings"), rows=rows, offered=True,
        carriers=((CARRIERS[0], 3), (CARRIERS[2], 1)), handing=((ACT, "李敏\u2002顺丰速运", 2),),
    )  # fmt: skip
    typed = (("home", ""), ("addressee", ""), ("destination", ""), ("phone", ""))
    new = NewSending(
        **frame, act=ACT, carriers=tuple((one, one == CARRIERS[0]) for one in CARRIERS),
        fees=tuple((one, one == "desk") for one in FEES),
        goods=tuple((one, one == "none") for one in ("none", *REFUSED_GOODS)), typed=typed,
    )  # fmt: skip
    sign = SweepForm(
        **frame, act=ACT, carrier=CARRIERS[0], count=3,
        couriers=(("c-1", "李敏\u2002顺丰速运", True), ("c-2", "Alexandra Featherstonehaugh", False)),
    )  # fmt: skip
    wrong = Message(code="sending.waybill", facts={})
    return {
        "desk-sendings": page,
        "desk-sendings-open": replace(page, open=OpenSending(rows[0], (), STROKES, "0 0 220 110", ACT)),
        "desk-sendings-asked": replace(
            page,
            open=OpenSending(rows[0], (text("registers.sent.to_be_told", language),), act=ACT, unaddressed=True),
            problem=Message(code="sending.details", facts={}),
        ),
        "desk-sendings-typed": replace(
            page, open=OpenSending(rows[1], ("李雷", "上海市徐汇区 Some long street 12-3-1804", "138"), act=ACT),
            problem=wrong,
        ),
        "desk-sendings-none": replace(page, rows=(), carriers=(), handing=()),
        "desk-sendings-off": replace(page, rows=(), carriers=(), handing=(), offered=False),
        "desk-sending-new": new,
        "desk-sending-new-refused": replace(new, problem=Message(code="sending.goods.cash", facts={})),
        "desk-sending-sign": sign,
        "desk-sending-sign-missing": replace(sign, problem=Message(code="signature.missing", facts={})),
    }  # fmt: skip


def _rows(language: Language) -> tuple[SendingRow, ...]:
    door, desk = text("attendant.door", language, number=7), text("delegates.one_at_desk", language)
    away, mine = text("sending.desk.left", language), text("sending.not_left", language)
    first, second, third = (
        "胡桂英\u20021-1-0802",
        "Alexandra Featherstonehaugh\u20021-1-1204",
        "欧阳修文\u20023-1-0201",
    )
    fee, other = money_of(1250, "CNY", language), text("sending.desk.fee_carrier", language)
    return (
        SendingRow("s-1", "5B1F0C", first, CARRIERS[0], "", mine, NOW, owed=True),
        SendingRow(
            "s-2",
            "9C8B7A",
            second,
            CARRIERS[2],
            "1Z999AA10123456784",
            desk,
            NOW,
            fee=other,
            here=True,
            at_desk=True,
        ),
        SendingRow("s-3", "65D0A9", third, CARRIERS[0], "SF1390045512871", door, NOW, fee=fee, here=True),
        SendingRow("s-4", "0A1B2C", second, CARRIERS[1], "JDVA00448812903", away, NOW, owed=True, gone=True),
    )
