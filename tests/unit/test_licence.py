"""North American licences out of the text of their code, and of text that is not quite in order."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.documents.document import FEMALE, Document, FieldName, Kind
from kiosk.domain.documents.licence import licence
from tests.bench.licence_cards import person, written

TODAY = date(2026, 11, 22)
ELEMENTS = {
    "DAQ": "T64235789", "DCS": "SAMPLE", "DDE": "N", "DAC": "MICHAEL", "DDF": "N", "DAD": "JOHN,BOB", "DDG": "N",
    "DBD": "06062019", "DBB": "06061986", "DBA": "12102034", "DBC": "2", "DAG": "2300 WEST BROAD STREET",
    "DAI": "RICHMOND", "DAJ": "VA", "DAK": "232690000  ", "DCG": "USA", "DCF": "2424244747474786102204",
}  # fmt: skip


def read(text: str) -> Document:
    found = licence(text, TODAY)
    assert found is not None
    return found


def read_with(**changed: str) -> Document:
    return read_as(9, **changed)


def read_as(version: int, /, **changed: str) -> Document:
    elements = {name: value for name, value in {**ELEMENTS, **changed}.items() if value}
    return read(written(elements, version=version))


def test_every_field_of_a_card_in_order_is_read_and_sure() -> None:
    found = read_with()
    assert found.kind is Kind.LICENCE and found.doubts == ()
    assert {name: field.text for name, field in found.fields.items()} == {
        FieldName.NUMBER: "T64235789",
        FieldName.SURNAME: "SAMPLE",
        FieldName.GIVEN_NAMES: "MICHAEL JOHN BOB",
        FieldName.NAME: "MICHAEL JOHN BOB SAMPLE",
        FieldName.SEX: FEMALE,
        FieldName.BORN: "1986-06-06",
        FieldName.ISSUED: "2019-06-06",
        FieldName.EXPIRES: "2034-12-10",
        FieldName.ADDRESS: "2300 WEST BROAD STREET, RICHMOND, VA 23269",
        FieldName.ISSUER: "USA",
        FieldName.AUTHORITY: "VA",
    }
    assert all(field.sure for field in found.fields.values())


def test_canada_and_the_first_version_write_the_year_first() -> None:
    canada = read_with(DCG="CAN", DAJ="ON", DAK="K1A 0B1", DBB="19860631", DBD="20190606", DBA="20341210")
    assert canada.text(FieldName.EXPIRES) == "2034-12-10" and canada.text(FieldName.ISSUER) == "CAN"
    assert FieldName.BORN not in canada.fields and "date.odd" in canada.doubts
    first = read_as(
        1, DCS="", DAC="", DAD="", DCG="", DAA="SAMPLE,MICHAEL,JOHN", DBB="19860606", DBD="", DBA=""
    )
    assert first.text(FieldName.BORN) == "1986-06-06" and first.is_sure(FieldName.BORN)
    assert first.text(FieldName.NAME) == "MICHAEL JOHN SAMPLE" and first.text(FieldName.ISSUER) == "USA"


def test_a_name_that_was_cut_off_is_not_sure() -> None:
    found = read_with(DDE="T")
    assert not found.is_sure(FieldName.SURNAME) and not found.is_sure(FieldName.NAME)
    assert found.is_sure(FieldName.GIVEN_NAMES) and found.is_sure(FieldName.NUMBER)


def test_what_says_that_there_is_nothing_is_nothing() -> None:
    found = read_with(DAD="NONE", DBD="00000000", DAK="unavl")
    assert found.text(FieldName.GIVEN_NAMES) == "MICHAEL"
    assert FieldName.ISSUED not in found.fields
    assert found.text(FieldName.ADDRESS).endswith("RICHMOND, VA")


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"DBB": "06062030"}, FieldName.BORN),
        ({"DBB": "06061786"}, FieldName.BORN),
        ({"DBD": "06062030"}, FieldName.ISSUED),
        ({"DBA": "06061999"}, FieldName.EXPIRES),
    ],
)
def test_a_date_that_cannot_be_is_shown_and_doubted(changed: dict[str, str], name: FieldName) -> None:
    found = read_with(**changed)
    assert not found.is_sure(name) and "date.odd" in found.doubts
    assert found.is_sure(FieldName.NUMBER)


def test_an_expired_card_says_so() -> None:
    assert read_with(DBA="01012025").doubts == ("expired",)


def test_a_card_whose_book_keeping_is_wrong_is_read_and_nothing_of_it_is_sure() -> None:
    whole = written(ELEMENTS)
    for damaged in (
        whole[:-40],
        whole.replace("DL00", "DL09", 1),
        whole.replace("\r", "\n"),
        whole + "x",
        whole[:60] + whole[70:],
    ):
        found = licence(damaged, TODAY)
        if damaged == whole + "x":
            assert found is not None and found.is_sure(FieldName.NUMBER)
            continue
        assert found is not None, damaged
        assert not any(field.sure for field in found.fields.values())
        assert "licence.damaged" in found.doubts


def test_a_states_own_part_beside_it_changes_nothing() -> None:
    part = "DL" + "\n".join(f"{name}{value}" for name, value in ELEMENTS.items()) + "\n\r"
    own = "ZVZVA01\n\r"
    head = "@\n\x1e\rANSI 6360000900" + "02"
    start = len(head) + 20
    text = f"{head}DL{start:04}{len(part):04}ZV{start + len(part):04}{len(own):04}{part}{own}"
    assert read(text) == read_with()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "HELLO",
        "LOGE1.7",
        "@\n\x1e\rANSI 636000090001",
        "@\n\x1e\rANSI 63600009000199" + "DL" * 99,
        "x" * 5000,
    ],
)
def test_what_is_no_card_is_none(text: str) -> None:
    assert licence(text, TODAY) is None


@given(st.integers(0, 10_000))
def test_every_invented_person_comes_back(seed: int) -> None:
    told = person(random.Random(seed))
    found = read(written(told))
    assert found.text(FieldName.NUMBER) == told["DAQ"] and found.text(FieldName.SURNAME) == told["DCS"]
    assert all(field.sure for field in found.fields.values())


@given(st.binary(max_size=600), st.integers(0, 500))
def test_no_text_is_too_much(noise: bytes, at: int) -> None:
    whole = written(ELEMENTS)
    found = licence(whole[:at] + noise.decode("latin-1") + whole[at:], TODAY)
    assert found is None or found.kind is Kind.LICENCE
