"""A North American driving licence or ID card out of the text of the PDF417 code on its back.

Source: AAMVA DL/ID Card Design Standard, annex D (2000 to 2020): D.12.3 the head, D.12.4 the list of parts, D.12.5 the
elements. What the code says is sure where its own book-keeping fits: the parts begin and end where the head says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.domain.documents.document import FEMALE, MALE, OTHER, Document, Field, FieldName, Kind

LONGEST = 4000
_HEAD = re.compile(r"@\s{0,4}[\x1c\x1e]?\s{0,2}(ANSI |AAMVA)(\d{6})(\d{2})")
_PART = re.compile(r"(DL|ID)(\d{4})(\d{4})")
_ELEMENT = re.compile(r"[A-Z]{2}[A-Z0-9]")
_ABSENT = {"NONE", "UNAVL", "UNAVAIL", "N/A", "00000000"}
_SEXES = {"1": MALE, "2": FEMALE, "9": OTHER, "M": MALE, "F": FEMALE, "X": OTHER}
_COUNTRIES = {"USA": "USA", "CAN": "CAN"}
_CANADA = re.compile(r"AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT")
_OLDEST = date(1900, 1, 1)
_YEARS_AHEAD = 60
"""Some states give licences that last until their holder is 65."""
_DATES = {FieldName.BORN: "DBB", FieldName.ISSUED: "DBD", FieldName.EXPIRES: "DBA"}
_WIDEST = {"DAQ": 25, "DCS": 40, "DAC": 40, "DAD": 40, "DCT": 80, "DAG": 35, "DAI": 20, "DAJ": 2}


@dataclass(frozen=True)
class _Card:
    """The elements of the code, and whether its book-keeping fits. `ahead`: dates begin with their year."""

    elements: Mapping[str, str]
    sound: bool
    ahead: bool


def licence(text: str, today: date) -> Document | None:
    """Return the card whose PDF417 code says `text`, or None if it is none. `today` is the site's."""
    card = _card_of(text)
    if card is None:
        return None
    doubts = [] if card.sound else ["licence.damaged"]
    fields = {**_names(card), **_dates(card, today, doubts)}
    for name, value in (
        (FieldName.NUMBER, card.elements.get("DAQ", "")),
        (FieldName.SEX, _SEXES.get(card.elements.get("DBC", ""), "")),
        (FieldName.ADDRESS, _address(card)),
        (FieldName.ISSUER, _issuer(card)),
        (FieldName.AUTHORITY, card.elements.get("DAJ", "")),
    ):
        if value:
            fields[name] = Field(value, card.sound)
    if FieldName.NUMBER not in fields:
        doubts.append("number.unread")
    expires = fields.get(FieldName.EXPIRES)
    if expires and date.fromisoformat(expires.text) < today:
        doubts.append("expired")
    return Document(Kind.LICENCE, fields, tuple(dict.fromkeys(doubts)))


def _card_of(text: str) -> _Card | None:
    if len(text) > LONGEST or not (head := _HEAD.search(text)):
        return None
    start = text[head.start() :]
    version = int(head[3])
    parts = list(_listed(start, head.end() - head.start(), version))
    elements: dict[str, str] = {}
    sound = bool(parts)
    for kind, offset, length in parts:
        part = start[offset : offset + length]
        whole = part.startswith(kind) and part.endswith("\r") and len(part) == length
        sound = sound and whole
        elements |= dict(_elements(part[2:] if whole else ""))
    if not sound:
        elements = dict(_elements(start)) | elements
    if not {"DAQ", "DBB", "DBA", "DCS", "DAA", "DAB", "DAC"} & set(elements):
        return None
    sound = sound and all(len(elements.get(name, "")) <= widest for name, widest in _WIDEST.items())
    canadian = elements.get("DCG") == "CAN" or bool(_CANADA.fullmatch(elements.get("DAJ", "")))
    return _Card(elements, sound, ahead=version <= 1 or canadian)


def _listed(start: str, at: int, version: int) -> Iterator[tuple[str, int, int]]:
    """Yield kind, offset and length of the parts that this standard knows; states add their own ("ZV")."""
    at += 0 if version <= 1 else 2  # from the second version on, the state's own follows
    count = start[at : at + 2]
    at += 2
    for _ in range(int(count) if re.fullmatch(r"\d\d", count) else 0):
        if known := _PART.match(start, at):
            yield known[1], int(known[2]), int(known[3])
        at += 10


