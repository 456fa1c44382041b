"""Every screen by name with fixed contents, so that each can be looked at alone: by tests, pictures and the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import Furniture, PlaceKind
from kiosk.language.messages import Language, catalogue, text
from ui import courier_screens as cs
from ui import key_screens as ks
from ui import screens as s
from ui.asking.scenes import asking_scenes
from ui.bringing import bring_scenes
from ui.courier_scenes import courier_scenes
from ui.deposits.scenes import deposit_screens
from ui.desk.alarms.scenes import lobby_alarm_scenes
from ui.doorpage import AT, AT_ANY, door
from ui.drawing import draw
from ui.failures import GLAD
from ui.home.matter_scenes import matter_screens
from ui.home.scenes import home_scenes
from ui.inspections.scenes import inspection_scenes
from ui.lending.scenes import lending_scenes
from ui.pickup_scenes import pickup_scenes
from ui.proving.scenes import proving_scenes
from ui.returning import SignReturn
from ui.sending.scenes import sending_screens
from ui.services.scenes import service_screens
from ui.upkeep.scenes import upkeep_scenes
from ui.voice.scenes import voice_scenes
from ui.waiting.scenes import waiting_screens
from ui.witnessing import witness_scenes

NOW = datetime(2026, 5, 3, 1, 24, tzinfo=UTC)
ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
FREE = {"S": 7, "M": 3, "L": 0, "XL": 2}
LABELS = (
    "1栋1单元大堂门",
    "2栋1单元天台门",
    "会所",
    "Domestic water pump room",
    "Booster pump room, tower 3",
    "1-1-1204 住戶鑰匙",
)


def scenes(furniture: Furniture, language: Language = Language.ENGLISH) -> Mapping[str, s.Screen]:
    """Return every screen of a site with this furniture, by a name that says what it shows."""
    found: dict[str, s.Screen] = {}
    parts = (
        _first_pages(),
        _messages(),
        _courier_pages(furniture),
        _key_pages(),
        asking_scenes(),
        waiting_screens(),
        voice_scenes(),
        proving_scenes(),
        sending_screens(),
        deposit_screens(language),
        service_screens(language),
        lending_scenes(),
        witness_scenes(),
        bring_scenes(),
        lobby_alarm_scenes(),
        home_scenes(furniture),
        matter_screens(language),
        inspection_scenes(),
        _doors(furniture),
        pickup_scenes(lambda kind, moment: _door(furniture, kind, moment)),
        courier_scenes(_scan(furniture), lambda kind, moment: _door(furniture, kind, moment)),
        upkeep_scenes(lambda kind, moment: _door(furniture, kind, moment)),
    )
    for part in parts:
        found.update(part)
    return found


def _first_pages() -> Iterator[tuple[str, s.Screen]]:
    down = {
        "collect_by_qr": "trouble.camera",
        "keys": "trouble.locks",
        "drop": "trouble.locks",
        "print": "trouble.printer",
    }
    yield "idle", s.Idle(now=NOW, cannot={}, free="S 12 · M 24 · L 0 · XL 2")
    yield "idle-down", s.Idle(now=NOW, cannot=down)
    yield (
        "idle-all-down",
        s.Idle(now=NOW, cannot={**down, "collect_by_code": "trouble.locks", "badge": "trouble.badge_reader"}),
    )
    yield "idle-room-spent", s.Idle(now=NOW, cannot={"drop": "room.spent", "take_in": "room.spent"})
    unwritable = ("collect_by_qr", "collect_by_code", "drop", "keys", "take_in")
    yield "idle-record-down", s.Idle(now=NOW, cannot=dict.fromkeys(unwritable, "trouble.ledger"))
    yield "idle-left-open", s.Idle(now=NOW, cannot={}, left_open=13)
    for one in ("ajar", "ajar_slot", "forced", "forced_slot", "override", "two_tags_slot", "wrong_key_slot"):
        yield f"idle-alarm-{one}", s.Idle(now=NOW, cannot={}, alarm=f"alarms.lobby.{one}", alarm_number=13)
    yield "idle-no-badges", s.Idle(now=NOW, cannot={"badge": "trouble.badge_reader"})
    yield "idle-clock", s.Idle(now=NOW, cannot={"clock": "clock.untrusted"})
    yield "leave", s.Leave()
    yield "services", s.Services()
    yield "desk", s.Desk(back="/collect")
    yield "desk-no-badges", s.Desk(back="/collect", no_badges=True)
    yield "comfort", s.Comfort()
    yield "comfort-reach", s.Comfort(reach=True)
    yield "collect", s.Collect(cannot={})
    yield "collect-by-id", s.Collect(cannot={}, by_id=True)
    yield "collect-no-camera", s.Collect(cannot={"collect_by_qr": "trouble.camera"})
    yield "collect-code", s.Code(digits=10)
    yield "collect-code-wrong", s.Code(digits=10, problem=s.Message(code="code.unknown", facts={}))
    yield (
        "collect-code-mistyped",
        s.Code(digits=10, typed="4821773039", problem=s.Message(code="code.mistyped", facts={})),
    )
    yield "collect-code-home", s.CodesHome(code="4821773093")
    yield (
        "collect-code-paused",
        s.Code(digits=10, problem=s.Message(code="code.paused", facts={"minutes": 5})),
    )


def codes() -> list[str]:
    """Return the code of every refusal, trouble and apology that there are words for."""
    ends = ".title"
    return [
        key[len("refused.") : -len(ends)]
        for key in catalogue()
        if key.startswith("refused.") and key.endswith(ends)
    ]


def _messages() -> Iterator[tuple[str, s.Screen]]:
    facts = {"minutes": 5, "size": "M", "place": "K05", "reference": "7F3A-21", "most": 3, "count": 1}
    facts |= {"missing": "120.50", "there": "80.00", "seal": "S-0417"}
    facts |= {
        "number": "A-004711",
        "hours": 24,
        "days": 14,
        "name": "group:desk",
        "field": "Due",
        "least": 1,
        "unit": "3-2-1201",
    }
    for code in codes():
        yield f"message-{code}", s.Message(code=code, facts=facts, again="/collect/code", glad=code in GLAD)


def _scan(furniture: Furniture) -> cs.Scan:
    lockers = furniture.of(PlaceKind.COMPARTMENT)
    marks = {place.id: "taken" if place.number % 3 == 0 or place.size == "L" else "free" for place in lockers}
    return cs.Scan(free=FREE, drawing=draw(lockers, marks), left=3)


def _courier_pages(furniture: Furniture) -> Iterator[tuple[str, s.Screen]]:
    wrong = s.Message(code="pin.wrong", facts={})
    nobody = s.Message(code="recipient.unknown", facts={})
    yield "courier-pin", cs.CourierPin()
    yield "courier-pin-wrong", cs.CourierPin(problem=wrong)
    yield "courier-pin-phone", cs.CourierPin(asks="phone")
    yield "courier-scan", _scan(furniture)
    yield "courier-scan-no-camera", replace(_scan(furniture), camera_works=False)
    yield "courier-number", cs.Number()
    yield "courier-number-missing", cs.Number(problem=s.Message(code="parcel.barcode_missing", facts={}))
    for by in ("unit", "last_four", "name"):
        yield f"courier-recipient-{by}", cs.Recipient(by=by, barcode="SF1234567890123")
    yield "courier-recipient-nobody", cs.Recipient(by="unit", barcode="SF1234567890123", problem=nobody)
    yield "courier-recipient-nobody-named", cs.Recipient(by="name", barcode="SF1234567890123", problem=nobody)
    people = tuple(
        cs.Found(f"r-{n}", name, f"1-2-120{n}")
        for n, name in enumerate(("李*", "I***** N****", "欧阳**", "李*", "鄭**", "胡**"))
    )
    yield "courier-confirm-one", cs.Confirm(found=people[:1], again="/courier/recipient")
    yield "courier-confirm-six", cs.Confirm(found=people, again="/courier/recipient")
    yield "courier-size", cs.Size(movement=ID, path="/courier/drop", recipient="r-li", free=FREE)
    yield (
        "courier-size-announced",
        cs.Size(
            movement=ID,
            path="/courier/drop",
            recipient="r-li",
            free=FREE,
            for_whom=cs.Found("r-li", "王**", "3-2-1201"),
            likely="M",
        ),
    )
    offered = cs.Size(movement=ID, path="/x", recipient="r-li", free=FREE, storeroom=True)
    yield "courier-size-storeroom", offered
    yield "courier-size-storeroom-alone", replace(offered, free=dict.fromkeys(FREE, 0), asks_heavy=True)
    whose = cs.Found("r-li", "王**", "3-2-1201")
    yield "courier-size-storeroom-announced", replace(offered, for_whom=whose, likely="M")
    yield (
        "courier-size-paused",
        cs.Size(movement=ID, path="/x", recipient="", free={**FREE, "S": 0}, paused=frozenset({"S"})),
    )
    yield (
        "courier-larger",
        cs.Size(movement=ID, path="/x", recipient="", free={"L": 0, "XL": 2}, title="courier.bigger_title"),
    )
    yield "courier-summary", cs.Summary(count=12)
    yield "courier-summary-none", cs.Summary(count=0)


def _key_pages() -> Iterator[tuple[str, s.Screen]]:
    why_not = (None, "key.out", None, "door.doubt", None, "person.inactive")
    rows = tuple(
        ks.KeyRow(f"k-{number}", label, "common", number, why is None, False, why)
        for number, (label, why) in enumerate(zip(LABELS, why_not, strict=True), 1)
    )
    held = ks.KeyRow("k-9", "生活水泵房", "plant", 9, False, True, None, NOW - timedelta(hours=2), ID)
    yield "keys", ks.KeyList(held=(), rows=rows)
    yield "keys-held", ks.KeyList(alarms=2, held=(held,), rows=rows[:4], page=1, pages=2)
    yield "keys-many", ks.KeyList(alarms=2, held=(), rows=rows, page=11, pages=76, long=True)
    yield "keys-none", ks.KeyList(held=(), rows=())
    yield "keys-sign", ks.Sign(row=rows[4], movement=ID, reason="repair", work_order="WX-0231")
    yield (
        "keys-sign-proven",
        ks.Sign(row=rows[4], movement=ID, reason="repair", work_order="", asks_pin=False),
    )
    yield "keys-sign-return", SignReturn(path="/x", item=LABELS[4], back="/x")
    wrong = s.Message(code="pin.wrong", facts={})
    yield (
        "keys-sign-wrong",
        ks.Sign(row=rows[4], movement=ID, reason="repair", work_order="", strokes=SCRIBBLE, problem=wrong),
    )


def _doors(furniture: Furniture) -> Iterator[tuple[str, s.Screen]]:
    for kind, own in AT.items():
        for moment in dict.fromkeys((*AT_ANY, *own)):
            yield f"door-{kind.value}-{moment}", _door(furniture, kind, moment)
    named = text("door.beside.other", Language.ENGLISH, key="Booster pump room, tower 3", number=7)
    yield "door-key.return-two_tags-named", replace(_door(furniture, Kind.RETURN, "two_tags"), beside=named)
    yield "door-parcel.drop-open-noted", _door(furniture, Kind.DROP, "open", note="too_small")
    yield "door-parcel.drop-given_up-too_small", _door(furniture, Kind.DROP, "given_up", note="too_small")
    yield "door-parcel.collect-given_up-not_mine", _door(furniture, Kind.COLLECT, "given_up", note="not_mine")
    yield "door-key.return-done-signs", _door(furniture, Kind.RETURN, "done", signs=True)
    yield "door-key.return-given_up-other_key", _door(furniture, Kind.RETURN, "given_up", note="other_key")
    yield "door-key.issue-done-due", _door(furniture, Kind.ISSUE, "done", due=NOW + timedelta(hours=9))
    then = s.Act("asking.next_key", "/keys/k/next", {"movement": ID})
    yield "door-key.issue-done-next", _door(furniture, Kind.ISSUE, "done", then=then, due=NOW)
    yield "door-key.issue-given_up-alone", _door(furniture, Kind.ISSUE, "given_up", pair=LABELS[4], then=then)
    yield "door-key.issue-open-due", _door(furniture, Kind.ISSUE, "open", due=NOW + timedelta(hours=9))
    for state in ("queued", "printed", "unknown"):
        yield f"door-parcel.collect-done-{state}", _door(furniture, Kind.COLLECT, "done", receipt=state)


def _door(
    furniture: Furniture,
    kind: Kind,
    moment: str,
    *,
    note: str = "",
    receipt: str | None = None,
    due: datetime | None = None,
    pair: str = "",
    then: s.Act | None = None,
    signs: bool = False,
) -> s.Door:
    slot = kind not in (Kind.DROP, Kind.COLLECT, Kind.RECALL)
    places = furniture.of(PlaceKind.SLOT if slot else PlaceKind.COMPARTMENT)
    stages = {
        "done": Stage.CONFIRMED,
        "given_up": Stage.ABANDONED,
        "doubt": Stage.DOUBTED,
        "open": Stage.OPENED,
    }
    movement = Movement(
        id=ID,
        kind=kind,
        item="item",
        place=places[len(places) // 2].id,
        bearer="somebody",
        stage=stages.get(moment, Stage.UNCLEAR),
        begun=NOW,
        commanded=NOW,
        changed=NOW,
        note=note,
        due=due,
    )
    waits_s = 3.2 if moment == "opening" else 0.0
    item = LABELS[4] if slot else ""
    return door(
        movement,
        moment,
        furniture,
        fresh_id=lambda: ID[::-1],
        waits_s=waits_s,
        receipt=receipt,
        item=item,
        pair=pair,
        then=then,
        then_key=LABELS[0],
        signs=signs,
    )


SCRIBBLE = (
    "[[[30,60,0],[60,20,40],[90,70,90],[120,30,140],[180,40,240],[230,60,300]],[[70,95,500],[200,90,640]]]"
)
