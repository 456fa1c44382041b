"""The attendants' pages by name with fixed contents, so that each can be looked at alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.domain.movements import Kind
from kiosk.domain.places import Furniture
from kiosk.language.messages import Language, text
from kiosk.ports.devices import DeviceState
from ui.desk import pages as p
from ui.desk.alarms.scenes import alarm_scenes
from ui.desk.badges.scenes import badge_scenes
from ui.desk.bookings.scenes import booking_scenes
from ui.desk.brought import brought_scenes
from ui.desk.cards.scenes import card_scenes
from ui.desk.care.scenes import care_scenes
from ui.desk.complaints import complaint_scenes
from ui.desk.contractors.scenes import contractor_scenes
from ui.desk.corrections.scenes import correction_scenes
from ui.desk.counter.scenes import counter_scenes
from ui.desk.couriers.scenes import courier_scenes
from ui.desk.dayreports.scenes import dayreport_scenes
from ui.desk.deliveries.scenes import delivery_scenes
from ui.desk.deposits.scenes import entrusted_scenes
from ui.desk.deskwork.scenes import desk_work_scenes
from ui.desk.devices import device_row
from ui.desk.dutylog.scenes import dutylog_scenes
from ui.desk.homesfile.scenes import homesfile_scenes
from ui.desk.incidents.scenes import incident_scenes
from ui.desk.inspections.scenes import inspection_pages
from ui.desk.keeping.scenes import keeping_scenes
from ui.desk.keybook.scenes import key_scenes
from ui.desk.keymap.scenes import key_map_scenes
from ui.desk.keyrules.scenes import rule_scenes
from ui.desk.large import chips_of, part_view, parts
from ui.desk.loans.scenes import loan_scenes
from ui.desk.money.scenes import money_scenes
from ui.desk.movein.scenes import movein_scenes
from ui.desk.passes.scenes import pass_scenes
from ui.desk.personal.scenes import personal_scenes
from ui.desk.registers.scenes import register_scenes
from ui.desk.releases.scenes import release_scenes
from ui.desk.reports.scenes import report_scenes
from ui.desk.sending.scenes import sending_scenes
from ui.desk.services.scenes import service_scenes
from ui.desk.sessions import Frame, Pin
from ui.desk.shifts.count_scenes import count_scenes
from ui.desk.shifts.scenes import shift_scenes
from ui.desk.signatures.scenes import signature_scenes
from ui.desk.storeroom_scenes import storeroom_scenes
from ui.desk.upkeep.scenes import desk_upkeep_scenes
from ui.desk.waiting.scenes import waiting_scenes
from ui.desk.way_in import way_in_scenes
from ui.drawing import Drawing, draw
from ui.screens import Message, Screen

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
_TOLD = ("2026-11-22", "09:30")
MARKS = {
    "K01": "taken", "K02": "taken", "K03": "doubt", "K05": "taken", "K06": "taken", "K09": "taken", "K10": "open",
    "L02": "taken", "L03": "doubt", "L04": "taken", "L08": "down", "L10": "taken", "L13": "taken", "L17": "open",
    "L20": "down", "L22": "taken",
}  # fmt: skip
STROKES = ("10,60 40,20 70,80 100,25 140,70 190,35", "60,95 200,88")


def desk_scenes(furniture: Furniture, language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every attendants' page of a site with this furniture; names in it stay as people wrote them."""
    drawing = draw(furniture.places.values(), _marks(furniture))
    wrong = Message(code="pin.wrong", facts={})
    return {
        "desk-pin": Pin(),
        "desk-pin-wrong": Pin(problem=wrong),
        **way_in_scenes(),
        "desk-map": replace(_map(drawing, language=language), **_large(furniture)),
        **_part(furniture),
        "desk-map-quiet": _map(draw(furniture.places.values(), {}), quiet=True),
        "desk-door": _map(drawing, _door(language), language=language),
        "desk-parcel": _map(drawing, _parcel(), language=language),
        **key_scenes(language),
        **key_map_scenes(language),
        **rule_scenes(language),
        **storeroom_scenes(language),
        **counter_scenes(),
        **complaint_scenes(language),
        **card_scenes(language),
        **waiting_scenes(language),
        **sending_scenes(language),
        **entrusted_scenes(language),
        **service_scenes(language),
        **money_scenes(language),
        **loan_scenes(language),
        **pass_scenes(language),
        **release_scenes(language),
        **desk_work_scenes(language),
        **brought_scenes(language),
        **dict(alarm_scenes(language)),
        **delivery_scenes(language),
        **courier_scenes(language),
        **keeping_scenes(language),
        **contractor_scenes(language),
        **dict(inspection_pages(language)),
        **booking_scenes(language),
        **movein_scenes(language),
        **register_scenes(language),
        **correction_scenes(language),
        **report_scenes(),
        **dayreport_scenes(language),
        **care_scenes(language),
        **homesfile_scenes(language),
        **personal_scenes(language),
        **desk_upkeep_scenes(language),
        **shift_scenes(language),
        **count_scenes(language),
        **dutylog_scenes(language),
        **incident_scenes(language),
        **signature_scenes(language),
        "desk-log": _log(_rows(), language),
        "desk-log-none": _log((), language, forgotten=True),
        "desk-log-short": replace(_log(_rows(), language), words="张", short_in=5_000),
        "desk-devices": p.Devices(**_frame(), rows=_devices(language)),
        **{
            f"desk-devices-{code}": p.Devices(**_frame(), rows=_record(code, language)) for code in _OF_RECORD
        },
        "desk-devices-clock": p.Devices(
            **_frame(), rows=_devices(language), clock=(NOW + timedelta(days=3000), NOW), told=_TOLD
        ),
        "desk-devices-clock-unset": p.Devices(
            **_frame(),
            rows=_devices(language),
            clock=(NOW, NOW - timedelta(days=9000)),
            clock_how="unset",
            told=_TOLD,
        ),
        "desk-devices-clock-jumped": p.Devices(
            **_frame(),
            rows=_devices(language),
            clock=(NOW, NOW + timedelta(days=900)),
            clock_how="jumped",
            told=_TOLD,
        ),
        "desk-devices-clock-unsure": p.Devices(
            **_frame(),
            rows=_devices(language),
            clock=(NOW, NOW),
            clock_how="unsure",
            told=_TOLD,
            problem=Message(code="clock.not_a_time", facts={}),
        ),
        "desk-devices-house": p.Devices(
            **_frame(),
            rows=_devices(language)[:1],
            in_house=("https://192.168.1.20:8443/desk/", _FINGERPRINT),
        ),
        "desk-devices-house-silent": p.Devices(
            **_frame(), rows=_devices(language)[:1], in_house=("https://192.168.1.20:8443/desk/", "")
        ),
        **dict(badge_scenes(language)),
        "desk-evidence": _picture("/static/icon.svg", ""),
        "desk-evidence-none": _picture("", "camera_down"),
        "desk-events": p.Events(
            **_frame(),
            rows=_events(),
            head="5b1f0c9e4a7d2c3b" * 4,
            words="",
            older="/desk/events?before=1",
            newest="",
        ),
    }


