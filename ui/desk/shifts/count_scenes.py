"""Counting by hand and notes to the next shift by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.shifts.notes import NOTE_KINDS
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.desk.shifts import count_pages as p
from ui.desk.shifts.pages import Pick
from ui.screens import Message, Screen

ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}


def count_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return these pages; names in them stay as people wrote them."""
    return {
        "desk-shift-count": _count(language),
        "desk-shift-count-problem": _count(language, Message(code="count.missing", facts={"count": 1})),
        "desk-shift-count-none": p.CountPage(**FRAME, act=ACT, on=True, lines=()),
        "desk-shift-notes": _notes(language),
        "desk-shift-notes-problem": _notes(language, Message(code="note.empty", facts={})),
        "desk-shift-notes-none": _notes(language, empty=True),
    }


def _count(language: Language, problem: Message | None = None) -> Screen:
    who = {"who": "Margaret Featherstonehaugh", "time": "06:40"}
    money = money_of(128_450, "CNY", language)
    right = text("shift.counts.last", language, number="12", **who)
    short = text("shift.counts.fewer", language, number=money_of(2_000, "CNY", language))
    off = f"{text('shift.counts.last', language, number=money, **who)}\u2002{short}"
    names = {one: text(f"shift.count.{one}", language) for one in ("parcels", "keys_at_desk")}
    till = {"en": "Cash in the till", "zh_Hant": "備用金"}.get(language.value, "备用金")
    return p.CountPage(
        **FRAME,
        act=ACT,
        on=True,
        lines=(
            p.CountLine("parcels", names["parcels"], "12", 12, right, ticked=True),
            p.CountLine("keys_at_desk", names["keys_at_desk"], "1", 1),
            p.CountLine("cash", till, money, 128_450, off, right=False, typed="1264.50", money=True),
        ),
        missing=1,
        problem=problem,
    )


def _notes(language: Language, problem: Message | None = None, *, empty: bool = False) -> Screen:
    by = text("shift.book.by", language, who="何志强", time="06:40")
    done = text("shift.book.done_by", language, who="Margaret Featherstonehaugh", time="07:15")
    words = (
        "3-2-1201 水管维修师傅 15:00 到，请开设备房。",
        "The lift company calls back on Monday.",
        "地下车库 B2 灯待换，已报工程部",
    )
    rows = tuple(
        p.NoteRow(f"n-{kind}", kind, said, by, carried=index * 2)
        for index, (kind, said) in enumerate(zip(NOTE_KINDS, words, strict=True))
    )
    return p.NotesPage(
        **FRAME,
        chips=every_chip(language, "shift"),
        act=ACT,
        kinds=tuple(
            Pick(one, text(f"shift.book.kind.{one}", language), one == "ordinary") for one in NOTE_KINDS
        ),
        typed="",
        open=() if empty else rows,
        done=() if empty else (p.NoteRow("n-0", "ordinary", "快递柜 12 号门已擦净", by, done),),
        problem=problem,
    )
