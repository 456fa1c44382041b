"""A resident's own pages by name with fixed contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.places import Furniture, PlaceKind
from ui.drawing import draw
from ui.home import delegate_screens as d
from ui.home import screens as h
from ui.home.looks import OwnLook, OwnLooks
from ui.screens import Act, Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ACT = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
PEOPLE = ("王秀兰", "Alexandra Featherstonehaugh", "何志强", "欧阳修文")
WHY = ("Repair WX-0231", "Inspection", "上门维修 WX-20260503-1177", "")


def home_scenes(furniture: Furniture) -> Iterator[tuple[str, Screen]]:
    """Yield every page of a resident's own home."""
    due, far = NOW + timedelta(hours=3), NOW + timedelta(days=400)
    here = h.OwnKey("1-1-1204 住戶鑰匙", 10, "here", since=NOW)
    out = h.OwnKey("Home 1-1-1204, front door ×3", 11, "out", "王秀兰", NOW, due)
    asked_back = h.OwnKey("1-1-1204 储藏室", 12, "recalled", "王秀兰", NOW, due)
    known = h.Home(
        parcels=2, doors=(3, 7), keys=(here, out), consents=2, until=far, told=False, page=1, pages=2
    )
    yield "home", known
    marks = dict.fromkeys(("L03", "L13"), "target")
    drawing = draw(furniture.places.values(), marks)
    yield "home-coming", h.Coming(parcels=2, doors=("13", "3"), drawing=drawing, opens_s=3.0)
    yield (
        "home-recalled",
        h.Home(parcels=0, doors=(), keys=(asked_back,), consents=0, until=None, told=True, gives_back=True),
    )
    yield "home-new", h.Home(parcels=0, doors=(), keys=(), consents=0, until=None, told=False)
    yield "home-asked", replace(known, asked=1, at_desk=2)
    yield "home-borrowed", replace(known, at_desk=2, looked_after=True, keys=(here,))
    yield "home-outings", h.Outings(rows=tuple(_outings()), pages=3)
    yield "home-outings-none", h.Outings(rows=())
    rows = tuple(
        h.OwnConsent(f"c-{n}", reasons, groups, far, "李娜")
        for n, (reasons, groups) in enumerate(
            (
                ("Repair, inspection, cleaning", "the desk, housekeeping"),
                ("维修、巡查、保洁", "全体物业人员"),
                ("緊急", "工程"),
            )
        )
    )
    yield "home-consents", h.Consents(rows=rows, page=1, pages=2)
    yield "home-consents-none", h.Consents(rows=())
    yield "home-looks", OwnLooks(rows=_looked(), page=1, pages=3)
    yield "home-looks-none", OwnLooks(rows=())
    yield "home-withdraw", h.Withdraw(consent=rows[0], act=ACT, out=False)
    yield "home-withdraw-out", h.Withdraw(consent=rows[1], act=ACT, out=True, prints=False)
    yield from _delegates(far)
    lockers = furniture.of(PlaceKind.COMPARTMENT)[:3]
    yield (
        "home-collecting",
        h.Collecting(
            rows=tuple(
                h.OpenDoor(ACT, one.number, f"door.{text}.title")
                for one, text in zip(
                    lockers,
                    ("parcel.collect.open", "any.opening", "parcel.collect.ask"),
                    strict=False,
                )
            ),
            drawing=draw(furniture.places.values(), {one.id: "open" for one in lockers}),
        ),
    )


def _delegates(until: datetime) -> Iterator[tuple[str, Screen]]:
    rows = (
        d.DelegateRow("d-1", "欧**", mine=False, count=2),
        d.DelegateRow("d-2", "Alexandra F***", mine=True, count=0),
        d.DelegateRow("d-3", "", mine=True, count=3, until=until),
    )
    yield "home-delegates", d.Delegates(rows=rows, may_give=True, pages=2)
    yield "home-delegates-none", d.Delegates(rows=(), may_give=False)
    which = tuple(
        d.Choice(label, "/x", "…0031") for label in ("All that wait (5)", "Door 7", "在前台", "7 号门", "12")
    )
    yield "home-delegate-which", d.Ask(title="delegates.what", body="delegates.once_body", choices=which)
    whom = tuple(d.Choice(name, small="1-1-0502", value="r") for name in ("李*", "Alexandra F***"))
    title, body = "delegates.whom_title", "delegates.whom_confirm"
    yield "home-delegate-whom", d.Ask(title=title, body=body, choices=whom, posts=Act("", "/x", {}))
    sends = Act("delegates.send", "/x", {}, icon="phone")
    acts = (sends, Act("delegates.print", "/x", {}, "primary", icon="receipt"))
    yield "home-delegate-once", d.Ask(title="delegates.once_title", body="delegates.once_body", acts=acts)
    yield "home-delegate-neighbour", d.Neighbour()
    yield "home-delegate-nobody", d.Neighbour(problem=Message(code="delegate.whom", facts={}))


def _looked() -> tuple[OwnLook, ...]:
    names = ("王秀兰", "Margaret Featherstonehaugh", "何志强", "陈玉梅")
    whys = ("维修或服务", "The resident asks", "紧急情况", "投诉处理")
    ago = (NOW - timedelta(days=3 * n) for n in range(4))
    return tuple(
        OwnLook(who, why, made, contacts=who == "王秀兰")
        for who, why, made in zip(names, whys, ago, strict=True)
    )


def _outings() -> Iterator[h.OwnOuting]:
    for n, (who, why) in enumerate(zip(PEOPLE, WHY, strict=True)):
        left = NOW - timedelta(days=9 * n)
        back = left + timedelta(hours=2 if n % 2 else 200) if n else None
        yield h.OwnOuting("1-1-1204 住戶鑰匙", who, why, left, back, left + timedelta(hours=4))
