"""The page of what is given across the desk, by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk.domain.id_numbers import KINDS
from ui.desk.cards.pages import Camera, ReadRow
from ui.desk.counter.pages import AcrossPage
from ui.desk.pages import WitnessChoice
from ui.screens import Message, Screen

ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"


def counter_scenes() -> Mapping[str, Screen]:
    """Return the page of both deeds, and each state of it."""
    frame: dict[str, Any] = {"who": "王秀兰", "supervisor": True, "lobby": False}
    colleagues = (("a-zhou", "周明"), ("s-chen", "陈玉梅"), ("a-x", "Alexandra Featherstonehaugh"))
    lost = AcrossPage(
        **frame,
        deed="reprint",
        path="/desk/counter/reprint/p-1",
        home="/desk/items/p-1",
        act=ACT,
        whose="Alexandra Featherstonehaugh",
        unit="1-1-1204",
        what="JD0099887766554",
        ways=(("proving.means.id", "proving.means.signature", "proving.means.second-person"),),
        kinds=KINDS,
        kind="id_card",
        camera=Camera("ready"),
        colleagues=colleagues,
        witness=WitnessChoice(colleagues),
    )
    shelf = replace(
        lost,
        deed="hand-out",
        ways=(("proving.means.slip", "proving.means.signature"), ("proving.means.id",)),
        shown="slip",
        filed=True,
    )
    rows = (ReadRow("document.field.number", "33010219870412002X", sure=True),)
    read = Camera("read", "id_card", "33010219870412002X", turns=True, rows=rows)
    return {
        "desk-counter-reprint": lost,
        "desk-counter-hand-out": shelf,
        "desk-counter-looking": replace(shelf, camera=Camera("looking", seen="card")),
        "desk-counter-read": replace(shelf, camera=read, number=read.number),
        "desk-counter-lacking": replace(lost, problem=Message(code="proof.lacking", facts={})),
    }
