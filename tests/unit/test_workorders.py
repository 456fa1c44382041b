"""Work orders: each rule as a case, from the wish to the money, and the key that goes out for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import with_person
from kiosk.domain.keys.events import ConsentGiven, GrantGiven, ReasonSet
from kiosk.domain.keys.issuing import IssueKey, decide_issue
from kiosk.domain.keys.rules import Reason
from kiosk.domain.money.account import income, prepaid
from kiosk.domain.money.prepaying import Prepaying, decide_taken
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.differences import Scene
from kiosk.domain.workorders import cost, ending, paying
from kiosk.domain.workorders import deciding as d
from kiosk.domain.workorders.evolving import KEPT
from kiosk.domain.workorders.explaining import orders as unexplained
from kiosk.domain.workorders.keys import keys_out, open_for, why_not_for
from kiosk.domain.workorders.lateness import late, shares, step_at
from kiosk.domain.workorders.order import Clocks, Stage, WorkOrder
from kiosk.domain.workorders.waiting import pending
from tests.unit.houses import LABEL, NOON, PEOPLE, at, person

STAFFED = at(
    PEOPLE,
    person("boss", "supervisor", ("desk",)),
    person("top", "manager"),
    person("tradesman", "contractor"),
    e.KeyRegistered("home", "unit", LABEL, "T9", "K09", ("desk",), "1-1-0802"),
    e.KeyRegistered("other-home", "unit", LABEL, "T8", "K08", ("desk",), "2-1-0101"),
)
ASK = d.Issue(
    "o1", "water", "1-1-0802", "r", NOON, "a", worker="other", words="words:order:o1", words_digest="00"
)
CLOCKS = Clocks()
MIN, HOUR = timedelta(minutes=1), timedelta(hours=1)
YES = cost.Yes("signature", "signature:o1:q", "00")


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}".replace(".", r"\.") + "$")


def issued(house: House = STAFFED, command: d.Issue = ASK, after_s: float = 0) -> House:
    return at(house, *d.decide_issue(house, command), after_s=after_s)


def stepped(
    house: House, step: Stage, after_s: float, until: datetime | None = None, order: str = "o1"
) -> House:
    now = NOON + timedelta(seconds=after_s)
    return at(house, *d.decide_step(house, order, step, "other", now, until, ""), after_s=after_s)


def on_site(after_s: float = 600) -> House:
    return stepped(stepped(issued(), Stage.TAKEN, 60), Stage.ON_SITE, after_s)


def agreed(cents: int = 12_000) -> House:
    house = on_site()
    house = at(house, *cost.decide_quote(house, "o1", cents, "a"), after_s=700)
    return at(house, *cost.decide_agree(house, "o1", cents, YES, "a"), after_s=800)


def done(house: House | None = None, **changes: object) -> House:
    house = house or agreed()
    command = ending.Done("o1", "signature", "a", 4_000, "signature:o1:done", "00")
    return at(house, *ending.decide_done(house, replace(command, **changes)), after_s=3_600)  # type: ignore[arg-type]


def one(house: House, order: str = "o1") -> WorkOrder:
    return house.work_orders[order]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": "r"}, "staff.needed"),
        ({"by": "left"}, "staff.needed"),
        ({"what": "magic"}, "order.what"),
        ({"unit": "", "words": ""}, "order.where"),
        ({"person": "c"}, "resident.unknown"),
        ({"worker": "c"}, "order.worker"),
        ({"worker": "left"}, "order.worker"),
    ],
)
def test_what_is_not_written(changes: dict[str, str], code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        d.decide_issue(STAFFED, replace(ASK, **changes))  # type: ignore[arg-type]


def test_an_order_is_written_once_with_its_number_its_slip_and_a_word_to_whoever_goes() -> None:
    first, slip, notice = d.decide_issue(STAFFED, ASK)
    house = at(STAFFED, first, slip, notice)
    assert one(house).number == "WX-00001" and one(house).stage is Stage.ISSUED
    assert isinstance(notice, e.NoticeQueued) and notice.person == "other"
    assert d.decide_issue(house, ASK) == []  # a double tap
    again = issued(house, replace(ASK, order="o2", worker=""))
    assert one(again, "o2").number == "WX-00002"
    with refused("order.twice"):  # type: ignore[attr-defined]
        asked = issued(house, replace(ASK, order="o3", request="20261122-001"))
        d.decide_issue(asked, replace(ASK, order="o4", request="20261122-001"))


def test_numbers_go_on_when_old_orders_have_left_the_running_state() -> None:
    house = STAFFED
    for count in range(KEPT + 5):
        name = f"n{count}"
        house = issued(house, replace(ASK, order=name, worker=""))
        house = at(house, *ending.decide_call_off(house, name, "customer", "a"))
    assert len(house.work_orders) == KEPT + 1  # those that are kept, and the newest, from which numbers go on
    assert "n0" not in house.work_orders
    assert one(issued(house), "o1").number == f"WX-{KEPT + 6:05d}"


def test_steps_are_taken_once_and_only_by_somebody_who_is_named() -> None:
    unnamed = issued(command=replace(ASK, worker=""))
    with refused("order.nobody"):  # type: ignore[attr-defined]
        d.decide_step(unnamed, "o1", Stage.ON_SITE, "a", NOON, None, "")
    house = on_site()
    assert d.decide_step(house, "o1", Stage.ON_SITE, "other", NOON, None, "") == []
    assert d.decide_step(house, "o1", Stage.TAKEN, "other", NOON, None, "") == []  # it has gone further
    for until in (None, NOON - HOUR, NOON + timedelta(days=90)):
        with refused("order.until"):  # type: ignore[attr-defined]
            d.decide_step(house, "o1", Stage.WAITING, "other", NOON, until, "")
    waits = stepped(house, Stage.WAITING, 900, NOON + timedelta(days=3))
    assert one(waits).waits_until == NOON + timedelta(days=3)
    assert one(stepped(waits, Stage.ON_SITE, 1000)).waits_until is None
    named = at(house, *d.decide_assign(house, "o1", "tradesman", "a"))
    assert one(named).worker == "tradesman" and d.decide_assign(named, "o1", "tradesman", "a") == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda house: cost.decide_quote(house, "o1", 0, "a"), "order.amount"),
        (lambda house: cost.decide_agree(house, "o1", 1, YES, "a"), "order.no_quote"),
        (
            lambda house: cost.decide_material(house, "o1", cost.Use("l", "w", "0", 1, 500), "a"),
            "order.not_agreed",
        ),
        (
            lambda house: cost.decide_material(house, "o1", cost.Use("l", "", "0", 1, 0), "a"),
            "order.material",
        ),
        (
            lambda house: cost.decide_material(house, "o1", cost.Use("l", "w", "0", 0, 0), "a"),
            "order.material",
        ),
        (
            lambda house: ending.decide_done(house, ending.Done("o1", "signature", "a", 100, "s")),
            "order.not_agreed",
        ),
        (lambda house: ending.decide_done(house, ending.Done("o1", "signature", "a")), "signature.missing"),
        (lambda house: ending.decide_done(house, ending.Done("o1", "checked", "a")), "order.proof"),
        (lambda house: ending.decide_done(house, ending.Done("o1", "nobody_home", "a")), "order.photo"),
        (lambda house: ending.decide_call_off(house, "o1", "mood", "a"), "order.reason"),
    ],
)
def test_cost_is_told_first_and_the_end_is_proven(act: Callable[[House], object], code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        act(on_site())


def test_nothing_is_charged_that_was_not_agreed() -> None:
    house = agreed(12_000)
    used = at(house, *cost.decide_material(house, "o1", cost.Use("l1", "words:x", "0", 2, 4_000), "a"))
    assert one(used).materials_cents == 8_000
    with refused("order.over_quote"):  # type: ignore[attr-defined]
        cost.decide_material(used, "o1", cost.Use("l2", "words:y", "0", 1, 4_001), "a")
    with refused("order.over_quote"):  # type: ignore[attr-defined]
        done(used, labour_cents=4_001)
    with refused("order.below_used"):  # type: ignore[attr-defined]
        cost.decide_quote(used, "o1", 7_000, "a")
    told = at(used, *cost.decide_quote(used, "o1", 20_000, "a"))  # a new price wants a new yes
    with refused("order.not_agreed"):  # type: ignore[attr-defined]
        done(told)
    with refused("order.other_price"):  # type: ignore[attr-defined]
        cost.decide_agree(told, "o1", 12_000, YES, "a")
    struck = at(used, *cost.decide_strike(used, "o1", "l1", "a"))
    assert one(struck).materials_cents == 0 and cost.decide_strike(struck, "o1", "l1", "a") == []
    assert one(done(used)).cents == 12_000


def test_a_yes_by_telephone_and_a_yes_by_signature() -> None:
    house = on_site()
    house = at(house, *cost.decide_quote(house, "o1", 500, "a"))
    with refused("signature.missing"):  # type: ignore[attr-defined]
        cost.decide_agree(house, "o1", 500, cost.Yes("signature"), "a")
    with refused("order.agreement"):  # type: ignore[attr-defined]
        cost.decide_agree(house, "o1", 500, cost.Yes("nod"), "a")
    said = at(house, *cost.decide_agree(house, "o1", 500, cost.Yes("phone"), "a"))
    quote = one(said).quote
    assert quote is not None and (quote.how, quote.agreed_before) == ("phone", "a")
    assert cost.decide_agree(said, "o1", 500, YES, "a") == []


def test_common_areas_cost_nobody_and_are_looked_at_by_a_colleague() -> None:
    asked = replace(ASK, unit="", person="")
    house = stepped(stepped(issued(command=asked), Stage.TAKEN, 1), Stage.ON_SITE, 2)
    with refused("order.no_customer"):  # type: ignore[attr-defined]
        cost.decide_quote(house, "o1", 500, "a")
    with refused("order.own_work"):  # type: ignore[attr-defined]
        ending.decide_done(house, ending.Done("o1", "checked", "other"))
    over = at(house, *ending.decide_done(house, ending.Done("o1", "checked", "a", 900)))
    assert one(over).cents == 900 and not paying.owed(one(over))


def test_an_order_that_nobody_worked_at_is_not_done() -> None:
    with refused("order.not_on_site"):  # type: ignore[attr-defined]
        ending.decide_done(issued(), ending.Done("o1", "signature", "a", 0, "signature:o1:done"))
    over = done()
    assert ending.decide_done(over, ending.Done("o1", "signature", "a", 0, "s")) == []
    with refused("order.over"):  # type: ignore[attr-defined]
        cost.decide_quote(over, "o1", 500, "a")
    with refused("order.over"):  # type: ignore[attr-defined]
        ending.decide_call_off(over, "o1", "customer", "a")


def test_the_money_is_taken_once_over_the_desk_or_of_the_prepayment() -> None:
    over = done()
    assert [one.code for one in pending(over, NOON + HOUR)] == ["order.unpaid"]
    pay = paying.Pay("f1", "o1", "a", 2026)
    with refused("order.pays_by"):  # type: ignore[attr-defined]
        paying.decide_paid(over, replace(pay, way="shells"))
    paid = at(over, *paying.decide_paid(over, pay))
    assert paid.accounts["cash:desk"].balance_cents == 4_000
    assert paid.accounts[income("repair")].cents == 4_000
    assert paying.decide_paid(paid, pay) == [] and paying.decide_paid(paid, replace(pay, act="f2")) == []
    with refused("money.short"):  # type: ignore[attr-defined]
        paying.decide_paid(over, replace(pay, way="prepaid"))
    ahead = at(over, *decide_taken(over, Prepaying("p1", "WX-00001", "r", 5_000, "a", 2026)))
    settled = at(ahead, *paying.decide_paid(ahead, replace(pay, way="prepaid")))
    assert settled.accounts[prepaid("r", "WX-00001")].cents == 1_000
    assert list(pending(settled, NOON + HOUR)) == []


def keyed(house: House) -> House:
    """Return the house in which the home's owner lets the desk in for repairs."""
    return at(
        house,
        GrantGiven("g2", "group:desk", "group:desk", None, None, None, "file"),
        ReasonSet(Reason("repair", needs_work_order=True), "file"),
        ConsentGiven(
            "c1", "1-1-0802", "r", ("repair",), NOON, NOON + timedelta(days=9), "paper", ("desk",), False
        ),
    )


