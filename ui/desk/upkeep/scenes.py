"""The attendants' pages on how keys are by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.domain.upkeep.condition import FAULTS, HOLDERS, LOST_HOW, REPLACED_FOR, WITHDRAWN_FOR
from kiosk.language.messages import Language, moment_of, text
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip, Row
from ui.desk.sessions import Frame
from ui.desk.upkeep import pages as p
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
FRESH = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
STAFF = (("s-chen", "陈玉梅"), ("a-lin", "王秀兰"), ("a-zhou", "何志强"))
ZONE = "Asia/Shanghai"


def desk_upkeep_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page on how keys are; names in it stay as people wrote them."""
    chips = every_chip(language, "upkeep")
    problem = Message(code="fault.note_needed", facts={})
    return {
        "desk-upkeep": p.CareList(**FRAME, chips=chips, rows=_rows(language)),
        "desk-upkeep-none": p.CareList(**FRAME, chips=chips, rows=()),
        "desk-upkeep-key": _key(language, chips, _lines(language)),
        "desk-upkeep-key-lost": _key(language, chips, _lost(language)),
        "desk-upkeep-key-fine": _key(language, chips, ()),
        "desk-upkeep-key-problem": _key(language, chips, _lines(language)[:1], problem),
        "desk-upkeep-lost": _loss(language),
        "desk-upkeep-lost-unsigned": _loss(language, Message(code="signature.missing", facts={})),
    }


def _said(language: Language, what: str) -> str:
    return text(
        "upkeep.remark", language, what=text(f"upkeep.fault.{what}", language), time=_when(language, "MMMd")
    )


def _when(language: Language, form: str = "MMMd Hm") -> str:
    return moment_of(NOW, language, ZONE, form)


def _rows(language: Language) -> tuple[p.CareRow, ...]:
    lost = (text("attendant.held.key_lost", language), text("attendant.held.lock_unsafe", language))
    gone = f"{text('attendant.held.withdrawn', language)}: {text('attendant.upkeep.why.not_safe', language)}"
    slot = text("attendant.slot", language, number=9)
    return (
        p.CareRow("k-1", "1-1-1204 住戶鑰匙 ×3", slot, lost, "bad"),
        p.CareRow("k-2", "Booster pump room, tower 3", slot, (gone, _said(language, "part_missing")), "care"),
        p.CareRow("k-3", "生活水泵房", slot, (_said(language, "hard_to_turn"),), "care"),
    )


def _lines(language: Language) -> tuple[p.Line, ...]:
    fault = text("upkeep.fault.part_missing", language)
    said = text("attendant.upkeep.fault", language, what=fault, who="何志强", time=_when(language))
    gone = text(
        "attendant.upkeep.withdrawn",
        language,
        time=_when(language),
        who="陈玉梅",
        why=text("attendant.upkeep.why.not_safe", language),
    )
    wanted = text("attendant.upkeep.note_wanted", language, who="何志强", time=_when(language))
    return (
        p.Line(wanted, "care", ways=(("attendant.upkeep.act.fine", "/x", "", ""),)),
        p.Line(gone, "care", "等新钥匙", ways=(("attendant.upkeep.act.put_back", "/x", "", ""),)),
        p.Line(
            said,
            "care",
            strokes=STROKES,
            box="0 0 200 100",
            ways=tuple(
                (f"attendant.upkeep.act.{how}", "/x", "how", how) for how in ("mended", "nothing_found")
            ),
        ),
    )


def _lost(language: Language) -> tuple[p.Line, ...]:
    facts = {"how": text("upkeep.how.mislaid", language), "time": _when(language), "who": "王秀兰"}
    place = text("attendant.slot", language, number=12)
    return (
        p.Line(text("attendant.upkeep.lost", language, **facts, owner="陈玉梅"), "bad", "地铁上"),
        p.Line(text("attendant.upkeep.lost_found", language, place=place), "bad"),
    )


