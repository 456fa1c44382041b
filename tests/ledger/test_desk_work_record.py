"""Years of work orders, complaints and follow-ups: played at random, a replay is the same, and little stays at hand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.events import Event
from kiosk.domain.followups import deciding as f
from kiosk.domain.followups.followup import DEFAULT, REPAIR, FollowUp, rates
from kiosk.domain.followups.followup import Stage as Asked
from kiosk.domain.followups.sources import unplanned
from kiosk.domain.grievances import deciding as g
from kiosk.domain.grievances.grievance import Grievance, Rules
from kiosk.domain.grievances.lateness import late as grievances_late
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import cost, ending, paying
from kiosk.domain.workorders import deciding as w
from kiosk.domain.workorders.lateness import late as orders_late
from kiosk.domain.workorders.order import Clocks, Stage, WorkOrder
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_kiosk import picture
from tests.ledger.small_world import TurnableClock

KEY = bytes(range(32))
PEOPLE = (
    e.PersonEnrolled("a", "attendant", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("b", "attendant", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("boss", "supervisor", ("desk",), None, None, "en", None, True),
    e.PersonEnrolled("r", "resident", (), "1-1-0802", None, "en", None, True),
)
RULES = Rules()
STEPS = 1_200


class Desk:
    """Somebody at the desk who does anything at any time; what is refused is refused."""

    def __init__(
        self, ledger: SqliteLedger, register: SqliteRegister, clock: TurnableClock, seed: int
    ) -> None:
        self.ledger, self.register, self.clock = ledger, register, clock
        self.dice = random.Random(seed)
        self.made = 0
        self.refused: Counter[str] = Counter()

    def play(self) -> None:
        """Do one thing, then let hours pass and whatever follows of that."""
        acts: Sequence[Callable[[House], list[Event]]] = (
            self._order,
            self._on_order,
            self._complaint,
            self._on_complaint,
        )
        act = self.dice.choice((*acts, self._on_order, self._on_order, self._on_complaint, self._call))
        try:
            self.ledger.execute(act)
        except Refused as refused:
            self.refused[refused.code] += 1
        self.clock.elapsed_s += self.dice.choice((60, 3_600, 40_000))
        now = self.clock.now()
        self.ledger.execute(lambda house: orders_late(house, Clocks(), now))
        self.ledger.execute(lambda house: grievances_late(house, RULES, now))
        for source in unplanned(self.ledger.house):
            known = [one for one in self.register.matters(FollowUp, most=20_000) if one.of == source.of]
            asked, seen = sum(one.stage is not Asked.PASSED_OVER for one in known), len(known)
            self.ledger.execute(
                lambda house, source=source, asked=asked, seen=seen: f.decide_plan(  # type: ignore[misc]
                    house, source, DEFAULT, asked, seen
                )
            )
        self.ledger.execute(lambda house: f.late(house, now))

    def _name(self) -> str:
        self.made += 1
        return f"{self.made:032x}"

    def _one(self, several: Sequence[str]) -> str:
        return self.dice.choice(several) if several else "nothing"

    def _order(self, house: House) -> list[Event]:
        person = self.dice.choice(("r", ""))
        unit = "1-1-0802" if person else ""
        worker = self.dice.choice(("a", "b", ""))
        return w.decide_issue(
            house,
            w.Issue(self._name(), "water", unit, person, self.clock.now(), "a", worker=worker, words="x"),
        )

    def _on_order(self, house: House) -> list[Event]:
        name, now = self._one(list(house.work_orders)[-12:]), self.clock.now()
        by = self.dice.choice(("a", "b"))
        cents = self.dice.choice((0, 500, 4_000, 9_000))
        done = ending.Done(
            name, self.dice.choice(("signature", "checked", "nobody_home")), by, cents, "s", "0", "p", "0"
        )
        acts: tuple[Callable[[], list[Event]], ...] = (
            lambda: w.decide_assign(house, name, by, "a"),
            lambda: w.decide_step(house, name, Stage.TAKEN, by, now, None, ""),
            lambda: w.decide_step(house, name, Stage.ON_SITE, by, now, None, ""),
            lambda: w.decide_step(house, name, Stage.WAITING, by, now, now + timedelta(days=2), ""),
            lambda: cost.decide_quote(house, name, cents, by),
            lambda: cost.decide_agree(house, name, cents, cost.Yes("phone"), by),
            lambda: cost.decide_material(house, name, cost.Use(self._name(), "x", "0", 1, cents), by),
            lambda: ending.decide_done(house, done),
            lambda: ending.decide_done(house, done),
            lambda: ending.decide_call_off(house, name, "customer", by),
            lambda: paying.decide_paid(house, paying.Pay(self._name(), name, by, 2026)),
        )
        one = house.work_orders.get(name)
        if one is not None and one.person and self.dice.random() < 0.6:
            return self._as_it_should_be(house, one)
        return self.dice.choice(acts)()

    def _as_it_should_be(self, house: House, one: WorkOrder) -> list[Event]:
        """Return the next thing that a careful attendant does."""
        if paying.owed(one):
            return paying.decide_paid(house, paying.Pay(self._name(), one.id, "a", 2026))
        if not one.worker:
            return w.decide_assign(house, one.id, "b", "a")
        if one.on_site is None:
            return w.decide_step(house, one.id, Stage.ON_SITE, "b", self.clock.now(), None, "")
        if one.quote is None:
            return cost.decide_quote(house, one.id, 9_000, "b")
        if not one.quote.holds:
            return cost.decide_agree(house, one.id, one.quote.cents, cost.Yes("phone"), "b")
        labour = max(0, one.quote.cents - one.materials_cents)
        return ending.decide_done(house, ending.Done(one.id, "signature", "b", labour, "s", "0"))

    def _complaint(self, house: House) -> list[Event]:
        person, against = self.dice.choice(("r", "")), self.dice.choice(("", "b"))
        made = g.Make(
            self._name(), "complaint", "noise", "desk", person, "a", against, words="x", words_digest="0"
        )
        return g.decide_make(house, made, RULES, self.clock.now())

    def _on_complaint(self, house: House) -> list[Event]:
        name, by = self._one(list(house.grievances)[-12:]), self.dice.choice(("a", "b"))
        acts: tuple[Callable[[], list[Event]], ...] = (
            lambda: g.decide_own(house, name, by, "a", RULES),
            lambda: g.decide_note(house, name, self._name(), "0", by, RULES),
            lambda: g.decide_handled(house, name, "explained", "x", "0", by, RULES),
            lambda: g.decide_handled(house, name, "explained", "x", "0", by, RULES),
            lambda: g.decide_told(house, name, "phone", by, RULES),
            lambda: g.decide_told(house, name, "phone", by, RULES),
            lambda: g.decide_reopen(house, name, "x", "0", by, RULES, self.clock.now()),
        )
        return self.dice.choice(acts)()

    def _call(self, house: House) -> list[Event]:
        name, now = self._one([one.id for one in f.to_ask(house, self.clock.now())]), self.clock.now()
        result = self.dice.choice(("reached", "reached", "declined", "not_reached", "given_up"))
        told = f.Told(self._name(), result, self.dice.randint(1, 5), "words:x", "0")
        return f.decide_result(house, name, told, "a", now)


@pytest.mark.parametrize("seed", [7, 2026])
def test_years_at_random_replay_the_same_and_are_found(tmp_path: Path, seed: int) -> None:
    clock = TurnableClock()
    ledger = SqliteLedger(tmp_path / "ledger.db", clock, KEY)
    ledger.append(*PEOPLE)
    register = SqliteRegister(ledger.path)
    desk = Desk(ledger, register, clock, seed)
    for _ in range(STEPS):
        desk.play()
    house = ledger.house
    assert len(house.work_orders) < 400 and len(house.grievances) < 300 and len(house.follow_ups) < 500
    before = picture(house)
    ledger.rebuild()
    assert picture(ledger.house) == before
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db", clock, KEY)
    assert picture(again.house) == before
    orders = register.matters(WorkOrder, most=20_000)
    numbers = [one.number for one in orders]
    assert len(set(numbers)) == len(numbers) > 40  # none twice, however long ago the last one was
    assert sorted(numbers) == [f"WX-{n:05d}" for n in range(1, len(numbers) + 1)]
    said = register.matters(Grievance, most=20_000)
    assert len({one.number for one in said}) == len(said) > 40
    assert all(one.cents <= one.agreed_cents for one in orders if one.person and one.stage is Stage.DONE)
    paid = sum(one.cents for one in orders if one.paid)
    assert again.house.accounts["cash:desk"].balance_cents == paid > 0
    calls = register.matters(FollowUp, most=20_000)
    ended = [one for one in calls if one.of == REPAIR]
    asked = sum(one.stage is not Asked.PASSED_OVER for one in ended)
    assert asked * 100 >= 60 * len(ended) and asked < len(ended)
    assert len({one.id for one in calls}) == len(calls)
    assert all(rate.asked <= rate.due <= rate.ended for rate in rates(calls, clock.now()))
    found = register.matters(WorkOrder, words=numbers[-1], most=5)
    assert [one.number for one in found] == [numbers[-1]]
    assert desk.refused["order.not_agreed"] and desk.refused["grievance.unknown"]
    again.close()
    register.close()
