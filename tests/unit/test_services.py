"""Services case by case: answers, what is agreed, each step, calls, deadlines, money, what stays at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kiosk.domain import events as e
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.money.prepaying import Prepaying, decide_taken
from kiosk.domain.refusal import Refused
from kiosk.domain.services import calling, ending, pricing, waiting
from kiosk.domain.services import catalogue as c
from kiosk.domain.services import deciding as d
from kiosk.domain.services import events as s
from kiosk.domain.services.answers import Answered, cents_of, checked
from kiosk.domain.services.evolving import KEPT
from kiosk.domain.services.request import Request, Stage
from kiosk.domain.services.statistics import tallies, total
from kiosk.domain.workorders.order import Stage as OrderStage
from kiosk.domain.workorders.order import WorkOrder
from tests.unit.houses import NOON, PEOPLE, at, person

NAME = Label("Car", "租车", "租車")
DAY = c.Asked("day", NAME, c.Kind.DATE)
HOUR = c.Asked("hour", NAME, c.Kind.TIME)
WORDS = c.Asked("what", NAME, c.Kind.TEXT)
COUNT = c.Asked("hours", NAME, c.Kind.COUNT, least=2, most=8)
CAR = c.Asked(
    "car", NAME, c.Kind.CHOICE, choices=(c.Choice("small", NAME, 60_000), c.Choice("big", NAME, 90_001))
)
HIRE = c.Service(
    "car-hire", NAME, "journeys", (CAR, DAY, HOUR, WORDS),
    c.Price(c.PriceKind.CHOICE, by="car", beforehand_percent=10),
    deadlines=c.Deadlines(accept_min=30, done_before_min=0),
    cancellation=c.Cancellation(free_until_min=1440, keep_percent=100),
)  # fmt: skip
REPAIR = c.Service(
    "repair", NAME, "home", (WORDS,), c.Price(c.PriceKind.QUOTE),
    deadlines=c.Deadlines(accept_min=5, begin_min=15, supervisor_after_min=10), proof=c.SIGNATURE,
)  # fmt: skip
WAKE = c.Service(
    "wake", NAME, "calls", (DAY, HOUR, c.Asked("days", NAME, c.Kind.COUNT, most=30)), proof=c.WORD,
    calls=c.Calls("day", "hour", "days"),
)  # fmt: skip
ESCORT = c.Service("escort", NAME, "company", (DAY, HOUR), escort=True)
UNITS = {"1-1-0802"}
HOUSE = at(PEOPLE, person("boss", "supervisor"))
RAW = {"car": "small", "day": "2026-05-06", "hour": "9:30", "what": "to the airport"}


def asked(
    service: c.Service,
    raw: dict[str, str],
    *,
    name: str = "q1",
    house: House = HOUSE,
    by: str = "r",
    untold: tuple[str, ...] = (),
) -> House:
    """Return the house in which a resident has asked for a service."""
    said = checked(service, raw, UNITS, NOON, untold=untold)
    channel = "lobby" if by == "r" else "desk"
    ask = d.Ask(name, "r", by, channel, f"slip-{name}", said, "service:x" if said.sealed else "")
    return at(house, *d.decide_ask(house, ask, service, NOON))


def hired() -> House:
    return asked(HIRE, RAW)


def after(house: House, *events: Event, minutes: float = 0) -> House:
    return at(house, *events, after_s=60 * minutes)


def under_way(house: House, name: str = "q1", paid: int = 1_000_000) -> House:
    house = after(house, *d.decide_accept(house, name, "a", "a"))
    return after(house, *d.decide_begin(house, name, "a", paid))


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}$".replace(".", r"\."))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"car": "huge"}, "service.answer.choice"),
        ({"car": ""}, "service.answer.missing"),
        ({"day": "2026-02-30"}, "service.answer.date"),
        ({"day": "tomorrow"}, "service.answer.date"),
        ({"day": "2026-05-02"}, "service.too_early"),
        ({"day": "2027-06-01"}, "service.too_early"),
        ({"day": "2026-05-03", "hour": "11:59"}, "service.too_early"),
        ({"hour": "24:00"}, "service.answer.time"),
        ({"hour": "九点"}, "service.answer.time"),
        ({"what": "\x00\x07"}, "service.answer.text"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_field(changed: dict[str, str], code: str) -> None:
    with refused(code) as found:  # type: ignore[attr-defined]
        checked(HIRE, RAW | changed, UNITS, NOON)
    assert found.value.facts["field"] in RAW


@pytest.mark.parametrize("wrong", ["1", "9", "2.5", "-3", "²", "two"])
def test_a_count_stays_within_its_bounds(wrong: str) -> None:
    service = replace(HIRE, fields=(COUNT,))
    assert checked(service, {"hours": " 3 "}, UNITS, NOON).clear == {"hours": "3"}
    with refused("service.answer.count"):  # type: ignore[attr-defined]
        checked(service, {"hours": wrong}, UNITS, NOON)


def test_words_and_telephones_are_never_on_record_as_they_are() -> None:
    phone = c.Asked("phone", NAME, c.Kind.PHONE)
    rent = c.Asked("rent", NAME, c.Kind.MONEY, personal=True)
    service = replace(HIRE, fields=(WORDS, phone, rent, COUNT))
    raw = {"what": "  call   Mrs Li ", "phone": "138-0000 1111", "rent": "4500.5", "hours": "2"}
    said = checked(service, raw, UNITS, NOON)
    assert said.clear == {"hours": "2"}
    assert said.sealed == {"what": "call Mrs Li", "phone": "138-0000 1111", "rent": "450050"}


def test_what_somebody_tells_the_desk_is_owed_and_holds_up_the_beginning() -> None:
    house = asked(HIRE, RAW | {"what": ""}, untold=("what",))
    assert house.requests["q1"].untold == ("what",)
    house = after(house, *d.decide_accept(house, "q1", "a", "a"))
    with refused("service.ask_first"):  # type: ignore[attr-defined]
        d.decide_begin(house, "q1", "a", 1_000_000)
    with refused("service.answer.missing"):  # type: ignore[attr-defined]
        checked(HIRE, RAW | {"day": ""}, UNITS, NOON, untold=("day",))


def test_car_hire_wants_a_tenth_beforehand_and_is_free_until_a_day_before() -> None:
    one = hired().requests["q1"]
    assert (one.terms.cents, one.terms.beforehand_cents) == (60_000, 6_000)
    assert one.terms.free_until == datetime(2026, 5, 5, 9, 30, tzinfo=UTC)
    in_time, late = one.terms.free_until, one.terms.free_until + timedelta(seconds=1)
    assert pricing.kept_of(one, 6_000, in_time) == 0
    assert pricing.kept_of(one, 6_000, late) == 6_000
    assert pricing.kept_of(one, 0, late) == 0, "nothing was paid, nothing is owed"


@pytest.mark.parametrize(
    ("cents", "percent", "share"), [(90_001, 10, 9_000), (5, 10, 1), (4, 10, 0), (100, 100, 100)]
)
def test_a_share_is_rounded_to_the_cent(cents: int, percent: int, share: int) -> None:
    assert pricing.share_of(cents, percent) == share


def test_each_request_of_a_day_has_the_next_number_and_none_is_given_twice() -> None:
    house = HOUSE
    for number in range(1, KEPT + 30):
        house = asked(HIRE, RAW, name=f"q{number}", house=house)
        assert house.requests[f"q{number}"].number == f"20260503-{number:03d}"
        house = after(house, *ending.decide_cancel(house, f"q{number}", "r", "", 0, 0))
    assert len(house.requests) <= KEPT + 2, "the running state stays small"
    old = asked(HIRE, RAW, name="tomorrow", house=house)
    next_day = d.next_number(old, NOON + timedelta(days=1))
    assert next_day == "20260504-001" and d.next_number(old, NOON) == f"20260503-{KEPT + 31:03d}"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": "gone"}, "resident.unknown"),
        ({"person": "c"}, "resident.unknown"),
        ({"by": "c"}, "keep.not_yours"),
        ({"by": "left"}, "keep.not_yours"),
        ({"channel": "window"}, "service.unknown"),
        ({"by": "a"}, "service.unknown"),
    ],
)
def test_who_may_ask_and_where(changes: dict[str, Any], code: str) -> None:
    said = checked(HIRE, RAW, UNITS, NOON)
    ask = replace(d.Ask("q1", "r", "r", "lobby", "s", said), **changes)
    with refused(code):  # type: ignore[attr-defined]
        d.decide_ask(HOUSE, ask, HIRE, NOON)


def test_a_second_tap_is_no_second_request_and_nobody_has_too_many() -> None:
    house = hired()
    ask = d.Ask("q1", "r", "r", "lobby", "other", checked(HIRE, RAW, UNITS, NOON))
    assert d.decide_ask(house, ask, HIRE, NOON) == []
    for number in range(2, d.MOST_OPEN + 1):
        house = asked(HIRE, RAW, name=f"q{number}", house=house)
    with refused("service.too_many"):  # type: ignore[attr-defined]
        d.decide_ask(house, replace(ask, request="more"), HIRE, NOON)


def test_what_the_lobby_does_not_offer_is_for_the_desk() -> None:
    hidden = replace(HIRE, in_lobby=False)
    with refused("service.unknown"):  # type: ignore[attr-defined]
        asked(hidden, RAW)
    assert asked(hidden, RAW, by="a").requests["q1"].channel == "desk"


def test_a_quoted_price_is_agreed_before_work_and_money_comes_first() -> None:
    service = replace(REPAIR, price=c.Price(c.PriceKind.QUOTE, beforehand_percent=30))
    house = asked(service, {"what": "tap"})
    one = house.requests["q1"]
    assert one.quote_wanted and one.agreed is None
    house = after(house, *d.decide_accept(house, "q1", "a", "a"))
    with refused("service.price_first"):  # type: ignore[attr-defined]
        d.decide_begin(house, "q1", "a", 0)
    house = after(house, *d.decide_quote(house, "q1", 12_345, "a"))
    assert house.requests["q1"].terms.beforehand_cents == 3_704 and house.requests["q1"].agreement_wanted
    with refused("service.price_other"):  # type: ignore[attr-defined]
        d.decide_agree(house, "q1", 12_000, "r", "lobby")
    with refused("keep.not_yours"):  # type: ignore[attr-defined]
        d.decide_agree(house, "q1", 12_345, "c", "lobby")
    house = after(house, *d.decide_agree(house, "q1", 12_345, "r", "lobby"))
    assert d.decide_agree(house, "q1", 12_345, "r", "lobby") == []
    with refused("service.beforehand_first") as short:  # type: ignore[attr-defined]
        d.decide_begin(house, "q1", "a", 3_703)
    assert short.value.facts["cents"] == 1
    house = after(house, *d.decide_begin(house, "q1", "a", 3_704))
    with refused("service.price_agreed"):  # type: ignore[attr-defined]
        d.decide_quote(house, "q1", 20_000, "a")


def test_another_price_wants_another_yes() -> None:
    house = hired()
    said = checked(HIRE, RAW | {"car": "big"}, UNITS, NOON)
    change = d.Ask("q1", "r", "a", "lobby", "s", said)
    with refused("reason.missing"):  # type: ignore[attr-defined]
        d.decide_amend(house, change, HIRE, "", NOON)
    changed = after(house, *d.decide_amend(house, change, HIRE, "asked", NOON)).requests["q1"]
    assert changed.terms.cents == 90_001 and changed.agreement_wanted
    assert changed.terms.accept_by == house.requests["q1"].terms.accept_by, "its clocks go on"
    other = replace(change, said=checked(HIRE, RAW | {"hour": "10:00"}, UNITS, NOON))
    assert (
        not after(house, *d.decide_amend(house, other, HIRE, "asked", NOON)).requests["q1"].agreement_wanted
    )


def test_somebody_goes_along_by_name() -> None:
    house = asked(ESCORT, {"day": "2026-05-04", "hour": "10:00"})
    with refused("service.escort"):  # type: ignore[attr-defined]
        d.decide_accept(house, "q1", "a", "a")
    house = after(house, *d.decide_accept(house, "q1", "a", "a", escorts="boss"))
    assert house.requests["q1"].escorts == "boss"
    with refused("service.owner"):  # type: ignore[attr-defined]
        d.decide_accept(house, "q1", "r", "a", escorts="boss")


@pytest.mark.parametrize(
    ("service", "given", "code"),
    [
        (HIRE, ending.Delivery("slip", "another"), "service.slip_void"),
        (HIRE, ending.Delivery("word"), "service.proof"),
        (HIRE, ending.Delivery("document"), "signature.missing"),
        (REPAIR, ending.Delivery("slip", "slip-q1"), "signature.missing"),
    ],
)
def test_what_does_not_prove_a_delivery(service: c.Service, given: ending.Delivery, code: str) -> None:
    house = asked(service, RAW)
    if service is REPAIR:
        house = after(house, *d.decide_quote(house, "q1", 100, "a"))
        house = after(house, *d.decide_agree(house, "q1", 100, "a", "phone"))
    with refused(code):  # type: ignore[attr-defined]
        ending.decide_done(under_way(house), "q1", given, "a")


def test_a_slip_is_used_once_and_a_reprint_voids_the_old_one() -> None:
    house = under_way(hired())
    new = after(house, *ending.decide_reprint(house, "q1", "new", "g-2", "a"))
    assert ending.decide_reprint(new, "q1", "newer", "g-2", "a") == [], "a double tap"
    with refused("service.slip_void"):  # type: ignore[attr-defined]
        ending.decide_done(new, "q1", ending.Delivery("slip", "slip-q1"), "a")
    done = after(new, *ending.decide_done(new, "q1", ending.Delivery("slip", "new"), "a"), minutes=5)
    one = done.requests["q1"]
    assert one.stage is Stage.DONE and one.slip_used and one.on_time is True
    assert ending.decide_done(done, "q1", ending.Delivery("slip", "new"), "a") == []


@pytest.mark.parametrize("deed", ["accept", "begin", "quote", "cancel", "refuse", "reprint", "amend"])
def test_nothing_more_happens_to_what_is_over(deed: str) -> None:
    house = hired()
    house = after(house, *ending.decide_refuse(house, "q1", "a", "no_cars"))
    change = d.Ask("q1", "r", "a", "lobby", "s", checked(HIRE, RAW, UNITS, NOON))
    deeds = {
        "accept": lambda: d.decide_accept(house, "q1", "a", "a"),
        "begin": lambda: d.decide_begin(house, "q1", "a", 0),
        "quote": lambda: d.decide_quote(house, "q1", 100, "a"),
        "cancel": lambda: ending.decide_cancel(house, "q1", "r", "", 0, 0),
        "refuse": lambda: ending.decide_cancel(house, "q1", "a", "", 0, 0),
        "reprint": lambda: ending.decide_reprint(house, "q1", "n", "p", "a"),
        "amend": lambda: d.decide_amend(house, change, HIRE, "why", NOON),
    }
    with refused("service.over"):  # type: ignore[attr-defined]
        deeds[deed]()


def test_a_customer_can_not_call_off_what_is_under_way_the_desk_can() -> None:
    house = under_way(hired())
    with refused("service.under_way"):  # type: ignore[attr-defined]
        ending.decide_cancel(house, "q1", "r", "", 0, 0)
    assert ending.decide_cancel(house, "q1", "a", "rain", 0, 0)
    with refused("keep.not_yours"):  # type: ignore[attr-defined]
        ending.decide_cancel(house, "q1", "c", "", 0, 0)


def woken(days: str = "2") -> House:
    return asked(WAKE, {"day": "2026-05-04", "hour": "07:00", "days": days})


def called(house: House, attempt: int, *, answered: bool, day: int = 4) -> House:
    due = datetime(2026, 5, day, 7, tzinfo=UTC)
    return after(
        house,
        *calling.decide_call(house, "q1", due, attempt, answered=answered, by="a", now=due),
    )


def test_two_calls_unanswered_send_somebody_up_and_the_result_is_on_record() -> None:
    house, due = woken(), datetime(2026, 5, 4, 7, tzinfo=UTC)
    with refused("service.call_early"):  # type: ignore[attr-defined]
        calling.decide_call(house, "q1", due, 0, answered=True, by="a", now=due - timedelta(minutes=11))
    house = called(house, 0, answered=False)
    assert called(house, 0, answered=False) == house, "a double tap is no second call"
    with refused("service.call_first"):  # type: ignore[attr-defined]
        calling.decide_went_up(house, "q1", due, "awake", "a")
    assert [one.code for one in waiting.services_pending(house, due)] == [waiting.CALL]
    house = called(house, 1, answered=False)
    assert [(one.code, one.urgent) for one in waiting.services_pending(house, due)] == [(waiting.GO_UP, True)]
    with refused("service.found"):  # type: ignore[attr-defined]
        calling.decide_went_up(house, "q1", due, "fine", "a")
    decided = calling.decide_went_up(house, "q1", due, "help", "a")
    assert any(isinstance(one, e.NoticeQueued) and one.person == "boss" for one in decided)
    house = after(house, *decided)
    assert calling.decide_went_up(house, "q1", due, "away", "a") == []
    assert house.requests["q1"].stage is Stage.UNDER_WAY, "there is another morning"
    house = called(house, 0, answered=True, day=5)
    assert house.requests["q1"].stage is Stage.DONE and house.requests["q1"].calls[0].result == "help"


def test_the_calls_of_a_day_are_listed_by_their_hour() -> None:
    house = woken("30")
    early = {"day": "2026-05-04", "hour": "05:30", "days": "1"}
    house = asked(WAKE, early, name="q2", house=house)
    listed = calling.due_on(house, date(2026, 5, 4), NOON)
    assert [one.request.id for one in listed] == ["q2", "q1"]
    assert len(calling.due_on(house, date(2026, 6, 2), NOON)) == 1
    assert calling.due_on(house, date(2026, 6, 3), NOON) == []


def test_a_missed_deadline_is_told_the_supervisors_once() -> None:
    house = asked(REPAIR, {"what": "tap"})
    at_five, at_fifteen = NOON + timedelta(minutes=5), NOON + timedelta(minutes=15)
    assert [one.code for one in waiting.services_pending(house, NOON)] == [waiting.NEW]
    assert [one.code for one in waiting.services_pending(house, at_five)] == [waiting.LATE]
    assert waiting.late_now(house, at_fifteen - timedelta(seconds=1)) == []
    decided = waiting.late_now(house, at_fifteen)
    assert [type(one).__name__ for one in decided] == ["ServiceLate", "NoticeQueued"]
    told = after(house, *decided, minutes=15)
    assert waiting.late_now(told, at_fifteen + timedelta(hours=3)) == []
    accepted = after(told, *d.decide_accept(told, "q1", "a", "a"), minutes=16)
    later = waiting.late_now(accepted, NOON + timedelta(minutes=25))
    assert [one.deadline for one in later if isinstance(one, s.ServiceLate)] == ["begin"]


def test_what_its_work_order_tells_the_service_does_not_tell_again() -> None:
    house = asked(REPAIR, {"what": "tap"})
    late = NOON + timedelta(minutes=25)
    number = house.requests["q1"].number
    order = WorkOrder("o1", "WX-00001", "water", "1-1-0802", "r", NOON, NOON, "a", request=number)
    ordered = house.having(work_orders={"o1": order})
    assert waiting.late_now(house, late) and waiting.late_now(ordered, late) == []
    assert list(waiting.services_pending(ordered, late)) == []
    over = house.having(work_orders={"o1": replace(order, stage=OrderStage.CALLED_OFF)})
    assert waiting.late_now(over, late) == waiting.late_now(house, late)


def test_what_is_next_for_a_request_is_one_task() -> None:
    house, codes = hired(), []
    codes += [one.code for one in waiting.services_pending(house, NOON)]
    house = after(house, *d.decide_accept(house, "q1", "a", "a"))
    codes += [one.code for one in waiting.services_pending(house, NOON)]
    paying = Prepaying("pay", house.requests["q1"].number, "r", 6_000, "a", 2026)
    house = after(house, *decide_taken(house, paying))
    assert waiting.paid_cents(house, house.requests["q1"]) == 6_000
    codes += [one.code for one in waiting.services_pending(house, NOON)]
    codes += [one.code for one in waiting.services_pending(house, NOON + timedelta(days=2, hours=12))]
    assert codes == [waiting.NEW, waiting.PAY, waiting.TODAY]


def test_what_is_due_today() -> None:
    house = asked(REPAIR, {"what": "tap"}, name="q2", house=hired())
    assert [one.id for one in waiting.due_today(house, NOON)] == ["q2", "q1"], "both are to be accepted"
    house = after(house, *d.decide_accept(house, "q1", "a", "a"))
    assert [one.id for one in waiting.due_today(house, NOON)] == ["q2"]
    assert "q1" in [one.id for one in waiting.due_today(house, NOON + timedelta(days=3))]


def test_figures_by_service() -> None:
    house = under_way(hired())
    house = after(house, *ending.decide_done(house, "q1", ending.Delivery("slip", "slip-q1"), "a"), minutes=5)
    house = asked(HIRE, RAW, name="q2", house=house)
    house = after(house, *ending.decide_cancel(house, "q2", "r", "", 6_000, 6_000))
    house = asked(REPAIR, {"what": "tap"}, name="q3", house=house)
    every: list[Request] = list(house.requests.values())
    hire, repair = tallies(every)
    assert (hire.asked, hire.done, hire.on_time_percent, hire.cancelled) == (2, 1, 100, 1)
    assert (hire.cents, hire.kept_cents, repair.open, repair.on_time_percent) == (60_000, 6_000, 1, None)
    assert total([hire, repair]).asked == 3


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12.5", 1250),
        (" 7 ", 700),
        ("0,05", 5),
        ("1000000", 100_000_000),
        ("1000000.01", 0),
        ("-1", 0),
        ("1e3", 0),
        ("", 0),
    ],
)
def test_an_amount_as_it_is_typed(typed: str, cents: int) -> None:
    assert cents_of(typed) == cents


def test_a_wake_up_that_goes_on_can_be_changed() -> None:
    house = called(woken("3"), 0, answered=True)
    one = house.requests["q1"]
    said = checked(WAKE, {"day": "2026-05-04", "hour": "07:00", "days": "2"}, UNITS, one.made)
    change = d.Ask("q1", "r", "a", "lobby", one.slip, said)
    shorter = after(house, *d.decide_amend(house, change, WAKE, "leaves early", NOON)).requests["q1"]
    assert [call.answered for call in shorter.calls] == [True, False], "the first morning stays as it was"


def test_answers_of_nothing_at_all() -> None:
    assert checked(c.Service("x", NAME, "home"), {}, UNITS, NOON) == Answered()
