"""The lobby's pages about leaving an item, with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.goods import KINDS
from ui.deposits.screens import DepositFirst
from ui.screens import Screen
from ui.waiting.screens import Choose, Option

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def deposit_screens() -> Iterator[tuple[str, Screen]]:
    """Yield each of them as it is, and full."""
    yield "deposit-first", DepositFirst()
    own = tuple(
        Option(label, small, "/x")
        for label, small in (("Box D5B1F0C", "kept here"), ("包袋 D9C8B7A", "请交前台"))
    )
    more = ("deposit.another", "/x")
    yield "deposit-mine", Choose(title="deposit.mine", body="deposit.mine_body", options=own, onward=more)
    goods = ("None of it", "Cash", "贵重物品", "Perishables", "Dangerous")
    options = tuple(Option(one, value=one) for one in goods)
    yield (
        "deposit-goods",
        Choose(title="deposit.goods_title", body="deposit.goods_body", options=options, posts="/x"),
    )
    kinds = ("Bag", "行李箱", "Box", "Clothes", "文件", "Appliance", "Sports gear", "Something else")
    options = tuple(Option(one, path="/x") for one, _ in zip(kinds, KINDS, strict=True))
    yield "deposit-what", Choose(title="deposit.what", body="deposit.what_body", options=options)
    counts = tuple(Option(one, value=one) for one in ("1 piece", "2 pieces", "3 件", "4 件", "5 or more"))
    yield (
        "deposit-count",
        Choose(title="deposit.count_title", body="deposit.count_body", options=counts, posts="/x"),
    )
    facts = {"number": "D5B1F0C", "what": "Suitcase", "count": 2}
    ends = ("deposit.call_off", "/x")
    yield (
        "deposit-asked",
        Choose(
            title="deposit.asked_title", body="deposit.asked_body", facts=facts, ends=ends,
            end_fields={"movement": ID}, end_look="second", onward=("common.ok", "/home"), onward_look="primary",
        ),
    )  # fmt: skip
    here = Choose(
        title="deposit.here_title",
        body="deposit.here_body",
        facts=facts,
        onward=("common.ok", "/home"),
        onward_look="primary",
    )
    yield "deposit-here", here
