"""Numbers of identity documents: what counts, what is refused, and with which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.id_numbers import check_mark, document_number, id_number, masked
from kiosk.domain.refusal import Refused
from kiosk.language.messages import Language, text

TODAY = date(2026, 5, 3)
SAMPLE = "11010519491231002X"
"""The standard's own example (GB 11643-1999, annex A)."""


@pytest.mark.parametrize(
    ("typed", "born", "female"),
    [
        (SAMPLE, date(1949, 12, 31), True),
        ("11010519491231002x", date(1949, 12, 31), True),
        ("１１０１０５１９４９１２３１００２Ｘ", date(1949, 12, 31), True),
        ("110105 19491231 002X", date(1949, 12, 31), True),
        ("440524198001010013", date(1980, 1, 1), False),
        ("330106200002290010", date(2000, 2, 29), False),
        ("810000199408230021", date(1994, 8, 23), True),
    ],
)
def test_what_a_number_says(typed: str, born: date, female: bool) -> None:
    found = id_number(typed, TODAY)
    assert (found.born, found.female, found.region) == (born, female, found.number[:6])
    assert found.number == document_number("id_card", typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id.shape"),
        ("1101051949123100", "id.shape"),
        ("1101051949123100211", "id.shape"),
        ("1101051949X231002X", "id.shape"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢٥", "id.shape"),
        ("110105491231002", "id.old_form"),
        ("110 105 491231 002", "id.old_form"),
        ("990105194912310023", "id.region"),
        ("000000000000000000", "id.region"),
        ("110105194902300020", "id.birth"),
        ("110105194900310020", "id.birth"),
        ("110105190002290021", "id.birth"),
        ("110105202605040021", "id.birth"),
        ("440524188001010014", "id.birth"),  # the standard's second example: nobody so old comes to work
        ("110105194912310020", "id.check"),
        ("110105194912310021", "id.check"),
        ("110105194912301002", "id.check"),
    ],
)
def test_what_is_no_number(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        id_number(typed, TODAY)
    assert refused.value.code == code
    for language in Language:
        assert text(f"refused.{code}.title", language) and text(f"refused.{code}.body", language)


def test_born_today_counts_and_tomorrow_does_not() -> None:
    first = "11010520260503002"
    assert id_number(first + check_mark(first), TODAY).born == TODAY
    with pytest.raises(Refused):
        id_number(first + check_mark(first), date(2026, 5, 2))


@given(st.integers(0, 16), st.integers(1, 9), st.dates(date(1930, 1, 1), TODAY), st.integers(0, 999))
def test_one_wrong_digit_is_always_found(place: int, more: int, born: date, order: int) -> None:
    first = f"330106{born:%Y%m%d}{order:03}"
    assert id_number(first + check_mark(first), TODAY).born == born
    wrong = first[:place] + str((int(first[place]) + more) % 10) + first[place + 1 :]
    with pytest.raises(Refused):
        id_number(wrong + check_mark(first), TODAY)


@given(st.integers(0, 15), st.dates(date(1930, 1, 1), TODAY), st.integers(0, 999))
def test_two_digits_in_the_wrong_order_are_always_found(place: int, born: date, order: int) -> None:
    first = f"330106{born:%Y%m%d}{order:03}"
    swapped = first[:place] + first[place + 1] + first[place] + first[place + 2 :]
    if swapped == first:
        return
    with pytest.raises(Refused):
        id_number(swapped + check_mark(first), TODAY)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("passport", "e 1234 5678", "E12345678"),
        ("home_return", "h01234567", "H01234567"),
        ("home_return", "M0123456701", "M0123456701"),
        ("taiwan_permit", "01234567", "01234567"),
        ("other", "ab-12/34", "AB1234"),
    ],
)
def test_other_documents(kind: str, typed: str, kept: str) -> None:
    assert document_number(kind, typed, TODAY) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("passport", "E12", "document.shape"),
        ("passport", "E1234<678", "document.shape"),
        ("home_return", "E01234567", "document.shape"),
        ("taiwan_permit", "0123456", "document.shape"),
        ("other", "", "document.shape"),
        ("driving_licence", "E12345678", "document.kind"),
        ("", SAMPLE, "document.kind"),
    ],
)
def test_what_is_no_other_document(kind: str, typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        document_number(kind, typed, TODAY)
    assert refused.value.code == code


def test_a_number_is_shown_by_its_end_alone() -> None:
    assert masked(SAMPLE) == "**************002X"
    assert masked("AB1234") == "******"
