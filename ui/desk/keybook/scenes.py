"""The attendants' pages about keys by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.flows.keys.stocktake import LOOKS, WHY
from kiosk.language.messages import Language, text
from ui.desk.keybook import pages as p
from ui.desk.keybook.ways import every_chip
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "王秀兰", "supervisor": True, "lobby": False}
STAFF = (("a-lin", "王秀兰", False), ("a-zhou", "何志强", True))
KEYS = (("k-pump", "生活水泵房", False), ("k-lift", "Booster pump room, tower 3", False))


def key_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page about keys; names in it stay as people wrote them."""
    return {
        "desk-keys": _keys("out", _out(), language),
        "desk-keys-late": _keys("late", _out()[:1], language),
        "desk-keys-none": _keys("out", (), language),
        "desk-rights": _rights(language),
        **_use(language),
        "desk-stocktake-none": p.Stocktake(**FRAME, chips=_chips("stocktake", language), why=WHY),
        "desk-stocktake": _stocktake(_counts(), language),
        "desk-stocktake-signing": _stocktake(_counts()[2:3], language, may_sign=True, signed=("王秀兰",)),
        "desk-emergency": _emergency(language),
        "desk-emergency-running": _emergency(language, _running(going=True)),
        "desk-emergency-waiting": _emergency(language, _running(going=False)),
        "desk-emergency-alone": _emergency(language, problem=Message(code="emergency.alone", facts={})),
        "desk-stocktake-problem": _stocktake(
            _counts(), language, problem=Message(code="door.open", facts={"place": "K05"})
        ),
    }


def _chips(chosen: str, language: Language) -> tuple[Chip, ...]:
    return every_chip(language, chosen)


def _keys(view: str, rows: tuple[p.KeyOut, ...], language: Language) -> Screen:
    return p.KeysOut(**FRAME, rows=rows, chips=_chips(view, language), csv="/desk/keys.csv", now=NOW)


def _out() -> tuple[p.KeyOut, ...]:
    rows = (
        ("k-1", "生活水泵房", "Key slot 115", "何志强", 9, -1, "Repair\u2002WX-0231"),
        ("k-2", "Home 1-1-0502", "129 号钥匙位", "王秀兰", 1, 3, "Inspection"),
        ("k-3", "Booster pump room, tower 3", "80 號鑰匙位", "陈玉梅", 30, None, ""),
    )
    return tuple(
        p.KeyOut(
            key,
            label,
            slot,
            who,
            "x",
            NOW - timedelta(hours=since),
            NOW + timedelta(hours=due) if due is not None else None,
            due is not None and due < 0,
            why,
        )
        for key, label, slot, who, since, due, why in rows
    )


def _rights(language: Language) -> Screen:
    rows = tuple(
        p.RightRow(who, "生活水泵房", "Key slot 115", why_not)
        for who, why_not in (
            ("何志强", ""),
            ("陈玉梅", ""),
            ("王秀兰", "key.not_now"),
            ("田静", "key.right_over"),
            ("陈辉", "person.inactive"),
        )
    )
    return p.Rights(
        **FRAME,
        rows=rows,
        chips=_chips("rights", language),
        at=NOW,
        typed="2026-05-03T09:24",
        key="k-pump",
        person="",
        keys=KEYS,
        people=STAFF,
        more=12,
        csv="/desk/keys/rights.csv",
    )


def _use(language: Language) -> Mapping[str, Screen]:
    chips = _use_chips("by_month", language)
    names = ("生活水泵房", "Booster pump room, tower 3", "1-1-1204 住戶鑰匙 ×3") * 3
    most = text("key_use.most_by", language, who="王秀兰", count=14)
    used = tuple(
        p.UseRow(f"k-{n}", name, "Key slot 115", 31 - 3 * n, f"{41.5 - n:.1f}", most, NOW - timedelta(days=n))
        for n, name in enumerate(names)
    )
    unused = tuple(
        p.UnusedRow(f"k-{n}", name, "129 号钥匙位", NOW - timedelta(days=400) if n else None)
        for n, name in enumerate(names)
    )
    return {
        "desk-key-use": _used(chips, used, "/x"),
        "desk-key-use-none": _used(chips, (), ""),
        "desk-key-use-one": _one_used(language, most),
        "desk-key-unused": p.KeysUnused(
            **FRAME, chips=_use_chips("unused", language), since="2025-11-04", rows=unused, csv="/x.csv"
        ),
        "desk-key-outings": _outings(language),
    }