def _frame() -> Frame:
    return {"who": "王秀兰", "supervisor": True, "lobby": False}


def _held(language: Language) -> tuple[p.Held, ...]:
    ago = [NOW - timedelta(minutes=minutes) for minutes in (7, 42, 125, 900, 3100, 4000)]
    return (
        p.Held("p-1", "parcel", "胡桂英\u20021-1-0802", "SF1029384756\u2002M",
               text("attendant.nobody_knows", language), ago[3], "bad", "attendant.held.missing"),
        p.Held("k-1", "key", "生活水泵房", _lives("115", language), "何志强", ago[2], "", "", person="x"),
        p.Held("k-2", "key", "Booster pump room, tower 3", _lives("80", language), _slot("12", language), ago[1],
               "care", "attendant.held.key_elsewhere"),
        p.Held("p-2", "parcel", "Ingrid Novak\u20021-1-1204", "JD0099887766554\u2002L", _door_of("13", language),
               ago[0], slip=True, person="x"),
        p.Held("p-3", "parcel", "鄭美玲\u20021-1-1303", "YT7788990011\u2002S", _door_of("3", language),
               ago[4], "care", "attendant.cause.not_mine", slip=True, person="x"),
        p.Held("p-4", "parcel", "郭永福\u20023-1-0201", "SF555\u2002S", _door_of("22", language),
               ago[5], slip=True, person="x"),
    )  # fmt: skip


