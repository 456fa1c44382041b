"""The pages on goods that leave, with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from kiosk.language.messages import Language, text
from ui.desk.keybook.ways import every_chip
from ui.desk.lending import Blank, Doing, Drawn, LendForm, LendList, LendOne, Line, Pick, Seen
from ui.desk.loans.scenes import ACT, NOW, PEOPLE, STROKES, WHO, frame
from ui.screens import Message, Screen

GOODS = ("三人沙发 1 张", "Dining table with six chairs, oak", "冰箱 1 台", "纸箱 12 个")


def release_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the pages on goods that leave, in each of their states."""
    listed, one, form, word = _list(language), _one(language), _form(language), _word(language)
    released = replace(
        one, state=text("releases.stage.released", language), tone="",
        begins=Doing(text("releases.do.gone", language), "/x", "check", posts=True),
        drawn=(Drawn(text("paper.release.owner", language), STROKES, "0 0 220 110"),),
        doings=(
            Doing(text("releases.do.call_off", language), "/x", "cross"),
        ),
    )  # fmt: skip
    return {
        "desk-releases": listed,
        "desk-releases-none": replace(listed, lines=(), seen=()),
        "desk-release": one,
        "desk-release-out": released,
        "desk-release-late": replace(released, problem=Message(code="release.not_now", facts={})),
        "desk-release-new": form,
        "desk-release-new-refused": replace(form, problem=Message(code="release.nothing", facts={})),
        "desk-release-word": word,
        "desk-release-word-missing": replace(word, problem=Message(code="signature.missing", facts={})),
    }


def _list(language: Language) -> LendList:
    asked, out, gone = (text(f"releases.stage.{one}", language) for one in ("asked", "released", "gone"))
    heads = (
        text("releases.head.what", language), text("releases.head.who", language), text("loans.head.state", language),
    )  # fmt: skip
    many = text("releases.so_many", language, count=4)
    return LendList(
        **frame(), title=text("releases.title", language), path="/desk/releases",
        chips=every_chip(language, "releases"),
        seen=(
            Seen("/x", f"{text('releases.lets_go', language)}\u20025B1F0C", f"1-1-0802\u2002{GOODS[0]}", NOW, "good"),
            Seen("/x", f"{text('releases.keeps_back', language)}\u20029C8B7A", f"3-1-0201\u2002{GOODS[1]}", NOW, "bad"),
        ),
        ways=(
            Doing(text("releases.new", language), "/x", "pen", strong=True),
            Doing(text("loans.register", language), "/x", "receipt"),
        ),
        heads=heads,
        lines=(
            Line("/x", "5B1F0C", GOODS[0], many, PEOPLE[0], asked, NOW + timedelta(hours=9), "care"),
            Line("/x", "9C8B7A", GOODS[1], many, PEOPLE[1], out, NOW + timedelta(hours=9)),
            Line("/x", "65D0A9", GOODS[2], many, PEOPLE[2], gone, NOW - timedelta(hours=2), "quiet"),
        ),
        none=text("releases.none", language),
    )  # fmt: skip


def _one(language: Language) -> LendOne:
    names = ("owner", "carrier", "plate", "since", "until", "by")
    told = (PEOPLE[1], "Alexandra Featherstonehaugh", "浙A12345", "2026/5/3", "2026/5/4", "王秀兰")
    picks = (Pick("1", "13800000000", True),)
    asked = Blank("number", text("releases.ask.number", language), "radio", picks=picks)
    leave, nobody, pin, why = (
        text(f"loans.ask.{one}", language) for one in ("leave", "no_leave", "pin", "why")
    )
    decides = (
        Blank("leave", leave, "select", picks=(Pick("", nobody, True), Pick("s", "王秀兰"))),
        Blank("leave_pin", pin, "password"), Blank("why", why),
    )  # fmt: skip
    return LendOne(
        **frame(), title=f"{text('releases.one', language)} 5B1F0C", state=text("releases.stage.asked", language),
        tone="care", path="/x", home="/desk/releases", chips=every_chip(language, "releases"),
        facts=tuple((text(f"releases.fact.{name}", language), one) for name, one in zip(names, told, strict=True)),
        items=GOODS, act=ACT, begins=Doing(text("releases.do.word", language), "/x", "pen"),
        doings=(
            Doing(text("releases.do.called", language), "/x", "phone", blanks=(asked,)),
            Doing(text("releases.do.decided", language), "/x", "badge", blanks=decides),
            Doing(text("releases.do.call_off", language), "/x", "cross"),
        ),
    )  # fmt: skip


def _form(language: Language) -> LendForm:
    asks = {
        one: text(f"releases.ask.{one}", language)
        for one in ("owner", "goods", "carrier", "plate", "since", "until")
    }
    owners = tuple(Pick(str(n), one, n == 0) for n, one in enumerate(PEOPLE[:2]))
    return LendForm(
        **frame(), title=text("releases.new_title", language), lead="", path="/x", home="/desk/releases", act=ACT,
        blanks=(
            Blank("home", text("loans.ask.home", language), value="1-1-0802"),
            Blank("owner", asks["owner"], "radio", picks=owners),
            Blank("goods", asks["goods"], "area", "\n".join(GOODS)),
            Blank("carrier", asks["carrier"]), Blank("plate", asks["plate"], value="浙A12345"),
            Blank("since", asks["since"], "date", "2026-05-03"), Blank("until", asks["until"], "date", "2026-05-03"),
        ),
        does=text("releases.do.ask", language),
    )  # fmt: skip


def _word(language: Language) -> LendForm:
    people = tuple(Pick(str(n), one, n == 0) for n, one in enumerate(PEOPLE[:2]))
    return LendForm(
        **frame(), title=text("releases.word_title", language), lead=text("releases.so_many", language, count=4),
        path="/x", home="/x", act=ACT,
        blanks=(Blank("who", text("releases.ask.who", language), "radio", picks=people),),
        does=text("releases.do.release", language), pens=(text("releases.sign.owner", language),), witness=WHO,
    )  # fmt: skip
