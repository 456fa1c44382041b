"""What a site may say of waiting parcels, and what it is told when it does not fit."""

from __future__ import annotations

import pytest

from kiosk.domain.waiting.wait import FeeRule
from kiosk.settings.parcels import ParcelSettings, StorageFeeSettings, parcel_problems


def test_a_silent_site_has_sensible_rules() -> None:
    rules = ParcelSettings().rules
    assert (rules.expiry_hours, rules.reminders, rules.fee.cents_a_day) == (72, 2, 0)
    assert dict(rules.expiry_hours_by_category) == {"fresh": 24}
    assert list(parcel_problems(ParcelSettings(), 0)) == []


@pytest.mark.parametrize(
    ("settings", "shelves", "said"),
    [
        (ParcelSettings(away="storeroom"), 0, "no shelves"),
        (ParcelSettings(away="storeroom"), 2, ""),
        (ParcelSettings(expiry_hours=24), 0, "reminder 2 would go out after 48 h"),
        (ParcelSettings(expiry_hours=24, reminders=0), 0, ""),
        (ParcelSettings(reminders=4), 0, "reminder 4 would go out after 96 h"),
        (ParcelSettings(fee=StorageFeeSettings(cents_a_day=500, most_cents=100)), 0, "less than one day"),
        (ParcelSettings(fee=StorageFeeSettings(cents_a_day=500, most_cents=0)), 0, ""),
    ],
)
def test_what_does_not_go_together(settings: ParcelSettings, shelves: int, said: str) -> None:
    problems = list(parcel_problems(settings, shelves))
    assert bool(problems) == bool(said)
    assert all(said in problem for problem in problems)


def test_the_fee_is_in_cents_and_off_unless_it_is_set() -> None:
    fee = StorageFeeSettings(cents_a_day=100, free_hours=24, most_cents=500, settle="desk")
    assert ParcelSettings(fee=fee).rules.fee == FeeRule(100, 24, 500, owed=False)
