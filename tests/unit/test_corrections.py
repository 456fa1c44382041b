"""Registers put right: what may be, by whom, and that what stood there before is on record."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from kiosk.domain.corrections.correction import RECENT, VALUES, table_of, value_of
from kiosk.domain.corrections.deciding import decide_correction
from kiosk.domain.corrections.events import RegisterCorrected
from kiosk.domain.deposits import events as n
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.books import BOOKS
from kiosk.flows.registers.correction_lines import CHOICES, choice_named, field_named
from kiosk.language.messages import Language, known, text
from tests.unit.houses import NOON, PEOPLE, at, person

DESCRIBED = n.DepositDescribed(
    "d", "r", "1-1-0802", "", "bag", 3, "good", "M", False, None, 0, "words:deposit:d", "", "a"
)
HOUSE = at(PEOPLE, person("chief", "supervisor"), DESCRIBED)
SIGNED = at(HOUSE, n.DepositTakenIn("d", "slip", "signature:d", "", "signature:e", "", "", "a"))


def wish(
    field: str = "count", now: str = "2", was: str = "3", by: str = "a", **more: str
) -> RegisterCorrected:
    wanted = RegisterCorrected("act", "deposits", "d", field, was, now, "", "miscounted", by)
    return replace(wanted, **more)


def decided(house: House, wanted: RegisterCorrected) -> list[Event]:
    return decide_correction(house, wanted, HOUSE.people[wanted.by], house.deposits.get(wanted.about))


def test_what_is_true_stands_on_the_line_and_what_stood_there_in_the_correction() -> None:
    house = at(HOUSE, *decided(HOUSE, wish()))
    assert house.deposits["d"].count == 2
    made = house.corrections["act"]
    assert (made.was, made.now, made.why, made.by, made.made) == ("3", "2", "miscounted", "a", NOON)
    assert decided(house, wish()) == [], "the same form twice"
    words = at(house, *decided(house, wish("words", "words:deposit:d:x", "words:deposit:d", correction="b")))
    assert words.deposits["d"].words == "words:deposit:d:x" and words.deposits["d"].count == 2


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (wish(by="r"), "staff.needed"),
        (wish(by="left"), "staff.needed"),
        (wish("stage"), "correction.unknown"),
        (wish("person", "chief", "r"), "correction.unknown"),
        (wish(register="movein"), "correction.unknown"),
        (wish(about="none"), "correction.unknown"),
        (wish(now=""), "correction.empty"),
        (wish(why=""), "correction.why"),
        (wish(now="0"), "correction.value"),
        (wish(now="100"), "correction.value"),
        (wish(now="-1"), "correction.value"),
        (wish(now="２"), "correction.value"),
        (wish("condition", "gold", "good"), "correction.value"),
        (wish(now="3"), "correction.same"),
        (wish(was="4"), "correction.changed"),
    ],
)
def test_what_is_not_put_right(command: RegisterCorrected, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decided(HOUSE, command)
    assert refused.value.code == code


def test_nobody_of_the_desk_writes_smaller_alone_what_somebody_has_signed_for() -> None:
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        decided(SIGNED, wish())
    assert decided(SIGNED, wish(by="chief"))
    assert decided(SIGNED, wish("condition", "worn", "good")), "how it is, the desk may say"
    claimed = at(SIGNED, n.ClaimSigned("d", "c", 1, "slip", "", "", "signature:c", "", "fresh", "", "a"))
    given = at(claimed, n.DepositGiven("d", "c", 2))
    for house, was in ((claimed, "3"), (given, "2")):
        with pytest.raises(Refused, match=r"correction\.handed_out"):
            decided(house, wish(now="1", was=was, by="chief"))


def test_a_line_that_is_not_at_hand_keeps_what_it_says_and_is_put_right_all_the_same() -> None:
    gone = at(HOUSE).having(deposits={})
    line = HOUSE.deposits["d"]
    (event,) = decide_correction(gone, wish("condition", "worn", "good"), HOUSE.people["a"], line)
    house = at(gone, event)
    assert house.corrections["act"].now == "worn" and not house.deposits
    with pytest.raises(Refused, match=r"correction\.handed_out"):
        decide_correction(gone, wish(by="chief"), HOUSE.people["chief"], line)


def test_the_newest_stay_at_hand() -> None:
    house = HOUSE
    for count in range(RECENT + 5):
        was, now = ("good", "worn") if count % 2 == 0 else ("worn", "good")
        house = at(house, *decided(house, wish("condition", now, was, correction=f"{count:03}")))
    assert len(house.corrections) == RECENT and "004" not in house.corrections


def test_each_value_is_one_of_its_line_and_has_words_in_its_register() -> None:
    for register, values in VALUES.items():
        book = BOOKS[register]
        attributes = {one.name for one in fields(book.kind)}
        assert isinstance(getattr(House(), table_of(register)), dict)
        for name, value in values.items():
            assert value_of(register, name) is value and value.column in book.columns
            assert not value.attribute or value.attribute in attributes, (register, name)
            assert bool(value.choices) is ((register, name) in CHOICES)
            for language in Language:

                def say(key: str, language: Language = language, **facts: object) -> str:
                    assert known(key), key
                    return text(key, language, **facts)

                assert field_named(say, name)
                assert all(choice_named(say, register, name, one) for one in value.choices)
    answer = value_of("services", "answer.guests")
    assert answer and answer.column in BOOKS["services"].columns
