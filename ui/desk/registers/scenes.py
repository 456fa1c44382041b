"""The registers' pages by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.flows.registers.finding import COLUMNS
from kiosk.language.messages import Language, text
from ui.desk.registers import pages as p
from ui.desk.registers.ways import chips
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STROKES = ("10,40 60,20 90,70 120,30 180,60", "30,80 160,76")
BOX = "0 0 200 100"
SIGNED = p.FieldView(strokes=STROKES, box=BOX)
HERE = "/desk/registers"


def register_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page of the registers; names in it stay as people wrote them."""
    unsigned = p.FieldView(text("registers.unsigned", language), tone="quiet")
    rows = {
        "lent": _lent(language, unsigned),
        "kept": _kept(language),
        "movein": _movein(language),
        "agreements": _agreements(language, unsigned),
        "stocktakes": _stocktakes(language),
        "sent": _sent(language),
    }
    found: dict[str, Screen] = {
        f"desk-register-{name}": _page(name, lines, language) for name, lines in rows.items()
    }
    found["desk-register-none"] = _page("lent", (), language, words="99", forgotten=True)
    found["desk-register-sheet-making"] = _sheet("making")
    found["desk-register-sheet"] = _sheet("made")
    found["desk-register-sheet-kept"] = _sheet(
        "made", kept="/var/lib/loge/reports/lent-2026-05-20260503-012400.pdf"
    )
    found["desk-register-sheet-failed"] = _sheet("failed")
    found["desk-register-sign"] = _sign(language)
    found["desk-register-sign-missing"] = _sign(language, Message(code="signature.missing", facts={}))
    return found


def _page(
    name: str,
    rows: tuple[p.RegisterRow, ...],
    language: Language,
    *,
    words: str = "",
    forgotten: bool = False,
) -> p.RegisterPage:
    return p.RegisterPage(
        **FRAME,
        register=name,
        columns=COLUMNS[name],
        rows=rows,
        chips=chips(lambda key: text(key, language), name),
        words=words,
        month="2026-05",
        day="",
        older=f"{HERE}/{name}?before=x",
        newest=f"{HERE}/{name}" if words else "",
        make=f"{HERE}/{name}/sheet",
        csv=f"{HERE}/{name}.csv",
        query=(("period", "2026-05"),),
        forgotten=forgotten,
    )


def _lent(language: Language, unsigned: p.FieldView) -> tuple[p.RegisterRow, ...]:
    due = text("registers.due", language, time="14:30")
    view = p.FieldView
    return (
        p.RegisterRow(
            (
                view("1-1-0502 住户钥匙", ("K09", "1-1-0502"), path="/desk/items/k"),
                view(
                    "王秀兰",
                    ("维修 WX-20260503-0017", text("registers.agreed", language, who="陈玉梅、何志强")),
                ),
                view("2026-05-03 09:12", (due,)),
                SIGNED,
                view("2026-05-03 11:40"),
                SIGNED,
            )
        ),
        p.RegisterRow(
            (
                view("Booster pump room, tower 3", ("K07",), path="/desk/items/k"),
                view("Margaret Featherstonehaugh-Wrightington", ("Inspection of the emergency lighting",)),
                view("2026-05-03 08:02", (due,)),
                SIGNED,
                view(text("registers.overdue", language), tone="bad"),
                unsigned,
            )
        ),
        p.RegisterRow(
            (
                view("生活水泵房", ("K05",), path="/desk/items/k"),
                view("何志强", ("巡查",)),
                view("2026-05-02 16:00", (due,)),
                SIGNED,
                view("2026-05-02 18:20", (text("registers.late", language),), tone="care"),
                unsigned,
            )
        ),
    )


def _kept(language: Language) -> tuple[p.RegisterRow, ...]:
    view, before = p.FieldView, text("registers.before", language, who="王秀兰")
    signed = view("", (before,), STROKES, BOX)
    home = view("1-1-1204", ("Ingrid Novak",))
    key = view("front door ×3", ("K11",), path="/desk/items/k")
    return (
        p.RegisterRow(
            (
                home,
                key,
                view("2026-04-01 10:00", ("维修、巡查",)),
                signed,
                view("2026-05-03 09:00"),
                signed,
            )
        ),
        p.RegisterRow(
            (
                home,
                key,
                view("2026-03-01 10:00", ("维修",)),
                signed,
                view(text("registers.kept", language), tone="quiet"),
                view(),
            )
        ),
    )


