"""The pages on loans, passes and goods that leave, with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.loans.loan import CONDITIONS
from kiosk.domain.loans.returning import CONTACTS
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.lending import Blank, Doing, Drawn, LendForm, LendList, LendOne, Line, Pick, Tile
from ui.desk.pages import WitnessChoice
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
THINGS = {
    Language.ENGLISH: ("Umbrella", "Platform trolley", "Step ladder", "Wheelchair", "Power drill"),
    Language.SIMPLIFIED: ("雨伞", "平板推车", "人字梯", "轮椅", "电钻"),
    Language.TRADITIONAL: ("雨傘", "平板推車", "人字梯", "輪椅", "電鑽"),
}
PEOPLE = ("胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20021-1-1204", "欧阳修文\u20023-1-0201")
WHO = WitnessChoice((("a-1", "王秀兰"), ("a-2", "Alexandra Featherstonehaugh")))


def frame() -> Frame:
    """Return who sees these pages."""
    return Frame(who="王秀兰", supervisor=True, lobby=False)


def loan_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the pages on loans in each of their states."""

    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    listed = _list(language)
    one = _one(language)
    lend = _lend_form(language)
    back = _back_form(language)
    return {
        "desk-loans": listed,
        "desk-loans-none": replace(listed, lines=()),
        "desk-loans-empty": replace(listed, lines=(), tiles=()),
        "desk-loan": one,
        "desk-loan-late": replace(
            one, state=say("loans.state.late"), tone="bad", doings=(*_asked(language), *one.doings)
        ),
        "desk-loan-lost": replace(
            one, state=say("loans.state.lost"), tone="bad", begins=None, doings=_settling(language),
            problem=Message(code="loan.amount", facts={}),
        ),
        "desk-loan-over": replace(one, state=say("loans.state.nothing"), tone="quiet", begins=None, doings=()),
        "desk-loan-new": lend,
        "desk-loan-new-refused": replace(
            lend, blanks=(*lend.blanks, *_leave(language)), problem=Message(code="loan.home_limit", facts={"most": 3})
        ),
        "desk-loan-visitor": replace(lend, blanks=(*_visitor(language), *lend.blanks[2:], *_leave(language))),
        "desk-loan-back": back,
        "desk-loan-back-unsigned": replace(back, problem=Message(code="signature.own_missing", facts={})),
        "desk-loan-stock": _stock(language),
        "desk-loan-item": _item(language),
        "desk-loan-kind": _kind(language),
    }  # fmt: skip


