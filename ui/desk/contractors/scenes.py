"""The attendants' pages about contractors by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.id_numbers import KINDS
from kiosk.flows.passes.contractors import rules_in
from kiosk.language.messages import Language, text
from kiosk.language.money import money_of
from ui.desk.cards.pages import Camera, ReadRow
from ui.desk.contractors import pages as p
from ui.desk.keeping.scenes import STANDS_BY, WITNESS
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
PATH = "/desk/contractors/x"
KEYS = (
    "生活水泵房\u20025 号钥匙位",
    "Booster pump room, tower 3\u2002Key slot 80",
    "1棟1單元大堂門\u20021 號鑰匙位",
)
READ = Camera(
    "read", "id_card", "11010519491231002X", sure=False, named="胡海", turns=True,
    rows=(
        ReadRow("document.field.number", "11010519491231002X", sure=True),
        ReadRow("document.field.name", "胡海", sure=False),
    ),
)  # fmt: skip
REASONS = ("repair", "inspection", "cleaning", "handover", "emergency")


def contractor_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about contractors; names in it stay as people wrote them."""
    chips = _chips(language)
    listed = p.ContractorList(**FRAME, rows=_rows(language), chips=chips, words="", searched=False, blocked=2)
    fresh = _new(language)
    compare = p.Compare("**************002X", "1949-12-31", True, "110105", "胡海")
    checked = replace(
        fresh,
        number="11010519491231002X",
        named="胡海",
        company="华安机电设备安装有限公司",
        phone="13600001111",
        compare=compare,
    )
    plain = replace(checked, compare=p.Compare("*****5678", "", False, "", ""))
    return {
        "desk-contractors": listed,
        "desk-contractors-none": replace(listed, rows=(), blocked=0),
        "desk-contractors-nothing-found": replace(listed, rows=(), words="王", searched=True),
        "desk-contractor-new": fresh,
        "desk-contractor-new-problem": replace(
            fresh, number="110105194912310021", problem=Message(code="id.check", facts={})
        ),
        "desk-contractor-new-looking": replace(fresh, camera=Camera("looking", seen="card")),
        "desk-contractor-new-read": replace(fresh, camera=READ, number=READ.number, named=READ.named),
        "desk-contractor-new-compare": checked,
        "desk-contractor-new-passport": plain,
        "desk-contractor-new-unsigned": replace(checked, problem=Message(code="signature.missing", facts={})),
        "desk-contractor-new-witness": replace(
            checked, witness=STANDS_BY, problem=Message(code="witness.colleague", facts={})
        ),
        "desk-contractor": _stay(language, _errands(language)),
        "desk-contractor-first": _stay(language, ()),
        "desk-contractor-waits": _stay(language, (_waits(language, ""),)),
        "desk-contractor-sponsor": _stay(language, (_waits(language, "pin"),)),
        "desk-contractor-resident": _stay(language, (_waits(language, "met"),)),
        "desk-contractor-problem": replace(
            _stay(language, _errands(language)), problem=Message(code="deposit.key_out", facts={})
        ),
        "desk-contractor-left": replace(
            _stay(language, _errands(language)[-1:]), left=NOW, keys=(), can_leave=False
        ),
        "desk-contractor-sign": _sign(language),
        "desk-contractor-sign-problem": replace(
            _sign(language), problem=Message(code="deposit.needed", facts={})
        ),
        "desk-contractor-sign-witness": replace(_sign(language), witness=STANDS_BY),
        "desk-contractors-blocked": _blocked(chips),
        "desk-contractors-blocked-none": replace(_blocked(chips), rows=()),
    }


def _chips(language: Language) -> tuple[Chip, ...]:
    return every_chip(language, "contractors")


