"""The pages about alarms by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.alarms.alarm import DONE, FOUND, KINDS, OVERRIDE_WHY
from kiosk.language.messages import Language, text
from ui.desk.alarms import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
DRAWN = (("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88"), "0 0 200 100")
SAID = {"found": "break_in", "done": "police", "who": "陈玉梅"}


def alarm_scenes(language: Language = Language.ENGLISH) -> Iterator[tuple[str, Screen]]:
    """Yield every page of the desk about alarms; names in it stay as people wrote them."""
    chips = every_chip(language, "alarms")
    rows = tuple(_row(kind, at, language) for at, kind in enumerate(KINDS))

    def views(chosen: str) -> tuple[Chip, ...]:
        names = ("open", "history", "seals")
        return tuple(Chip(text(f"alarms.{one}", language), "/desk/alarms", one == chosen) for one in names)

    kinds = tuple((one, text(f"alarms.kind.{one}", language), False) for one in KINDS)
    yield "desk-alarms", p.AlarmList(**FRAME, chips=chips, views=views("open"), rows=rows)
    yield "desk-alarms-none", p.AlarmList(**FRAME, chips=chips, views=views("open"), rows=())
    yield (
        "desk-alarms-history",
        p.AlarmList(
            **FRAME,
            chips=chips,
            views=views("history"),
            rows=tuple(_said(row, language) for row in rows),
            history=True,
            kinds=kinds,
            places=(("K01", text("attendant.slot", language, number=1), False),),
            older="/desk/alarms/history",
        ),
    )
    seals = (
        p.SealRow("K", "A-004711", "陈玉梅", NOW, False),
        p.SealRow("M", "", "", None, True),
    )
    yield "desk-seals", p.Seals(**FRAME, chips=chips, views=views("seals"), rows=seals)
    problem = Message(code="seal.override_open", facts={})
    yield (
        "desk-seals-problem",
        p.Seals(**FRAME, chips=chips, views=views("seals"), rows=seals, problem=problem),
    )
    page = p.AlarmPage(**FRAME, chips=chips, views=views("open"), row=rows[2], place="K01")
    for name, changes in _pages(rows, language):
        yield f"desk-alarm-{name}", replace(page, **changes)  # type: ignore[arg-type]


def _pages(rows: tuple[p.AlarmRow, ...], language: Language) -> Iterator[tuple[str, dict[str, object]]]:
    slot = text("attendant.slot", language, number=9)
    keys = (
        p.Concerned("/desk/items/k-1", "生活水泵房", text("attendant.slot", language, number=1), slot),
        p.Concerned("/desk/items/k-2", "Booster pump room, tower 3", slot, slot),
    )
    says = {"findings": FOUND, "deeds_done": DONE, "can_acknowledge": True}
    yield "two-tags", {"keys": keys, **says}
    yield "not-yours", {"keys": keys[:1]}
    yield "note-needed", {**says, "problem": Message(code="alarm.note_needed", facts={})}
    yield "acknowledged", {"row": _said(rows[7], language), "note": "地上有撬棍，已拍照。"}
    override = next(row for row in rows if row.code == "alarm.override")
    more: dict[str, object] = {
        "doors": "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16",
        "told": "陈玉梅",
    }
    yield (
        "override",
        {"row": override, **says, **more, "can_explain": True, "why": OVERRIDE_WHY, "broken": "A-004711"},
    )
    why = text("alarms.override.why.power_cut", language)
    facts = {"why": why, "broken": "A-004711", "fresh": "A-004712", "who": "王秀兰"}
    explained = p.Explanation(facts, False, (("王秀兰", *DRAWN),))
    second = replace(override, code="alarm.override_second")
    yield "override-second", {"row": second, **more, "explanation": explained, "can_sign": True}


def lobby_alarm_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield the page at the lobby's screen."""
    rows = tuple(_row(kind, at, Language.ENGLISH) for at, kind in enumerate(("forced", "override")))
    yield "alarms", p.LobbyAlarms(rows=rows, more=2)
    yield "alarms-none", p.LobbyAlarms(rows=())


def _row(kind: str, at: int, language: Language) -> p.AlarmRow:
    over = at % 3 == 1
    return p.AlarmRow(
        id=f"{at}-{kind}",
        kind=text(f"alarms.kind.{kind}", language),
        code=f"alarm.{kind}",
        facts={
            "place": text("attendant.slot", language, number=at + 1),
            "home": text("attendant.slot", language, number=9),
            "item": "生活水泵房",
            "device": text("attendant.device.locks", language),
            "name": "locks-a",
            "cabinet": "K",
            "doors": "1, 2, 5, 6, 7",
        },
        begun=NOW - timedelta(minutes=3 + 17 * at),
        age=("3 分钟", "17 minutes", "2 小時")[at % 3],
        count=1 if at % 2 else 4,
        owner=text("alarms.role.supervisor", language),
        on_it="何志强" if at % 4 == 2 else "",
        goes_on=not over,
        over=NOW if over else None,
        can_take=at % 4 != 2,
        sounds=not over and at % 4 != 2,
    )


def _said(row: p.AlarmRow, language: Language) -> p.AlarmRow:
    said = {
        **SAID,
        "found": text("alarms.found.break_in", language),
        "done": text("alarms.done.police", language),
    }
    return replace(row, said=said, said_at=NOW, over=NOW, goes_on=False, can_take=False, sounds=False)
