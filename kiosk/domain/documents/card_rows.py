"""Which line on the front of a Chinese ID card is which field: by its label, by its shape, by where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from kiosk.domain.documents.lines import Line
from kiosk.domain.documents.nations import NATIONS, nation
from kiosk.domain.documents.number_line import is_number_like

_BORN = re.compile(r"(\d{4})年?(\d{1,2})月(\d{1,2})日?")
_LABELS = re.compile(r"^(姓名|性别|性別|民族|出生|住址|公民身份号码|公民身份證號碼)[:：]?")
_ALONE = re.compile(r"^(姓|名|姓名|性|别|性别|性別|民|族|民族|出|生|出生|住|址|住址|公民身份.{0,4})$")
_SPOILT = re.compile(r"^(姓.(?=..)|[^\u3400-\u9fff\U00020000-\U0003ffff]{1,3})")
"""A label before a name, misread: nobody's family name is 姓."""
_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff·•・]{2,20}$")
_HIGHEST = 2.2
"""How much higher than most a line may be: a portrait looks like a letter now and then."""
_POSSIBLE = 0.04
"""From which probability on a character may be another than it seems."""
_SPECIMEN = re.compile(
    r"\s*(样本|样例|樣本|样张)?\s*(specimen|sample)?\s*(样本|样例|樣本|样张)?\s*", re.IGNORECASE
)
"""What may be written across a card that is nobody's, and nothing else in that line."""


@dataclass(frozen=True)
class FrontText:
    """The fields of the front as they were read, "" or None where they were not."""

    name: str
    sex: str
    nation: str
    born: date | None
    address: str
    number: Line | None
    several: bool = False
    """Whether there is more than one number: more than one card is in the picture."""


def front_text(lines: Sequence[Line]) -> FrontText:
    """Return which text is in which field."""
    highest = _HIGHEST * median([line.high for line in lines]) if lines else 0.0
    printed = [line for line in lines if line.high <= highest and not _SPECIMEN.fullmatch(line.text)]
    plain = [(line, re.sub(r"\s", "", line.text)) for line in printed]
    number = _number(lines)
    born_line, born = _born(plain)
    sex_line, sex, folk = _sex_and_nation(plain, born_line)
    above = sex_line or born_line
    return FrontText(
        name=_name(plain, above),
        sex=sex,
        nation=folk,
        born=born,
        address=_address(plain, born_line or sex_line, number),
        number=number,
        several=len({re.sub(r"\D", "", line.text) for line in lines if is_number_like(line.text)}) > 1,
    )


def _number(lines: Sequence[Line]) -> Line | None:
    """Return the line of the number: the lowest one of many figures, in one piece or put together."""
    alike = [line for line in lines if is_number_like(line.text)]
    if alike:
        return max(alike, key=lambda line: line.middle)
    label = next((line for line in lines if re.search(r"身份|号码", line.text)), None)
    if label is None:
        return None
    row = [
        line
        for line in lines
        if abs(line.middle - label.middle) < label.high and re.search(r"\d{3}", line.text)
    ]
    if not row:
        return None
    row.sort(key=lambda line: line.left)
    whole = all(len(line.choices) == len(line.text) for line in row)
    return Line(
        "".join(line.text for line in row),
        min(line.confidence for line in row),
        row[0].left,
        min(line.top for line in row),
        row[-1].right,
        max(line.bottom for line in row),
        tuple(choice for line in row for choice in line.choices) if whole else (),
    )


def _born(plain: Sequence[tuple[Line, str]]) -> tuple[Line | None, date | None]:
    """Return the line with the date of birth and the date: in one piece, or out of the pieces of its row."""
    for line, text in plain:
        if (day := _day(text)) is not None:
            return line, day
    for line, text in plain:
        if re.search(r"出生|\d年|月\d", text):
            row = sorted((other for other in plain if _same_row(other[0], line)), key=lambda one: one[0].left)
            if (day := _day("".join(text for _, text in row))) is not None:
                return line, day
            if text.startswith("出生"):
                return line, None
    return None, None


