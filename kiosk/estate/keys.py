"""The 500 keys: 70 of common areas by floor and area, 50 of plant rooms by device, 380 that residents left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from kiosk.domain.items import Label
from kiosk.enrolment import KeyEntry
from kiosk.estate.homes import ENTRANCES, FLOORS, units

COMMON, PLANT, UNIT = 70, 50, 380
TOTAL = COMMON + PLANT + UNIT
SECOND_SETS = 8
"""So many homes have left two sets."""


@dataclass(frozen=True)
class Room:
    """What a key opens, before it has a slot and a tag."""

    id: str
    kind: Literal["unit", "common", "plant"]
    label: Label
    groups: tuple[str, ...]
    unit: str | None = None


AT_ENTRANCES = (
    ("lobby", "大堂门", "大堂門", "lobby doors", "lobby"),
    ("roof", "天台门", "天台門", "roof access", "roof"),
    ("refuse", "地下一层垃圾房", "地下一層垃圾房", "refuse room B1", "cleaning"),
    ("cleaner", "一层保洁间", "一層清潔間", "cleaner's room, floor 1", "cleaning"),
    ("bicycles", "地下一层自行车库", "地下一層自行車庫", "bicycle store B1", "lobby"),
)
IN_TOWERS = (
    ("refuge", "15层避难层", "15層避難層", "refuge floor 15", "roof"),
    ("mail", "一层信报间", "一層信報間", "mail room, floor 1", "lobby"),
    ("shaft-low", "2-10层管道井", "2-10層管道井", "pipe shafts, floors 2-10", "shafts"),
    ("shaft-mid", "11-19层管道井", "11-19層管道井", "pipe shafts, floors 11-19", "shafts"),
    ("shaft-high", "20层以上管道井", "20層以上管道井", "pipe shafts, floors 20 and up", "shafts"),
)
ON_THE_GROUNDS = (
    ("club", "会所", "會所", "Clubhouse", "club"),
    ("gym", "健身房", "健身房", "Gym", "club"),
    ("pool", "游泳馆", "游泳館", "Indoor pool", "club"),
    ("changing-m", "男更衣室", "男更衣室", "Changing room, men", "club"),
    ("changing-f", "女更衣室", "女更衣室", "Changing room, women", "club"),
    ("library", "阅览室", "閱覽室", "Reading room", "club"),
    ("children", "儿童活动室", "兒童活動室", "Children's room", "club"),
    ("meeting-1", "第一会议室", "第一會議室", "Meeting room 1", "club"),
    ("meeting-2", "第二会议室", "第二會議室", "Meeting room 2", "club"),
    ("kitchen", "会所厨房", "會所廚房", "Clubhouse kitchen", "club"),
    ("tennis", "网球场", "網球場", "Tennis court", "club"),
    ("gate-main", "南大门", "南大門", "Main gate, south", "gates"),
    ("gate-north", "北门", "北門", "North gate", "gates"),
    ("gate-east", "东侧门", "東側門", "East side gate", "gates"),
    ("ramp-a", "车库A坡道卷帘", "車庫A坡道捲簾", "Garage ramp A, shutter", "gates"),
    ("ramp-b", "车库B坡道卷帘", "車庫B坡道捲簾", "Garage ramp B, shutter", "gates"),
    ("store-a", "地下车库A区储藏间", "地下車庫A區儲藏間", "Garage store, zone A", "gates"),
    ("store-b", "地下车库B区储藏间", "地下車庫B區儲藏間", "Garage store, zone B", "gates"),
    ("carwash", "洗车间", "洗車間", "Car wash", "gates"),
    ("waste", "垃圾中转站", "垃圾轉運站", "Waste station", "cleaning"),
    ("laundry", "布草间", "布草間", "Linen room", "cleaning"),
    ("shed", "园艺工具房", "園藝工具房", "Garden shed", "garden"),
    ("greenhouse", "花房", "花房", "Greenhouse", "garden"),
    ("irrigation", "喷灌控制箱", "噴灌控制箱", "Irrigation cabinet", "garden"),
    ("staff", "员工休息室", "員工休息室", "Staff room", "lobby"),
)
TOWER_PLANT = (
    ("switch", "配电间", "配電間", "switch room", "electric"),
    ("booster", "增压泵房", "增壓泵房", "booster pump room", "water"),
    ("alarm", "消防报警主机", "消防報警主機", "fire alarm panel", "fire"),
    ("smoke", "排烟机房", "排煙機房", "smoke exhaust fan room", "air"),
)
ENTRANCE_PLANT = (
    ("lift", "电梯机房", "電梯機房", "lift machine room", "lift"),
    ("telecom", "弱电间", "弱電間", "telecoms room", "telecom"),
    ("tank", "屋顶水箱间", "屋頂水箱間", "roof tank room", "water"),
    ("pressure", "正压送风机房", "正壓送風機房", "stair pressurisation fan room", "air"),
)
CENTRAL_PLANT = (
    ("substation", "高压配电室", "高壓配電室", "High-voltage switch room", "electric"),
    ("low-voltage", "低压配电室", "低壓配電室", "Low-voltage switch room", "electric"),
    ("transformer-1", "1号变压器室", "1號變壓器室", "Transformer room 1", "electric"),
    ("transformer-2", "2号变压器室", "2號變壓器室", "Transformer room 2", "electric"),
    ("generator", "发电机房", "發電機房", "Generator room", "electric"),
    ("fuel", "储油间", "儲油間", "Fuel store", "electric"),
    ("fire-pump", "消防泵房", "消防泵房", "Fire pump room", "fire"),
    ("sprinkler", "湿式报警阀间", "濕式報警閥間", "Sprinkler valve room", "fire"),
    ("water-pump", "生活水泵房", "生活水泵房", "Domestic water pump room", "water"),
    ("sewage-1", "1号污水泵坑", "1號污水泵坑", "Sewage pump pit 1", "water"),
    ("sewage-2", "2号污水泵坑", "2號污水泵坑", "Sewage pump pit 2", "water"),
    ("chiller", "冷冻机房", "冷凍機房", "Chiller plant", "air"),
    ("boiler", "锅炉房", "鍋爐房", "Boiler room", "air"),
    ("gas", "燃气调压间", "燃氣調壓間", "Gas regulator room", "gas"),
)


def keys(rng: Random) -> list[KeyEntry]:
    """Return all keys with slots and tags: common areas first, then plant rooms, then homes."""
    tags = rng.sample(range(1 << 40), TOTAL)
    rooms = [*_common(), *_plant(), *_homes(rng)]
    return [
        KeyEntry(
            id=room.id,
            kind=room.kind,
            label=room.label,
            place=f"K{slot:02}",
            tag=f"01-{tag:012x}",
            groups=room.groups,
            unit=room.unit,
        )
        for slot, (room, tag) in enumerate(zip(rooms, tags, strict=True), start=1)
    ]


def _common() -> Iterator[Room]:
    for tower, entrance in _entrances():
        for name, hans, hant, en, group in AT_ENTRANCES:
            label = _at_entrance(tower, entrance, hans, hant, en)
            yield Room(f"c-{tower}-{entrance}-{name}", "common", label, (group,))
    for tower in FLOORS:
        for name, hans, hant, en, group in IN_TOWERS:
            yield Room(f"c-{tower}-{name}", "common", _in_tower(tower, hans, hant, en), (group,))
    for name, hans, hant, en, group in ON_THE_GROUNDS:
        yield Room(f"c-{name}", "common", Label(en, hans, hant), (group,))


def _plant() -> Iterator[Room]:
    for tower in FLOORS:
        for name, hans, hant, en, group in TOWER_PLANT:
            yield Room(f"p-{tower}-{name}", "plant", _in_tower(tower, hans, hant, en), (group,))
    for tower, entrance in _entrances():
        for name, hans, hant, en, group in ENTRANCE_PLANT:
            label = _at_entrance(tower, entrance, hans, hant, en)
            yield Room(f"p-{tower}-{entrance}-{name}", "plant", label, (group,))
    for name, hans, hant, en, group in CENTRAL_PLANT:
        yield Room(f"p-{name}", "plant", Label(en, hans, hant), (group,))


def _homes(rng: Random) -> Iterator[Room]:
    chosen = sorted(rng.sample(units(), UNIT - SECOND_SETS))
    twice = set(rng.sample(chosen, SECOND_SETS))
    for unit in chosen:
        for number in (1, 2) if unit in twice else (1,):
            second = number == 2
            label = Label(
                f"Home {unit}{', second set' if second else ''}",
                f"{unit} 住户钥匙{'（备用）' if second else ''}",
                f"{unit} 住戶鑰匙{'（備用）' if second else ''}",
            )
            yield Room(f"u-{unit}{'-b' if second else ''}", "unit", label, (f"tower-{unit[0]}",), unit)


def _entrances() -> Iterator[tuple[int, int]]:
    yield from ((tower, entrance) for tower in FLOORS for entrance in range(1, ENTRANCES + 1))


def _in_tower(tower: int, hans: str, hant: str, en: str) -> Label:
    return Label(f"{en[0].upper()}{en[1:]}, tower {tower}", f"{tower}栋{hans}", f"{tower}棟{hant}")


def _at_entrance(tower: int, entrance: int, hans: str, hant: str, en: str) -> Label:
    return Label(
        f"{en[0].upper()}{en[1:]}, tower {tower} entrance {entrance}",
        f"{tower}栋{entrance}单元{hans}",
        f"{tower}棟{entrance}單元{hant}",
    )
