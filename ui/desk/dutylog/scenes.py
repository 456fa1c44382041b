"""The duty log's pages by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain.dutylog.entry import KINDS
from kiosk.language.messages import Language, text
from ui.desk.dutylog import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.desk.shifts.pages import Pick
from ui.screens import Message, Screen

ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
WORDS = "21:30 巡查 3 号楼地下车库，B2 层积水约 2 厘米，已通知工程部并放置警示牌。"


def dutylog_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about the duty log; what people wrote stays as they wrote it."""
    found = {
        one: p.LogCheck(
            **FRAME, number="2026-0118", mark="9F3A 2C7B 11D0 4E5A", found=p.Compared(one, "2026-0118")
        )
        for one in ("same", "other", "not_there", "broken")
    }
    return {
        "desk-dutylog": _day(language),
        "desk-dutylog-none": _page(language, ()),
        "desk-dutylog-found": _page(language, _rows(language)[:2], words="车库"),
        "desk-dutylog-reading": replace(_page(language, _rows(language)[:1], words="车库"), reading_on=True),
        "desk-dutylog-new": _form(language),
        "desk-dutylog-new-problem": _form(language, Message(code="duty.when", facts={"days": 7})),
        "desk-dutylog-correct": _form(language, wrong="2026-0117"),
        "desk-dutylog-check": p.LogCheck(**FRAME),
        "desk-dutylog-check-problem": p.LogCheck(
            **FRAME, number="17", problem=Message(code="duty.number", facts={})
        ),
        **{f"desk-dutylog-check-{name}": page for name, page in found.items()},
    }


def _day(language: Language) -> Screen:
    return _page(language, _rows(language))


def _page(language: Language, rows: tuple[p.LogRow, ...], words: str = "") -> p.LogPage:
    day = {"en": "Sun, May 3, 2026", "zh_Hant": "2026年5月3日 週日"}.get(language.value, "2026年5月3日周日")
    return p.LogPage(
        **FRAME,
        chips=every_chip(language, "dutylog"),
        day="" if words else "2026-05-03",
        day_said="" if words else day,
        rows=rows,
        words=words,
        earlier="" if words else "/desk/dutylog?day=2026-05-02",
        later="" if words else "/desk/dutylog?day=2026-05-04",
    )


def _rows(language: Language) -> tuple[p.LogRow, ...]:
    def say(key: str, **facts: object) -> str:
        return text(key, language, **facts)

    wrong = say("duty.corrected", number="2026-0118")
    right = say("duty.corrects", number="2026-0117")
    by_itself = say("duty.by_itself")
    return (
        p.LogRow("", "", "07:02", by_itself, say("duty.added.shift_on", who="王秀兰"), "王秀兰", path="/x"),
        p.LogRow(
            "2026-0116",
            "77AC 01F2 9B3E 5D10",
            "07:40",
            say("duty.kind.visitor"),
            "燃气公司两人抄表，已登记，09:10 离开。",
            "王秀兰",
            correct="/x",
        ),
        p.LogRow(
            "2026-0117",
            "1C3D 5E7F 9A0B 2C4D",
            "21:30",
            say("duty.kind.patrol"),
            WORDS.replace("B2", "B1"),
            "王秀兰",
            (wrong,),
            struck=True,
        ),
        p.LogRow(
            "2026-0118",
            "9F3A 2C7B 11D0 4E5A",
            "21:30",
            say("duty.kind.patrol"),
            WORDS,
            "Margaret Featherstonehaugh",
            (right, say("duty.written_at", time="22:05")),
            correct="/x",
        ),
        p.LogRow(
            "",
            "",
            "21:44",
            by_itself,
            say("duty.added.alarm", what=f"{say('alarms.kind.forced')} L12"),
            "",
            path="/x",
        ),
        p.LogRow(
            "",
            "",
            "21:50",
            by_itself,
            say("duty.added.incident", who="王秀兰", number="2026-003"),
            "王秀兰",
            path="/x",
        ),
    )


def _form(language: Language, problem: Message | None = None, wrong: str = "") -> Screen:
    kinds = tuple(Pick(one, text(f"duty.kind.{one}", language), one == "patrol") for one in KINDS)
    return p.LogForm(
        **FRAME,
        act=ACT,
        path="/x",
        kinds=kinds,
        day="2026-05-03",
        hour="21:30",
        typed=WORDS if wrong or problem else "",
        wrong=wrong,
        wrong_words=WORDS if wrong else "",
        problem=problem,
    )
