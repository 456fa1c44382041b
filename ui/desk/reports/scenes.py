"""The page of an emergency's report with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ui.desk.pages import Row
from ui.desk.reports.views import Report
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
BOX = "0 0 210 110"


def report_scenes() -> Mapping[str, Screen]:
    """Return the page while the report is due, after an empty one, and once it is written."""
    due = Report(**FRAME, row=_row(due=True), movement="5b1f", at=NOW)
    words = "23:40 1504 厨房漏水，与陈玉梅一同进入，关总阀；已电话告知业主。"
    return {
        "desk-report": due,
        "desk-report-empty": Report(
            **FRAME,
            row=_row(due=True),
            movement="5b1f",
            at=NOW,
            problem=Message(code="report.missing", facts={}),
        ),
        "desk-report-kept": Report(
            **FRAME, row=_row(due=False), movement="5b1f", at=NOW, words=words, strokes=STROKES, box=BOX
        ),
    }


def _row(*, due: bool) -> Row:
    return Row(
        at=NOW,
        what="attendant.kind.key.issue",
        item="1-1-1204 住户钥匙",
        item_path="/desk/items/k-1504",
        place="K10",
        number=10,
        is_slot=True,
        who="王秀兰",
        person="x",
        ended="attendant.ended.confirmed",
        why="Emergency",
        strokes=STROKES,
        box=BOX,
        reference="5B1F0C9E",
        grounds=("Agreed: 陈玉梅, Margaret Featherstonehaugh",),
        due=NOW + timedelta(hours=4),
        note=STROKES,
        note_box=BOX,
        report="/desk/reports/5b1f",
        report_due=due,
    )
