"""Goods that leave: by whose word, until when, and what is said at the gate."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.releases import deciding as d
from kiosk.domain.releases.evolving import KEPT
from kiosk.domain.releases.release import ReleaseStage
from tests.unit.houses import NOON, PEOPLE, at, person

BY = Person("a", Role.ATTENDANT)
HOUSE = at(PEOPLE, person("wife", "resident"), person("chief", "supervisor"))
NAME = "c" * 32
ASK = d.Ask(NAME, "r", "goods:1", "00", 3, NOON - timedelta(hours=1), NOON + timedelta(days=1), "a")
SIGNED = d.OwnersWord(
    NAME, "signed", "r", "f" * 16, signature="signature:x", signature_digest="00", served=BY
)


def asked(house: House = HOUSE, command: d.Ask = ASK) -> House:
    return at(house, *d.decide_ask(house, command, NOON))


def released(house: House | None = None, command: d.OwnersWord = SIGNED) -> House:
    house = house or asked()
    return at(house, *d.decide_word(house, command, NOON))


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=f"^{code}$".replace(".", r"\."))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "gone"}, "resident.unknown"),
        ({"person": "a"}, "resident.unknown"),
        ({"count": 0}, "release.nothing"),
        ({"count": 31}, "release.too_many"),
        ({"until": NOON - timedelta(minutes=1)}, "release.until"),
        ({"until": NOON + timedelta(days=15)}, "release.until"),
    ],
)
def test_what_can_not_be_asked_for(changes: dict[str, object], code: str) -> None:
    with refused(code):
        d.decide_ask(HOUSE, replace(ASK, **changes), NOON)  # type: ignore[arg-type]


def test_one_home_has_only_so_many_open() -> None:
    house = HOUSE
    for number in range(d.MOST_OPEN):
        house = asked(house, replace(ASK, release=f"{number:032x}"))
    with refused("release.home_limit"):
        asked(house)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"word": "whispered"}, "release.word"),
        ({"word_by": "wife"}, "release.not_yours"),
        ({"word_by": "c"}, "release.not_yours"),
        ({"signature": ""}, "signature.missing"),
        ({"word": "phone", "said": ""}, "release.number"),
        ({"word": "phone", "said": "called:1", "word_by": "wife"}, "release.not_yours"),
        ({"word": "phone", "said": "called:1", "served": None}, "staff.needed"),
        ({"word": "delegate", "word_by": "c"}, "release.not_yours"),
        ({"word": "supervisor", "word_by": "a", "said": "x"}, "supervisor.needed"),
        ({"word": "supervisor", "word_by": "chief", "said": ""}, "reason.missing"),
        ({"served": Person("r", Role.RESIDENT)}, "staff.needed"),
    ],
)
def test_whose_word_does_not_count(changes: dict[str, object], code: str) -> None:
    with refused(code):
        d.decide_word(asked(), replace(SIGNED, **changes), NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"served": None},
        {"word": "phone", "said": "called:1", "signature": ""},
        {"word": "delegate", "word_by": "wife"},
        {"word": "supervisor", "word_by": "chief", "said": "words:why:1", "signature": ""},
    ],
)
def test_whose_word_does(changes: dict[str, object]) -> None:
    command = replace(SIGNED, **changes)  # type: ignore[arg-type]
    house = released(command=command)
    known = house.releases[NAME]
    assert (known.stage, known.word, known.word_by) == (ReleaseStage.RELEASED, command.word, command.word_by)
    assert known.lets_go(NOON) and not known.lets_go(ASK.until + timedelta(seconds=1))
    assert d.decide_word(house, command, NOON) == [], "one word, one paper"


def test_nothing_leaves_without_the_word_nor_out_of_its_time() -> None:
    with refused("release.not_released"):
        d.decide_gone(asked(), NAME, BY, NOON)
    for now in (ASK.since - timedelta(seconds=1), ASK.until + timedelta(seconds=1)):
        with refused("release.not_now"):
            d.decide_gone(released(), NAME, BY, now)
    house = at(released(), *d.decide_gone(released(), NAME, BY, NOON))
    assert house.releases[NAME].stage is ReleaseStage.GONE and not house.releases[NAME].lets_go(NOON)
    assert d.decide_gone(house, NAME, BY, NOON) == []
    with refused("release.over"):
        d.decide_call_off(house, NAME, "r")


def test_the_home_and_the_desk_may_call_it_off() -> None:
    for who in ("r", "wife", "a"):
        house = at(released(), *d.decide_call_off(released(), NAME, who))
        assert house.releases[NAME].stage is ReleaseStage.CALLED_OFF
        with refused("release.over"):
            d.decide_word(house, SIGNED, NOON)
    with refused("release.not_yours"):
        d.decide_call_off(released(), NAME, "c")


def test_its_time_ends_it() -> None:
    late = ASK.until + timedelta(seconds=1)
    assert d.lapses(released(), ASK.until) == []
    house = at(released(), *d.lapses(released(), late))
    assert house.releases[NAME].stage is ReleaseStage.LAPSED and d.lapses(house, late) == []
    with refused("release.over"):
        d.decide_word(asked(), SIGNED, late)


def test_it_waits_at_the_desk_for_the_owners_word() -> None:
    assert [one.code for one in d.releases_waiting(asked(), NOON)] == ["release.word"]
    assert list(d.releases_waiting(released(), NOON)) == []


def test_a_showing_is_on_record_once_in_ten_minutes() -> None:
    house = released()
    (event,) = d.decide_shown(house, NAME, NOON)
    assert event.lets_go  # type: ignore[attr-defined]
    house = at(house, event)
    assert d.decide_shown(house, NAME, NOON + timedelta(minutes=9)) == []


def test_what_is_over_leaves_the_running_state() -> None:
    house = HOUSE
    for number in range(KEPT + 3):
        house = asked(house, replace(ASK, release=f"{number:032x}"))
        house = at(house, *d.decide_call_off(house, f"{number:032x}", "r"))
    assert len(house.releases) == KEPT
