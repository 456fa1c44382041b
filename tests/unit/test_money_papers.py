"""A voucher on paper, and its line in the prepayment ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.domain.money.voucher import COPY, PAPER, Voucher
from kiosk.flows.money.vouchers import voucher_slip
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language
from kiosk.paper import Block, Facts, Head, Line, Number, Part, Strokes
from kiosk.paper.forms import Letterhead
from kiosk.ports.record import Ledger

AT = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ONE = Voucher(
    "2026-000123", "topped_up", "e", "GK-1", "r", "1-1-0802", "prepaid:r:GK-1", 1_640_902, 1_652_952, AT, "a",
    "cash", "CNY", "", "signature:c", AT, "signature:d", "a",
)  # fmt: skip
VAULT = {name: json.dumps([[[10, 60, 0], [40, 20, 9]]]).encode() for name in ("signature:c", "signature:d")}
LEDGER = cast(Ledger, SimpleNamespace(head="5b1f" * 16, opened=VAULT.get))


def blocks(one: Voucher | None, what: str = PAPER, language: Language = Language.SIMPLIFIED) -> list[Any]:
    paper = Letterhead("云栖花园", language, "Asia/Shanghai", "0571")
    return list(voucher_slip(LEDGER, Directory(()), what, one, 2, paper))


def said(found: list[Block], kind: type) -> str:
    return repr([one for one in found if isinstance(one, kind)])


@pytest.mark.parametrize("language", Language)
def test_a_voucher_says_the_amount_in_figures_and_in_capitals(language: Language) -> None:
    found = blocks(ONE, language=language)
    assert "16,409.02" in said(found, Number)
    capitals = (
        "人民幣壹萬陸仟肆佰零玖元零貳分"
        if language is Language.TRADITIONAL
        else "人民币壹万陆仟肆佰零玖元零贰分"
    )
    facts = said(found, Facts)
    assert capitals in facts and "GK-1" in facts and "2026-000123" in facts and "16,529.52" in facts
    assert len([one for one in found if isinstance(one, Strokes)]) == 2
    assert said(found, Part) == "[]"


def test_it_is_called_what_it_is_in_both_languages() -> None:
    for kind, names in (
        ("topped_up", ("预付金加付凭证", "Top-up voucher")),
        ("refunded", ("预付金退还凭证", "Refund voucher")),
    ):
        head = said(blocks(replace(ONE, kind=kind)), Head)
        assert all(name in head for name in names)


def test_a_copy_says_so_and_which() -> None:
    assert "副本 第 2 份" in said(blocks(ONE, COPY), Part) and "COPY no. 2" in said(blocks(ONE, COPY), Part)


def test_nothing_is_printed_of_no_voucher_and_a_line_to_sign_on_where_nobody_has() -> None:
    assert blocks(None) == []
    unsigned = replace(ONE, signature="", staff_signature="", signed=None)
    assert said(blocks(unsigned), Line).count("____") >= 2 and said(blocks(unsigned), Strokes) == "[]"
    erased = replace(ONE, signature="signature:gone")
    assert len([one for one in blocks(erased) if isinstance(one, Strokes)]) == 1