def _movein(language: Language) -> tuple[p.RegisterRow, ...]:
    view = p.FieldView
    fields = (
        view("3-1-0902", ("Aleksandra Wiśniewska-Kowalczyk",)),
        view("2026-05-03 10:05", ("5B1F0C9E",)),
        view("入户门 ×2、主卧 ×6、信箱 ×2、地下储藏室 ×1"),
        view(
            text("movein.by_day", language, day="May 12, 2026"),
            (text("movein.kind.parking", language),),
            tone="care",
        ),
        SIGNED,
        SIGNED,
    )
    return (p.RegisterRow(fields, page="/desk/movein/x", sheet=f"{HERE}/one/move_in/x"),)


def _agreements(language: Language, unsigned: p.FieldView) -> tuple[p.RegisterRow, ...]:
    view = p.FieldView
    fields = (
        view("1-1-0502", ("李娜",)),
        view("维修、巡查、保洁", (text("keeping.any_group", language),)),
        view("2026-05-03 – 2027-05-03"),
        view(text("registers.in_force", language)),
        SIGNED,
        unsigned,
    )
    return (p.RegisterRow(fields, sheet=f"{HERE}/one/agreement/c-1", sign=f"{HERE}/agreements/c-1/sign"),)


def _sent(language: Language) -> tuple[p.RegisterRow, ...]:
    view, owed = p.FieldView, text("registers.sent.owed", language)
    waits = text("registers.sent.waits", language)
    return (
        p.RegisterRow(
            (
                view("2026-05-03 09:12", ("5B1F0C",)),
                view("张伟", ("1-1-0802",)),
                view("李雷", ("上海市徐汇区 Some long street 12-3-1804", "13800000000")),
                view("顺丰速运", ("SF1390045512871",)),
                view("¥12.50", ("V-0017",)),
                SIGNED,
            )
        ),
        p.RegisterRow(
            (
                view("2026-05-03 08:02", ("9C8B7A",)),
                view("Margaret Featherstonehaugh-Wrightington", ("2-2-1504",)),
                SIGNED,
                view("United Parcel Service"),
                view(owed, tone="care"),
                view(waits, tone="care"),
            )
        ),
    )


def _stocktakes(language: Language) -> tuple[p.RegisterRow, ...]:
    view = p.FieldView
    fields = (
        view("2026-05-01 07:40", ("王秀兰",)),
        view(text("attendant.stocktake.why.routine", language)),
        view("500", (text("registers.looked", language, count=7),)),
        view("2", tone="care"),
        view("", ("王秀兰",), STROKES, BOX),
        view("", ("陈玉梅",), STROKES, BOX),
    )
    return (p.RegisterRow(fields, sheet=f"{HERE}/one/stocktake/x"),)


def _sheet(state: str, kept: str = "") -> p.SheetPage:
    return p.SheetPage(
        **FRAME,
        state=state,
        file="lent-2026-05-20260503-012400.pdf",
        download=f"{HERE}/sheets/x.pdf",
        put_down=f"{HERE}/sheets/x/put-down",
        kept=kept,
        kb=214,
        home=f"{HERE}/lent",
    )


def _sign(language: Language, problem: Message | None = None) -> p.Countersign:
    terms = tuple(
        (text(f"keeping.{name}", language), value)
        for name, value in (("for", "Repair, 巡查"), ("by", "the desk"), ("until", "2027-05-03"))
    )
    return p.Countersign(
        **FRAME,
        path=f"{HERE}/agreements/c-1/sign",
        home=f"{HERE}/agreements",
        unit="1-1-0502",
        resident="李娜",
        terms=terms,
        strokes=STROKES,
        box=BOX,
        problem=problem,
    )