def _slot(number: str, language: Language) -> str:
    return text("attendant.slot", language, number=number)


def _lives(number: str, language: Language) -> str:
    return text("attendant.lives_in", language, place=_slot(number, language))


def _door_of(number: str, language: Language) -> str:
    return text("attendant.door", language, number=number)


def _tasks(language: Language) -> tuple[p.TaskCard, ...]:
    facts = {
        "place": _door_of("3", language),
        "item": "SF1029384756",
        "person": "胡桂英\u20021-1-0802",
        "home": _slot("80", language),
    }
    slot = {**facts, "place": _slot("3", language)}
    device = {**facts, "device": text("attendant.device.gpio", language), "name": "doors-gpio"}
    since = [NOW - timedelta(minutes=minutes) for minutes in (3, 12, 55, 130, 400, 900)]
    seen = p.Deed("attendant.act.seen", "/desk/papers/x/seen")
    new = p.Deed("attendant.act.new_slip", "/desk/items/p-1/slip")
    told = p.Deed("attendant.act.told", "/desk/notices/x/told")
    return (
        p.TaskCard("1", "doubt.something_inside", since[0], True, facts, "/desk/places/L03", "L03", True),
        p.TaskCard("2", "doubt.key_gone", since[1], True, slot, "/desk/places/K03", "K03", True),
        p.TaskCard("3", "device.down", since[2], True, device, "/desk/devices"),
        p.TaskCard("4", "parcel_missing", since[5], True, facts, "/desk/items/p-1"),
        p.TaskCard("5", "slip.unknown", since[3], False, facts, "/desk/items/p-1", deeds=(seen, new)),
        p.TaskCard("6", "notice", since[4], False, facts, "/desk/items/p-1", deeds=(told,)),
    )  # fmt: skip


def _map(
    drawing: Drawing,
    selected: p.Selected | None = None,
    *,
    quiet: bool = False,
    language: Language = Language.ENGLISH,
) -> p.Map:
    numbers = (0, 0, 0, 0, 0) if quiet else (2, 14, 2, 2, 2)
    names = ("keys", "parcels", "doubt", "open", "down")
    return p.Map(
        **_frame(),
        drawing=drawing,
        here=selected.path if selected else "/desk/map",
        totals=tuple(zip(names, numbers, strict=True)),
        shown="away",
        held=() if quiet else _held(language),
        tasks=() if quiet else _tasks(language),
        selected=selected,
    )


def _marks(furniture: Furniture) -> Mapping[str, str]:
    """Return the marks of a day: of a large cabinet, most slots hold their keys."""
    full = {one.id: "taken" for part in parts(furniture) for one in part.places if one.number % 41 != 7}
    return full | MARKS


def _large(furniture: Furniture) -> dict[str, Any]:
    """Return what the map of a large site has beside: its search, and its parts."""
    every = parts(furniture)
    return {"find": "", "parts": chips_of(every, "")} if every else {}


