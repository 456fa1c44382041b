"""The page about the sealed key map with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.language.messages import Language
from ui.desk.keybook.ways import every_chip
from ui.desk.keymap.pages import KeyMapPage, Moved, Printed, Waiting
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": False, "lobby": False}
PRINTED = Printed(
    12, NOW, "王秀兰", "陈玉梅", "9f3ac07d41be", "A 004417 / A 004418", paper="attendant.keymap.paper.printed"
)
MOVED = (
    Moved("k-club", "会所", "K 柜 3 号位", "K 柜 1 号位"),
    Moved("k-lift", "Booster pump room, tower 3", "Slot 14", "Slot 2"),
    Moved("u-1504", "1-1-1204 住戶鑰匙", "", "9 號鑰匙位"),
    Moved("u-0901", "2-1-0901", "Slot 6", ""),
)


def key_map_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return the page before the first map, with a true one, an old one, and while a supervisor is waited for."""
    chips = every_chip(language, "keymap")
    first = KeyMapPage(**FRAME, chips=chips, forms=("slip", "sheet"))
    true = replace(first, printed=PRINTED, seals=(("K", "4417"), ("P", "4418")))
    moved = replace(true, moved=MOVED, old=(11,))
    return {
        "desk-keymap-none": first,
        "desk-keymap": true,
        "desk-keymap-moved": moved,
        "desk-keymap-resealed": replace(
            true, seals=(("K", "A 004501"), ("P", "4418")), resealed=(("K", "A 004501"),)
        ),
        "desk-keymap-listening": replace(moved, waiting=Waiting("1", 13, problem="supervisor.needed")),
        "desk-keymap-seen": replace(moved, waiting=Waiting("1", 13, "Margaret Featherstonehaugh")),
        "desk-keymap-pin": replace(
            moved, waiting=Waiting("1", 13, "陈玉梅"), problem=Message(code="pin.wrong", facts={})
        ),
        "desk-keymap-fresh": replace(
            true, printed=replace(PRINTED, seal="", paper="", sheet=True), approves=True, hides_homes=False
        ),
        "desk-keymap-failed": replace(
            true,
            printed=replace(PRINTED, seal="", paper="attendant.keymap.paper.failed", failed=True),
        ),
        "desk-keymap-void": replace(true, printed=replace(PRINTED, destroyed=True), reader_works=False),
    }
