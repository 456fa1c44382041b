"""The pages of the rules about keys by name with fixed contents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kiosk.language.messages import Language, text
from ui.desk.keyrules import pages as p
from ui.desk.pages import Chip
from ui.desk.sessions import Frame
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
FRAME: Frame = {"who": "陈玉梅", "supervisor": True, "lobby": False}
FRESH = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
SECTIONS = ("grants", "hours", "rules", "reasons", "limits", "history")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rule_scenes(language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every page of the rules; names in it stay as people wrote them."""
    changed = Message(code="rules.changed_meanwhile", facts={})
    unclear = Message(code="rules.unclear", facts={"field": "8-18"})
    return {
        "desk-keyrules": _list("grants", _grants(language), language),
        "desk-keyrules-limits": _list("limits", _grants(language)[:1], language),
        "desk-keyrules-none": _list("reasons", (), language),
        "desk-keyrules-grant": _form(language, "keyrules.end", _grant_fields(language)),
        "desk-keyrules-hours": _form(language, "", _hours_fields(language), unclear),
        "desk-keyrules-rule": _form(language, "keyrules.drop", _rule_fields(language)),
        "desk-keyrules-look": _look(language),
        "desk-keyrules-look-warned": _look(language, stranded="生活水泵房, 1栋配电间", problem=changed),
        "desk-keyrules-look-nothing": _look(language, rows=()),
        "desk-keyrules-history": _history(language),
    }


def _chips(chosen: str, language: Language) -> tuple[Chip, ...]:
    back = Chip(text("keyrules.back", language), "/desk/keys")
    return (back, *(Chip(text(f"keyrules.section.{one}", language), "/x", one == chosen) for one in SECTIONS))


def _sentence(language: Language, group: str = "housekeeping") -> str:
    hours = f"07:00-19:00, {text('keyrules.holidays', language)} {text('keyrules.never', language)}"
    return text(
        "keyrules.grant",
        language,
        who=text(f"group.{group}", language),
        what=text("keyrules.keys.common", language),
        when=hours,
    )


def _last(language: Language) -> str:
    return text("keyrules.last", language, who="陈玉梅", time="2026-05-03 09:24")


def _grants(language: Language) -> tuple[p.RuleRow, ...]:
    groups = ("desk", "housekeeping", "plant", "security") * 2
    return tuple(
        p.RuleRow(_sentence(language, group), "/x", _last(language) if number % 3 == 1 else "")
        for number, group in enumerate(groups)
    )


def _list(section: str, rows: tuple[p.RuleRow, ...], language: Language) -> Screen:
    new = "" if section == "limits" else "/x"
    return p.RuleList(**FRAME, chips=_chips(section, language), section=section, rows=rows, new=new)


def _form(
    language: Language, ends: str, fields: tuple[p.Field, ...], problem: Message | None = None
) -> Screen:
    return p.RuleForm(
        **FRAME,
        subject="grant:g-1",
        heading=_sentence(language),
        last=_last(language),
        fields=fields,
        version=FRESH[:16],
        fresh=FRESH,
        back_to="/desk/keyrules/grants",
        ends=ends,
        problem=problem,
    )


def _said(name: str, language: Language) -> str:
    return text(f"keyrules.field.{name}", language)


def _grant_fields(language: Language) -> tuple[p.Field, ...]:
    groups = tuple((f"group:{one}", text(f"group.{one}", language)) for one in ("desk", "housekeeping"))
    kinds = tuple((f"kind:{one}", text(f"keyrules.keys.{one}", language)) for one in ("unit", "common"))
    whos = ((text("keyrules.group.groups", language), groups),)
    whats = ((text("keyrules.group.kinds", language), kinds),)
    hours = (("", text("keyrules.any_hour", language)), ("day", "day"))
    return (
        p.Field("who", "select", _said("who", language), groups=whos, values=("group:housekeeping",)),
        p.Field("what", "select", _said("what", language), groups=whats, values=("kind:common",)),
        p.Field("timetable", "select", _said("timetable", language), hours, values=("day",)),
        p.Field("since", "date", _said("since", language), values=("2026-05-03",)),
        p.Field("until", "date", _said("until", language)),
    )


def _hours_fields(language: Language) -> tuple[p.Field, ...]:
    hours = ("08:00-12:00, 14:00-18:00",)
    days = tuple(
        p.Field(day, "text", text(f"inspections.weekday.{number}", language), values=hours)
        for number, day in enumerate(WEEK)
    )
    apart = p.Field("holidays_apart", "tick", _said("holidays_apart", language), values=("yes",))
    return (p.Field("name", "text", _said("name", language), values=("office",)), *days, apart)


def _rule_fields(language: Language) -> tuple[p.Field, ...]:
    ticks = ("from_another_group", "needs_work_order", "booked_only", "note_on_return", "contractors")
    reasons = tuple((one, text(f"reason.{one}", language)) for one in ("repair", "inspection", "emergency"))
    keys = (("", "—"), ("k-1", "Booster pump room, tower 3"))
    asks = tuple((one, _said(one, language)) for one in ticks)
    return (
        p.Field(
            "authorisers",
            "pick",
            _said("authorisers", language),
            tuple((n, n) for n in "0123"),
            values=("2",),
        ),
        p.Field("asks", "ticks", _said("asks", language), asks, values=ticks[:2]),
        p.Field("reasons", "many", _said("reasons", language), reasons, values=("repair",)),
        p.Field("due_min", "number", _said("due_min", language), values=("240",)),
        p.Field("due_by", "time", _said("due_by", language), values=("22:00",)),
        p.Field("only_with", "select", _said("only_with", language), keys),
        p.Field("never_with", "select", _said("never_with", language), keys, values=("k-1",)),
    )


def _effects() -> tuple[p.EffectRow, ...]:
    return (
        p.EffectRow("loses", "何志强", "生活水泵房", 1),
        p.EffectRow("fewer", "王秀兰", "1栋1单元大堂门, 会所", 2),
        p.EffectRow(
            "gains", "田静", "1栋1单元大堂门, 2栋大堂门, 3栋大堂门, 会所, 泳池, Lift lobby, tower 2", 31
        ),
    )


def _look(
    language: Language,
    *,
    rows: tuple[p.EffectRow, ...] | None = None,
    stranded: str = "",
    problem: Message | None = None,
) -> Screen:
    return p.Look(
        **FRAME,
        sentence=_sentence(language),
        before=_sentence(language, "desk") if rows is None else "",
        rows=_effects() if rows is None else rows,
        asking=12 if stranded else 0,
        stranded=stranded,
        posted=(("subject", "grant:g-1"),),
        version=FRESH[:16],
        fresh=FRESH,
        back_to="/desk/keyrules/grants",
        problem=problem,
    )


def _history(language: Language) -> Screen:
    rows = tuple(
        p.HistoryRow(
            NOW - timedelta(days=3 * number),
            "陈玉梅" if number % 2 == 0 else text("keyrules.by_file", language),
            "田静代班两周" if number % 2 == 0 else "",
            "" if number == 3 else _sentence(language, "desk"),
            text("keyrules.right_over", language) if number == 2 else _sentence(language),
        )
        for number in range(6)
    )
    return p.History(**FRAME, chips=_chips("history", language), rows=rows, older="/x", csv="/x.csv")
