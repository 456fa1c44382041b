"""Passes for works in a home: who gets one, what is said of it when it is shown, how all are counted in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.domain.contractors import events as c
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.loans.lending import Pens
from kiosk.domain.money.account import cash, fees, held, safe
from kiosk.domain.money.entry import BY_CASH, between
from kiosk.domain.money.events import CashCounted
from kiosk.domain.money.posting import posted, standing_cents
from kiosk.domain.passes import deciding as d
from kiosk.domain.passes.evolving import KEPT
from kiosk.domain.passes.permit import PermitStage, WorkerPass
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from tests.unit.houses import NOON, PEOPLE, at

BY = Person("a", Role.ATTENDANT)
PENS = Pens("signature:x", "00", "signature:y", "11")
PERMIT = "b" * 32
WORKERS = tuple(WorkerPass(n, f"{n:016x}", f"worker-{n}", f"worker:{n}", f"digest{n}") for n in (1, 2, 3))
GIVE = d.GiveOut(
    PERMIT, "1-1-0802", "r", "works-1", "works:1", "00", NOON - timedelta(hours=4), NOON + timedelta(days=30), 5_000,
    WORKERS, PENS, BY,
)  # fmt: skip


def given(house: House = PEOPLE, command: d.GiveOut = GIVE) -> House:
    return at(house, *d.decide_give_out(house, command, NOON))


def counted(house: House, *back: int) -> House:
    command = d.CountIn(PERMIT, frozenset(back), replace(PENS, signature=""), BY)
    return at(house, *d.decide_count_in(house, command), after_s=3600)


def carried(house: House, to: str, out_of: str, cents: int, kind: str) -> list[Event]:
    """Return that money went from the drawer to the safe, or back."""
    moved = posted(
        house, id=f"{kind}-{cents}", about="", person="", kind=kind, lines=between(to, out_of, cents), by="a",
        way=BY_CASH,
    )  # fmt: skip
    return [moved]


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=f"^{code}$".replace(".", r"\."))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": Person("r", Role.RESIDENT)}, "staff.needed"),
        ({"owner": "gone"}, "resident.unknown"),
        ({"owner": "c"}, "resident.unknown"),
        ({"unit": "9-9-9999"}, "resident.unknown"),
        ({"passes": ()}, "pass.nobody"),
        ({"passes": tuple(replace(WORKERS[0], number=n, digest=str(n)) for n in range(21))}, "pass.too_many"),
        ({"passes": (WORKERS[0], replace(WORKERS[1], digest="digest1"))}, "pass.twice"),
        ({"until": NOON - timedelta(minutes=1)}, "pass.until"),
        ({"until": NOON + timedelta(days=500)}, "pass.until"),
        ({"deposit_cents": -1}, "pass.amount"),
        ({"deposit_cents": 2_000_000}, "pass.amount"),
    ],
)
def test_what_is_not_given_out(changes: dict[str, object], code: str) -> None:
    with refused(code):
        d.decide_give_out(PEOPLE, replace(GIVE, **changes), NOON)  # type: ignore[arg-type]


def test_nobody_who_is_not_let_in_gets_a_pass_nor_a_longer_one() -> None:
    blocked = c.ContractorBlocked("digest2", NOON + timedelta(days=9), "chief", "block:digest2")
    with refused("contractor.blocked"):
        d.decide_give_out(at(PEOPLE, blocked), GIVE, NOON)
    with refused("contractor.blocked"):
        d.decide_extend(at(given(), blocked), PERMIT, NOON + timedelta(days=40), BY, NOON)


def test_each_pass_has_its_paper_and_the_deposit_one() -> None:
    events = d.decide_give_out(PEOPLE, GIVE, NOON)
    papers = [(one.what, one.movement) for one in events if hasattr(one, "paper")]  # type: ignore[attr-defined]
    assert papers == [
        (d.DEPOSIT_SLIP, PERMIT), *((d.PASS_SLIP, f"{PERMIT}:{n}") for n in (1, 2, 3)),
    ]  # fmt: skip
    assert standing_cents(given(), held("pass", PERMIT)) == 15_000
    assert d.decide_give_out(given(), GIVE, NOON) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (GIVE.since - timedelta(seconds=1), "not_yet"),
        (GIVE.since, "valid"),
        (GIVE.until, "valid"),
        (GIVE.until + timedelta(seconds=1), "expired"),
    ],
)
def test_what_is_said_of_a_pass(now: datetime, said: str) -> None:
    permit = given().permits[PERMIT]
    assert permit.verdict(permit.passes[0], now) == said


def test_a_pass_that_is_in_or_missing_lets_nobody_in() -> None:
    permit = counted(given(), 1, 2).permits[PERMIT]
    assert [permit.verdict(one, NOON) for one in permit.passes] == ["handed_in", "handed_in", "missing"]


@pytest.mark.parametrize(("back", "kept"), [((1, 2, 3), 0), ((1, 3), 5_000), ((), 15_000)])
def test_all_are_counted_in_at_once_and_missing_ones_cost_their_deposit(
    back: tuple[int, ...], kept: int
) -> None:
    house = counted(given(), *back)
    permit = house.permits[PERMIT]
    assert permit.stage is PermitStage.OVER and permit.settled and not permit.open
    assert (permit.kept_cents, permit.returned_cents) == (kept, 15_000 - kept)
    assert standing_cents(house, cash()) == kept == standing_cents(house, fees("pass"))
    assert standing_cents(house, held("pass", PERMIT)) == 0
    again = d.CountIn(PERMIT, frozenset(), PENS, BY)
    assert d.decide_count_in(house, again) == [], "counted once"


def test_a_number_of_another_permit_is_not_counted_in() -> None:
    with refused("pass.count"):
        counted(given(), 1, 2, 3, 4)


def test_an_expired_permit_is_a_task_until_it_is_counted_in() -> None:
    late = GIVE.until + timedelta(seconds=1)
    assert [one.code for one in d.passes_waiting(given(), late)] == ["pass.expired"]
    assert list(d.passes_waiting(given(), GIVE.until)) == []
    assert list(d.passes_waiting(counted(given(), 1, 2, 3), late)) == []
    longer = at(given(), *d.decide_extend(given(), PERMIT, late + timedelta(days=7), BY, late))
    assert list(d.passes_waiting(longer, late)) == [] and longer.permits[PERMIT].extended == 1


def test_a_permit_that_is_in_is_not_extended() -> None:
    with refused("pass.over"):
        d.decide_extend(counted(given(), 1), PERMIT, NOON + timedelta(days=40), BY, NOON)


def test_a_showing_is_on_record_once_in_ten_minutes() -> None:
    house = given()
    house = at(house, *d.decide_shown(house, PERMIT, 1, NOON))
    assert d.decide_shown(house, PERMIT, 1, NOON + timedelta(minutes=9)) == []
    assert len(d.decide_shown(house, PERMIT, 1, NOON + timedelta(minutes=11))) == 1
    assert len(d.decide_shown(house, PERMIT, 2, NOON)) == 1


def test_its_people_are_forgotten_once_all_is_over_long_enough() -> None:
    keep = timedelta(days=30)
    house = counted(given(), 1, 2, 3)
    assert d.to_forget(house, NOON + timedelta(days=29), keep) == []
    events = d.to_forget(house, NOON + timedelta(days=31), keep)
    assert [one.person for one in events if isinstance(one, c.PersonForgotten)] == [
        "works-1", "worker-1", "worker-2", "worker-3",
    ]  # fmt: skip
    assert d.to_forget(at(house, *events), NOON + timedelta(days=99), keep) == []
    assert d.to_forget(given(), NOON + timedelta(days=999), keep) == [], "its passes are out"


def test_what_is_over_and_forgotten_leaves_the_running_state() -> None:
    house = PEOPLE
    for number in range(KEPT + 3):
        name = f"{number:032x}"
        command = replace(GIVE, permit=name, deposit_cents=0)
        house = at(house, *d.decide_give_out(house, command, NOON))
        house = at(house, *d.decide_count_in(house, d.CountIn(name, frozenset({1, 2, 3}), PENS, BY)))
        house = at(house, *d.to_forget(house, NOON + timedelta(days=99), timedelta(days=1)))
    assert len(house.permits) == KEPT


def test_a_missing_pass_that_is_found_brings_what_was_kept_for_it_back() -> None:
    house = counted(given(), 1)
    assert house.permits[PERMIT].missing == (2, 3)
    house = at(house, *d.decide_found(house, PERMIT, 3, BY))
    permit = house.permits[PERMIT]
    assert permit.missing == (2,) and (permit.kept_cents, permit.returned_cents) == (5_000, 10_000)
    assert standing_cents(house, cash()) == 5_000 == standing_cents(house, fees("pass"))
    assert d.decide_found(house, PERMIT, 3, BY) == [] == d.decide_found(house, PERMIT, 1, BY)
    assert permit.verdict(permit.passes[2], NOON) == "handed_in", "it lets nobody in"
    house = at(house, *d.decide_found(house, PERMIT, 2, BY))
    assert standing_cents(house, cash()) == 0 and house.permits[PERMIT].missing == ()


def test_only_a_pass_that_was_missing_can_be_found() -> None:
    with refused("pass.not_counted"):
        d.decide_found(given(), PERMIT, 1, BY)
    with refused("pass.count"):
        d.decide_found(counted(given(), 1), PERMIT, 9, BY)


def test_one_that_is_found_before_the_deposit_was_divided_is_not_charged() -> None:
    house = at(given(), CashCounted("n", "desk", cash(), (), 15_000, 15_000, "a"))
    house = at(house, *carried(house, safe(), cash(), 15_000, "to_safe"))  # the drawer is empty
    house = at(house, *d.decide_count_in(house, d.CountIn(PERMIT, frozenset({1}), PENS, BY)))
    assert not house.permits[PERMIT].settled
    found = d.decide_found(house, PERMIT, 2, BY)
    house = at(house, *found)
    assert len(found) == 1 and house.permits[PERMIT].kept_cents == 5_000
    with refused("money.no_cash"):
        d.decide_settle(house, PERMIT, BY)
    house = at(house, *carried(house, cash(), safe(), 10_000, "from_safe"))
    house = at(house, *d.decide_settle(house, PERMIT, BY))
    assert standing_cents(house, fees("pass")) == 5_000 and standing_cents(house, held("pass", PERMIT)) == 0
    assert standing_cents(house, cash()) == 0
