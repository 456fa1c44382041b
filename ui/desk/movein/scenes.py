"""The pages of a move-in by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.domain.keeping.keeping import DOCUMENTS
from kiosk.domain.movein.movein import CONDITIONS, GIVEN_UP, KINDS
from kiosk.language.messages import Language, text
from ui.desk.keeping.scenes import STANDS_BY, WITNESS
from ui.desk.movein import pages as p
from ui.desk.pages import NO_WITNESS, WitnessChoice
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
LONG = "Aleksandra Wiśniewska-Kowalczyk"
PATH = f"/desk/movein/{ACT}"


def movein_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page of a move-in; names in it stay as people wrote them."""
    wanted = text("movein.wants_owner", language)
    owes = text("movein.owes", language, count=2, day="May 12, 2026")
    rows = (
        p.OpenList(PATH, "3-1-0902", LONG, NOW - timedelta(hours=2), wanted),
        p.OpenList(PATH, "1-1-0802", "胡桂英", NOW - timedelta(days=9), owes, "care"),
    )
    return {
        "desk-moveins": p.MoveIns(**FRAME, rows=rows, found=(), words="", person="r-x"),
        "desk-moveins-found": p.MoveIns(
            **FRAME, rows=rows[:1], found=((f"{LONG} 3-1-0902", "/x"),), words="alek", person="r-x"
        ),
        "desk-moveins-none": p.MoveIns(**FRAME, rows=(), found=(), words="99", person="r-x"),
        "desk-moveins-wrong": p.MoveIns(
            **FRAME,
            rows=rows,
            found=(),
            words="",
            person="r-x",
            typed=("3", LONG, ""),
            problem=Message(code="movein.owner", facts={}),
        ),
        "desk-movein-begin": _begin(),
        "desk-movein-deliver": _begin(follows=ACT, why="delivery"),
        "desk-movein-begin-wrong": _begin(problem=Message(code="identity.needed", facts={})),
        "desk-movein": _list(language),
        "desk-movein-wrong": _list(language, problem=Message(code="movein.key_waits", facts={})),
        "desk-movein-signed": _list(language, signed=("owner",)),
        "desk-movein-over": _list(language, signed=("owner", "attendant")),
        "desk-movein-sign-owner": _sign("owner"),
        "desk-movein-sign-witness": _sign("owner", witness=STANDS_BY),
        "desk-movein-sign-attendant": _sign(
            "attendant", Message(code="signature.missing", facts={}), NO_WITNESS
        ),
    }


def _begin(follows: str = "", why: str = "", problem: Message | None = None) -> p.Begin:
    return p.Begin(
        **FRAME,
        path="/desk/movein/new/x",
        act=ACT,
        unit="3-1-0902",
        owner=LONG,
        documents=tuple((one, False) for one in DOCUMENTS),
        follows=follows,
        why=why,
        reference=follows[:8].upper(),
        problem=problem,
    )


def _lines(*, over: bool = False) -> tuple[p.ListLine, ...]:
    line = p.ListLine
    return (
        line(
            "1",
            "entrance",
            "1-1-1204 住户钥匙",
            "",
            1,
            "good",
            False,
            "handed" if over else "moving",
            key="k",
            slot=10,
            movement=ACT,
        ),
        line(
            "2",
            "room",
            "主卧、次卧、书房、儿童房、储物间及阳台",
            "D-4471",
            6,
            "new",
            True,
            "handed" if over else "here",
        ),
        line(
            "3", "parking", "Parking remote, basement 2", "", 1, "good", False, "promised", day="May 12, 2026"
        ),
        line(
            "4",
            "entrance",
            "入户门备用",
            "",
            1,
            "worn",
            False,
            "handed" if over else "hangs",
            key="k",
            slot=12,
            movement=ACT,
        ),
    )


def _list(language: Language, *, signed: tuple[str, ...] = (), problem: Message | None = None) -> p.ListPage:
    over, open_ = len(signed) == 2, not signed
    state = text("movein.over" if over else f"movein.wants_{'attendant' if signed else 'owner'}", language)
    cabinet = (
        p.CabinetKey("k", "1-1-1204 信箱", "10", ACT, True),
        p.CabinetKey("k", "备用", "11", ACT, False),
    )
    return p.ListPage(
        **FRAME,
        path=PATH,
        act=ACT,
        unit="3-1-0902",
        owner=LONG,
        state=state,
        writable=open_,
        signable=open_,
        under_way=not over,
        cabinet=cabinet if open_ else (),
        lines=_lines(over=not open_),
        meters=(("water", "1234.5"), ("power", "88012"), ("gas", "")),
        kinds=KINDS,
        conditions=CONDITIONS,
        given_up=GIVEN_UP,
        earliest="2026-05-04",
        signatures=tuple((part, LONG, STROKES, "0 0 200 100") for part in signed),
        leave="/desk/keeping/x/leave" if over else "",
        sheet="/desk/registers/one/move_in/x" if over else "",
        deliver="/x" if over else "",
        correct="/x" if over else "",
        problem=problem,
    )


def _sign(part: str, problem: Message | None = None, witness: WitnessChoice = WITNESS) -> p.SignList:
    return p.SignList(
        **FRAME,
        path=PATH,
        part=part,
        unit="3-1-0902",
        owner=LONG,
        lines=_lines(over=True),
        meters=(("water", "1234.5"),),
        problem=problem,
        witness=witness,
    )