def _part(furniture: Furniture) -> Mapping[str, Screen]:
    """Return the map of a large site with one part of its cabinet open."""
    every = parts(furniture)
    if not every:
        return {}
    drawing = part_view(
        every[1], {one.id: "plain" if one.number % 17 == 3 else "taken" for one in every[1].places}
    )
    chips = chips_of(every, every[1].name)
    return {"desk-map-part": replace(_map(drawing), drawing=drawing, find="", parts=chips)}


def _door(language: Language) -> p.Selected:
    return p.Selected(
        title="3 号门",
        subtitle="S 号格",
        path="/desk/places/L03",
        life=_rows(),
        held=(_held(language)[4],),
        place="L03",
        number=3,
        state="shut",
        since=NOW - timedelta(minutes=9),
        doubt=_tasks(language)[0],
        can_open=True,
        can_settle=True,
        before="/desk/places/L02",
        after="/desk/places/L04",
    )


def _parcel() -> p.Selected:
    missing = p.Held(
        "p-1", "parcel", "胡桂英\u20021-1-0802", "SF1029384756\u2002M", "去向不明", NOW, "bad",
        "attendant.held.missing", missing=True, person="x",
    )  # fmt: skip
    return p.Selected(
        title="胡桂英\u20021-1-0802",
        subtitle="SF1029384756\u2002M",
        path="/desk/items/p-1",
        life=_rows()[:3],
        held=(missing,),
    )


def _rows() -> tuple[p.Row, ...]:
    kinds = [
        (Kind.ISSUE, "生活水泵房", "K05", "何志强", "confirmed", "tag", "", "Repair\u2002WX-0231"),
        (
            Kind.DROP,
            "SF1029384756",
            "L03",
            "许雪梅\u2002顺丰速运",
            "doubted",
            "word_against_sensor",
            "bad",
            "",
        ),
        (
            Kind.COLLECT,
            "JD0099887766554",
            "L13",
            "Ingrid Novak\u20021-1-1204",
            "confirmed",
            "presence",
            "",
            "",
        ),
        (Kind.COLLECT, "YT7788990011", "L03", "鄭美玲\u20021-1-1303", "abandoned", "not_mine", "quiet", ""),
        (Kind.RETURN, "Booster pump room, tower 3", "K07", "王秀兰", "opened", "", "care", ""),
        (Kind.DROP, "YT7788990011", "L03", "王伟\u2002京东物流", "confirmed", "presence", "", ""),
        (Kind.ISSUE, "1栋配电间", "K06", "陈玉梅", "abandoned", "not_opened", "quiet", "巡查"),
    ]
    return tuple(_row(number, *kind) for number, kind in enumerate(kinds))


def _row(
    number: int, kind: Kind, item: str, place: str, who: str, end: str, cause: str, tone: str, why: str
) -> p.Row:
    issue = kind is Kind.ISSUE
    return p.Row(
        at=NOW - timedelta(minutes=37 * number),
        what=f"attendant.kind.{kind.value}",
        item=item,
        item_path="/desk/items/x",
        place=place,
        number=int(place[1:]),
        is_slot=place.startswith("K"),
        who=who,
        person="x",
        ended=f"attendant.ended.{end}",
        cause=f"attendant.cause.{cause}" if cause else "",
        tone=tone,
        why=why,
        for_whom="胡桂英\u20021-1-0802" if kind is Kind.DROP else "",
        strokes=STROKES if issue and end == "confirmed" else (),
        box="0 0 210 110",
        reference="5B1F0C9E",
    )