def _elements(part: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each line; what says that there is nothing is left out."""
    for line in re.split(r"[\n\r\x1e\x1f]+", part):
        words = re.sub(r"^(DL|ID)(?=D[A-D][A-Z])", "", line.strip())
        if not words.startswith("D"):
            words = (
                words[at:] if (at := words.find("DAQ")) > 0 else words
            )  # a list of parts that ran into them
        name, value = words[:3], re.sub(r"\s+", " ", words[3:]).strip()
        if _ELEMENT.fullmatch(name) and value and value.upper() not in _ABSENT and value.isprintable():
            yield name, value


def _names(card: _Card) -> dict[FieldName, Field]:
    """Return the names; one that was cut off to fit is not sure."""
    told = card.elements
    surname, first, middle = told.get("DCS") or told.get("DAB", ""), told.get("DAC", ""), told.get("DAD", "")
    if not first and "DCT" in told:
        first, middle = told["DCT"], ""
    if not (surname or first) and "DAA" in told:
        surname, _, rest = re.sub(r"[@$]", ",", told["DAA"]).partition(",")
        first, middle = rest, ""
    given = " ".join(re.sub(r"[,@$]+", " ", f"{first} {middle}").split())
    whole = [told.get(flag, "N") != "T" for flag in ("DDE", "DDF", "DDG")]
    fields = {}
    if surname:
        fields[FieldName.SURNAME] = Field(surname, card.sound and whole[0])
    if given:
        fields[FieldName.GIVEN_NAMES] = Field(given, card.sound and whole[1] and whole[2])
    if surname or given:
        fields[FieldName.NAME] = Field(f"{given} {surname}".strip(), card.sound and all(whole))
    return fields


def _dates(card: _Card, today: date, doubts: list[str]) -> dict[FieldName, Field]:
    fields = {}
    for name, element in _DATES.items():
        if not (written := card.elements.get(element, "")):
            continue
        if day := _day(written, ahead=card.ahead):
            fields[name] = Field(day.isoformat(), card.sound)
        else:
            doubts.append("date.odd")
    born, issued, expires = (_of(fields, name) for name in _DATES)
    odd = [
        name
        for name, wrong in (
            (FieldName.BORN, born and not _OLDEST <= born <= today),
            (FieldName.ISSUED, issued and (issued > today or (born and issued < born))),
            (
                FieldName.EXPIRES,
                expires and ((issued and expires < issued) or expires.year > today.year + _YEARS_AHEAD),
            ),
        )
        if wrong
    ]
    for name in odd:
        fields[name] = Field(fields[name].text)
        doubts.append("date.odd")
    return fields


def _of(fields: Mapping[FieldName, Field], name: FieldName) -> date | None:
    return date.fromisoformat(fields[name].text) if name in fields else None


def _day(written: str, *, ahead: bool) -> date | None:
    """Return a date of eight digits: CCYYMMDD in the first version and in Canada, else MMDDCCYY."""
    if not re.fullmatch(r"\d{8}", written):
        return None
    year, month, day = (
        (written[:4], written[4:6], written[6:]) if ahead else (written[4:], written[:2], written[2:4])
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _address(card: _Card) -> str:
    told = card.elements
    code = re.sub(r"\s+", "", told.get("DAK", ""))
    if re.fullmatch(r"\d{9}", code):
        code = code[:5] if code.endswith("0000") else f"{code[:5]}-{code[5:]}"
    street = ", ".join(line for line in (told.get("DAG", ""), told.get("DAH", "")) if line)
    state = " ".join(word for word in (told.get("DAJ", ""), code) if word)
    return ", ".join(line for line in (street, told.get("DAI", ""), state) if line)


def _issuer(card: _Card) -> str:
    """Return the country: told from the fourth version on, before that by its province."""
    if known := _COUNTRIES.get(card.elements.get("DCG", "")):
        return known
    state = card.elements.get("DAJ", "")
    return ("CAN" if _CANADA.fullmatch(state) else "USA") if re.fullmatch(r"[A-Z]{2}", state) else ""