def _rows(language: Language) -> tuple[p.StayRow, ...]:
    money = money_of(20_000, "CNY", language)
    return (
        p.StayRow(
            PATH,
            "胡海",
            "华安机电设备安装有限公司",
            "生活水泵房, 1栋配电间",
            NOW - timedelta(hours=1),
            money,
            NOW - timedelta(hours=9),
            late=True,
        ),
        p.StayRow(
            PATH,
            "Jonathan Featherstone",
            "Otis",
            "Booster pump room, tower 3",
            NOW + timedelta(hours=6),
            "",
            NOW,
        ),
        p.StayRow(PATH, "黃志強", "", "", None, "", NOW - timedelta(hours=2)),
    )


def _new(language: Language) -> p.NewContractor:
    return p.NewContractor(
        **FRAME,
        act=ACT,
        kinds=tuple(
            p.Choice(one, text(f"contractors.kind.{one}", language), one == "id_card") for one in KINDS
        ),
        languages=tuple(
            p.Choice(one.value, text(f"contractors.speaks_in.{one.value}", language), one is language)
            for one in Language
        ),
        rules=rules_in(language),
        witness=WITNESS,
    )


def _errands(language: Language) -> tuple[p.ErrandCard, ...]:
    money = money_of(20_000, "CNY", language)
    held = text("contractors.deposit_held", language, amount=money, voucher="YJ-2026-0042")
    wanted = text("contractors.deposit_wanted", language, amount=money)
    back = text("contractors.deposit_returned", language, amount=money)
    why = f"{text('reason.repair', language)}\u2002WX-0231"
    late = NOW - timedelta(hours=1)

    def card(step: str, tone: str, deposit: str, *deeds: str, sponsor: str = "何志强") -> p.ErrandCard:
        label, slot = "生活水泵房", "115 号钥匙位"
        return p.ErrandCard(step, "k", label, slot, why, step, tone, sponsor, deposit, None, deeds)

    return (
        replace(card("late", "bad", held, "bring", "slip", "deposit-kept"), due=late),
        card("money", "care", held, "deposit-back", "deposit-kept"),
        replace(card("deposit", "care", wanted, "deposit", "drop"), note="水管爆裂，业主不在家"),
        card("ask", "care", wanted, "sponsor", "deposit", "drop", sponsor=""),
        card("ready", "", held, "issue", "deposit-back", "deposit-kept"),
        card("moving", "", ""),
        card("back", "", back),
    )


def _waits(language: Language, asks: str) -> p.ErrandCard:
    seen = "何志强" if asks else ""
    problem = "" if asks else "refused.sponsor.no_right.title"
    return replace(_errands(language)[3], waiting=p.Waiting("x", seen, asks, problem, 60_000, 90_000))


def _stay(language: Language, errands: tuple[p.ErrandCard, ...]) -> p.ContractorStay:
    return p.ContractorStay(
        **FRAME,
        path=PATH,
        act=ACT,
        named="胡海",
        company="华安机电设备安装有限公司",
        document=f"{text('contractors.kind.id_card', language)} **************002X",
        since=NOW,
        served="王秀兰",
        left=None,
        errands=errands,
        keys=tuple(p.Choice(str(n), label) for n, label in enumerate(KEYS)),
        reasons=tuple(p.Choice(one, text(f"reason.{one}", language)) for one in REASONS),
        photo="/desk/contractors/x/photo.jpg",
        can_leave=not errands,
        can_block=True,
        soonest="2026-05-04",
    )


def _sign(language: Language) -> p.ContractorSign:
    return p.ContractorSign(
        **FRAME,
        path=PATH,
        home=PATH,
        act=ACT,
        named="胡海",
        errand=_errands(language)[4],
        due=NOW + timedelta(hours=6),
        witness=WITNESS,
    )


def _blocked(chips: tuple[Chip, ...]) -> p.BlockedList:
    return p.BlockedList(
        **FRAME,
        rows=(
            p.BlockedRow(
                PATH,
                "胡海",
                "ID card **************002X",
                "Copied the key of the pump room 擅自复制钥匙",
                NOW,
                "陈玉梅",
            ),
        ),
        chips=chips,
    )
