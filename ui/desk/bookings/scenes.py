"""The attendants' pages about bookings by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.flows.keys.bookings import OVERRIDES
from kiosk.language.messages import Language, moment_of, text
from ui.desk.bookings import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

ZONE = "Asia/Shanghai"
MORNING = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
"""Ten o'clock, by the demo site's clock."""
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
HOUR = timedelta(hours=1)


def booking_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about bookings; names in it stay as people wrote them."""
    wrong = Message(code="reason.missing", facts={})
    refusal = Message(code="key.not_now", facts={"place": "K07"})
    out = p.Known(_concern("out", language), blocks=False)
    taken = p.Known(_concern("overlaps", language), blocks=True)
    return {
        "desk-bookings": _day(_rows(), language),
        "desk-bookings-none": _day((), language, trusted=False),
        "desk-bookings-of-key": _of_key(language),
        "desk-bookings-which": _which(language),
        "desk-bookings-which-none": p.Which(**FRAME, words="999", rows=()),
        "desk-bookings-when": _when(language),
        "desk-bookings-when-alone": _when(language, people=(("a-lin", "王秀兰", True),), known=(out,)),
        "desk-bookings-when-taken": _when(language, known=(taken, out), overrides=OVERRIDES),
        "desk-bookings-when-problem": _when(language, known=(taken,), overrides=OVERRIDES, problem=wrong),
        "desk-bookings-when-refused": _when(language, refusal=refusal),
        "desk-bookings-change": _when(language, changes=True),
        "desk-bookings-one": _one(may_change=True, known=(out,)),
        "desk-bookings-displaced": _one("displaced", may_tell=True),
        "desk-bookings-over": _one("no_show", why="attendant.bookings.why.other", words="钥匙交给电梯维保"),
    }


def _concern(code: str, language: Language) -> str:
    since = moment_of(MORNING + HOUR, language, ZONE, "MMMd Hm")
    until = moment_of(MORNING + 5 * HOUR, language, ZONE, "Hm" if code == "overlaps" else "MMMd Hm")
    return text(f"attendant.bookings.concern.{code}", language, who="何志强", since=since, until=until)


def _chips(language: Language) -> tuple[Chip, ...]:
    return every_chip(language, "bookings")


def _days(language: Language) -> tuple[Chip, ...]:
    days = [moment_of(MORNING + ahead * timedelta(days=1), language, ZONE, "MMMEd") for ahead in range(1, 7)]
    names = [text("attendant.bookings.today", language), *days]
    return tuple(Chip(name, "/desk/bookings", name == names[0]) for name in names)


def _entry(name: str, hours: float, length: float, who: str, stage: str = "booked") -> p.Entry:
    since = MORNING + hours * HOUR
    code = f"attendant.bookings.stage.{stage}"
    return p.Entry(name, since, since + length * HOUR, "Hm", "Hm", who, code, linked=stage != "cancelled")


def _rows() -> tuple[p.KeyDay, ...]:
    return (
        p.KeyDay(
            "/desk/bookings?key=k-lift",
            "Booster pump room, tower 3",
            "Key slot 80",
            (p.Bar(540, 120, "ended"), p.Bar(660, 180), p.Bar(960, 60)),
            (
                _entry("a", -1, 2, "何志强", "over"),
                _entry("b", 1, 3, "王秀兰"),
                _entry("c", 6, 1, "Margaret Featherstonehaugh"),
            ),
        ),
        p.KeyDay(
            "/desk/bookings?key=k-pump",
            "生活水泵房",
            "115 号钥匙位",
            (p.Bar(480, 480, "taken"),),
            (_entry("d", -2, 8, "陈玉梅", "taken"), _entry("e", 6, 2, "陈辉", "cancelled")),
        ),
        p.KeyDay(
            "/desk/bookings", "1-1-1204 住戶鑰匙", "10 號鑰匙位", (), (_entry("f", 0, 1, "田静", "no_show"),)
        ),
    )


def _day(rows: tuple[p.KeyDay, ...], language: Language, *, trusted: bool = True) -> Screen:
    return p.Day(
        **FRAME,
        chips=_chips(language),
        days=_days(language),
        day="2026-05-04",
        rows=rows,
        now_min=600,
        no_show_min=30,
        new="/desk/bookings/new",
        trusted=trusted,
    )


def _of_key(language: Language) -> Screen:
    days = _days(language)
    rows = tuple(replace(row, label=day.text, slot="") for row, day in zip(_rows(), days, strict=False))
    label = f"Booster pump room, tower 3\u2002{text('attendant.slot', language, number=7)}"
    return p.Day(
        **FRAME,
        chips=_chips(language),
        days=(),
        day="",
        rows=rows,
        now_min=None,
        no_show_min=30,
        new="/desk/bookings/new",
        label=label,
        item="/desk/items/k-lift",
    )


def _which(language: Language) -> Screen:
    labels = (
        "1栋1单元大堂门",
        "2栋1单元天台门",
        "会所",
        "Domestic water pump room",
        "Booster pump room, tower 3",
        "1-1-1204 住戶鑰匙",
    )
    rows = tuple(
        p.KeyChoice(label, text("attendant.slot", language, number=number), "/desk/bookings/new?key=k")
        for number, label in enumerate(labels * 3, 1)
    )
    return p.Which(**FRAME, words="", rows=rows, more=460)


def _when(language: Language, **more: object) -> Screen:
    hours = tuple(
        (
            Chip(f"{hour:02}", "/desk/bookings/new?key=k", 11 <= hour < 15),
            "past" if hour < 10 else "busy" if 14 <= hour < 17 else "free",
        )
        for hour in range(24)
    )
    lengths = tuple(
        Chip(text("attendant.bookings.hours", language, count=count), "/desk/bookings/new", count == 4)
        for count in (1, 2, 4, 8, 24)
    )
    people = (("a-lin", "王秀兰", False), ("a-featherstonehaugh", "Margaret Featherstonehaugh", True))
    facts: dict[str, object] = {"people": people, "known": (), "changes": False, **more}
    return p.When(
        **FRAME,
        booking="5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65",
        path="/desk/bookings/new",
        back_to="/desk/bookings/new",
        key="k-lift",
        label="Booster pump room, tower 3",
        slot=text("attendant.slot", language, number=7),
        whom="a-lin",
        days=_days(language),
        hours=hours,
        lengths=lengths,
        since=MORNING + HOUR,
        until=MORNING + 5 * HOUR,
        since_form="MMMd Hm",
        until_form="Hm",
        typed_since="2026-05-04T11:00",
        typed_until="2026-05-04T15:00",
        **facts,  # type: ignore[arg-type]
    )


def _one(stage: str = "booked", **more: object) -> Screen:
    entry = p.Entry(
        "b",
        MORNING + HOUR,
        MORNING + 4 * HOUR,
        "MMMd Hm",
        "Hm",
        "何志强",
        f"attendant.bookings.stage.{stage}",
        linked=True,
    )
    return p.One(
        **FRAME,
        key="k-lift",
        label="Booster pump room, tower 3",
        slot="Key slot 80",
        entry=entry,
        made_by="陈玉梅",
        made=MORNING - 20 * HOUR,
        **more,  # type: ignore[arg-type]
    )
