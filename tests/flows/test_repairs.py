"""A repair that a resident asked for: the service goes with its work order, from the wish to the signature."""

from __future__ import annotations

import os

import pytest

from kiosk.domain.followups.followup import REPAIR
from kiosk.domain.money.account import prepaid
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.services.request import Request
from kiosk.domain.services.request import Stage as ServiceStage
from kiosk.domain.workorders.order import Stage
from kiosk.flows.services.workorders import Ending
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_consents import LI
from tests.lobby import SIGNATURE, Play
from tests.wire.waiting import until

ANSWERS = {"kind": "water", "what": "水槽漏水", "phone": "13800001111"}


def fresh() -> str:
    return os.urandom(16).hex()


def staff(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def asked(play: Play) -> Request:
    return play.journeys.services.ask(fresh(), "repair", LI, ANSWERS, "phone", staff(play))


def request_of(play: Play, request: Request) -> Request:
    return play.journeys.ledger.house.requests[request.id]


def codes(play: Play) -> list[str]:
    found = tasks(play.journeys.ledger.house, (), play.journeys.clock.now())
    return [one.code for one in found if one.code.startswith(("order.", "service."))]


def test_the_service_is_accepted_begun_agreed_on_and_done_as_its_order_is(play: Play) -> None:
    flow, by = play.journeys.work_orders, staff(play)
    wanted = asked(play)
    assert codes(play) == ["order.wanted"]  # one card, with the clock of five minutes
    wish = flow.for_request(wanted.id)
    assert (wish.what, wish.unit, wish.person, wish.request) == ("water", "1-2-1201", LI, wanted.number)
    assert "水槽漏水" in wish.words
    order = flow.issue(fresh(), wish, by)
    assert request_of(play, wanted).stage is ServiceStage.ACCEPTED
    assert flow.for_number(wanted.number) == order and codes(play) == ["order.unassigned"]
    with pytest.raises(Refused, match=r"order\.twice"):
        flow.issue(fresh(), wish, by)
    flow.assign(order.id, "a-lin", by)
    flow.step(order.id, Stage.ON_SITE, by)
    assert request_of(play, wanted).stage is ServiceStage.UNDER_WAY
    flow.quote(order.id, 9_900, by)
    flow.agree(order.id, 9_900, None, by)
    agreed = request_of(play, wanted)
    assert (agreed.terms.cents, agreed.agreed is not None) == (9_900, True)
    play.journeys.service_desk.prepay(fresh(), wanted.id, 9_900, "cash", by)
    over = flow.done(order.id, Ending("signature", 9_900, SIGNATURE), by)
    done = request_of(play, wanted)
    assert (done.stage, done.signature) == (ServiceStage.DONE, over.signature)
    assert codes(play) == ["order.unpaid"]
    flow.pay(order.id, fresh(), "prepaid", by)
    assert codes(play) == []
    assert prepaid(LI, wanted.number) not in play.journeys.ledger.house.accounts or (
        play.journeys.ledger.house.accounts[prepaid(LI, wanted.number)].cents == 0
    )
    until(lambda: play.journeys.ledger.house.follow_ups, 15)
    (call,) = play.journeys.ledger.house.follow_ups.values()  # one call, not one for the service as well
    assert (call.of, call.number) == (REPAIR, order.number)
    play.power_cycle()
    assert play.journeys.work_orders.need(order.id).paid_by == "prepaid"


def test_an_order_of_a_service_that_is_over_is_not_written(play: Play) -> None:
    wanted = asked(play)
    play.journeys.services.cancel(wanted.id, "changed_mind", staff(play))
    with pytest.raises(Refused, match=r"order\.no_request"):
        play.journeys.work_orders.for_request(wanted.id)
    assert codes(play) == []
