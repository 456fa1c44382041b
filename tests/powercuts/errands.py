"""What people do at the desk, as steps that can be taken again: each with the form's own number, as its page has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import md5
from typing import Any

from kiosk import claim_slip
from kiosk.assembly.house import Kiosk
from kiosk.domain import events as e
from kiosk.domain.items import Label
from kiosk.domain.loans.stock import Terms
from kiosk.domain.money.entry import REFUNDED, TAKEN
from kiosk.domain.people import Person
from kiosk.domain.workorders.order import Stage
from kiosk.flows.items.claims import ClaimForm
from kiosk.flows.items.deposits import Left
from kiosk.flows.items.loan_forms import Borrower, Seen
from kiosk.flows.items.transfers import Brought
from kiosk.flows.money.money import Asked
from kiosk.flows.passes.passes import Worker, Works
from kiosk.flows.passes.releases import Goods
from kiosk.flows.services.service_desk import Proof
from kiosk.flows.services.services import Services
from kiosk.flows.services.workorders import Ending, Wish
from kiosk.ports.record import Sealed
from tests.lobby import LIN_PIN, SIGNATURE

GUEST = ("陈大伟", "13988887777")
CENTS = 19_800
TURN = ""
"""Whoever plays an errand several times at one desk gives each time its own forms by this."""
Step = Callable[["At"], object]


@dataclass(frozen=True)
class At:
    """The desk of one kiosk, before one errand."""

    kiosk: Kiosk

    @property
    def j(self) -> Any:
        """Its journeys."""
        return self.kiosk.journeys

    def staff(self, name: str = "a-lin") -> Person:
        """Return somebody who works here."""
        return self.kiosk.ledger.house.people[name]

    def slip(self, number: str, kind: int) -> str:
        """Return what a slip's QR code says."""
        key = self.kiosk._storage.keys.slips
        return claim_slip.write(key, self.kiosk.settings.site.id, number, kind)


def form(name: str) -> str:
    """Return the number that a form was rendered with."""
    return md5(f"{TURN}{name}".encode(), usedforsecurity=False).hexdigest()


def _deposit() -> Sequence[Step]:
    name, left = form("deposit"), Left("bag", 2, "none", words="blue, with a strap")

    def claimed(at: At) -> object:
        at.j.claims.shown(at.slip(at.j.deposits.need(name).slip, claim_slip.DEPOSIT))
        return at.j.claims.claim(at.staff(), ClaimForm(form("claim"), name, 2), SIGNATURE, ("", ""))

    return (
        lambda at: at.j.deposits.describe(name, "r-zhang", left, at.staff()),
        lambda at: at.j.deposits.take_in(name, form("in"), SIGNATURE, SIGNATURE, "shelf:A", at.staff()),
        claimed,
    )


def _transfer() -> Sequence[Step]:
    name, what = form("transfer"), Brought(True, "bag", 1, "none", GUEST, where="shelf:A", words="keys")
    document = ("passport", "E12345678")
    return (
        lambda at: at.j.transfers.take_in(name, "r-zhang", what, SIGNATURE, at.staff(), ("", "")),
        lambda at: at.j.transfers.phoned(name, at.staff()),
        lambda at: at.j.transfers.hand_over(name, form("over"), document, SIGNATURE, at.staff(), back=False),
    )


def _loan() -> Sequence[Step]:
    terms = Terms("ladder", Label("Ladder", "梯子", "梯子"), 10_000, 24 * 60)
    act = form("lend")

    def lent(at: At) -> object:
        due = at.j.clock.now() + timedelta(hours=2)
        return at.j.lending.lend(at.staff(), act, Borrower("r-zhang"), ["l1"], due, SIGNATURE, SIGNATURE)

    def back(at: At) -> object:
        (one,) = at.j.lending.of_lending(act)
        return at.j.lending.take_back(at.staff(), one.id, Seen("good"), [], SIGNATURE)

    return (
        lambda at: at.j.loan_stock.set_kind(at.staff("s-chen"), terms),
        lambda at: at.j.loan_stock.add(at.staff("s-chen"), "l1", "ladder", "A4"),
        lent,
        back,
    )


def _passes() -> Sequence[Step]:
    works = Works("鸿运装饰", "包工头", "13877770000")
    workers = (Worker("陈师傅", "passport", "E12345678"), Worker("李师傅", "passport", "E87654321"))
    act = form("pass")

    def given(at: At) -> object:
        today = at.j.passes.today()
        days = (today, today + timedelta(days=9))
        return at.j.passes.give_out(
            at.staff(), act, "r-zhang", works, workers, days, 5000, SIGNATURE, SIGNATURE
        )

    return given, lambda at: at.j.passes.count_in(at.staff(), act, [1, 2], [], SIGNATURE)


def _release() -> Sequence[Step]:
    goods, name = Goods.typed("三人沙发\noak table", "搬家公司", "浙A·12345"), form("release")

    def asked(at: At) -> object:
        today = at.j.passes.today()
        return at.j.releases.ask(at.staff(), name, "r-zhang", goods, today, today)

    return (
        asked,
        lambda at: at.j.releases.signed(at.staff(), name, "r-zhang", SIGNATURE),
        lambda at: at.j.releases.gone(at.staff(), name),
    )


