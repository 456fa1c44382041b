"""Machine-readable zones: check digits, layouts, repair by place and by check digit, and what is sure."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.documents.document import FieldName, Kind
from kiosk.domain.documents.layouts import LAYOUTS, TD1, TD2, TD3, Form, Layout
from kiosk.domain.documents.marks import DIGITS, FILLER, LETTERS, MARKS, check_digit
from kiosk.domain.documents.states import STATES
from kiosk.domain.documents.weighing import Reading, plain
from kiosk.domain.documents.zone import Zone, read_zone

TODAY = date(2026, 11, 22)

PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG_CARD = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
PAPER = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
LONG_PAPER = ("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<", "D23145890<UTO3407127M95071227349<<<8")
VISA_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
VISA_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
STANDARD = (PASSPORT, CARD, LONG_CARD, PAPER, LONG_PAPER, VISA_A, VISA_B, FRENCH)
"""The specimens of ICAO Doc 9303 parts 4 to 7, and the French ministry's."""


def read(*readings: tuple[str, ...]) -> Zone | None:
    """Return what lines of text say; each reading once, or one reading twice."""
    both = readings if len(readings) > 1 else readings * 2
    return read_zone([[plain(line) for line in lines] for lines in both], TODAY)


def said(zone: Zone | None, name: FieldName) -> tuple[str, bool]:
    """Return a field's text and whether it is sure."""
    assert zone is not None
    return zone.document.text(name), zone.document.is_sure(name)


@pytest.mark.parametrize(
    ("marks", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("D23145890734", "9"), ("<<<<<<<<<<<<<<", "0")],
)
def test_check_digits_are_the_standards(marks: str, digit: str) -> None:
    assert check_digit(marks) == digit


@pytest.mark.parametrize("lines", STANDARD)
def test_the_standards_specimens_are_read_as_they_stand(lines: tuple[str, ...]) -> None:
    zone = read(lines)
    assert zone is not None
    assert zone.lines == zone.document.zone == lines
    assert zone.document.doubts == ()
    assert all(field.sure for field in zone.document.fields.values())


def test_a_passport_says_who_somebody_is() -> None:
    zone = read(PASSPORT)
    assert zone is not None
    assert zone.document.kind is Kind.TD3
    assert {name: field.text for name, field in zone.document.fields.items()} == {
        FieldName.CODE: "P",
        FieldName.ISSUER: "UTO",
        FieldName.NUMBER: "L898902C3",
        FieldName.NATIONALITY: "UTO",
        FieldName.BORN: "1974-08-12",
        FieldName.SEX: "female",
        FieldName.EXPIRES: "2012-04-15",
        FieldName.PERSONAL_NUMBER: "ZE184226B",
        FieldName.SURNAME: "ERIKSSON",
        FieldName.GIVEN_NAMES: "ANNA MARIA",
        FieldName.NAME: "ERIKSSON ANNA MARIA",
    }


@pytest.mark.parametrize("lines", [LONG_CARD, LONG_PAPER])
def test_a_long_number_goes_on_behind(lines: tuple[str, ...]) -> None:
    assert said(read(lines), FieldName.NUMBER) == ("D23145890734", True)
    zone = read(lines)
    assert zone is not None
    assert FieldName.PERSONAL_NUMBER not in zone.document.fields


def test_a_visa_is_no_proof_of_identity_by_its_kind() -> None:
    for lines, form in ((VISA_A, Form.MRV_A), (VISA_B, Form.MRV_B)):
        zone = read(lines)
        assert zone is not None
        assert (zone.form, zone.document.kind) == (form, Kind.VISA)


def test_letters_where_digits_stand_are_mended_by_their_place() -> None:
    damaged = (CARD[0], "74O8I22F12O4I59UTO<<<<<<<<<<<6", "ER1KSS0N<<ANNA<MAR1A<<<<<<<<<<")
    zone = read(damaged)
    assert zone is not None
    assert zone.lines == CARD
    assert said(zone, FieldName.BORN) == ("1974-08-12", True)
    assert said(zone, FieldName.SURNAME)[0] == "ERIKSSON"


def test_a_check_digit_decides_among_characters_that_look_alike() -> None:
    damaged = (PASSPORT[0], PASSPORT[1].replace("L898902C3", "L8989O2C3"))
    zone = read(damaged)
    assert zone is not None
    assert zone.lines == PASSPORT


def test_what_several_repairs_would_fit_is_unsure() -> None:
    """G counts 10 more than 6, S 20 more than 8: no check digit tells them."""
    for wrong, right in (("6", "G"), ("8", "S")):
        number = f"A{right}1234567"
        lines = _td3(number)
        blurred = [[((mark, 0.9),) for mark in line] for line in lines]
        blurred[1][1] = ((wrong, 0.5), (right, 0.5))  # type: ignore[assignment]
        zone = read_zone([blurred, blurred], TODAY)
        assert said(zone, FieldName.NUMBER)[1] is False