def asks(house: House, number: str, key: str = "home", *, own: bool = False) -> list[e.Event]:
    command = IssueKey("m1", "a", key, "repair", number, "signature:m1", "00", own_orders=own)
    return list(decide_issue(house, command, ("repair",), NOON + MIN))


@pytest.mark.parametrize(
    ("number", "own", "code"),
    [
        ("WX-00099", False, "key.order_unknown"),
        ("W-7", True, "key.order_unknown"),
        ("WX-00002", False, "key.order_elsewhere"),
        ("WX-00003", False, "key.order_over"),
    ],
)
def test_a_key_leaves_for_an_order_that_is_open_in_that_home(number: str, own: bool, code: str) -> None:
    house = issued(keyed(STAFFED))
    house = issued(house, replace(ASK, order="o2", unit="2-1-0101"))
    house = issued(house, replace(ASK, order="o3"))
    house = at(house, *ending.decide_call_off(house, "o3", "twice", "a"))
    with refused(code):  # type: ignore[attr-defined]
        asks(house, number, own=own)
    key = house.keys["home"]
    assert why_not_for(house, key, "W-7") is None  # some other system's
    assert why_not_for(house, key, "WX-00001") is None
    likely = open_for(house, key, "other")
    assert likely is not None and likely.id == "o1"