def _used(chips: tuple[Chip, ...], rows: tuple[p.UseRow, ...], later: str) -> Screen:
    return p.KeysUsed(
        **FRAME,
        chips=chips,
        rows=rows,
        month="May 2026",
        earlier="/x",
        later=later,
        times=sum(row.times for row in rows),
        hours="337.5" if rows else "0.0",
        csv="/x.csv",
    )


def _use_chips(chosen: str, language: Language) -> tuple[Chip, ...]:
    own = (
        Chip(text(f"key_use.{one}", language), "/x", one == chosen)
        for one in ("by_month", "unused", "outings")
    )
    return (Chip(text("key_use.back", language), "/desk/keys"), *own)


def _one_used(language: Language, most: str) -> Screen:
    rows = tuple(
        p.MonthRow(f"2026-{12 - n:02}", 30 - 2 * n, 100 - 6 * n, f"{40 - 2 * n}.5", (most, most))
        for n in range(12)
    )
    return p.KeyUsed(
        **FRAME,
        chips=_use_chips("", language),
        key="k-1",
        label="Booster pump room, tower 3",
        slot="80 號鑰匙位",
        rows=rows,
        csv="/x.csv",
        life_csv="/x.csv",
    )


def _outings(language: Language) -> Screen:
    rows = tuple(
        p.OutingRow(
            "k-1", "3-2-1201 住户钥匙", "王秀兰", "x", NOW - timedelta(days=7 * n),
            NOW - timedelta(days=7 * n, hours=-2) if n else None, "Repair\u2002WX-0231",
        )
        for n in range(8)
    )  # fmt: skip
    return p.HomeOutings(
        **FRAME,
        chips=_use_chips("outings", language),
        unit="3-2-1201",
        rows=rows,
        count=1204,
        newer="/x",
        older="/x",
        csv="/x.csv",
    )


def _counts() -> tuple[p.CountRow, ...]:
    finding = "attendant.stocktake.finding."
    return (
        p.CountRow("K01", 1, finding + "wrong_key", "1栋1单元大堂门", "会所", can_open=True, can_say=True),
        p.CountRow("K05", 5, finding + "missing", "生活水泵房", "", can_say=False),
        p.CountRow(
            "K03",
            3,
            finding + "unexpected",
            "",
            "01-00000000beef",
            "attendant.stocktake.look.other_key",
            "a contractor's own key: handed to the desk",
        ),
    )


def _stocktake(rows: tuple[p.CountRow, ...], language: Language, **more: object) -> Screen:
    facts: dict[str, object] = {"may_sign": False, "signed": (), "problem": None, **more}
    return p.Stocktake(
        **FRAME,
        chips=_chips("stocktake", language),
        begun=NOW - timedelta(minutes=4),
        begun_by="王秀兰",
        counted=16,
        as_recorded=16 - len(rows),
        rows=rows,
        looks=LOOKS,
        **facts,  # type: ignore[arg-type]
    )


def _running(*, going: bool) -> p.Running:
    steps = (("Key slot 1", "open"), ("2 号钥匙位", "asked"), ("5 號鑰匙位", "left"), ("Key slot 12", "left"))
    return p.Running(NOW, "王秀兰", "陈玉梅", "Fire", steps, going)


def _emergency(
    language: Language, under_way: p.Running | None = None, problem: Message | None = None
) -> Screen:
    return p.EmergencyPage(
        **FRAME,
        chips=_chips("emergency", language),
        places=tuple((f"K{n:02}", text("attendant.slot", language, number=n)) for n in range(1, 17)),
        people=(("s-chen", "陈玉梅"), ("a-zhou", "何志强")),
        reasons=("fire", "water", "gas", "medical", "police"),
        under_way=under_way,
        problem=problem,
    )
