"""The pages of corrections by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.goods import CONDITIONS
from kiosk.flows.registers.correction_lines import choice_named, field_named
from kiosk.language.messages import Language, text
from ui.desk.corrections import pages as p
from ui.desk.sessions import Frame
from ui.desk.shifts.pages import Pick
from ui.screens import Message, Screen

FRAME: Frame = {"who": "王秀兰", "supervisor": False, "lobby": False}
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
WORDS = "黑色行李箱，右侧轮子松动，拉杆上系红色布条"


def correction_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about corrections; what people wrote stays as they wrote it."""
    return {
        "desk-correction": _line(language),
        "desk-correction-none": p.LinePage(**FRAME, number="D5B1F0C", home="/x", rows=()),
        "desk-correction-count": _form(language, "count", "12", counted=True),
        "desk-correction-condition": _form(language, "condition", "worn"),
        "desk-correction-problem": _form(language, "words", WORDS, Message(code="correction.why", facts={})),
    }


def _line(language: Language) -> p.LinePage:

    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    stands = (("what", "suitcase"), ("count", "2"), ("condition", "worn"), ("words", WORDS))
    rows = tuple(
        p.ValueRow(field_named(say, name), choice_named(say, "deposits", name, code), "/x")
        for name, code in stands
    )
    told = say(
        "corrections.note", field=field_named(say, "count"), now="2", was="3", who="Margaret Featherstonehaugh",
        time="2026-05-03 21:30", why="登记时多数了一件，已与业主当面清点",
    )  # fmt: skip
    return p.LinePage(**FRAME, number="D5B1F0C", home="/x", rows=rows, earlier=(told,))


def _form(
    language: Language, field: str, typed: str, problem: Message | None = None, *, counted: bool = False
) -> p.CorrectionForm:

    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    choices = CONDITIONS if field == "condition" else ()
    return p.CorrectionForm(
        **FRAME,
        number="D5B1F0C",
        act=ACT,
        path="/x",
        home="/x",
        field=field_named(say, field),
        said=choice_named(say, "deposits", field, typed),
        picks=tuple(Pick(one, choice_named(say, "deposits", field, one), one == typed) for one in choices),
        counted=counted,
        typed=typed,
        problem=problem,
    )
