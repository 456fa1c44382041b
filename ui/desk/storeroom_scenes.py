"""The storeroom's page by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.language.messages import Language
from ui.desk.keybook.ways import every_chip
from ui.desk.sessions import Frame
from ui.desk.storeroom import ShelfRow, Shelves
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def storeroom_scenes(language: Language) -> Mapping[str, Screen]:
    """Return the storeroom's page as it is, with a refusal, and empty."""
    frame = Frame(who="王秀兰", supervisor=True, lobby=False)
    chips = every_chip(language, "storeroom")
    whose = ("胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20021-1-1204", "欧阳修文\u20023-1-0201")
    first, second, third = whose
    day = timedelta(days=1)
    rows = (
        ShelfRow("m-1", "A1", "5B1F0C", first, "SF1029384756", NOW, "", coming=True),
        ShelfRow("p-2", "A2", "9C8B7A", second, "JD0099887766554", NOW - day, ACT, shown="slip"),
        ShelfRow("p-3", "A2", "65D0A9", first, "YT1", NOW - day, ACT, shown="badge", taken_by=third),
        ShelfRow("p-4", "B1", "D2C3B8", third, "YT7788990011", NOW - 9 * day, ACT),
    )
    colleagues = (("a-zhou", "何志强"), ("s-chen", "陈静"))
    wrong = Message(code="handing.right", facts={})
    return {
        "desk-storeroom": Shelves(**frame, chips=chips, rows=rows, colleagues=colleagues),
        "desk-storeroom-refused": Shelves(
            **frame, chips=chips, rows=rows, colleagues=colleagues, problem=wrong
        ),
        "desk-storeroom-empty": Shelves(**frame, chips=chips, rows=()),
    }
