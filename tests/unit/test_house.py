"""The house with something changed: what was worked out stays for as long as it is true."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pytest

from kiosk.domain import events as e
from kiosk.domain import house as module
from kiosk.domain.house import House
from kiosk.domain.items import with_person
from tests.unit.houses import LABEL, at

KEYS = [
    e.KeyRegistered("pump", "plant", LABEL, "01-000000000001", "K01", (), None),
    e.KeyRegistered("gate", "common", LABEL, "01-000000000002", "K02", (), None),
]


def test_it_is_as_any_other_with_these_mappings() -> None:
    house = at(House(), *KEYS)
    people = {"a": house.keys["pump"]}  # what they hold does not matter here
    assert house.having(people=people) == replace(house, people=people)  # type: ignore[arg-type]


def test_a_key_given_away_is_found_with_its_bearer() -> None:
    house = at(House(), *KEYS)
    assert [key.id for key in house.keys_at("K01")] == ["pump"] and house.keys_with("lin") == []
    taken = replace(house.keys["pump"], custodian=with_person("lin"))
    after = house.having(keys={**house.keys, "pump": taken})
    assert after.keys_at("K01") == [] and after.keys_with("lin") == [taken]
    assert [key.id for key in house.keys_at("K01")] == ["pump"], "the house before is as it was"


def test_what_other_mappings_tell_is_not_worked_out_again() -> None:
    house = at(House(), *KEYS)
    house.keys_at("K01")
    rulebook = house.rulebook
    after = house.having(people={})
    assert after.rulebook is rulebook
    assert after._keys_by_custodian is house._keys_by_custodian


@pytest.mark.parametrize("name", ["grants", "key_rules", "reasons", "timetables", "limits"])
def test_another_rule_is_another_rulebook(name: str) -> None:
    house = House()
    rulebook = house.rulebook
    assert house.having(**{name: {}}).rulebook is not rulebook


def test_what_it_works_out_is_declared_with_mappings_that_it_has() -> None:
    worked_out = {name for name, value in vars(House).items() if isinstance(value, cached_property)}
    assert worked_out == module._WORKED_OUT.keys()
    assert frozenset().union(*module._WORKED_OUT.values()) <= module._MAPPINGS
