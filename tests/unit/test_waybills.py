"""Which numbers look like a carrier's, and which are as good as made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.deliveries.waybills import carrier_of, fits_a_carrier, is_postal


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        ("SF1234567890123", "sf"),
        ("YT7412589630001", "yto"),
        ("JT5123456789012", "jt"),
        ("JDVA12345678901", "jd"),
        ("78123456789012", "zto"),
        ("773012345678901", "sto"),
        ("432012345678901", "yunda"),
        ("DPK210012345678", "deppon"),
        ("1Z999AA10123456784", "ups"),
        ("RB123456785GB", "post"),
        ("EE473124829CN", "post"),
    ],
)
def test_a_carriers_number_is_known_by_its_form(text: str, carrier: str) -> None:
    assert carrier_of(text) == carrier
    assert fits_a_carrier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SF123",
        "sf1234567890123",
        "SF1234567890123X",
        "RB123456784GB",
        "HELLO",
        "LOGE1.7",
        "0" * 64,
        "ＳＦ1234567890123",
    ],
)
def test_anything_else_fits_none(text: str) -> None:
    assert carrier_of(text) == ""
    assert not fits_a_carrier(text)


def test_the_standards_own_number_is_a_postal_one() -> None:
    assert is_postal("RX473124829GB")  # UPU S10-12, annex: 473124829


@given(st.from_regex(r"[A-Z]{2}\d{8}[A-Z]{2}", fullmatch=True))
def test_exactly_one_check_digit_is_right(text: str) -> None:
    assert sum(is_postal(f"{text[:10]}{digit}{text[10:]}") for digit in range(10)) == 1


@given(st.from_regex(r"\d{8}|\d{12}|\d{13}", fullmatch=True))
def test_a_number_as_on_goods_fits_only_when_it_is_announced(text: str) -> None:
    assert not fits_a_carrier(text)
    assert fits_a_carrier(text, {text})
