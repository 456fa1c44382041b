"""A Chinese resident ID card out of the lines that were read on it, front and back.

Source: GA 448-2013 (what stands where), GB 11643-1999 (the number). A field is sure only where a check bears it out:
the number by its check digit and by the birth date printed beside it, birth date and sex by the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kiosk.domain.documents.card_rows import FrontText, front_text
from kiosk.domain.documents.document import FEMALE, LONG, MALE, Document, Field, FieldName, Kind
from kiosk.domain.documents.lines import Line
from kiosk.domain.documents.nations import nation
from kiosk.domain.documents.number_line import Numbered, numbered
from kiosk.domain.documents.simplified import as_printed
from kiosk.domain.id_numbers import IdNumber

_FRONT = ("姓名", "性别", "民族", "出生", "住址", "公民身份", "身份号码")
_BACK = ("签发机关", "有效期限", "居民身份证", "中华人民共和国")
_SPAN = re.compile(
    r"(\d{4})[.,·。]?(\d{2})[.,·。]?(\d{2})[-—一~至]*(?:(\d{4})[.,·。]?(\d{2})[.,·。]?(\d{2})|(长期))"
)
_YEARS = (5, 10, 20)
"""For how long a card is valid. Source: 居民身份证法 (2011), article 5."""
_SEXES = {"男": MALE, "女": FEMALE}


def resident_card(lines: Sequence[Line], today: date) -> Document | None:
    """Return the card that some lines are, or None if they are none. `today` is the site's."""
    words = [re.sub(r"\s", "", line.text) for line in lines]
    fronts = sum(any(label in word for word in words) for label in _FRONT)
    backs = sum(any(label in word for word in words) for label in _BACK)
    if backs > fronts:
        return _back(lines, today)
    found = front_text(lines)
    number = numbered(found.number, found.born, today)
    if fronts < 2 and not (number and number.proved and found.born):
        return None
    return _front(found, number)


def _front(found: FrontText, number: Numbered | None) -> Document:
    doubts: list[str] = []
    fields: dict[FieldName, Field] = {}
    text = number.text if number else ""
    if found.name:
        fields[FieldName.NAME] = Field(as_printed(found.name, text))
    if known := nation(found.nation):
        fields[FieldName.NATION] = Field(known)
    if found.address:
        fields[FieldName.ADDRESS] = Field(as_printed(found.address, text))
    if number is None:
        doubts.append("number.unread")
    elif found.several:
        doubts.append("cards.several")
        fields[FieldName.NUMBER] = Field(number.text)
    else:
        fields[FieldName.NUMBER] = Field(number.text, number.proved and _fits(found, number))
        doubts += [number.doubt] if number.doubt else []
    says = number.says if number and not found.several else None
    fields |= _born_and_sex(found, says, doubts)
    return Document(Kind.RESIDENT_FRONT, fields, tuple(doubts))


def _born_and_sex(found: FrontText, says: IdNumber | None, doubts: list[str]) -> dict[FieldName, Field]:
    """Return birth date and sex as they are printed; what the number says of them proves or contradicts it."""
    fields: dict[FieldName, Field] = {}
    if found.born:
        proved = says is not None and says.born == found.born
        if says is not None and not proved:
            doubts.append("born.differs")
        fields[FieldName.BORN] = Field(found.born.isoformat(), proved)
    else:
        doubts.append("born.unread")
        if says is not None:
            fields[FieldName.BORN] = Field(says.born.isoformat())
    derived = None if says is None else FEMALE if says.female else MALE
    if printed := _SEXES.get(found.sex):
        if derived is not None and derived != printed:
            doubts.append("sex.differs")
        fields[FieldName.SEX] = Field(printed, printed == derived)
    elif derived is not None:
        fields[FieldName.SEX] = Field(derived)
    return fields


def _fits(found: FrontText, number: Numbered) -> bool:
    """Return whether nothing printed contradicts a number, and the date of birth bears it out."""
    if number.says is None or found.born != number.says.born:
        return False
    printed = _SEXES.get(found.sex)
    return printed is None or (printed == FEMALE) == number.says.female


def _back(lines: Sequence[Line], today: date) -> Document:
    fields: dict[FieldName, Field] = {}
    doubts: list[str] = []
    if authority := _authority(lines):
        fields[FieldName.AUTHORITY] = Field(as_printed(authority, ""))
    for text in (*(line.text for line in lines), _joined(lines)):
        if span := _SPAN.search(re.sub(r"[\s:：]", "", text)):
            _validity(span, today, fields, doubts)
            break
    else:
        doubts.append("validity.unread")
    return Document(Kind.RESIDENT_BACK, fields, tuple(doubts))


def _validity(span: re.Match[str], today: date, fields: dict[FieldName, Field], doubts: list[str]) -> None:
    issued = _day(span[1], span[2], span[3])
    ends = None if span[7] else _day(span[4], span[5], span[6])
    if issued is None or issued > today or (ends is None and not span[7]):
        doubts.append("validity.unread")
        return
    if ends is None:  # 长期: given from the age of 46 on, so it fits any day of issue
        fields |= {FieldName.ISSUED: Field(issued.isoformat()), FieldName.EXPIRES: Field(LONG)}
        return
    fits = any(abs((ends - _years_on(issued, years)).days) <= 1 for years in _YEARS)
    if not fits:
        doubts.append("validity.odd")
    fields |= {
        FieldName.ISSUED: Field(issued.isoformat(), fits),
        FieldName.EXPIRES: Field(ends.isoformat(), fits),
    }
    if ends < today:
        doubts.append("expired")


def _authority(lines: Sequence[Line]) -> str:
    """Return who issued a card: what stands beside 签发机关, in up to two lines."""
    label = next((line for line in lines if "签发" in line.text or "机关" in line.text), None)
    parts = []
    for line in lines:
        text = re.sub(r"\s|.*签发机关[:：]?", "", line.text)
        beside = label is not None and line.middle > label.middle - 0.8 * label.high
        if text and beside and re.search(r"[局厅关所区县市]$|公安", text) and not _SPAN.search(text):
            parts.append(text)
    return "".join(parts[:2])


def _joined(lines: Sequence[Line]) -> str:
    """Return the lines with figures, as one: a span of dates that was read in two pieces."""
    dated = [line for line in lines if re.search(r"\d{4}|长期", line.text)]
    return "".join(line.text for line in sorted(dated, key=lambda line: line.left))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _years_on(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
