"""Backs of North American licences, invented, printed with their PDF417 code, and photographed badly."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from tests.bench.code_pictures import Grey
from tests.bench.scenes import background

CARD_PX = (1712, 1080)
"""A card of 85.6 x 54 mm at 20 pixels a millimetre."""
_SURNAMES = ("WASHINGTON", "O'NEIL", "GARCIA-LOPEZ", "NGUYEN", "MAC DONALD", "SMITH", "ZHANG")
_FIRST = ("MARY", "JOSE", "WEI", "ANNE-MARIE", "LATOYA", "HENRY")
GRADES = ("flat", "mild", "warped", "blurred", "dark", "far", "turned")


@dataclass(frozen=True)
class Shot:
    """A picture of a card, how hard it is, and what its code says."""

    grade: str
    grey: Grey
    text: str


def written(elements: Mapping[str, str], *, iin: str = "636000", version: int = 9, kind: str = "DL") -> str:
    """Return the text of a code: head, list of one part, the part. Source: AAMVA DL/ID standard, D.12.3 to D.12.5."""
    part = kind + "\n".join(f"{name}{value}" for name, value in elements.items()) + "\n\r"
    state = "" if version <= 1 else "00"
    head = f"@\n\x1e\r{'ANSI ' if version else 'AAMVA'}{iin}{version:02}{state}01"
    offset = len(head) + 10
    return f"{head}{kind}{offset:04}{len(part):04}{part}"


def person(chance: random.Random) -> dict[str, str]:
    """Return the elements of an invented person's card, of the tenth version, from Virginia."""
    return {
        "DAQ": "T" + "".join(chance.choices("0123456789", k=8)), "DCS": chance.choice(_SURNAMES), "DDEN": "",
        "DAC": chance.choice(_FIRST), "DDFN": "", "DAD": chance.choice(("LEE", "JANE", "NONE")), "DDGN": "",
        "DCAD": "", "DCBNONE": "", "DCDNONE": "", "DBD": f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}2019",
        "DBB": f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}{chance.randint(1940, 2003)}",
        "DBA": f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}2031", "DBC": chance.choice("129"),
        "DAU": "068 in", "DAY": "BRO", "DAG": f"{chance.randint(1, 9999)} OAK STREET", "DAI": "RICHMOND", "DAJ": "VA",
        "DAK": "232690000  ", "DCF": "".join(chance.choices("0123456789ABCDEF", k=20)), "DCG": "USA",
    }  # fmt: skip


def card(text: str, chance: random.Random) -> Grey:
    """Return the back of a card: print, a magnetic stripe, the code."""
    made = np.full((CARD_PX[1], CARD_PX[0]), 225, np.uint8)
    made[60:300] = 40
    for row in range(760, 1040, 60):
        words = "".join(chance.choices("ABCDEFGHIJ KLMNOPQRSTUVWXYZ 0123456789", k=60))
        cv2.putText(made, words, (80, row), 0, 1.1, 60, 2)
    image = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.PDF417, ec_level="3", columns=chance.randint(10, 17)
    ).to_image(scale=1, add_quiet_zones=False)
    code = np.asarray(image, np.uint8)
    scale = min(1500 / code.shape[1], 380 / code.shape[0] * 1.0)
    size = round(code.shape[1] * scale), round(code.shape[0] * scale)
    code = np.asarray(
        cv2.resize(code, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST)
    )
    x = (CARD_PX[0] - size[0]) // 2
    made[330 : 370 + size[1] + 10, x - 30 : x + size[0] + 30] = 250
    made[350 : 350 + size[1], x : x + size[0]] = code
    return made


def shots(count: int, seed: int) -> Iterator[Shot]:
    """Yield `count` pictures of each grade."""
    for number, grade in enumerate(GRADES):
        for turn in range(count):
            chance = random.Random(f"{seed} licence {grade} {turn}")
            text = written(person(chance))
            noise = np.random.default_rng((seed, number, turn))
            yield Shot(grade, _shot(card(text, chance), grade, chance, noise), text)


def _shot(back: Grey, grade: str, chance: random.Random, noise: np.random.Generator) -> Grey:
    wide, high = chance.choice(((1280, 720), (1600, 1200)))
    fills = {"far": chance.uniform(0.5, 0.6), "flat": 0.8}.get(grade, chance.uniform(0.65, 0.85))
    scale = fills * wide / CARD_PX[0] * (0.75 if grade == "turned" else 1)
    turn = {"flat": 0.0, "turned": chance.uniform(-180, 180)}.get(grade, chance.uniform(-7, 7))
    if grade == "warped":
        turn = chance.uniform(-25, 25)
    pull = {"flat": 0.0, "mild": 0.03, "warped": 0.12}.get(grade, 0.05)
    corners = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * np.array(CARD_PX) / 2 * scale
    corners = corners + noise.uniform(-pull, pull, (4, 2)) * CARD_PX[0] * scale / 2
    angle = np.deg2rad(turn)
    rotation = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    spot = (corners @ rotation + (wide / 2, high / 2)).astype(np.float32)
    whence = np.array(((0, 0), (CARD_PX[0], 0), CARD_PX, (0, CARD_PX[1])), np.float32)
    lens = cv2.getPerspectiveTransform(whence, spot)
    soft = cv2.GaussianBlur(back, (0, 0), max(0.3, 0.35 / scale))
    paper = cv2.warpPerspective(soft, lens, (wide, high), flags=cv2.INTER_LINEAR)
    there = cv2.warpPerspective(np.full_like(back, 255), lens, (wide, high)) > 127
    view = np.where(there, paper, background((wide, high), chance, noise)).astype(np.float64)
    return _spoiled(view, grade, chance, noise)


def _spoiled(
    view: NDArray[np.float64], grade: str, chance: random.Random, noise: np.random.Generator
) -> Grey:
    if grade != "flat":
        view = np.asarray(
            cv2.GaussianBlur(view, (0, 0), chance.uniform(1.1, 1.6) if grade == "blurred" else 0.7)
        )
    if grade == "dark":
        view = view * 0.3 + 15
    view = view + noise.normal(0, {"flat": 1.0, "dark": 7.0}.get(grade, 4.0), view.shape)
    file = cv2.imencode(".jpg", np.clip(view, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)
