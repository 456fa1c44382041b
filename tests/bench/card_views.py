"""Views of specimen ID cards as a lobby's camera may see them: seeded, in four grades, with what is written on them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.documents.sim_card import Holder, Look, back, front
from kiosk.domain.id_numbers import check_mark

GRADES = ("flat", "mild", "hard", "rotated")
Pixels = NDArray[np.uint8]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TWO = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟")
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲雪梅建国志华宇浩然子涵欣怡梓轩诗语嘉琪俊熙雨晨思源晓东海燕"
    "春红卫民振邦德福永康承泽若曦慧颖凯鑫淼翊宸昱霖煜祺瑾萱妍彤"
)
_RARE = "镕喆赟翀珺璟琰昇堃骁瑢旻玥懿燊"
_NATIONS = ("汉",) * 12 + ("回", "满", "壮", "土家", "维吾尔", "蒙古", "苗", "彝", "藏", "朝鲜")
_PLACES = (
    ("110105", "北京市朝阳区"), ("310115", "上海市浦东新区"), ("330106", "浙江省杭州市西湖区"),
    ("440305", "广东省深圳市南山区"), ("510107", "四川省成都市武侯区"), ("320505", "江苏省苏州市虎丘区"),
    ("420106", "湖北省武汉市武昌区"), ("610113", "陕西省西安市雁塔区"), ("370212", "山东省青岛市崂山区"),
    ("210202", "辽宁省大连市中山区"), ("530102", "云南省昆明市五华区"), ("431381", "湖南省冷水江市"),
    ("350582", "福建省晋江市"), ("652901", "新疆阿克苏市"), ("130123", "河北省正定县"), ("450321", "广西阳朔县"),
)  # fmt: skip
_ROADS = "人民解放建设中山和平文化长江黄河光明幸福新华迎宾滨海学府科技翠竹梧桐"
_ESTATES = (
    "示例花园",
    "样本小区",
    "锦绣苑",
    "望江公寓",
    "翡翠湾",
    "阳光城",
    "碧水园",
    "和谐家园",
    "金色年华",
)


@dataclass(frozen=True)
class View:
    """A picture, and whose card is in it. `is_back`: the side with the authority."""

    grade: str
    holder: Holder
    pixels: Pixels
    is_back: bool = False

    def jpeg(self, quality: int = 82) -> bytes:
        """Return the picture as a camera sends it."""
        return bytes(cv2.imencode(".jpg", self.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def holder(chance: random.Random) -> Holder:
    """Return an invented person."""
    region, place = chance.choice(_PLACES)
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(25_000))
    female = chance.random() < 0.5
    order = (
        f"{chance.randrange(50) * 2 + (not female):03d}"
        if chance.random() < 0.2
        else (f"{chance.randrange(500) * 2 + (not female):03d}")
    )
    first = f"{region}{born:%Y%m%d}{order}"
    pool = _GIVEN + (_RARE if chance.random() < 0.25 else "")
    name = chance.choice(_TWO) if chance.random() < 0.08 else chance.choice(_SURNAMES)
    name += "".join(chance.choice(pool) for _ in range(chance.choice((1, 2, 2, 2))))
    issued = date(2012, 1, 1) + timedelta(days=chance.randrange(4500))
    expires = "长期" if chance.random() < 0.2 else f"{issued.year + chance.choice((10, 20))}.{issued:%m.%d}"
    return Holder(
        name, "女" if female else "男", chance.choice(_NATIONS), (born.year, born.month, born.day),
        _address(place, chance), first + check_mark(first), f"{place[-3:]}公安局", f"{issued:%Y.%m.%d}", expires,
    )  # fmt: skip


def _address(place: str, chance: random.Random) -> str:
    road = "".join(chance.sample(_ROADS, 2)) + chance.choice(("路", "大街", "巷", "东路"))
    if chance.random() < 0.3:
        door = f"{chance.randrange(1, 33)}0{chance.randrange(1, 5)}"
        return f"{place}{chance.choice(_ESTATES)}{chance.randrange(1, 40)}幢{door}室"
    if chance.random() < 0.25:
        return f"{place}{road[:2]}镇{chance.choice(_ROADS)}家村{chance.randrange(1, 12)}组{chance.randrange(1, 99)}号"
    return (
        f"{place}{road}{chance.randrange(1, 999)}号{chance.choice(_ESTATES)}{chance.randrange(1, 40)}号楼"
        f"{chance.randrange(1, 6)}单元{chance.randrange(101, 3304)}"
    )


def look(chance: random.Random) -> Look:
    """Return a way to draw cards."""
    sans = chance.random() < 0.6
    pale = [tuple(chance.randrange(206, 250) for _ in range(3)) for _ in range(2)]
    dark = chance.randrange(10, 70)
    return Look(
        wide_px=chance.choice((856, 1012, 1200)),
        font="NotoSansCJK-Regular.ttc" if sans else "NotoSerifCJK-Regular.ttc",
        number_font=chance.choice(
            ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc",
             "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
        ),
        size=chance.uniform(0.88, 1.06),
        spacing=chance.uniform(0.94, 1.03),
        shift_mm=(chance.uniform(-1.5, 1.5), chance.uniform(-1.2, 1.2)),
        ink=(dark, dark, dark),
        label=(chance.randrange(40, 110), chance.randrange(90, 150), chance.randrange(130, 190)),
        paper=(pale[0], pale[1]),  # type: ignore[arg-type]
        waves=chance.random() < 0.7,
        address_marks=chance.choice((9, 10, 11)),
        number_gap_mm=chance.uniform(-0.05, 0.2),
    )  # fmt: skip


def view(grade: str, seed: int, *, is_back: bool = False) -> View:
    """Return view number `seed` of a grade."""
    chance = random.Random(f"{grade} {seed} {is_back}")
    who = holder(chance)
    card = (back if is_back else front)(who, look(chance))
    pixels: Pixels = np.asarray(card)[:, :, ::-1].copy()
    seen = _posed(pixels, grade, chance)
    return View(grade, who, _spoilt(seen, grade, chance), is_back)


def frames(grade: str, seed: int, count: int) -> list[View]:
    """Return several views of one card, each held and lit a little differently."""
    chance = random.Random(f"{grade} {seed} False")
    who, how = holder(chance), look(chance)
    pixels: Pixels = np.asarray(front(who, how))[:, :, ::-1].copy()
    made = []
    for _ in range(count):
        made.append(View(grade, who, _spoilt(_posed(pixels, grade, chance), grade, chance)))
    return made


def _posed(card: Pixels, grade: str, chance: random.Random) -> Pixels:
    """Return the card on some ground, turned and tilted by its grade."""
    high, wide = card.shape[:2]
    turn = {"flat": 1.0, "mild": 6.0, "hard": 12.0, "rotated": 6.0}[grade]
    tilt = {"flat": 0.0, "mild": 0.03, "hard": 0.09, "rotated": 0.03}[grade]
    fill = chance.uniform(0.62, 0.92) if grade != "flat" else chance.uniform(0.75, 0.97)
    size = (1280, 960) if chance.random() < 0.5 else (1280, 720)
    angle = chance.uniform(-turn, turn) + (chance.choice((90, 180, 270)) if grade == "rotated" else 0)
    ground = _ground(size, chance)
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], np.float32) / 2
    corners += np.array(
        [[chance.uniform(-tilt, tilt) * wide for _ in range(2)] for _ in range(4)], np.float32
    )
    a = np.deg2rad(angle)
    corners = corners @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]], np.float32)
    extent = corners.max(axis=0) - corners.min(axis=0)
    corners *= fill * min(size[0] / extent[0], size[1] / extent[1])
    extent = corners.max(axis=0) - corners.min(axis=0)
    room = (np.array(size) - extent) / 2
    middle = np.array(size) / 2 - (corners.max(axis=0) + corners.min(axis=0)) / 2
    corners += middle + np.array([chance.uniform(-0.8, 0.8) * side for side in room])
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    way = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    # a card that is far larger than it is seen must be averaged, as a lens does
    step = np.sqrt(abs(np.linalg.det(way[:2, :2])))
    soft = cv2.GaussianBlur(card, (0, 0), max(0.01, 0.35 / step - 0.2)) if step < 1 else card
    laid = cv2.warpPerspective(soft, way, size, flags=cv2.INTER_LINEAR)
    inside = cv2.warpPerspective(_rounded(wide, high), way, size, flags=cv2.INTER_LINEAR)[:, :, None] / 255.0
    made: Pixels = (laid * inside + ground * (1 - inside)).astype(np.uint8)
    return made


def _rounded(wide: int, high: int) -> Pixels:
    mask = np.zeros((high, wide), np.uint8)
    radius = wide // 27
    cv2.rectangle(mask, (radius, 0), (wide - radius, high), 255, -1)
    cv2.rectangle(mask, (0, radius), (wide, high - radius), 255, -1)
    for x in (radius, wide - radius - 1):
        for y in (radius, high - radius - 1):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask


def _ground(size: tuple[int, int], chance: random.Random) -> Pixels:
    """Return what the card lies on or is held before: plain, wood, a lobby out of focus, a white desk."""
    wide, high = size
    noise = np.random.default_rng(chance.randrange(1 << 30))
    base = np.array([chance.randrange(20, 245) for _ in range(3)], np.float32)
    made = np.full((high, wide, 3), base, np.float32)
    kind = chance.choice(("plain", "wood", "lobby", "white"))
    if kind == "wood":
        grain = cv2.resize(noise.normal(0, 22, (high // 4, 6)).astype(np.float32), (wide, high))
        made += grain[:, :, None]
    elif kind == "lobby":
        blobs = noise.uniform(-90, 90, (5, 8, 3)).astype(np.float32)
        made += cv2.resize(blobs, (wide, high), interpolation=cv2.INTER_CUBIC)
    elif kind == "white":
        made[:] = 228 + noise.normal(0, 3)
    return np.clip(made, 0, 255).astype(np.uint8)


def _spoilt(seen: Pixels, grade: str, chance: random.Random) -> Pixels:
    """Return the picture with its grade's light, blur and noise."""
    noise = np.random.default_rng(chance.randrange(1 << 30))
    made: Any = seen.astype(np.float32)
    high, wide = made.shape[:2]
    if grade == "hard":
        x, y = np.meshgrid(np.linspace(0, 1, wide), np.linspace(0, 1, high))
        if chance.random() < 0.6:  # a shadow's edge
            edge = (x * chance.uniform(-1, 1) + y * chance.uniform(-1, 1) - chance.uniform(-0.3, 0.5)) * 12
            made *= (1 - chance.uniform(0.25, 0.5) / (1 + np.exp(-edge)))[:, :, None]
        if chance.random() < 0.6:  # a lamp's reflection
            at = chance.uniform(0.2, 0.8), chance.uniform(0.2, 0.8)
            spread = chance.uniform(0.04, 0.10)
            glare = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * spread**2))
            made += chance.uniform(60, 150) * glare[:, :, None]
        made = cv2.GaussianBlur(made, (0, 0), chance.uniform(0.5, 1.5))
        if chance.random() < 0.3:  # a hand that moves
            made = cv2.blur(made, (chance.choice((3, 5)), 1))
        made += noise.normal(0, chance.uniform(4, 11), made.shape)
    elif grade in ("mild", "rotated"):
        made = cv2.GaussianBlur(made, (0, 0), chance.uniform(0.3, 0.8))
        made = made * chance.uniform(0.8, 1.1) + noise.normal(0, chance.uniform(1, 5), made.shape)
    pixels: Pixels = np.clip(made, 0, 255).astype(np.uint8)
    quality = {"flat": 92, "mild": 85, "hard": 70, "rotated": 85}[grade]
    return replace_jpeg(pixels, quality)


def replace_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Return a picture as it comes out of a JPEG of that quality."""
    packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    unpacked: Pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return unpacked


def renamed(who: Holder, name: str) -> Holder:
    """Return the same card with another name on it."""
    return replace(who, name=name)