def _key(
    language: Language, chips: tuple[Chip, ...], lines: tuple[p.Line, ...], problem: Message | None = None
) -> p.KeyCare:
    here = text("attendant.upkeep.here", language, place=text("attendant.slot", language, number=9))
    with_owner = text("attendant.upkeep.holder.resident", language)
    outside = text(
        "attendant.upkeep.outside", language, holder=f"{with_owner}\u2002李娜", time=_when(language)
    )
    counted = text("attendant.upkeep.counted", language, time=_when(language), who="王秀兰", found=2, known=3)
    return p.KeyCare(
        **FRAME,
        chips=chips,
        key="k-1",
        label="1-1-1204 住戶鑰匙 ×3",
        slot=text("attendant.slot", language, number=9),
        cut="A-1707",
        lines=lines,
        copies=(p.Line(f"1-1-1204 住戶鑰匙\u2002{here}"), p.Line(outside)),
        count=3,
        counted=counted,
        forms=_forms(language),
        may_lose=True,
        life=_life(),
        fresh=FRESH,
        problem=problem,
    )


def _picks(language: Language, under: str, values: tuple[str, ...]) -> p.Picks:
    return tuple((value, text(f"{under}.{value}", language)) for value in values)


def _forms(language: Language) -> tuple[p.Form, ...]:
    words = p.Entry("words", "text", "words")
    faults = p.Entry("what", "pick", "what", _picks(language, "upkeep.fault", FAULTS))
    reasons = p.Entry("reason", "pick", "why", _picks(language, "attendant.upkeep.why", WITHDRAWN_FOR))
    again = p.Entry("reason", "pick", "why", _picks(language, "attendant.upkeep.why", REPLACED_FOR))
    holders = p.Entry("holder", "pick", "holder", _picks(language, "attendant.upkeep.holder", HOLDERS))
    day, number = (
        p.Entry("done_on", "date", "done_on", value="2026-05-03"),
        p.Entry("found", "number", "found"),
    )
    return (
        p.Form("report", "/x", (faults, p.Entry("said_by", "select", "said_by", STAFF), words)),
        p.Form("withdraw", "/x", (reasons, words)),
        p.Form("replace", "/x", (again, p.Entry("cut", "text", "cut"))),
        p.Form(
            "changed", "/x", (day, p.Entry("words", "text", "done_by"), p.Entry("order", "text", "order"))
        ),
        p.Form("give", "/x", (p.Entry("owner", "select", "owner", STAFF),)),
        p.Form("copy", "/x", (holders, words)),
        p.Form("count", "/x", (number, words)),
        p.Form("fits", "/x", (p.Entry("like", "select", "like", (("", "—"),)),)),
    )


def _life() -> tuple[Row, ...]:
    kinds = ("key_lost.title", "key.fault.reported", "key.replaced", "key.registered")
    return tuple(
        Row(
            at=NOW - timedelta(days=3 * number),
            what=f"attendant.beside.{kind}",
            item="",
            item_path="",
            place="",
            number=0,
            is_slot=False,
            who="王秀兰" if number else "",
            person="x",
            ended="",
            tone="bad" if not number else "quiet",
            why="A-1707" if kind == "key.replaced" else "",
        )
        for number, kind in enumerate(kinds)
    )


def _loss(language: Language, problem: Message | None = None) -> p.LossForm:
    signers = (
        ("bearer", text("attendant.upkeep.sign_bearer", language, who="何志强")),
        ("absent", text("attendant.upkeep.sign_absent", language)),
    )
    return p.LossForm(
        **FRAME,
        key="k-1",
        label="1-1-1204 住戶鑰匙 ×3",
        concerns="1-1-1204, 1-1-1204 住戶鑰匙 ×3",
        others=2,
        fresh=FRESH,
        picks=(("how", _picks(language, "upkeep.how", LOST_HOW)), ("signer", signers), ("owner", STAFF)),
        chosen={"how": "mislaid", "signer": "bearer", "owner": "s-chen"},
        problem=problem,
    )
