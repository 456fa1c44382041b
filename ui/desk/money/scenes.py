"""The pages about money with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.money.cash import BROUGHT
from kiosk.domain.money.count import PIECES_CENTS, REASONS
from kiosk.domain.money.entry import WAYS
from kiosk.domain.money.shortfall import ANSWERS, HOW
from kiosk.flows.money.money_words import kind_words
from kiosk.flows.money.statements import WHAT
from kiosk.language.capitals import in_capitals
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.money import drawer_pages as b
from ui.desk.money import pages as p
from ui.desk.money.reversing import ReverseForm
from ui.desk.pages import WitnessChoice
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
FIRST, SECOND = "胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20023-1-1204"
NUMBER = "GK260503-0012"


def money_scenes(language: Language) -> Mapping[str, Screen]:
    """Return each page about money and each state of it."""
    return {
        **_prepaid(language),
        **_names(language),
        **_asked(language),
        **_cash(language),
        **_books(language),
    }


def _frame() -> Frame:
    return Frame(who="王秀兰", supervisor=True, lobby=False)


def _prepaid(language: Language) -> dict[str, Screen]:
    def said(cents: int) -> str:
        return money_of(cents, "CNY", language)

    general = text("money.general", language)
    rows = (
        p.PrepaidRow("a1", FIRST, NUMBER, said(12050), "x", NUMBER, rest=True),
        p.PrepaidRow("a2", SECOND, general, said(300000), "y", "", moves=True, rest=True),
        p.PrepaidRow(
            "a3", SECOND, "GK260502-0003", said(-4500), "z", "GK260502-0003", below=True, act=ACT,
            note=text("money.owed_by", language, time="2026-05-10"),
        ),
    )  # fmt: skip
    short = text("money.missing", language, amount=said(8000))
    question = p.QuestionRow("/desk/prepaid/asked/q", NUMBER, FIRST, short, NOW)
    unsigned = p.QuestionRow("/desk/prepaid/vouchers/2026-000117", "2026-000117", SECOND, said(5000), NOW)
    page = p.PrepaidPage(
        **_frame(), chips=every_chip(language, "prepaid"), words="", rows=rows, questions=(question,),
        unsigned=(unsigned,),
    )  # fmt: skip
    ways = tuple((one, text(f"money.way.{one}", language), one == "cash") for one in WAYS)
    form = p.PrepayForm(
        **_frame(), kind="taken", act=ACT, customers=(("x", FIRST, True),), about=NUMBER, amount="200.00", ways=ways,
        reference="", here=said(12050),
    )  # fmt: skip
    return {
        "desk-prepaid": page,
        "desk-prepaid-found": replace(page, words="1204", questions=(), unsigned=(), customers=(("y", SECOND),)),
        "desk-prepaid-none": replace(page, rows=(), questions=(), unsigned=()),
        "desk-prepaid-nobody": replace(page, words="??", rows=(), questions=(), unsigned=()),
        "desk-prepaid-form": form,
        "desk-prepaid-form-who": replace(
            form, customers=(("x", FIRST, False), ("y", SECOND, False)), here="",
            problem=Message(code="money.which", facts={}),
        ),
        "desk-prepaid-form-use": replace(
            form, kind="used", ways=(), why=True, problem=Message(code="money.short", facts={"missing": "79.50"})
        ),
        "desk-prepaid-form-rest": replace(form, kind="given_back", fixed=True, shortfall="q"),
    }  # fmt: skip


def _names(language: Language) -> dict[str, Screen]:
    def said(cents: int) -> str:
        return money_of(cents, "CNY", language)

    sign = p.PrepaySign(
        **_frame(), path="/desk/prepaid/post", back_to="/desk/prepaid", kind=kind_words("topped_up", language),
        customer=FIRST, about=NUMBER, amount=said(1640902), capitals=in_capitals(1640902, "CNY", language),
        before=said(12050), after=said(1652952), way=text("money.way.cash", language), act=ACT,
        witness=WitnessChoice((("a2", "陈志强"),)),
    )  # fmt: skip
    rows = (
        (text("money.paper.customer", language), FIRST),
        (text("money.paper.service", language), NUMBER),
        (text("money.paper.way", language), text("money.way.cash", language)),
        (text("money.paper.rest", language), said(1652952)),
        (text("money.paper.by", language), "王秀兰"),
    )
    pens = (
        (text("money.paper.customer_signed", language), STROKES, "0 0 220 110", ""),
        (text("money.paper.desk_signed", language), STROKES, "0 0 220 110", ""),
    )
    empty = tuple((label, (), "", text("money.unsigned", language)) for label, *_ in pens)
    voucher = p.VoucherPage(
        **_frame(), number="2026-000123", kind=kind_words("topped_up", language), amount=said(1640902),
        capitals=in_capitals(1640902, "CNY", language), rows=rows, pens=pens, copies=1, signed=True,
        statement="/desk/statements?what=customer", reversible=True,
    )  # fmt: skip
    return {
        "desk-prepaid-sign": sign,
        "desk-prepaid-sign-missing": replace(sign, problem=Message(code="money.names", facts={})),
        "desk-prepaid-voucher": voucher,
        "desk-prepaid-reverse": _reverse(language),
        "desk-prepaid-reverse-alone": replace(
            _reverse(language), problem=Message(code="money.second", facts={})
        ),
        "desk-prepaid-voucher-unsigned": replace(voucher, pens=empty, signed=False, copies=0),
    }


def _reverse(language: Language) -> ReverseForm:
    lead = f"{kind_words('topped_up', language)}\u2002{money_of(1640902, 'CNY', language)}\u2002{FIRST}"
    return ReverseForm(
        **_frame(),
        number="2026-000123",
        lead=lead,
        typed="录错金额 wrong amount",
        seconds=(("a-1", SECOND, False),),
    )


def _asked(language: Language) -> dict[str, Screen]:
    def said(cents: int) -> str:
        return money_of(cents, "CNY", language)

    form = p.AskForm(
        **_frame(), act=ACT, customer=FIRST, person="x", about=NUMBER, here=said(12050), amount="200.50"
    )
    asked = p.AskedPage(
        **_frame(), id="q", customer=FIRST, number=NUMBER, wanted=said(20050), there=said(12050),
        missing=said(8000),
        answers=tuple((one, text(f"money.asked.{one}", language), one == "pay") for one in ANSWERS),
        hows=tuple((one, text(f"money.asked.{one}", language), one == "phone") for one in HOW),
        supervisors=(("boss", "刘建国", False),),
    )  # fmt: skip
    told = "胡女士 138…：可以，继续做。 Mrs Hu: please go on."
    pay = replace(asked, answer="pay", told=told, ends="/desk/prepaid/new?kind=paid&shortfall=q")
    stop = replace(asked, answer="stop", told=told, ends="/desk/prepaid/new?kind=given_back&shortfall=q")
    return {
        "desk-prepaid-ask": form,
        "desk-prepaid-ask-enough": replace(form, enough=True),
        "desk-prepaid-asked": asked,
        "desk-prepaid-asked-told": replace(asked, problem=Message(code="money.told", facts={})),
        "desk-prepaid-asked-pay": pay,
        "desk-prepaid-asked-owe": replace(asked, answer="owe", told=told, over=True),
        "desk-prepaid-asked-stop": stop,
    }


def _cash(language: Language) -> dict[str, Screen]:
    def said(cents: int) -> str:
        return money_of(cents, "CNY", language)

    def named(kind: str, of: str) -> str:
        return f"{text(f'money.account.{kind}', language)} {text(f'money.of.{of}', language)}"

    accounts = (
        (named("cash", "desk"), said(128650), "/desk/statements?what=account&about=cash:desk"),
        (named("safe", "house"), said(500000), "/desk/statements?what=account&about=safe:house"),
        (named("bank", "office"), said(86000), "/desk/statements?what=account&about=bank:office"),
    )
    off = b.CountRow("n2", NOW, "王秀兰", said(128650), said(127650), said(-1000), "", open=True)
    right = b.CountRow("n1", NOW, "陈志强", said(90000), said(90000), "", text("money.cash.right", language))
    first = b.CountRow(
        "n0", NOW, "陈志强", said(0), said(50000), f"+{said(50000)}", text("money.cash.opening", language)
    )
    page = b.CashPage(
        **_frame(), chips=every_chip(language, "cash"), accounts=accounts, counts=(right, first), never=False,
        reasons=tuple((one, text(f"money.reason.{one}", language), False) for one in REASONS),
    )  # fmt: skip
    form = b.CountForm(
        **_frame(), act=ACT, pieces=tuple((one, said(one), "12" if one > 400 else "") for one in PIECES_CENTS)
    )
    bring = b.BringForm(
        **_frame(), act=ACT, ways=tuple((one, kind_words(one, language), one == "to_safe") for one in BROUGHT),
        seconds=(("a2", "陈志强", True),), amount="1000.00",
    )  # fmt: skip
    pay = b.PayOutForm(**_frame(), act=ACT, about=NUMBER, amount="85.00", number="A-4711")
    return {
        "desk-cash-pay": pay,
        "desk-cash-pay-bill": replace(pay, number="", problem=Message(code="voucher.needed", facts={})),
        "desk-cash": page,
        "desk-cash-off": replace(
            page, counts=(off, right, first), off=off,
            problem=Message(code="money.difference", facts={"most": "20.00"}),
        ),
        "desk-cash-never": replace(page, accounts=(), counts=(), never=True),
        "desk-cash-count": form,
        "desk-cash-count-wrong": replace(form, problem=Message(code="money.pieces", facts={})),
        "desk-cash-bring": bring,
        "desk-cash-bring-second": replace(bring, problem=Message(code="money.second", facts={})),
    }  # fmt: skip


def _books(language: Language) -> dict[str, Screen]:
    def said(cents: int) -> str:
        return money_of(cents, "CNY", language)

    cash = f"{text('money.account.cash', language)} {text('money.of.desk', language)}"
    kinds = [kind_words(one, language) for one in ("taken", "fee_sending", "to_safe")]
    rows = (
        b.StatementRow(NOW, "2026-000122", kinds[0], "", NUMBER, FIRST, said(20000), "", said(108650)),
        b.StatementRow(NOW, "", kinds[1], "", "5B1F0C", SECOND, said(1200), "", said(109850)),
        b.StatementRow(NOW, "", kinds[2], "", "", "", "", said(100000), said(9850)),
    )  # fmt: skip
    sums = tuple(
        (text(f"money.statement.{name}", language), said(cents))
        for name, cents in (("opening", 88650), ("came", 21200), ("went", 100000), ("closing", 9850))
    )
    page = b.StatementPage(
        **_frame(), chips=every_chip(language, "statements"), what="account",
        whats=tuple((one, text(f"money.statement.{one}", language), one == "account") for one in WHAT),
        title=cash, sums=sums, rows=rows, accounts=(("cash:desk", cash, True),),
        shifts=(("s-1", "5月3日 08:00 王秀兰", False),), month="2026-05",
        csv="/desk/statements/statement.csv?what=account", query=(("what", "account"),),
    )  # fmt: skip
    return {
        "desk-statement": page,
        "desk-statement-none": replace(page, rows=(), sums=(), title="", csv=""),
        "desk-statement-unknown": replace(
            page, rows=(), sums=(), title="", csv="", problem=Message(code="money.statement", facts={})
        ),
    }
