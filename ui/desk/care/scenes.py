"""The page of the appliance's care with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.care.standing import DONE, NOT_BEGUN, ROLLED_BACK, Continuation, Update
from kiosk.language.messages import Language
from ui.desk.care import pages as p
from ui.desk.care.views import continued_view, update_row
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
PUBLIC = "5b1f" * 16


def care_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return the page as it is on a good day, and on others."""
    made = NOW - timedelta(hours=6)
    name = "loge-demo-20260502T193000Z.loge-backup"
    backup = p.BackupView(
        "/media/loge-backup", made, name, 128_406, "96.4", at="03:30", keep=14, keep_days=35
    )
    failing = replace(backup, code="care.why.missing", failing=NOW - timedelta(days=2))
    good = p.CarePage(
        **FRAME,
        chips=every_chip(language, "care"),
        version="0.2.0",
        backup=backup,
        updates=(update_row(Update("u2", NOW - timedelta(days=30), "0.2.0", "0.1.0", DONE)),),
    )
    failed = (
        update_row(Update("u4", NOW, "0.3.1", "0.2.0", NOT_BEGUN, "busy")),
        update_row(Update("u3", NOW - timedelta(days=1), "0.3.0", "0.2.0", ROLLED_BACK, "unhealthy")),
    )
    continued = Continuation("c9", NOW, 128_407, "2026-05-02T19:30:00Z", PUBLIC, PUBLIC)
    return {
        "desk-care": good,
        "desk-care-making": replace(good, backup=replace(backup, making=True)),
        "desk-care-failing": replace(good, backup=failing, updates=(*failed, *good.updates)),
        "desk-care-none": replace(good, backup=p.BackupView(""), updates=()),
        "desk-care-continued": replace(good, continued=(continued_view(continued, countable=True),)),
        "desk-care-continued-look": replace(good, continued=(continued_view(continued, countable=False),)),
        "desk-care-problem": replace(good, problem=Message(code="care.count_first", facts={})),
    }