def test_the_order_knows_its_key_until_it_hangs_again() -> None:
    house = issued(keyed(STAFFED))
    intent = asks(house, "1")[0]  # the lobby's keys are digits
    assert isinstance(intent, e.KeyIssueIntended) and intent.work_order == "WX-00001"
    out = at(house, intent, e.KeyIssueConfirmed("m1", "tag"), after_s=30)
    assert [key.id for key in keys_out(out, one(out))] == ["home"]
    assert out.keys["home"].custodian == with_person("a")
    back = at(
        out,
        e.KeyReturnIntended("m2", "home", "a", "K09", ""),
        e.KeyReturnConfirmed("m2", "tag:K09"),
        after_s=90,
    )
    assert keys_out(back, one(back)) == [] and back.keys["home"].work_order == ""


def test_an_order_does_not_end_over_its_key_without_a_word() -> None:
    house = issued(keyed(STAFFED))
    house = at(house, *asks(house, "WX-00001"), e.KeyIssueConfirmed("m1", "tag"), after_s=30)
    house = stepped(house, Stage.ON_SITE, 600)
    command = ending.Done("o1", "signature", "a", 0, "signature:o1:done", "00")
    with refused("order.key_out"):  # type: ignore[attr-defined]
        ending.decide_done(house, command)
    with refused("order.key_out"):  # type: ignore[attr-defined]
        ending.decide_call_off(house, "o1", "customer", "a")
    over = at(house, *ending.decide_done(house, replace(command, key_stays="work_goes_on")), after_s=900)
    assert one(over).key_stays == "work_goes_on"
    now = NOON + HOUR
    assert [pend.code for pend in pending(over, now)] == ["order.key_out"]
    scene = Scene(over, Furniture({}), {}, now)
    assert [(found.code, found.item) for found in unexplained(scene)] == [("order_key_out", "home")]
    given = at(house, *ending.decide_done(house, replace(command, key_stays="with_resident")), after_s=900)
    assert list(unexplained(Scene(given, Furniture({}), {}, now))) == []