def test_a_zone_that_was_printed_wrong_stays_wrong_and_is_doubted() -> None:
    wrong = (PASSPORT[0], PASSPORT[1].replace("L898902C36", "L898902C37"))
    sharp: Reading = [[((mark, 0.9999),) for mark in line] for line in wrong]
    zone = read_zone([sharp, sharp], TODAY)
    assert zone is not None
    assert zone.lines == wrong
    assert "zone.check.number" in zone.document.doubts
    assert not zone.document.is_sure(FieldName.NUMBER)


def test_a_name_is_sure_only_when_two_readings_agree() -> None:
    other = (PASSPORT[0].replace("ERIKSSON", "ERIKSEON"), PASSPORT[1])
    assert said(read(PASSPORT, PASSPORT), FieldName.NAME) == ("ERIKSSON ANNA MARIA", True)
    assert said(read(PASSPORT, other), FieldName.NAME) == ("ERIKSSON ANNA MARIA", False)
    alone = read_zone([[plain(line) for line in PASSPORT]], TODAY)
    assert said(alone, FieldName.NAME)[1] is False
    assert said(read(PASSPORT, ("", PASSPORT[1])), FieldName.NAME)[1] is False


def test_two_readings_that_both_fit_and_differ_prove_nothing() -> None:
    """A G counts ten more than a 6: the check digit is the same."""
    assert said(read(_td3("AG1234567"), _td3("AG1234567")), FieldName.NUMBER) == ("AG1234567", True)
    assert said(read(_td3("AG1234567"), _td3("A61234567")), FieldName.NUMBER)[1] is False


def test_a_line_that_only_one_reading_has_bears_nothing_out() -> None:
    zone = read(PASSPORT, (PASSPORT[0], ""))
    assert said(zone, FieldName.NAME)[1] is True
    assert said(zone, FieldName.SEX) == ("female", False)


def test_a_state_is_sure_when_the_card_says_it_twice() -> None:
    alone = read_zone([[plain(line) for line in PASSPORT]], TODAY)
    assert said(alone, FieldName.NATIONALITY) == ("UTO", True)
    unknown = _td3("L898902C3", issuer="QQQ", nationality="QQQ")
    zone = read(unknown)
    assert said(zone, FieldName.NATIONALITY) == ("QQQ", False)
    assert zone is not None
    assert "zone.state.nationality" in zone.document.doubts


@pytest.mark.parametrize(
    ("birth", "born"),
    [
        ("261122", "2026-11-22"),
        ("261123", "1926-11-23"),
        ("000229", "2000-02-29"),
        ("74<<<<", "1974"),
        ("7408<<", "1974-08"),
    ],
)
def test_a_birth_is_in_the_last_century_that_is_behind_us(birth: str, born: str) -> None:
    zone = read(_td3("L898902C3", birth=birth))
    assert said(zone, FieldName.BORN) == (born, len(born) == 10)


@pytest.mark.parametrize(
    ("expiry", "last"), [("761122", "2076-11-22"), ("770101", "1977-01-01"), ("310409", "2031-04-09")]
)
def test_a_document_is_valid_for_half_a_century_at_most(expiry: str, last: str) -> None:
    assert said(read(_td3("L898902C3", expiry=expiry)), FieldName.EXPIRES) == (last, True)


@pytest.mark.parametrize("birth", ["750229", "751301", "750431", "750100"])
def test_a_day_that_is_none_is_no_birthday(birth: str) -> None:
    lines = _td3("L898902C3", birth=birth)
    sharp: Reading = [[((mark, 0.9999),) for mark in line] for line in lines]
    zone = read_zone([sharp, sharp], TODAY)
    assert zone is not None
    assert not zone.document.text(FieldName.BORN)
    assert "zone.day.birth" in zone.document.doubts


def test_a_state_of_the_list_is_taken_before_letters_that_are_none() -> None:
    lines = _td3("L898902C3", issuer="MCO", nationality="MCO")
    blurred: list[list[tuple[tuple[str, float], ...]]] = [
        [((mark, 0.99),) for mark in line] for line in lines
    ]
    blurred[0][4] = (("Q", 0.6), ("O", 0.4))
    zone = read_zone([blurred], TODAY)
    assert said(zone, FieldName.ISSUER) == ("MCO", False)
    sharp = [list(line) for line in blurred]
    sharp[0][4] = (("Q", 0.9999),)
    zone = read_zone([sharp], TODAY)
    assert said(zone, FieldName.ISSUER) == ("MCQ", False), "what stands there plainly stays"


