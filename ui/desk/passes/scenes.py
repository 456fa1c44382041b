"""The pages on passes with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from kiosk.domain.passes.permit import VERDICTS
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.lending import Blank, Doing, Drawn, LendForm, LendList, LendOne, Line, Pick, Seen
from ui.desk.loans.scenes import ACT, NOW, STROKES, WHO, frame
from ui.screens import Message, Screen

COMPANIES = ("鸿运装饰工程有限公司", "Featherstone Interiors & Sons", "精诚防水")


def pass_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the pages on passes in each of their states."""
    listed, one, form = _list(language), _one(language), _form(language)
    over = replace(
        one, state=text("passes.state.missing", language), tone="quiet", begins=None, doings=(),
        items=(f"5B1F0C-01\u2002陈师傅\u2002{text('passes.here', language)}",
               f"5B1F0C-02\u2002{text('passes.gone', language)}"),
    )  # fmt: skip
    return {
        "desk-passes": listed,
        "desk-passes-none": replace(listed, lines=(), seen=()),
        "desk-pass": one,
        "desk-pass-over": over,
        "desk-pass-refund": replace(
            over, state=text("passes.state.refund", language), tone="care",
            doings=(Doing(text("loans.do.refund", language), "/x", "receipt", strong=True),),
            problem=Message(code="money.no_cash", facts={}),
        ),
        "desk-pass-found": replace(over, doings=(_found(language),)),
        "desk-pass-new": form,
        "desk-pass-new-refused": replace(form, problem=Message(code="pass.twice", facts={})),
        "desk-pass-count": _count(language),
    }  # fmt: skip


def _found(language: Language) -> Doing:
    picks = (Pick("2", "5B1F0C-02", True), Pick("4", "5B1F0C-04"))
    asked = Blank("number", text("passes.ask.found", language), "select", picks=picks)
    return Doing(text("passes.do.found", language), "/x", "check", blanks=(asked,))


def _list(language: Language) -> LendList:
    out, over, came = (text(f"passes.state.{one}", language) for one in ("out", "expired", "in"))
    heads = (
        text("passes.head.who", language), text("passes.head.home", language), text("loans.head.state", language),
    )  # fmt: skip
    many = text("passes.so_many", language, count=6)
    seen = tuple(
        Seen(
            "/x",
            f"{text(f'passes.verdict.{said}', language)}\u20025B1F0C-0{n}",
            f"陈师傅\u2002{COMPANIES[n % 3]}",
            NOW,
            tone,
        )
        for n, (said, tone) in enumerate(zip(VERDICTS, ("good", "bad", "bad", "bad", "bad"), strict=True))
    )
    return LendList(
        **frame(), title=text("passes.title", language), path="/desk/passes", chips=every_chip(language, "passes"),
        seen=seen[:3],
        ways=(
            Doing(text("passes.new", language), "/x", "pen", strong=True),
            Doing(text("loans.register", language), "/x", "receipt"),
        ),
        heads=heads,
        lines=(
            Line("/x", "5B1F0C", COMPANIES[0], many, "1-1-0802", over, NOW - timedelta(days=2), "bad"),
            Line("/x", "9C8B7A", COMPANIES[1], many, "3-1-0201", out, NOW + timedelta(days=20)),
            Line("/x", "65D0A9", COMPANIES[2], many, "1-1-1204", came, NOW - timedelta(days=9), "quiet"),
        ),
        none=text("passes.none", language),
    )  # fmt: skip


def _one(language: Language) -> LendOne:
    names = ("company", "responsible", "home", "since", "until", "deposit", "by")
    told = (
        COMPANIES[1], "Alexandra Featherstonehaugh\u200213800000000", "1-1-0802\u2002胡桂英", "2026/5/3", "2026/6/3",
        money_of(30_000, "CNY", language), "王秀兰",
    )  # fmt: skip
    until = Blank("until", text("passes.ask.until", language), "date")
    return LendOne(
        **frame(), title=f"{text('passes.one', language)} 5B1F0C", state=text("passes.state.out", language), path="/x",
        home="/desk/passes", right="/x", chips=every_chip(language, "passes"),
        facts=tuple((text(f"passes.fact.{name}", language), one) for name, one in zip(names, told, strict=True)),
        items=tuple(f"5B1F0C-0{n}\u2002陈师傅\u20023301**********4{n}1X" for n in range(1, 7)),
        drawn=(
            Drawn(text("passes.signed.responsible", language), STROKES, "0 0 220 110"),
            Drawn(text("loans.signed.lent_by", language), STROKES, "0 0 220 110"),
        ),
        act=ACT, begins=Doing(text("passes.do.count", language), "/x", "check"),
        doings=(Doing(text("passes.do.extend", language), "/x", "clock", blanks=(until,)),),
    )  # fmt: skip


def _form(language: Language) -> LendForm:
    asks = {
        one: text(f"passes.ask.{one}", language)
        for one in ("company", "responsible", "since", "until", "deposit")
    }
    kinds = tuple(
        Pick(one, text(f"contractors.kind.{one}", language), one == "id_card")
        for one in ("id_card", "passport")
    )
    workers = tuple(
        blank
        for n in (1, 2)
        for blank in (
            Blank("worker", text("passes.ask.worker", language, number=n), value="陈师傅"),
            Blank("kind", text("contractors.document", language), "select", picks=kinds),
            Blank("number", text("passes.ask.number", language), value="33010619800101001X"),
        )
    )
    return LendForm(
        **frame(), title=text("passes.new_title", language), lead="", path="/x", home="/desk/passes", act=ACT,
        blanks=(
            Blank("home", text("loans.ask.home", language), value="1-1-0802"),
            Blank("company", asks["company"], value=COMPANIES[1]), Blank("responsible", asks["responsible"]),
            Blank("phone", text("loans.ask.phone", language)), Blank("since", asks["since"], "date", "2026-05-03"),
            Blank("until", asks["until"], "date", "2026-06-03"), Blank("deposit", asks["deposit"], value="50.00"),
            *workers,
        ),
        does=text("passes.do.give_out", language), more=text("passes.more", language),
        pens=(text("passes.sign.responsible", language), text("loans.sign.desk", language)), witness=WHO,
    )  # fmt: skip


def _count(language: Language) -> LendForm:
    picks = tuple(Pick(str(n), f"5B1F0C-{n:02d}", n != 4) for n in range(1, 13))
    return LendForm(
        **frame(), title=text("passes.count_title", language),
        lead=text("passes.count_lead", language, amount=money_of(5_000, "CNY", language)), path="/x",
        home="/x", act=ACT,
        blanks=(Blank("back", text("passes.ask.back", language), "check", picks=picks),),
        does=text("passes.do.count", language),
        pens=(text("passes.sign.back", language), text("loans.sign.desk", language)), witness=WHO,
    )  # fmt: skip
