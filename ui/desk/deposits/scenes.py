"""The pages about items left at the desk and handed on, with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.entrusted.placing import ITEM_SIZES
from kiosk.domain.goods import CONDITIONS, KINDS, NOTHING, REFUSED_GOODS
from kiosk.domain.id_numbers import KINDS as DOCUMENTS
from kiosk.language.messages import Language, text
from ui.desk.deposits import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import NO_WITNESS, Chip, WitnessChoice
from ui.desk.sessions import Frame
from ui.desk.transfers import pages as t
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")
BOX = "0 0 220 110"
WITNESS = WitnessChoice((("a-1", "何志强"), ("a-2", "Alexandra Featherstonehaugh")))
FIRST, SECOND = "胡桂英\u20021-1-0802", "Alexandra Featherstonehaugh\u20021-1-1204"


def entrusted_scenes(language: Language) -> Mapping[str, Screen]:
    """Return every page of both, as it is, with one thing open, empty, and refused."""
    return {**_deposits(language), **_forms(language), **_transfers(language)}


def _frame() -> Frame:
    return Frame(who="王秀兰", supervisor=True, lobby=False)


def _rows(language: Language) -> tuple[p.Row, ...]:
    def what(kind: str, more: str = "") -> str:
        return text(f"deposit.kind.{kind}", language) + more

    shelf, desk = text("deposit.desk.shelf", language, shelf="A12"), text("deposit.desk.desk_shelf", language)
    door = text("attendant.door", language, number=7)
    guest = text("deposit.desk.guest_of", language, name=FIRST)
    return (
        p.Row("d-1", "D5B1F0C", NOW, FIRST, what("suitcase", " × 2"), "", "deposit.stage.missing", "bad"),
        p.Row("d-2", "D9C8B7A", NOW, SECOND, what("bag"), shelf, "deposit.stage.shown", "care"),
        p.Row("d-3", "D65D0A9", NOW, "欧阳修文", what("sports"), desk, "deposit.stage.asked", "care", guest),
        p.Row("d-4", "D0A1B2C", NOW, SECOND, what("box", " × 12"), door, "deposit.stage.taken_in"),
        p.Row("d-5", "D77AA01", NOW, FIRST, what("papers"), shelf, "deposit.stage.old", "care"),
    )


def _shelves(language: Language) -> tuple[p.Pick, ...]:
    shelf = text("deposit.desk.shelf", language, shelf="A12")
    proposed = f"{shelf} · {text('deposit.desk.proposed', language)}"
    door = text("deposit.desk.door", language, size=text("deposit.size.L", language))
    desk = text("deposit.desk.desk_shelf", language)
    return (p.Pick("shelf:A12", proposed, on=True), p.Pick("L", door), p.Pick("shelf:DESK", desk))


def _pens(language: Language) -> tuple[p.Pen, ...]:
    first, second = (text(f"deposit.desk.{one}", language) for one in ("first", "second"))
    return (p.Pen(first, STROKES, BOX), p.Pen(second, STROKES[:1], BOX))


def _deposits(language: Language) -> Mapping[str, Screen]:
    rows = _rows(language)
    shown = tuple(
        Chip(text(f"deposit.desk.show.{one}", language), "/x", on=one == "open")
        for one in ("open", "old", "over")
    )
    page = p.DepositsPage(**_frame(), chips=every_chip(language, "deposits"), shown=shown, rows=rows)
    lines = (text("deposit.condition.good", language), "蓝色，带提手 blue, with a strap")
    here = p.Opened(
        rows[1], lines, _pens(language), frozenset({"claim", "stub", "missing", "phoned"}), act=ACT
    )
    gone = p.Opened(
        rows[0], lines, _pens(language)[:1], frozenset({"found", "settle"}), _shelves(language), ACT
    )
    asked = p.Opened(rows[2], (), (), frozenset({"sign", "call_off"}), act=ACT)
    in_hand = p.Opened(rows[3], (), (), frozenset({"put_away", "call_off"}), _shelves(language), ACT)
    return {
        "desk-deposits": page,
        "desk-deposits-here": replace(page, open=here),
        "desk-deposits-missing": replace(
            page, open=gone, problem=Message(code="supervisor.needed", facts={})
        ),
        "desk-deposits-asked": replace(page, open=asked),
        "desk-deposits-in-hand": replace(
            page, open=in_hand, problem=Message(code="no_room", facts={"size": "L"})
        ),
        "desk-deposits-none": replace(page, rows=()),
        "desk-deposits-not-found": replace(
            page,
            rows=(),
            words="D000000",
            problem=Message(code="deposit.stub_used", facts={"number": "D5B1F0C"}),
        ),
    }


def _picks(language: Language, name: str, values: tuple[str, ...]) -> tuple[str, tuple[p.Pick, ...]]:
    picks = (p.Pick(one, text(f"deposit.{name}.{one}", language), one == values[0]) for one in values)
    return name, tuple(picks)


def _spoken(language: Language) -> tuple[str, tuple[p.Pick, ...]]:
    every = (
        p.Pick(one.value, text(f"contractors.speaks_in.{one.value}", language), one is language)
        for one in Language
    )
    return "language", tuple(every)


def _forms(language: Language) -> Mapping[str, Screen]:
    rows, documents = _rows(language), _documents(language)
    new = p.Describe(
        **_frame(), act=ACT,
        picks=(
            _picks(language, "goods", (NOTHING, *REFUSED_GOODS)), _picks(language, "kind", KINDS),
            _picks(language, "condition", CONDITIONS), _picks(language, "size", ITEM_SIZES), _spoken(language),
        ),
        typed=(("home", "1-1-0802"), ("guest", ""), ("guest_phone", ""), ("words", ""), ("pieces", "1"), ("value", "")),
    )  # fmt: skip
    lines = (text("deposit.condition.worn", language), "蓝色，带提手")
    sign = p.SignIn(
        **_frame(), act=ACT, path="/x", row=rows[2], lines=lines, places=_shelves(language), witness=WITNESS
    )
    first = _pens(language)[0]
    claim = p.HandOut(
        **_frame(), act=ACT, path="/x", row=rows[3], lines=lines, first=first, count=12, most=12, stub=True,
        picture="/static/icon.svg",
        documents=documents, places=_shelves(language), witness=WITNESS,
    )  # fmt: skip
    lost = replace(
        claim,
        stub=False,
        most=1,
        witness=NO_WITNESS,
        seconds=(("a-1", "何志强"), ("a-2", "Alexandra Featherstonehaugh")),
    )
    marks = ("here", "gone", "", "here", "")
    count = p.CountItems(**_frame(), act=ACT, rows=tuple(zip(rows, marks, strict=True)), last="")
    return {
        "desk-deposit-new": new,
        "desk-deposit-new-refused": replace(new, problem=Message(code="deposit.goods.cash", facts={})),
        "desk-deposit-sign": sign,
        "desk-deposit-sign-camera": replace(sign, camera=True, photo=ACT),
        "desk-deposit-sign-pictured": replace(sign, camera=True, photo=ACT, picture="/static/icon.svg"),
        "desk-deposit-sign-missing": replace(sign, problem=Message(code="signature.missing", facts={})),
        "desk-deposit-claim": claim,
        "desk-deposit-claim-lost": replace(lost, problem=Message(code="claim.second", facts={})),
        "desk-deposit-count": count,
        "desk-deposit-count-open": replace(
            count, problem=Message(code="item.count_open", facts={"count": 2})
        ),
        "desk-deposit-count-none": replace(count, rows=()),
    }


def _documents(language: Language) -> tuple[p.Pick, ...]:
    return tuple(
        p.Pick(one, text(f"contractors.kind.{one}", language), one == "id_card") for one in DOCUMENTS
    )


def _transfers(language: Language) -> Mapping[str, Screen]:
    rows = tuple(replace(one, number=f"T{one.number[1:]}", small="") for one in _rows(language))
    kept = (
        replace(rows[1], state="transfer.desk.waiting_back"),
        replace(rows[3], state="deposit.stage.taken_in"),
    )
    listed = tuple(t.Line(one, SECOND) for one in (rows[0], *kept))
    lines = (text("transfer.desk.phones", language, giver="13988887777", taker="13800000000"),)
    page = t.TransfersPage(**_frame(), chips=every_chip(language, "transfers"), rows=listed)
    here = p.Opened(
        rows[3], lines, _pens(language)[:1], frozenset({"hand", "back", "missing", "phoned"}), act=ACT
    )
    gone = p.Opened(rows[0], lines, (), frozenset({"found", "settle"}), _shelves(language), ACT)
    ways = tuple(
        p.Pick(one, text(f"transfer.desk.{one}", language), one == "to_resident")
        for one in ("to_resident", "to_visitor")
    )
    new = t.TakeIn(
        **_frame(), act=ACT,
        picks=(
            ("way", ways), _picks(language, "goods", (NOTHING, *REFUSED_GOODS)), _picks(language, "kind", KINDS),
            _picks(language, "size", ITEM_SIZES), _spoken(language),
        ),
        typed=(("home", ""), ("phone", ""), ("guest", ""), ("guest_phone", ""), ("words", ""), ("pieces", "1")),
        places=(p.Pick("", text("deposit.desk.as_proposed", language), on=True), *_shelves(language)),
        witness=WITNESS,
    )  # fmt: skip
    hand = t.HandOver(
        **_frame(), act=ACT, path="/x", row=rows[3], taker=SECOND, lines=lines, first=_pens(language)[0],
        documents=_documents(language), pictured=True, witness=WITNESS,
    )  # fmt: skip
    refused = replace(
        new,
        allows=True,
        witness=NO_WITNESS,
        supervisors=(("s-1", "陈主管"),),
        problem=Message(code="transfer.goods.cash", facts={}),
    )
    return {
        "desk-transfers": page,
        "desk-transfers-here": replace(page, open=here, taker=SECOND),
        "desk-transfers-missing": replace(page, open=gone, taker=FIRST),
        "desk-transfers-none": replace(page, rows=()),
        "desk-transfer-new": new,
        "desk-transfer-new-refused": refused,
        "desk-transfer-hand": hand,
        "desk-transfer-back": replace(
            hand, back_way=True, problem=Message(code="signature.missing", facts={})
        ),
    }