def test_two_readings_together_see_more_than_either() -> None:
    own: list[list[tuple[tuple[str, float], ...]]] = [[((mark, 0.99),) for mark in line] for line in PASSPORT]
    own[0][5] = (("F", 0.6), ("E", 0.4))
    other = [[((mark, 0.97),) for mark in line] for line in PASSPORT]
    assert said(read_zone([own], TODAY), FieldName.SURNAME) == ("FRIKSSON", False)
    assert said(read_zone([own, other], TODAY), FieldName.SURNAME) == ("ERIKSSON", False), (
        "they did not agree"
    )


def test_fillers_that_were_read_as_letters_are_no_name() -> None:
    damaged = (CARD[0], CARD[1], "ERIKSSON<<ANNA<MARIA<<<<KK<<C<")
    zone = read(damaged)
    assert zone is not None
    assert zone.lines == CARD


def test_a_name_that_fills_its_line_may_be_cut() -> None:
    zone = read(_td3("L898902C3", name="PAPANDROPOULOUS<<JONATHON<ALEXANDERS<TH"))
    assert said(zone, FieldName.NAME)[1] is False
    assert zone is not None
    assert "zone.name.cut" in zone.document.doubts


def test_what_is_no_zone_is_none() -> None:
    assert read(("THE QUICK BROWN FOX",)) is None
    assert read_zone([], TODAY) is None
    assert read((PASSPORT[0],)) is None, "half a zone"
    assert read((PASSPORT[0][:30], PASSPORT[1][:30])) is None
    assert read(("X" * 44, "Y" * 44)) is None


def test_states_are_the_lists() -> None:
    assert {"CHN", "HKG", "TWN", "D", "UTO", "XXA", "XXB", "XXC", "XOM", "UNO", "EUE", "GBD", "RKS"} <= STATES
    assert all(len(state) == 3 for state in STATES - {"D"})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_place_of_a_layout_is_somebodys(layout: Layout) -> None:
    """Spans, check digits and the last one cover each line once."""
    taken = [place for span in layout.spans.values() for place in span.places()]
    taken += [checked.digit for checked in layout.checked]
    taken += [layout.composite_digit] if layout.composite_digit else []
    assert sorted(taken) == sorted(product(range(layout.lines), range(layout.length)))


names = st.text(alphabet=LETTERS, min_size=1, max_size=9)
numbers = st.text(alphabet=DIGITS + LETTERS, min_size=5, max_size=9)
days = st.dates(date(1930, 1, 1), date(2020, 1, 1)).map(lambda day: day.strftime("%y%m%d"))


@settings(max_examples=40, deadline=None)
@given(numbers, names, names, days, days, st.sampled_from(sorted(STATES)))
def test_any_passport_that_is_read_well_is_read_right(
    number: str, surname: str, given_name: str, birth: str, expiry: str, state: str
) -> None:
    lines = _td3(
        number, name=f"{surname}<<{given_name}", birth=birth, expiry=expiry, issuer=state, nationality=state
    )
    zone = read_zone([[[((mark, 0.999),) for mark in line] for line in lines]] * 2, TODAY)
    assert zone is not None
    assert zone.lines == lines
    assert zone.document.doubts == ()
    assert said(zone, FieldName.NUMBER) == (number, True)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([TD1, TD2, TD3]), st.data())
def test_anything_at_all_is_a_zone_or_none_and_never_an_error(layout: Layout, data: st.DataObject) -> None:
    marks = st.text(alphabet=MARKS + "?é中", min_size=layout.length, max_size=layout.length)
    lines = tuple(data.draw(marks) for _ in range(layout.lines))
    zone = read(lines)
    assert zone is None or all(mark in MARKS for line in zone.lines for mark in line)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 8), st.sampled_from(MARKS), numbers)
def test_one_wrong_character_in_a_number_is_never_sure(at: int, mark: str, number: str) -> None:
    """Whatever a plain reading says: with one character wrong, the number is right again or it is unsure."""
    whole = number.ljust(9, "7")
    lines = _td3(whole)
    changed = lines[1][:at] + mark + lines[1][at + 1 :]
    zone = read((lines[0], changed))
    if zone is not None and zone.document.is_sure(FieldName.NUMBER):
        same_value = check_digit(changed[:9]) == changed[9]  # no check digit of this standard sees that
        assert zone.document.text(FieldName.NUMBER) == whole or same_value


def _td3(
    number: str,
    *,
    name: str = "ERIKSSON<<ANNA<MARIA",
    issuer: str = "UTO",
    nationality: str = "UTO",
    birth: str = "740812",
    expiry: str = "290415",
) -> tuple[str, str]:
    """Return a passport's zone with right check digits."""
    number = number.ljust(9, FILLER)
    first = f"P<{issuer.ljust(3, FILLER)}{name}".ljust(44, FILLER)
    own = number + check_digit(number)
    dates = [text + check_digit(text) for text in (birth, expiry)]
    optional = FILLER * 14 + "0"
    under = own + dates[0] + dates[1] + optional
    second = own + nationality.ljust(3, FILLER) + dates[0] + "F" + dates[1] + optional + check_digit(under)
    return first, second
