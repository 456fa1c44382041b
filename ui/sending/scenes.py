"""The lobby's pages about sending with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ui.screens import Message, Screen
from ui.sending.screens import SendFirst, SweepPage, SweepSign, Write
from ui.waiting.screens import Choose, Option

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def sending_screens() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""
    yield "send-first", SendFirst(offered=True)
    yield "send-first-off", SendFirst(offered=False)
    own = tuple(
        Option(label, small, "/send/x")
        for label, small in (
            ("No. 5B1F0C", "not left yet"),
            ("编号 9C8B7A", "7 号门"),
            ("No. 65D0A9", "At the desk"),
        )
    )
    more = ("sending.another", "/send/new")
    yield "send-mine", Choose(title="sending.mine", body="sending.mine_body", options=own, onward=more)
    carriers = tuple(
        Option(one, path="/x")
        for one in ("顺丰速运", "京东物流", "United Parcel", "中通快递", "EMS", "圆通速递")
    )
    yield "send-carrier", Choose(title="sending.carrier", body="sending.carrier_body", options=carriers)
    goods = tuple(
        Option(one, path="/x") for one in ("None of it", "Cash", "贵重物品", "Perishables", "Dangerous")
    )
    yield "send-goods", Choose(title="sending.goods_title", body="sending.goods_body", options=goods)
    fees = tuple(Option(one, path="/x") for one in ("Paid at the desk", "付给快递公司"))
    yield "send-fee", Choose(title="sending.fee_title", body="sending.fee_body", options=fees)
    write = Write(sending=ID, carrier="United Parcel Service", fee="desk")
    yield "send-write", write
    yield "send-write-empty", replace(write, problem=Message(code="sending.details", facts={}))
    sizes = tuple(Option(size, f"{n} free", value=size) for n, size in enumerate(("S", "M", "L", "XL"), 1))
    ends = ("sending.call_off", "/x")
    where = Choose(
        title="sending.where", body="sending.where_body", facts={"number": "5B1F0C"}, options=sizes, posts="/x",
        field_name="size", ends=ends, end_fields={"movement": ID}, end_look="second",
    )  # fmt: skip
    yield "send-where", where
    yield "send-where-full", replace(where, options=(), body="sending.full")
    facts = {"number": "5B1F0C", "place": "Door 12"}
    back = ("sending.take_back", "/x")
    yield (
        "send-here",
        Choose(
            title="sending.here",
            body="sending.here_body",
            facts=facts,
            ends=back,
            end_fields={"movement": ID},
        ),
    )
    sign = SweepSign(sweep=ID, carrier="United Parcel Service", at_doors=12, at_desk=3)
    yield (
        "courier-along",
        Choose(
            title="courier.along_title", body="courier.along_body", facts={"count": 12},
            options=(Option("Sent by residents: 14", "United Parcel Service", "/x"),),
            ends=("courier.along_back", "/x"), end_fields={"movement": ID}, end_look="second",
        ),
    )  # fmt: skip
    yield "sweep-sign", sign
    yield "sweep-sign-empty", replace(sign, problem=Message(code="signature.missing", facts={}))
    left = SweepPage(sweep=ID, movement=ID, at_doors=3, at_desk=1, taken=2)
    yield "sweep-left", left
    yield "sweep-waybill-letters", replace(left, number="5B1F0C", sending=ID, letters=True)
    yield "sweep-waybill", replace(left, number="5B1F0C", sending=ID)
    wrong = Message(code="sending.waybill", facts={})
    yield "sweep-waybill-wrong", replace(left, number="5B1F0C", sending=ID, problem=wrong)
    yield "sweep-desk", replace(left, at_doors=0)
    yield "sweep-done", replace(left, at_doors=0, at_desk=0, taken=6)
