"""The lobby's and the owner's pages about a home that is looked after, by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kiosk.domain.inspections.inspection import FINDINGS
from ui.home import inspection_screens as h
from ui.home.screens import Home, OwnKey
from ui.inspections import screens as s
from ui.key_screens import KeyList, KeyRow
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
UNIT = "3-2-1201"
TEXTS = (
    "门窗关闭",
    "Water off, no leak",
    "電源",
    "Gas off",
    "Look at the plants on the terrace and the fish",
)
SAID = ("fine", "urgent", "", "not_looked", "found")


def inspection_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield what is told of an empty home at the lobby screen."""
    rows = tuple(
        s.PointRow(f"p{n}", words, said, noted=said == "found", photos=2 if said == "urgent" else 0)
        for n, (words, said) in enumerate(zip(TEXTS, SAID, strict=True))
    )
    blank = tuple(s.PointRow(row.point, row.text, "") for row in rows)
    told = tuple(s.PointRow(row.point, row.text, row.said or "fine") for row in rows)
    yield "inspection", s.Points(inspection=ID, unit=UNIT, rows=blank, left=5, begun=False)
    yield (
        "inspection-begun",
        s.Points(inspection=ID, unit=UNIT, rows=rows, left=1, begun=True, page=1, pages=2),
    )
    yield "inspection-all-told", s.Points(inspection=ID, unit=UNIT, rows=told, left=0, begun=True)
    yield "inspection-point", s.PointPage(inspection=ID, unit=UNIT, row=rows[2], choices=FINDINGS)
    yield "inspection-point-again", s.PointPage(inspection=ID, unit=UNIT, row=rows[4], choices=FINDINGS)
    yield "inspection-note", s.PointNote(inspection=ID, row=rows[4], photo=ID, camera=True)
    yield (
        "inspection-note-pictured",
        s.PointNote(inspection=ID, row=rows[1], photo=ID, camera=True, taken="/static/icon.svg"),
    )
    down = Message(code="trouble.camera", facts={})
    yield (
        "inspection-note-camera-down",
        s.PointNote(inspection=ID, row=rows[1], photo=ID, camera=True, problem=down),
    )
    yield "inspection-not-made", s.NotMade(inspection=ID, unit=UNIT)
    for tells, findings, urgent, more in (("each", 2, 1, 2), ("findings", 0, 0, 0), ("paper", 1, 0, 0)):
        yield (
            f"inspection-told-{tells}",
            s.Told(unit=UNIT, tells=tells, findings=findings, urgent=urgent, more=more),
        )
    yield "inspection-told-not-made", s.Told(unit=UNIT, tells="not_made", findings=0, urgent=0, more=1)
    yield from _keys()
    yield from _own()


def _keys() -> Iterator[tuple[str, Screen]]:
    due = KeyRow(
        "k-1", "Inspection due: 3-2-1201", "unit", 9, True, False, errand="due", due=NOW, time_form="Hm"
    )
    late = KeyRow("k-2", "待巡查：1-1-1204", "unit", 10, True, False, errand="due", due=NOW, late=True)
    tell = KeyRow("i-1", "Tell what you found: 1-1-0502", "unit", 0, True, False, errand="findings")
    yield "keys-inspections", KeyList(held=(), rows=(tell, due, late), page=1, pages=3, long=True, found=12)


def _own() -> Iterator[tuple[str, Screen]]:
    plan = h.PlanTerms(ID, "Every 2 weeks, Wednesday", "09:00\u201312:00", 7, 2, NOW, False, False, True)
    paused = h.PlanTerms(ID, "每周三", "09:00\u201312:00", 7, 0, None, False, True, True)
    bare = h.PlanTerms(ID, "每 10 天", "09:00\u201312:00", 7, 0, NOW, False, False, False)
    rows = tuple(
        h.InspectionRow(f"i-{n}", stage, NOW - timedelta(days=7 * n), who, findings, stage == "missed")
        for n, (stage, who, findings) in enumerate(
            (("waiting", "王秀兰", 0), ("reported", "Alexandra Featherstonehaugh", 2), ("missed", "", 0),
             ("not_made", "何志强", 0))
        )
    )  # fmt: skip
    yield "home-inspections", h.Inspections(plan=plan, rows=rows, page=1, pages=9)
    yield "home-inspections-paused", h.Inspections(plan=paused, rows=rows[:1])
    yield "home-inspections-none", h.Inspections(plan=None, rows=())
    for name, one in (("plan", plan), ("plan-paused", paused), ("plan-consent-over", bare)):
        yield f"home-inspection-{name}", h.PlanPage(plan=one)
    points = tuple(
        h.PointRow(words, said, 2 if said == "urgent" else 0, "/home" if said in ("urgent", "found") else "")
        for words, said in zip(TEXTS, SAID, strict=True)
    )
    yield "home-inspection", h.Report(one=rows[1], rows=points, page=1, pages=2)
    drawn = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
    yield (
        "home-inspection-point",
        h.ReportPoint(
            row=points[1], words="厨房水槽下有水渍，已关总阀。Water under the sink.", strokes=drawn,
            box="0 0 200 100", photos=("/static/icon.svg",),
        ),
    )  # fmt: skip
    key = OwnKey("1-1-1204 住戶鑰匙", 10, "here", since=NOW)
    known = Home(
        parcels=2,
        doors=(3, 7),
        keys=(key,),
        consents=2,
        until=NOW,
        told=True,
        looked_after=True,
        page=1,
        pages=2,
    )
    yield "home-looked-after", known