def _log(rows: tuple[p.Row, ...], language: Language, *, forgotten: bool = False) -> p.Log:
    kinds = [text("attendant.log.every_kind", language)] + [
        text(f"attendant.kind.{one.value}", language) for one in Kind
    ]
    days = [text(f"attendant.log.{day}", language) for day in ("every_day", "today", "yesterday", "week")]
    return p.Log(
        **_frame(),
        rows=rows * 3,
        words="" if rows else "胡桂英",
        person="",
        kinds=tuple(p.Chip(one, "/desk/log", one == kinds[0]) for one in kinds),
        days=tuple(p.Chip(one, "/desk/log", one == days[0]) for one in days),
        places=(p.Chip("Door 3", "L03"),),
        people=(("s-chen", "陈玉梅", False), ("r-smith", "Ingrid Novak\u20021-1-1204", False)),
        place="",
        day="",
        query={"kind": ""},
        older="/desk/log?before=x" if rows else "",
        newest="/desk/log" if rows else "",
        csv="/desk/log.csv?",
        count=len(rows),
        forgotten=forgotten,
        now=NOW,
    )


def _devices(language: Language) -> tuple[p.DeviceRow, ...]:
    bad, good = NOW - timedelta(minutes=3), NOW - timedelta(seconds=1)
    states = [
        (DeviceState("doors-gpio", "gpio", "down", NOW, "doors-gpio: no such line", 2, "gone"), "L08, L20"),
        (
            DeviceState(
                "locks-b", "locks", "degraded", bad, "board 2 gave no status", 3, "board_silent", (2,), 17,
                {"skipped_bytes": 1204}, good, 160,
            ),
            "L01, L06–L07",
        ),
        (DeviceState("printer", "printer", "degraded", bad, "paper out", 0, "paper_out", (), 0, {}, good), ""),
        (
            DeviceState(
                "camera", "camera", "degraded", bad, "no picture in time", 12, "unsteady", (), 41, {}, good
            ),
            "",
        ),
        (DeviceState("locks-a", "locks", "up", NOW, "", 0, answered=good, round_ms=31), "K01–K16, L03–L05"),
        (DeviceState("one-wire", "one_wire", "up", NOW, "", 0, answered=good, round_ms=4), ""),
        (DeviceState("badge-reader", "badge_reader", "up", NOW, "", 1, answered=good, round_ms=48), ""),
    ]  # fmt: skip
    return tuple(device_row(state, language, doors) for state, doors in states)


_FINGERPRINT = ":".join(f"{(37 * n + 11) % 256:02X}" for n in range(32))
_OF_RECORD = (
    "room_low",
    "room_spent",
    "record_unwritable",
    "record_damaged",
    "record_gone",
    "record_replaced",
)
_DOWN = ("record_unwritable", "record_gone", "record_replaced")


def _record(code: str, language: Language) -> tuple[p.DeviceRow, ...]:
    """The record's disk ails; everything else is well."""
    condition = "down" if code in _DOWN else "degraded"
    detail = "disk I/O error" if condition == "down" else "211 MB and 4022 files left"
    ails = DeviceState("record", "storage", condition, NOW - timedelta(minutes=40), detail, 0, code)
    well = [row for row in _devices(language) if row.condition == "up"]
    return (device_row(ails, language, ""), *well)


def _picture(image: str, missing: str) -> p.Picture:
    return p.Picture(
        **_frame(),
        at=NOW,
        moment="drop",
        place="12 号门",
        back_to="/desk/places/L12",
        whose="李敏\u2002顺丰速运",
        item="SF1029384756",
        image=image,
        missing=missing,
        late_ms=240,
        kb=118,
        digest="" if missing else "5b1f0c9e4a7d2c3b" * 4,
        days=30,
    )


def _events() -> tuple[p.EventRow, ...]:
    body = '{"movement":"5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65","parcel":"p-5b1f0c9e4a7d","courier":"c-wang","place":"L03"}'
    kinds = ("door.shut/1", "door.opened/1", "door.pulsed/1", "door.commanded/1", "parcel.drop.intended/1")
    return tuple(
        p.EventRow(
            1284 - n,
            NOW - timedelta(seconds=7 * n),
            kinds[n % len(kinds)],
            body if n % 5 == 4 else '{"place":"L03"}',
        )
        for n in range(20)
    )