def _day(text: str) -> date | None:
    found = _BORN.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _sex_and_nation(plain: Sequence[tuple[Line, str]], born: Line | None) -> tuple[Line | None, str, str]:
    """Return the line of the sex, the sex, and the nationality."""
    row = _row_of_sex(plain, born)
    if not row:
        return None, "", ""
    joined = "".join(text for _, text in row)
    sex = re.search(r"[男女]", joined)
    after = joined.split("民族", 1)[1] if "民族" in joined else joined.rsplit("族", 1)[-1]
    folk = next(
        (text for text in (after, re.sub(r"性别|性別|民族|[男女性别民族]", "", joined)) if nation(text)), ""
    )
    return row[0][0], sex[0] if sex else "", folk or _only_nation([line for line, _ in row])


def _only_nation(row: Sequence[Line]) -> str:
    """Return the one nationality that the marks at the end of a row may be, "" for none or several."""
    marks = [choice for line in row for choice in line.choices]
    found = []
    for folk in NATIONS:
        tail = marks[-len(folk) :]
        shares = [dict(choice).get(mark, 0.0) for mark, choice in zip(folk, tail, strict=False)]
        if len(tail) == len(folk) and min(shares) >= _POSSIBLE:
            found.append(folk)
    return found[0] if len(found) == 1 else ""


def _row_of_sex(plain: Sequence[tuple[Line, str]], before: Line | None) -> list[tuple[Line, str]]:
    """Return the row of sex and nationality, from left to right; never one that lies below `before`."""
    for line, text in plain:
        is_it = re.search(r"性别|性別|民族|^[男女]$", text) or (text[:1] in "男女" and nation(text[1:]))
        if is_it and (before is None or line.middle < before.middle):
            row = [other for other in plain if _same_row(other[0], line)]
            return sorted(row, key=lambda one: one[0].left)
    return []


def _name(plain: Sequence[tuple[Line, str]], above: Line | None) -> str:
    """Return the name: what stands beside 姓名, else the last line of Chinese above the row of the sex."""
    label = next((line for line, text in plain if re.match(r"姓名|^姓$|^名$", text)), None)
    found = []
    for line, text in plain:
        words = _SPOILT.sub("", _LABELS.sub("", text))
        if not _NAME.match(words) or _ALONE.match(words):
            continue
        if above is not None and (line.middle >= above.middle or _same_row(line, above)):
            continue
        if label is not None and line is not label and not _same_row(line, label):
            continue
        found.append((line, words))
    if not found:
        return ""
    row = found[-1][0]
    beside = sorted((one for one in found if _same_row(one[0], row)), key=lambda one: one[0].left)
    return re.sub("[•・]", "·", "".join(words for _, words in beside))


def _address(plain: Sequence[tuple[Line, str]], above: Line | None, number: Line | None) -> str:
    """Return the address: all lines between the date of birth and the number, left of the portrait."""
    parts: list[tuple[Line, str]] = []
    for line, text in plain:
        if above is not None and (line.middle <= above.middle or _same_row(line, above)):
            continue
        if number is not None and (line.middle >= number.middle or _same_row(line, number)):
            continue
        words = _LABELS.sub("", text)
        if words and not _ALONE.match(words) and not re.match(r"公民身份", words):
            parts.append((line, words))
    rows: list[list[tuple[Line, str]]] = []
    for part in parts:
        if rows and _same_row(part[0], rows[-1][0][0]):
            rows[-1].append(part)
        else:
            rows.append([part])
    return "".join(words for row in rows for _, words in sorted(row, key=lambda one: one[0].left))


def _same_row(one: Line, other: Line) -> bool:
    return abs(one.middle - other.middle) < 0.55 * min(one.high, other.high)
