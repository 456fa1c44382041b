"""The attendants' pages about empty homes by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from kiosk.domain.inspections.inspection import FINDINGS, POINTS, TELLS
from kiosk.domain.keeping.keeping import DOCUMENTS
from kiosk.language.messages import Language, text
from ui.desk.inspections import pages as p
from ui.desk.keeping.pages import Pick
from ui.desk.keeping.scenes import WITNESS
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
BOX = "0 0 200 100"


def inspection_pages(language: Language = Language.ENGLISH) -> Iterator[tuple[str, Screen]]:
    """Yield every page about empty homes; names in it stay as people wrote them."""
    chips, plans, urgent = _chips(language), _plans(), _urgent()
    yield "desk-inspections", p.Inspections(**FRAME, chips=chips, urgent=urgent, rows=plans)
    yield "desk-inspections-none", p.Inspections(**FRAME, chips=chips, urgent=(), rows=())
    wanted = Message(code="key.work_order_needed", facts={})
    yield (
        "desk-inspections-problem",
        p.Inspections(**FRAME, chips=chips, urgent=urgent, rows=plans, problem=wanted),
    )
    yield "desk-inspection-plan", _plan(language, plans[0])
    yield "desk-inspection-plan-paused", _plan(language, plans[3], paused_until="2026-06-01")
    yield "desk-inspection-plan-over", _plan(language, plans[4])
    yield "desk-inspection", _inspection(language)
    yield "desk-inspection-telling", _inspection(language, may_tell=True)
    problem = Message(code="inspection.not_looked", facts={"count": 2})
    yield "desk-inspection-problem", _inspection(language, may_tell=True, problem=problem)
    yield "desk-inspection-new", _form(language)
    yield "desk-inspection-new-no-consent", _form(language, consent="")
    yield "desk-inspection-new-problem", _form(language, problem=Message(code="inspection.hours", facts={}))


def _chips(language: Language) -> tuple[Chip, ...]:
    return every_chip(language, "inspections")


def _plans() -> tuple[p.PlanRow, ...]:
    rows = (
        ("1-1-0502", "Every Monday", "the desk, housekeeping", "late", "bad"),
        ("1-1-1204", "每两周，周三", "客服、Alexandra Featherstonehaugh", "due", "care"),
        ("3-1-0302", "每 10 天", "王秀兰", "told", "care"),
        ("3-2-2201", "每週五", "客服", "paused", ""),
        ("1-1-0101", "Every Sunday", "plant", "over", "quiet"),
    )
    return tuple(
        p.PlanRow(
            ACT[:16], unit, rhythm, "09:00\u201312:00", who, state, NOW if state != "paused" else None, tone
        )
        for unit, rhythm, who, state, tone in rows
    )


def _urgent() -> tuple[p.UrgentRow, ...]:
    return (
        p.UrgentRow(f"{ACT}-water", ACT, "3-2-1201", "Water off, no leak", "王秀兰", NOW, ""),
        p.UrgentRow(f"{ACT}-gas", ACT, "1-1-0802", "燃气关闭", "何志强", NOW, "WX-20260503-1177"),
    )


def _history() -> tuple[p.HistoryRow, ...]:
    rows = (("begun", "", 0, "care"), ("reported", "Water off, no leak、燃气关闭", 3, "care"),
            ("reported", "", 0, ""), ("missed", "", 0, "bad"), ("not_made", "", 0, "quiet"))  # fmt: skip
    return tuple(
        p.HistoryRow(
            ACT, NOW - timedelta(days=7 * n), date(2026, 5, 3), "2026年5月3日周日" if n else "",
            "Alexandra Featherstonehaugh" if n != 3 else "", stage, found, photos, tone,
        )
        for n, (stage, found, photos, tone) in enumerate(rows)
    )  # fmt: skip


def _plan(language: Language, row: p.PlanRow, paused_until: str = "") -> Screen:
    labels = ("every", "hours", "duration", "who", "points", "tells", "signed")
    points = ", ".join(text(f"inspections.point.{one}", language) for one in POINTS)
    values = (
        row.rhythm,
        row.hours,
        "60 min",
        row.who,
        points,
        text("inspections.desk.tell.each", language),
        "2026",
    )
    return p.PlanPage(
        **FRAME,
        chips=_chips(language),
        row=row,
        owner="李娜",
        terms=tuple(
            (text(f"inspections.desk.{label}", language), value)
            for label, value in zip(labels, values, strict=True)
        ),
        history=_history(),
        today="2026-05-03",
        strokes=STROKES,
        box=BOX,
        paused_until=paused_until,
    )


def _inspection(language: Language, *, may_tell: bool = False, problem: Message | None = None) -> Screen:
    said = ("fine", "urgent", "found", "not_looked", "", "fine")
    points = tuple(
        p.PointRow(
            point,
            text(f"inspections.point.{point}", language),
            answer,
            words="厨房水槽下有水渍，已关总阀。" if answer == "urgent" else "",
            strokes=STROKES if answer == "found" else (),
            box=BOX if answer == "found" else "",
            photos=("/static/icon.svg",) * 2 if answer == "urgent" else (),
            gone=1 if answer == "found" else 0,
        )
        for point, answer in zip(POINTS, said, strict=True)
    )
    return p.InspectionPage(
        **FRAME,
        chips=_chips(language),
        row=_history()[0 if may_tell else 1],
        unit="3-2-1201",
        plan="/desk/inspections/plans/x",
        points=points,
        findings=FINDINGS,
        may_tell=may_tell,
        may_picture=True,
        photo=ACT,
        urgent=() if may_tell else _urgent()[:1],
        problem=problem,
    )


def _form(language: Language, consent: str = "Repair, 巡查 the desk 2027-05-03", **more: object) -> Screen:
    def say(key: str) -> str:
        return text(key, language)

    days = [Pick("", say("inspections.desk.any_day"))]
    days += [Pick(str(n), say(f"inspections.weekday.{n}"), n == 0) for n in range(7)]
    who = [Pick("group:desk", "the desk", True), Pick("person:a", "Alexandra Featherstonehaugh")]
    basis = [Pick(n, say(f"inspections.desk.basis_{n}"), n == "signed") for n in ("signed", "consent")]
    return p.PlanForm(
        **FRAME,
        home="/desk/keeping/x",
        path="/x",
        act=ACT,
        resident="李娜",
        unit="1-1-0502",
        consent=consent,
        picks=(
            (
                "every",
                "radio",
                tuple(Pick(n, say(f"inspections.desk.every_{n}"), n == "7") for n in ("7", "14", "28")),
            ),
            ("weekday", "radio", tuple(days)),
            ("who", "checkbox", tuple(who)),
            ("points", "checkbox", tuple(Pick(n, say(f"inspections.point.{n}"), True) for n in POINTS)),
            ("tells", "radio", tuple(Pick(n, say(f"inspections.desk.tell.{n}"), n == "each") for n in TELLS)),
            ("basis", "radio", tuple(basis)),
            ("document", "radio", tuple(Pick(n, say(f"keeping.document.{n}")) for n in DOCUMENTS)),
        ),
        days="",
        from_time="09:00",
        until_time="12:00",
        duration="60",
        wishes="",
        witness=WITNESS,
        **more,  # type: ignore[arg-type]
    )