def _say(language: Language, prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(text(f"{prefix}.{name}", language) for name in names)


def _list(language: Language) -> LendList:
    things = THINGS[language]
    late, out, lost = _say(language, "loans.state", "late", "out", "damaged")
    none, deposit = text("loans.no_deposit", language), money_of(10_000, "CNY", language)
    tiles = tuple(
        Tile(
            "/x",
            label,
            f"{text('loans.free', language, free=n, count=n + 3)}\u2002{deposit if n % 2 else none}",
            not n,
        )
        for n, label in enumerate(things)
    )
    lines = (
        Line("/x", "5B1F0C-1", f"{things[0]} 3", "", PEOPLE[0], late, NOW - timedelta(days=4), "bad"),
        Line("/x", "9C8B7A-2", f"{things[1]} 1", "", PEOPLE[1], late, NOW - timedelta(hours=2), "care"),
        Line("/x", "65D0A9-1", f"{things[3]} 2", "", PEOPLE[2], out, NOW + timedelta(hours=9)),
        Line("/x", "0A1B2C-1", f"{things[2]} 1", "", PEOPLE[0], lost, NOW - timedelta(hours=1), "care"),
    )
    heads = _say(language, "loans.head", "what", "who", "state")
    return LendList(
        **frame(), title=text("loans.title", language), path="/desk/loans", chips=every_chip(language, "loans"),
        tiles=tiles,
        ways=(
            Doing(text("loans.stock", language), "/x", "parcel"),
            Doing(text("loans.register", language), "/x", "receipt"),
        ),
        note=text("loans.today", language, out=3, lent=12, back=9, late=2), heads=(heads[0], heads[1], heads[2]),
        lines=lines, none=text("loans.none", language),
    )  # fmt: skip


def _one(language: Language) -> LendOne:
    names = ("what", "who", "phone", "lent", "due", "condition", "note", "deposit")
    told = (
        f"{THINGS[language][2]} 1", PEOPLE[1], "13800000000", "5/3 09:24", "5/3 13:24",
        text("loans.condition.worn", language), "划痕 a scratch on the second rung", money_of(10_000, "CNY", language),
    )  # fmt: skip
    later = Blank(
        "due", text("loans.do.later", language), "select", picks=(Pick("1", "5/4 09:24"), Pick("2", "5/6"))
    )
    do = _say(language, "loans.do", "extend", "lost", "back")
    return LendOne(
        **frame(), title=f"{THINGS[language][2]} 1\u20020A1B2C-1", state=text("loans.state.out", language), path="/x",
        home="/desk/loans", right="/x", chips=every_chip(language, "loans"),
        facts=tuple(zip(_say(language, "loans.fact", *names), told, strict=True)),
        drawn=tuple(Drawn(one, STROKES, "0 0 220 110") for one in _say(language, "loans.signed", "lent", "lent_by")),
        photo="/static/icon.svg", act=ACT, begins=Doing(do[2], "/x", "leave"),
        doings=(Doing(do[0], "/x", "clock", blanks=(later,)), Doing(do[1], "/x", "care")),
    )  # fmt: skip


def _asked(language: Language) -> tuple[Doing, ...]:
    picks = tuple(Pick(one, text(f"loans.contact.{one}", language), one == CONTACTS[0]) for one in CONTACTS)
    how = Blank("how", text("loans.do.contacted_how", language), "radio", picks=picks)
    return (Doing(text("loans.do.contacted", language), "/x", "phone", blanks=(how,)),)


def _settling(language: Language) -> tuple[Doing, ...]:
    amount = Blank("amount", text("loans.do.amount", language), most=8)
    why = Blank("reason", text("loans.ask.why", language))
    charge, off = _say(language, "loans.do", "charge", "write_off")
    return Doing(charge, "/x", "receipt", blanks=(amount,)), Doing(off, "/x", "cross", blanks=(why,))


def _lend_form(language: Language) -> LendForm:
    things = THINGS[language]
    copies = tuple(Pick(str(n), f"{things[0]} {n}", n == 1) for n in (1, 2, 4, 5, 6))
    copies += tuple(Pick(f"o{n}", f"{one} 1") for n, one in enumerate(things[1:]))
    times = tuple(
        Pick(str(n), at, n == 0) for n, at in enumerate(("5/4 09:24", "5/3 21:24", "5/3 13:24", "5/3 11:24"))
    )
    asks = _say(language, "loans.ask", "home", "person", "items", "due", "note")
    people = tuple(Pick(str(n), one, n == 0) for n, one in enumerate(PEOPLE))
    return LendForm(
        **frame(), title=text("loans.lend_title", language), lead=things[0], path="/x", home="/desk/loans", act=ACT,
        blanks=(
            Blank("home", asks[0], value="1-1-0802"), Blank("person", asks[1], "radio", picks=people),
            Blank("item", asks[2], "check", picks=copies), Blank("due", asks[3], "radio", picks=times),
            Blank("note", asks[4]),
        ),
        does=text("loans.do.lend", language), other=("/x", text("loans.visitor", language)),
        pens=_say(language, "loans.sign", "borrower", "desk"), witness=WHO,
    )  # fmt: skip


def _visitor(language: Language) -> tuple[Blank, ...]:
    name, phone = _say(language, "loans.ask", "name", "phone")
    return Blank("name", name), Blank("phone", phone)


def _leave(language: Language) -> tuple[Blank, ...]:
    who, nobody, pin, why = _say(language, "loans.ask", "leave", "no_leave", "pin", "why")
    picks = (Pick("", nobody, True), Pick("s", "Alexandra Featherstonehaugh"))
    return Blank("leave", who, "select", picks=picks), Blank("why", why), Blank("leave_pin", pin, "password")


def _back_form(language: Language) -> LendForm:
    how = tuple(Pick(one, text(f"loans.condition.{one}", language), one == "good") for one in CONDITIONS)
    asks = _say(language, "loans.ask", "condition", "seen", "brought_by", "bringer", "other")
    people = (Pick("", "胡桂英", True), Pick("r-2", "Alexandra Featherstonehaugh"), Pick("other", asks[4]))
    was = text("loans.was", language, condition=how[1].text)
    return LendForm(
        **frame(), title=text("loans.back_title", language),
        lead=f"{THINGS[language][2]} 1\u2002{PEOPLE[0]}\u2002{was}",
        path="/x", home="/desk/loans", act=ACT,
        blanks=(
            Blank("condition", asks[0], "radio", picks=how), Blank("note", asks[1]),
            Blank("brought_by", asks[2], "radio", picks=people), Blank("bringer", asks[3]),
        ),
        does=text("loans.do.take_back", language), pens=_say(language, "loans.sign", "bringer", "desk"), witness=WHO,
    )  # fmt: skip


def _stock(language: Language) -> LendList:
    things = THINGS[language]
    good, worn = _say(language, "loans.condition", "good", "worn")
    out, withdrawn = _say(language, "loans.state", "out", "withdrawn")
    heads = _say(language, "loans.head", "what", "where", "state")
    lines = tuple(
        Line("/x", "A3", f"{things[n % 5]} {n + 1}", "", where, state, NOW - timedelta(days=n), tone)
        for n, (where, state, tone) in enumerate(
            (
                ("A3", good, ""),
                (PEOPLE[1], out, ""),
                ("A3", withdrawn, "care"),
                ("B12", worn, ""),
                ("A3", good, ""),
            )
        )
    )
    terms = text("loans.terms", language, deposit=money_of(10_000, "CNY", language), hours=24)
    return LendList(
        **frame(), title=text("loans.stock", language), path="/desk/loans/stock", chips=every_chip(language, "loans"),
        tiles=tuple(Tile("/x", one, terms, off=one == things[4]) for one in things),
        ways=(Doing(text("loans.new_kind", language), "/x", "pen"),), heads=(heads[0], heads[1], heads[2]),
        lines=lines, none=text("loans.no_stock", language),
    )  # fmt: skip


def _item(language: Language) -> LendOne:
    names = _say(language, "loans.fact", "shelf", "custodian", "condition", "withdrawn")
    told = ("A3", "A3", text("loans.condition.damaged", language), text("loans.why.damaged", language))
    fit = tuple(
        Pick(one, text(f"loans.condition.{one}", language), one == "good") for one in ("good", "worn")
    )
    asked = Blank("condition", text("loans.ask.condition", language), "radio", picks=fit)
    file = Blank("file", text("loans.do.file", language), "file")
    do = _say(language, "loans.do", "picture", "camera", "put_back", "strike_off")
    why = Blank("reason", text("loans.ask.why", language))
    return LendOne(
        **frame(), title=f"{THINGS[language][3]} 2", state=text("loans.state.withdrawn", language), tone="care",
        path="/x", home="/desk/loans/stock", chips=every_chip(language, "loans"),
        facts=tuple(zip(names, told, strict=True)), act=ACT,
        doings=(
            Doing(do[0], "/x", "camera", blanks=(file,)), Doing(do[1], "/x", "camera"),
            Doing(do[2], "/x", "check", True, (asked,)), Doing(do[3], "/x", "cross", blanks=(why,)),
        ),
        problem=Message(code="photo.not_one", facts={}),
    )  # fmt: skip


def _kind(language: Language) -> LendForm:
    asks = _say(
        language, "loans.ask", "label_en", "label_zh_Hans", "label_zh_Hant", "deposit", "longest", "copies", "shelf",
        "offered",
    )  # fmt: skip
    hours = tuple(
        Pick(str(one), text("loans.hours", language, hours=one), one == 24) for one in (2, 4, 12, 24, 72, 168)
    )
    yes, no = _say(language, "loans.offered", "yes", "no")
    return LendForm(
        **frame(), title=text("loans.kind_title", language), lead="", path="/x", home="/desk/loans/stock", act=ACT,
        blanks=(
            *(Blank(f"n{n}", asks[n], value=THINGS[one][1]) for n, one in enumerate(Language)),
            Blank("deposit", asks[3], value="100.00"), Blank("longest", asks[4], "radio", picks=hours),
            Blank("copies", asks[5], value="2"), Blank("shelf", asks[6], value="A3"),
            Blank("offered", asks[7], "radio", picks=(Pick("yes", yes, True), Pick("no", no))),
        ),
        does=text("loans.do.keep", language), problem=Message(code="loan.label", facts={"most": 24}),
    )  # fmt: skip