def _service() -> Sequence[Step]:
    name, other = form("service"), form("other service")

    def asked(at: At, which: str) -> object:
        flow: Services = at.j.services
        day = (flow.now() + timedelta(days=5)).date().isoformat()
        answers = {"bunch": "bunch", "hour": "18:00", "card": "for Mrs Li", "day": day}
        return flow.ask(which, "flowers", "r-zhang", answers, "desk", at.staff())

    def done(at: At) -> object:
        slip = at.slip(at.j.services.need(name).slip, claim_slip.SERVICE)
        return at.j.service_desk.done(form("delivered"), name, Proof(slip=slip), at.staff())

    return (
        lambda at: asked(at, name),
        lambda at: at.j.service_desk.accept(name, "a-lin", at.staff()),
        lambda at: at.j.service_desk.prepay(form("paid"), name, CENTS, "cash", at.staff()),
        lambda at: at.j.service_desk.begin(name, at.staff()),
        done,
        lambda at: asked(at, other),
        lambda at: at.j.service_desk.prepay(form("paid too"), other, CENTS, "cash", at.staff()),
        lambda at: at.j.services.cancel(other, "rain", at.staff()),
        lambda at: at.j.service_desk.refund(form("refund"), other, "cash", at.staff()),
    )


def _money() -> Sequence[Step]:
    def posted(at: At, act: str, kind: str, cents: int) -> object:
        asked = Asked(form(act), kind, "r-zhang", "GK-1", cents)
        return at.j.money.post(asked, at.staff(), SIGNATURE, SIGNATURE)

    return (
        lambda at: posted(at, "prepayment", TAKEN, 12_050),
        lambda at: posted(at, "top-up", TAKEN, 3_000),
        lambda at: posted(at, "refund", REFUNDED, 5_050),
    )


def _order() -> Sequence[Step]:
    name, wish = form("order"), Wish("water", "1-2-1201", "r-li", words="厨房漏水", worker="a-lin")

    def at_desk(act: Callable[[Any, Person], object]) -> Step:
        return lambda at: act(at.j.work_orders, at.staff())

    return (
        at_desk(lambda flow, by: flow.issue(name, wish, by)),
        at_desk(lambda flow, by: flow.step(name, Stage.TAKEN, by)),
        at_desk(lambda flow, by: flow.step(name, Stage.ON_SITE, by)),
        at_desk(lambda flow, by: flow.quote(name, 12_000, by)),
        at_desk(lambda flow, by: flow.agree(name, 12_000, SIGNATURE, by)),
        at_desk(lambda flow, by: flow.use(name, "l1", "阀芯", 1, 8000, by)),
        at_desk(lambda flow, by: flow.done(name, Ending("signature", 4000, SIGNATURE), by)),
        at_desk(lambda flow, by: flow.pay(name, form("order paid"), "cash", by)),
    )


def _incident() -> Sequence[Step]:
    def begun(at: At) -> object:
        return at.j.incidents.begin(form("incident"), at.staff(), "water", at.j.clock.now())

    def corrected(at: At) -> object:
        first = next(one for one in at.j.duty_log.day(at.j.duty_log.today()) if one.number == 1)
        words = "B1 is dry again"
        return at.j.duty_log.correct(form("entry 2"), first.id, "patrol", None, at.staff(), words)

    return (
        begun,
        lambda at: at.j.duty_log.write(form("entry"), "patrol", None, at.staff(), "B2 is dry again"),
        corrected,
    )


def _enrolment() -> Sequence[Step]:
    def enrolled(at: At) -> object:
        badge = at.kiosk._storage.keys.digest("badge", "04AABBCCDD0011")
        one = e.PersonEnrolled("r-new", "resident", (), "1-1-0803", None, "en", badge, False)
        if "r-new" in at.kiosk.ledger.house.people:
            return None
        card = Sealed("person:r-new", "r-new", b'{"person": "r-new", "name": "Mei"}')
        return at.kiosk.ledger.execute(lambda house: [one], sealed=[card])

    return (enrolled,)


def _erasure() -> Sequence[Step]:
    def erased(at: At) -> object:
        chief, act = at.staff("s-chen"), form("erasure")
        made = at.j.erasing.erase(chief, "r-huang", act, "a-lin", LIN_PIN, "asked")
        assert at.kiosk.ledger.opened("person:r-huang") is None, "erased, and can still be read"
        return made

    return (erased,)


ERRANDS: Mapping[str, Callable[[], Sequence[Step]]] = {
    "deposit, claim": _deposit,
    "transfer": _transfer,
    "loan, return": _loan,
    "pass, count in": _passes,
    "release of goods": _release,
    "service, prepayment, refund": _service,
    "top-up, refund": _money,
    "work order": _order,
    "incident, duty log": _incident,
    "enrolment of a badge": _enrolment,
    "erasure": _erasure,
}
"""Each errand's name, and its steps in order. Those at a door are cut in tests/ledger, by real kills before a world."""