def test_whoever_is_late_is_told_then_the_supervisors_then_the_manager_each_step_once() -> None:
    house = issued()
    assert late(house, CLOCKS, NOON + 14 * MIN) == []
    told: list[tuple[int, list[str]]] = []
    for minutes in (15, 20, 30, 31, 48 * 60, 72 * 60, 120 * 60, 500 * 60):
        now = NOON + minutes * MIN
        events = late(house, CLOCKS, now)
        people = [event.person for event in events if isinstance(event, e.NoticeQueued)]
        if events:
            told.append((minutes, people))
        house = at(house, *events, after_s=minutes * 60)
    assert told == [
        (15, ["other"]),
        (30, ["boss"]),
        (48 * 60, ["other"]),
        (72 * 60, ["boss"]),
        (120 * 60, ["top"]),
    ]
    assert late(done(), CLOCKS, NOON + 9_999 * MIN) == []


def test_after_a_night_without_power_only_the_last_step_is_told() -> None:
    events = late(issued(), CLOCKS, NOON + 200 * HOUR)
    assert [event.person for event in events if isinstance(event, e.NoticeQueued)] == ["top"]


def test_an_order_that_waits_for_parts_is_not_late_until_its_day() -> None:
    house = stepped(on_site(), Stage.WAITING, 700, NOON + timedelta(days=9))
    assert step_at(one(house), CLOCKS, NOON + timedelta(days=5)) == 0
    assert [found.code for found in pending(house, NOON + timedelta(days=5))] == ["order.parts"]
    assert [found.code for found in pending(house, NOON + timedelta(days=10))] == ["order.parts_due"]
    assert step_at(one(house), CLOCKS, NOON + timedelta(days=11)) == 3


def test_shares_count_what_was_written_and_on_site_in_time() -> None:
    house = issued(command=replace(ASK, asked=NOON - 6 * MIN))  # written too late
    house = stepped(house, Stage.ON_SITE, 14 * 60)
    house = issued(house, replace(ASK, order="o2"), after_s=0)  # nobody has come
    house = issued(house, replace(ASK, order="o3"))
    house = at(house, *ending.decide_call_off(house, "o3", "customer", "a"))
    counted = shares(list(house.work_orders.values()), CLOCKS, NOON + HOUR)
    assert (counted.orders, counted.issued_in_time, counted.sited, counted.sited_in_time) == (2, 1, 2, 1)
    early = shares(list(house.work_orders.values()), CLOCKS, NOON + 10 * MIN)
    assert (early.sited, early.sited_in_time) == (1, 1)
