"""The attendants' pages about residents' own keys by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.domain.keeping.keeping import DOCUMENTS
from kiosk.language.messages import Language, text
from ui.desk.keeping import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip, WitnessChoice
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
REASONS = ("repair", "inspection", "cleaning", "handover", "emergency")
STAFF = (("a-zhou", "Alexandra Featherstonehaugh"), ("s-chen", "陈玉梅"))
WITNESS = WitnessChoice(STAFF)
STANDS_BY = WitnessChoice(STAFF, "a-zhou", on=True)
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")


def keeping_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about residents' own keys; names in it stay as people wrote them."""
    rows, chips = _rows(), _chips(language)
    known = p.KeptKeys(
        **FRAME, rows=rows, found=(), chips=chips, words="", csv="/desk/keeping/register.csv", now=NOW
    )
    found = (p.Person("李娜\u20021-1-0502", "/desk/keeping/x"), p.Person("Ingrid Novak\u20021-1-1204", "/x"))
    terms = tuple(
        (text(f"keeping.{name}", language), value)
        for name, value in (("for", "Repair, 巡查"), ("by", "the desk"), ("until", "2027-05-03"))
    )
    home = p.KeptHome(
        **FRAME,
        home="/desk/keeping/x",
        resident="李娜",
        unit="1-1-0502",
        keys=rows[:2],
        consents=(p.ConsentRow("c-1", terms, "李娜", STROKES, "0 0 200 100"),),
        chips=chips,
    )
    return {
        "desk-keeping": known,
        "desk-keeping-found": p.KeptKeys(
            **FRAME, rows=rows[:1], found=found, chips=chips, words="12", csv="/x", now=NOW
        ),
        "desk-keeping-nobody": p.KeptKeys(
            **FRAME, rows=(), found=(), chips=chips, words="99", csv="/x", now=NOW
        ),
        "desk-kept-home": home,
        "desk-kept-home-new": p.KeptHome(
            **FRAME, home="/x", resident="Ingrid Novak", unit="1-1-1204", keys=(), consents=(), chips=chips
        ),
        "desk-keeping-consent": _signing("consent", language),
        "desk-keeping-consent-problem": _signing(
            "consent", language, Message(code="consent.reason_needed", facts={})
        ),
        "desk-keeping-withdraw": _signing("withdraw", language),
        "desk-keeping-leave": _signing("leave", language, described=True, label="1-1-0502"),
        "desk-keeping-back": _signing("back", language, strokes=STROKES, box="0 0 200 100"),
        "desk-keeping-back-unsigned": _signing("back", language),
        "desk-keeping-back-stood-by": _signing("back", language, stood_by=STAFF[0][1]),
        "desk-keeping-leave-witness": _signing(
            "leave", language, described=True, label="1-1-0502", witness=STANDS_BY
        ),
        "desk-keeping-witness-wrong": _signing(
            "back", language, Message(code="pin.wrong", facts={}), witness=STANDS_BY
        ),
    }


def _chips(language: Language) -> tuple[Chip, ...]:
    return every_chip(language, "keeping")


def _rows() -> tuple[p.KeptKey, ...]:
    far = NOW + timedelta(days=365)
    return (
        p.KeptKey(
            "k-1", "Home 1-1-0502", "Key slot 129", "1-1-0502", "王秀兰", "x", NOW, far, "Repair, 巡查", "bad"
        ),
        p.KeptKey(
            "k-2",
            "1-1-1204 住戶鑰匙 ×3",
            "10 號鑰匙位",
            "1-1-1204",
            "10 號鑰匙位",
            "",
            None,
            None,
            "—",
            "care",
        ),
    )


def _signing(deed: str, language: Language, problem: Message | None = None, **more: object) -> Screen:
    documents = tuple(
        p.Pick(one, text(f"keeping.document.{one}", language), one == "id_card") for one in DOCUMENTS
    )
    reasons = tuple(p.Pick(one, text(f"reason.{one}", language), one == "repair") for one in REASONS)
    groups = tuple(p.Pick(one, text(f"group.{one}", language)) for one in ("desk", "housekeeping", "plant"))
    days = tuple(p.Pick(str(n), text(f"keeping.days_{n}", language), n == 365) for n in (30, 90, 365))
    told = (p.Pick("yes", text("keeping.told", language), True),)
    slots = tuple(p.Pick(f"K{n}", text("attendant.slot", language, number=n), n == 11) for n in range(11, 17))
    full = (("reasons", reasons), ("groups", groups), ("days", days), ("told", told), ("document", documents))
    more.setdefault("witness", WITNESS)
    return p.Signing(
        **FRAME,
        home="/desk/keeping/x",
        deed=deed,
        path="/x",
        act=ACT,
        resident="李娜",
        unit="1-1-0502",
        subject="",
        picks={"consent": full, "leave": (("place", slots), *full)}.get(deed, full[-1:]),
        problem=problem,
        **more,  # type: ignore[arg-type]
    )
