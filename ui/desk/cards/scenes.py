"""The pages of residents' cards and of what the lobby asks, by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.domain.id_numbers import KINDS
from kiosk.language.messages import Language
from ui.desk.cards import pages as p
from ui.desk.keybook.ways import every_chip
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
PEOPLE = (
    ("胡桂英", "1-1-0802", "none", True, False),
    ("鄭美玲", "1-1-1303", "proof", True, True),
    ("Alexandra Featherstonehaugh", "1-1-1204", "clone", False, False),
    ("郭永福", "3-1-0201", "clone", False, True),
    ("Ingrid Novak", "3-2-1201", "none", False, False),
)


def card_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every state of the two pages."""
    frame: dict[str, Any] = {"who": "王秀兰", "supervisor": True, "lobby": False}
    rows = tuple(
        p.CardRow(name, unit, "/desk/cards?who=x", badge, printed, filed, number == 1)
        for number, (name, unit, badge, printed, filed) in enumerate(PEOPLE)
    )
    listed = p.CardsPage(
        **frame,
        chips=every_chip(language, "cards"),
        rows=rows,
        more=582,
        printed=121,
        filed=37,
        copies=("waiting.category_ordinary", "waiting.category_fresh"),
    )
    full, bare = _full(), _bare()
    unsure = replace(_read(), number="33010219870412002", sure=False, rows=_read_rows(sure=False))
    return {
        "desk-cards": listed,
        "desk-cards-nobody": replace(listed, rows=(), more=0, words="Nemo", forgotten=True, copies=()),
        "desk-card": replace(listed, picked=full),
        "desk-card-none": replace(listed, picked=bare),
        "desk-card-looking": replace(listed, picked=replace(bare, camera=p.Camera("looking"))),
        "desk-card-looking-back": replace(
            listed, picked=replace(bare, camera=p.Camera("looking", wants="back"))
        ),
        "desk-card-unsure": replace(listed, picked=replace(bare, camera=unsure)),
        "desk-card-not-read": replace(listed, picked=replace(bare, camera=p.Camera("nothing"))),
        "desk-card-refused": replace(listed, picked=bare, problem=Message(code="id.of_another", facts={})),
        "desk-card-closed": replace(listed, picked=replace(bare, active=False, own_id=False)),
        "desk-asked": _asked(language, frame),
        "desk-asked-looking": _reading(language, frame, p.Camera("looking", seen="card")),
        "desk-asked-read": _reading(language, frame, _read()),
        "desk-asked-none": replace(_asked(language, frame), rows=()),
        "desk-asked-refused": replace(_asked(language, frame), problem=Message(code="pin.wrong", facts={})),
    }


def _full() -> p.PickedResident:
    kept = (
        p.KeptRow("d1", NOW, "pick-up", "id_card", "read", "", "", NOW + timedelta(days=30), picture=True),
        p.KeptRow(
            "d2", NOW - timedelta(days=3), "pick-up", "passport", "typed", "E12345678", "Ingrid Novak",
            NOW + timedelta(days=27), picture=False, whole=True,
        ),
    )  # fmt: skip
    life = tuple(
        p.LifeRow(NOW - timedelta(days=n), f"cards.life.{what}", who, why)
        for n, (what, who, why) in enumerate(
            (
                ("document_shown", "", ""),
                ("card_issued", "王秀兰", ""),
                ("card_revoked", "王秀兰", "遗失"),
                ("badge_given", "Alexandra Featherstonehaugh", "Handed on by her daughter"),
            )
        )
    )
    return p.PickedResident(
        name="鄭美玲", unit="1-1-1303", who="x", path="/desk/cards?who=x", act=ACT, badge="proof",
        badge_path="/desk/badges?who=x",
        card=p.PrintedCard("c", "5B1F-0C9E", NOW - timedelta(days=40), "王秀兰", NOW + timedelta(days=700)),
        filed="id_card", filed_how="read", filed_at=NOW - timedelta(days=40), kept=kept, life=life,
        camera=p.Camera("ready"), kinds=KINDS,
    )  # fmt: skip


def _bare() -> p.PickedResident:
    return p.PickedResident(
        name="Ingrid Novak", unit="3-2-1201", who="x", path="/desk/cards?who=x", act=ACT, badge="none",
        badge_path="/desk/badges?who=x", card=None, filed="", filed_how="", filed_at=None, kept=(), life=(),
        kinds=KINDS,
    )  # fmt: skip


def _asked(language: Language, frame: dict[str, Any]) -> p.AskedPage:
    rows = (
        p.AskedRow(
            "t", ACT, "鄭美玲", "1-1-1303", "3, 13", 2, ("proving.means.slip",),
            ("proving.means.card", "proving.means.id"), needs_second=True, delegated=False, filed=True,
        ),
        p.AskedRow(
            "u", ACT, "Alexandra Featherstonehaugh", "1-1-1204", "7", 1,
            ("proving.means.code", "proving.means.signature"), (), needs_second=False, delegated=True, filed=False,
        ),
    )  # fmt: skip
    colleagues = (("a-zhou", "周明"), ("s-chen", "陈玉梅"), ("a-x", "Alexandra Featherstonehaugh"))
    return p.AskedPage(
        **frame, chips=every_chip(language, "asked"), rows=rows, colleagues=colleagues, kinds=KINDS
    )


def _reading(language: Language, frame: dict[str, Any], camera: p.Camera) -> p.AskedPage:
    """Return the page while the card of whoever waits longest is read."""
    page = _asked(language, frame)
    first, *others = page.rows
    rest = [replace(one, camera=p.Camera("ready")) for one in others]
    return replace(page, rows=(replace(first, camera=camera, opened=True), *rest))


def _read() -> p.Camera:
    return p.Camera(
        "read", "id_card", "33010219870412002X", named="鄭美玲", turns=True, rows=_read_rows(sure=True)
    )


def _read_rows(*, sure: bool) -> tuple[p.ReadRow, ...]:
    doubts = () if sure else ("document.doubt.number.check",)
    return (
        p.ReadRow("document.field.name", "鄭美玲", sure=False),
        p.ReadRow("document.field.number", "33010219870412002X", sure, doubts=doubts),
        p.ReadRow("document.field.born", "1987-04-12", sure),
        p.ReadRow("document.field.sex", "female", sure, words="document.says.female"),
        p.ReadRow(
            "document.field.expires", "long", sure=False, words="document.says.long",
            doubts=("document.doubt.validity.odd",),
        ),
    )  # fmt: skip
