"""How often somebody may be wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.guesses import FORGIVEN_EVERY_S, FREE_FAILURES, Guesses, allow
from kiosk.domain.refusal import Refused
from tests.unit.houses import NOON


def after(failures: int) -> Guesses:
    guesses = Guesses()
    for _ in range(failures):
        guesses = guesses.failed(NOON)
    return guesses


@pytest.mark.parametrize(
    ("failures", "later_s", "wait_s"),
    [
        (0, 0, 0),
        (FREE_FAILURES - 1, 0, 0),
        (FREE_FAILURES, 0, 300),
        (FREE_FAILURES, 299, 1),
        (FREE_FAILURES, 300, 0),
        (FREE_FAILURES + 2, 0, 900),
        (FREE_FAILURES + 2, 600, 300),
        (FREE_FAILURES, -3600, 300),  # the clock went back: nothing is forgiven
    ],
)
def test_how_long_nobody_may_guess(failures: int, later_s: int, wait_s: int) -> None:
    assert after(failures).wait_s(NOON + timedelta(seconds=later_s)) == wait_s


def test_a_patient_guesser_gets_one_guess_each_five_minutes() -> None:
    guesses, now, made = after(0), NOON, 0
    for _ in range(24 * 60):
        if not guesses.wait_s(now):
            guesses, made = guesses.failed(now), made + 1
        now += timedelta(minutes=1)
    assert made <= 24 * 3600 // FORGIVEN_EVERY_S + FREE_FAILURES


def test_the_refusal_tells_the_minutes() -> None:
    allow(None, NOON, "code.paused")
    allow(after(4), NOON, "code.paused")
    with pytest.raises(Refused) as refused:
        allow(after(6), NOON, "code.paused")
    assert (refused.value.code, refused.value.facts) == ("code.paused", {"minutes": 10})
