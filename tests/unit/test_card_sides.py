"""Front and back of a card together, the words for what is in doubt, and that every code a reader can say is known."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import kiosk.domain.documents as readers
from kiosk.domain.documents.document import LONG, Document, Field, FieldName, Kind
from kiosk.domain.documents.doubts import AGE_DIFFERS, BESIDE, SHOWN, beside, elsewhere
from kiosk.domain.documents.layouts import LAYOUTS
from kiosk.domain.documents.sides import is_over, joined
from kiosk.domain.id_numbers import check_mark
from kiosk.language.messages import Language, known, text

TODAY = date(2026, 11, 22)
N = FieldName
CODE = re.compile(r"(number|born|sex|validity|zone|licence|cards|date|sides)\.[a-z._]+")


def front(born: str = "1985-03-09", *, sure: bool = True, region: str = "330106") -> Document:
    first = f"{region}{born.replace('-', '')}122"
    fields = {
        N.NUMBER: Field(first + check_mark(first), sure),
        N.BORN: Field(born, sure),
        N.NAME: Field("林晓梅"),
    }
    return Document(Kind.RESIDENT_FRONT, fields, () if sure else ("number.faint",))


def back(issued: str, expires: str, *doubts: str) -> Document:
    sure = expires != LONG and not doubts
    fields = {
        N.ISSUED: Field(issued, sure),
        N.EXPIRES: Field(expires, sure),
        N.AUTHORITY: Field("示例市公安局"),
    }
    return Document(Kind.RESIDENT_BACK, fields, doubts)


@pytest.mark.parametrize(
    ("born", "issued", "expires", "fits"),
    [
        ("2012-05-01", "2024-06-01", "2029-06-01", True),  # 12 years old: five years
        ("2012-05-01", "2024-06-01", "2034-06-01", False),
        ("2003-05-01", "2024-06-01", "2034-06-01", True),  # 21: ten
        ("1998-05-02", "2024-06-01", "2034-06-01", True),  # 26 for a month: asked for at 25
        ("1998-01-02", "2024-06-01", "2034-06-01", False),
        ("1985-03-09", "2016-03-01", "2036-03-01", True),  # 30: twenty
        ("1985-03-09", "2016-03-01", LONG, False),
        ("1960-03-09", "2016-03-01", LONG, True),  # 55: for good
        ("1960-03-09", "2016-03-01", "2036-03-01", False),
        ("2018-03-09", "2016-03-01", "2021-03-01", False),  # issued before its holder was born
    ],
)
def test_how_long_a_card_is_valid_fits_its_holders_age(
    born: str, issued: str, expires: str, fits: bool
) -> None:
    whole = joined(front(born), [back(issued, expires)] * 2)
    assert whole.kind is Kind.RESIDENT_FRONT
    assert whole.text(N.EXPIRES) == expires and whole.text(N.AUTHORITY) == "示例市公安局"
    assert (AGE_DIFFERS in whole.doubts) is not fits
    assert whole.is_sure(N.EXPIRES) is fits
    assert whole.is_sure(N.NUMBER)  # the front stands by itself


def test_for_good_is_sure_only_when_every_look_agrees_and_two_at_least() -> None:
    one, other = back("2016-03-01", LONG), back("2016-03-01", "2036-03-01")
    old = front("1960-03-09")
    assert joined(old, [one, one]).is_sure(N.EXPIRES)
    assert not joined(old, [one]).is_sure(N.EXPIRES)
    assert not joined(old, [one, one, other]).is_sure(N.EXPIRES)
    assert not joined(old, [one, back("2016-03-07", LONG)]).is_sure(N.EXPIRES)
    assert joined(old, []) is old


def test_nothing_is_concluded_from_what_is_not_known() -> None:
    whole = joined(front(sure=False), [back("2016-03-01", "2036-03-01")] * 2)
    assert not whole.is_sure(N.EXPIRES) and AGE_DIFFERS not in whole.doubts
    foreign = joined(front(region="911000"), [back("2016-03-01", LONG)] * 2)
    assert not foreign.is_sure(N.EXPIRES) and AGE_DIFFERS not in foreign.doubts
    permit = joined(front(region="810000"), [back("2016-03-01", "2021-03-01")] * 2)
    assert permit.is_sure(N.EXPIRES)  # five years at any age
    unread = Document(Kind.RESIDENT_BACK, {}, ("validity.unread",))
    assert joined(front(), [unread]).doubts == ("validity.unread",)


def test_a_card_is_over_after_its_last_day() -> None:
    whole = joined(front(), [back("2016-03-01", "2036-03-01")] * 2)
    assert not is_over(whole, date(2036, 3, 1)) and is_over(whole, date(2036, 3, 2))
    assert not is_over(joined(front("1960-03-09"), [back("2016-03-01", LONG)] * 2), date(2099, 1, 1))
    assert not is_over(front(), TODAY)
    assert not is_over(
        Document(Kind.TD3, {N.EXPIRES: Field("2019-04")}), TODAY
    )  # no whole date: nobody knows


def said_by_the_readers() -> set[str]:
    """Return every code that stands in the readers' source, and those that they make of names."""
    found: set[str] = {"expired"}
    for file in Path(next(iter(readers.__path__))).glob("*.py"):
        if file.stem == "doubts":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
            if isinstance(node, ast.JoinedStr):
                first = node.values[0]
                assert not (isinstance(first, ast.Constant) and str(first.value).startswith("zone.")) or (
                    str(first.value) in MADE
                ), f"{file.name}: {ast.unparse(node)}"
    return {one for one in found if not one.endswith(".")}


MADE = {"zone.check.", "zone.state.", "zone.day."}
"""What codes are made of, by the names below."""


def every_code() -> set[str]:
    checks = {one.name for layout in LAYOUTS for one in layout.checked} | {"composite"}
    made = {f"zone.check.{name}" for name in checks}
    made |= {f"zone.state.{name}" for name in ("issuer", "nationality")}
    made |= {f"zone.day.{name}" for name in ("birth", "expiry")}
    return said_by_the_readers() | made | {f"{name.value}.differs" for name in FieldName}


@pytest.mark.parametrize("code", sorted(every_code()))
def test_each_code_of_a_reader_has_words_and_a_place(code: str) -> None:
    assert code in BESIDE
    assert known(f"document.doubt.{code}")
    for language in Language:
        words = text(f"document.doubt.{code}", language)
        assert 4 <= len(words) <= 80 and words[-1] in ".。?？:：", (language, words)


def test_no_words_are_for_codes_that_nobody_says() -> None:
    assert set(BESIDE) - every_code() - {AGE_DIFFERS} == set()
    assert len(every_code()) > 35


def test_each_doubt_is_said_once_beside_its_field_or_beneath_them_all() -> None:
    doubts = ("number.check", "number.check", "born.differs", "zone.check.composite", "nation.differs")
    beside_them = [one for name in SHOWN for one in beside(doubts, name)]
    assert beside_them == ["number.check", "born.differs"]
    assert elsewhere(doubts, SHOWN) == ("zone.check.composite", "nation.differs")
    for name in SHOWN:
        assert known(f"document.field.{name.value}")
