"""The screens of asking for a key by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ui.asking import screens as s
from ui.screens import KeyList, KeyRow, Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ROOM = KeyRow("k-lift", "Lift machine room, tower 3", "plant", 7, True, False)
HOME = KeyRow("k-1504", "2-2-1504 住户钥匙", "unit", 10, True, False)
REASONS = ("repair", "inspection", "cleaning", "handover", "emergency")


def asking_scenes() -> Iterator[tuple[str, Screen]]:
    """Yield every question that a key may ask."""
    yield from _lists()
    yield "keys-reason", s.Reason(row=ROOM, reasons=tuple(s.ReasonChoice(code) for code in REASONS))
    why_not = ("consent.reason", None, "consent.withdrawn", "key.not_for_private", None)
    yield (
        "keys-reason-some",
        s.Reason(row=HOME, reasons=tuple(map(s.ReasonChoice, REASONS, why_not)), work_order="WX-0231"),
    )
    yield (
        "keys-reason-many",
        s.Reason(
            row=ROOM,
            reasons=tuple(
                s.ReasonChoice(code) for code in (*REASONS, "探访", "Fire drill", "看房", "Deliver", "x")
            ),
            problem=Message(code="key.other_reason", facts={}),
        ),
    )
    yield "keys-order", s.Order(row=ROOM, work_order="", needed=True)
    yield "keys-order-any", s.Order(row=ROOM, work_order="WX-0231", needed=False)
    yield "keys-note", s.Note(row=ROOM)
    yield "keys-note-report", s.Note(row=HOME, report=True)
    yield "keys-note-missing", s.Note(row=HOME, problem=Message(code="key.note_needed", facts={}))
    yield "keys-with", s.With(row=ROOM, other=HOME)
    taken = KeyRow("k-1", "2栋天台", "common", 2, False, False, "key.out")
    yield "keys-with-out", s.With(row=ROOM, other=taken)
    yield from _agreeing()


def _lists() -> Iterator[tuple[str, Screen]]:
    due = NOW + timedelta(hours=9)
    late = KeyRow(
        "k-9",
        "地下一层水泵房",
        "plant",
        9,
        False,
        True,
        None,
        NOW,
        "5b1f",
        NOW - timedelta(hours=1),
        True,
        None,
        "Hm",
    )
    held = KeyRow(
        "k-2", "Roof access, tower 2", "common", 2, False, True, None, NOW, "5b1f", due, False, None, "Hm"
    )
    later = KeyRow("k-3", "会所", "common", 3, False, False, "key.not_now", again=due, time_form="Hm")
    monday = KeyRow("k-4", "2-2-1504 住戶鑰匙", "unit", 4, False, False, "key.right_later", again=due)
    yield "keys-due", KeyList(held=(late, held), rows=(later, monday), page=1, pages=87, long=True, found=500)
    yield (
        "keys-found",
        KeyList(held=(), rows=(HOME, later), query="number=1504", found=2, long=True, back="/keys"),
    )
    chips = [s.Chip("Common areas", "/keys?kind=common", 84), s.Chip("设备房", "/keys?kind=plant", 56)]
    chips += [s.Chip("住戶", "/keys?kind=unit", 360)]
    yield "keys-find", s.Find(chips=tuple(chips))
    chips += [s.Chip(f"Tower {n}", "/keys?tower=1", 120) for n in (1, 2, 3)]
    yield "keys-find-none", s.Find(chips=tuple(chips[:4]), problem="999999999")
    yield "keys-find-towers", s.Find(chips=tuple(chips))


def _agreeing() -> Iterator[tuple[str, Screen]]:
    yield "keys-agree", s.Agree(row=ROOM, missing=2, another_group=True)
    yield "keys-agree-one-more", s.Agree(row=ROOM, missing=1, agreed=("周建国", "Margaret Featherstonehaugh"))
    yield "keys-agree-down", s.Agree(row=ROOM, missing=1, reader_works=False)
    yield "keys-agree-stranger", s.Agree(row=ROOM, missing=1, agreed=("陈立",), problem="badge.unknown")
    yield (
        "keys-agree-same-group",
        s.Agree(row=ROOM, missing=1, problem="authoriser.same_group", another_group=True),
    )
    yield "keys-agree-proven", s.Agree(row=HOME, missing=1, agreed=("陈立",), seen="a", seen_name="周建国")
    yield (
        "keys-agree-pin",
        s.Agree(row=HOME, missing=2, agreed=("陈立",), seen="a", seen_name="周建国", asks_pin=True),
    )
    yield (
        "keys-agree-pin-wrong",
        s.Agree(
            row=HOME,
            missing=1,
            seen="a",
            seen_name="Margaret Featherstonehaugh",
            asks_pin=True,
            problem="pin.wrong",
        ),
    )
