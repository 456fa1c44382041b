"""The screens of asking for a key by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ui.asking import screens as s
from ui.key_screens import KeyList, KeyRow, Sign
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ROOM = KeyRow("k-lift", "Booster pump room, tower 3", "plant", 7, True, False)
HOME = KeyRow("k-1504", "1-1-1204 住户钥匙", "unit", 10, True, False)
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
    taken = KeyRow("k-1", "2栋1单元天台门", "common", 2, False, False, "key.out")
    yield "keys-with-out", s.With(row=ROOM, other=taken)
    yield from _agreeing()
    yield from _booked()


def _lists() -> Iterator[tuple[str, Screen]]:
    due = NOW + timedelta(hours=9)
    late = KeyRow(
        "k-9",
        "生活水泵房",
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
        "k-2",
        "Roof access, tower 2 entrance 1",
        "common",
        2,
        False,
        True,
        None,
        NOW,
        "5b1f",
        due,
        False,
        None,
        "Hm",
    )
    later = KeyRow("k-3", "会所", "common", 3, False, False, "key.not_now", again=due, time_form="Hm")
    monday = KeyRow("k-4", "1-1-1204 住戶鑰匙", "unit", 4, False, False, "key.right_later", again=due)
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


def _booked() -> Iterator[tuple[str, Screen]]:
    hour = timedelta(hours=1)
    mine = replace(ROOM, booked=(NOW - hour, NOW + 3 * hour), booked_form="Hm", booked_now=True)
    coming = replace(HOME, booked=(NOW + 26 * hour, NOW + 30 * hour), booked_form="MMMd Hm")
    taken = KeyRow(
        "k-1", "2栋1单元天台门", "common", 2, False, False, "key.booked", again=NOW + hour, time_form="Hm"
    )
    first = KeyRow("k-5", "会所", "common", 3, False, False, "key.booked_only")
    yield "keys-booked", KeyList(held=(), rows=(mine, coming, taken, first), bookings=3)
    rows = tuple(
        s.BookingRow("b", key.key, key.label, key.number, NOW, NOW + (3 + 24 * day) * hour, form, state)
        for key, day, form, state in (
            (ROOM, 0, "Hm", "now"),
            (HOME, 1, "MMMd Hm", "displaced"),
            (ROOM, 0, "Hm", "coming"),
        )
    )
    yield "keys-bookings", s.Bookings(rows=rows, page=1, pages=2)
    yield "keys-bookings-out", s.Bookings(rows=(replace(rows[0], state="out"),))
    yield "keys-bookings-none", s.Bookings(rows=())
    yield "keys-booking", s.GiveUpBooking(row=rows[1])
    signing = Sign(row=ROOM, movement="5b1f", reason="repair", work_order="", due=NOW + hour, due_for="next")
    yield "keys-sign-next", signing
    yield "keys-sign-own", replace(signing, asks_pin=False, due_for="booked", due_form="MMMd Hm")
    yield (
        "keys-sign-both",
        replace(signing, others=("2栋1单元天台门",), due=None, due_for="", signer="何志强"),
    )


def _agreeing() -> Iterator[tuple[str, Screen]]:
    yield "keys-agree", s.Agree(row=ROOM, missing=2, another_group=True, asker="王秀兰", reason="repair")
    yield (
        "keys-agree-both",
        s.Agree(
            row=ROOM,
            missing=1,
            another_group=True,
            asker="Margaret Featherstonehaugh",
            reason="inspection",
            others=("2栋1单元天台门",),
            problem="authoriser.not_staff",
            visitor="a",
        ),
    )
    yield "keys-agree-one-more", s.Agree(row=ROOM, missing=1, agreed=("何志强", "Margaret Featherstonehaugh"))
    yield "keys-agree-down", s.Agree(row=ROOM, missing=1, reader_works=False)
    yield "keys-agree-stranger", s.Agree(row=ROOM, missing=1, agreed=("陈玉梅",), problem="badge.unknown")
    yield (
        "keys-agree-same-group",
        s.Agree(row=ROOM, missing=1, problem="authoriser.same_group", another_group=True),
    )
    yield (
        "keys-agree-proven",
        s.Agree(
            row=HOME, missing=1, agreed=("陈玉梅",), seen="a", seen_name="何志强", visitor="a", asker="王秀兰"
        ),
    )
    yield (
        "keys-agree-pin",
        s.Agree(row=HOME, missing=2, agreed=("陈玉梅",), seen="a", seen_name="何志强", asks_pin=True),
    )
    yield (
        "keys-agree-pin-wrong",
        s.Agree(
            row=HOME,
            missing=1,
            seen="a",
            visitor="a",
            asker="王秀兰",
            seen_name="Margaret Featherstonehaugh",
            asks_pin=True,
            problem="pin.wrong",
        ),
    )
