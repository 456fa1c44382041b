"""Work orders (维修派工单): somebody is sent to put something right, and its customer signs for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import cost, ending, paying
from kiosk.domain.workorders import deciding as d
from kiosk.domain.workorders.lateness import late
from kiosk.domain.workorders.order import PHONE, SIGNATURE, WHAT, WITNESS, Clocks, Stage, WorkOrder
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.standing_by import StoodBy, Written, name_under
from kiosk.flows.inspections.photos import upright_jpeg
from kiosk.flows.seldom import Seldom
from kiosk.flows.services.service_answers import told_of
from kiosk.flows.services.workorder_questions import OrderQuestions
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register
from kiosk.settings.desk_work import WorkOrderSettings

LOOKS_EVERY_S = 5.0
LONGEST_WORDS = 240
SITE = "site:orders"
"""Whose key seals words about common areas."""
ORDER = "order"
"""What a witness has stood by for."""


@dataclass(frozen=True)
class Wish:
    """What is to be put right, as the desk writes it. `unit` "": a common area, and `where` says which."""

    what: str
    unit: str = ""
    person: str = ""
    where: str = ""
    words: str = ""
    worker: str = ""
    request: str = ""
    urgent: bool = False
    asked: datetime | None = None
    """When somebody asked; None: just now."""


@dataclass(frozen=True)
class Ending:
    """How the desk says that an order is done. `photo`: a picture as it came, b"" for none."""

    how: str
    labour_cents: int = 0
    written: Written | None = None
    photo: bytes = b""
    key_stays: str = ""


class WorkOrders(OrderQuestions):
    """《维修派工单》 from the wish to the signature. Nothing is late while the clock is not believed."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        trusted: Callable[[], bool],
        settings: WorkOrderSettings,
        zone: str,
        currency: str = CURRENCY,
        comparing: Comparing | None = None,
    ) -> None:
        super().__init__(ledger, register, clock, clocks_of(settings))
        self._trusted = trusted
        self._zone = ZoneInfo(zone)
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self.settings = settings
        self._currency = currency
        self._comparing = comparing

    def tick(self) -> None:
        """Tell of orders that are late."""
        if self._trusted() and self._looked.is_due("late"):
            self._looked.done("late")
            self._ledger.execute(lambda house: late(house, self.clocks, self._clock.now()))

    def issue(self, order: str, wish: Wish, by: Person) -> WorkOrder:
        """Return the order that the desk writes. Raises as `deciding.decide_issue`; `order.asked` for no such time."""
        now = self._clock.now()
        asked = wish.asked or now
        if asked > now + timedelta(minutes=1) or now - asked > timedelta(days=30):
            raise Refused("order.asked")
        sealed, reference, digest = self._sealed_words(order, wish)
        command = d.Issue(
            order, wish.what, wish.unit, wish.person, asked, by.id, wish.request, wish.worker, wish.urgent,
            reference, digest, self._currency,
        )  # fmt: skip
        self._ledger.execute(lambda house: d.decide_issue(house, command), sealed=sealed)
        return self.need(order)

    def for_request(self, request: str) -> Wish:
        """Return the wish that a service is which somebody asked for, to be written out as an order.

        Raises:
            Refused: `order.no_request` for one that is over, or that there is none of.
        """
        known = self._ledger.house.requests.get(request)
        if known is None or known.over:
            raise Refused("order.no_request")
        asked = known.answers.get("kind", "")
        words = " ".join(one for one in told_of(self._ledger, known).words.values() if one != asked)
        what = asked if asked in WHAT else "other"
        return Wish(what, known.unit, known.person, "", words, known.owner, known.number, asked=known.made)

    def assign(self, order: str, worker: str, by: Person) -> None:
        """Name who goes. Raises as `deciding.decide_assign`."""
        self._ledger.execute(lambda house: d.decide_assign(house, order, worker, by.id))

    def step(
        self, order: str, step: Stage, by: Person, until: datetime | None = None, note: str = ""
    ) -> None:
        """Take note of a step. Raises as `deciding.decide_step`."""
        one, typed = self.need(order), note.strip()[:LONGEST_WORDS]
        reference = f"words:order:{order}:s{secrets.token_hex(6)}" if typed else ""
        sealed = [Sealed(reference, one.person or SITE, typed.encode())] if typed else []
        now = self._clock.now()
        self._ledger.execute(
            lambda house: d.decide_step(house, order, step, by.id, now, until, reference), sealed=sealed
        )

    def quote(self, order: str, cents: int, by: Person) -> None:
        """Take note of the price that is told. Raises as `cost.decide_quote`."""
        self._ledger.execute(lambda house: cost.decide_quote(house, order, cents, by.id))

    def agree(self, order: str, cents: int, written: Written | None, by: Person) -> None:
        """Take note of the customer's yes to a price; without anything written it was said on the telephone.

        Raises:
            Refused: as `cost.decide_agree`, `standing_by.name_under`.
        """
        one = self.need(order)
        if written is None:
            self._ledger.execute(lambda house: cost.decide_agree(house, order, cents, cost.Yes(PHONE), by.id))
            return
        quoted = one.quote.at.astimezone(UTC).strftime("%Y%m%d%H%M%S") if one.quote else ""
        act = f"{order}:q{quoted}"
        name = name_under(by, one.person, act, written)
        yes = cost.Yes(WITNESS if name.by else SIGNATURE, name.reference, name.digest)

        def decide(house: House) -> list[Event]:
            agreed = cost.decide_agree(house, order, cents, yes, by.id)
            return [*name.said(house, ORDER, order), *agreed] if agreed else []

        self._ledger.execute(decide, sealed=name.sealed)

    def use(self, order: str, line: str, words: str, count: int, cents: int, by: Person) -> None:
        """Take note of material that was used, so many at so many cents each. Raises as `cost.decide_material`."""
        one, typed = self.need(order), words.strip()[:LONGEST_WORDS].encode()
        reference = f"words:order:{order}:{line}" if typed else ""
        sealed = [Sealed(reference, one.person or SITE, typed)] if typed else []
        use = cost.Use(line, reference, sha256(typed).hexdigest(), count, cents)
        self._ledger.execute(lambda house: cost.decide_material(house, order, use, by.id), sealed=sealed)

    def strike(self, order: str, line: str, by: Person) -> None:
        """Take note that a line of material does not count. Raises as `cost.decide_strike`."""
        self._ledger.execute(lambda house: cost.decide_strike(house, order, line, by.id))

    def done(self, order: str, how: Ending, by: Person) -> WorkOrder:
        """Return the order, done: signed for, looked at, or with a picture where nobody was at home.

        Raises:
            Refused: as `ending.decide_done`, `standing_by.name_under`; `photo.not_one`, `photo.too_large`.
        """
        one = self.need(order)
        if one.stage is Stage.DONE:
            return one
        name = name_under(by, one.person, f"{order}:done", how.written) if how.written is not None else None
        compared = self._compared(one, how.written)
        picture = upright_jpeg(how.photo) if how.photo else b""
        proof = _how(how.how, name.by if name else None)
        photo = f"photo:order:{order}" if picture else ""
        command = ending.Done(
            order, proof, by.id, how.labour_cents, name.reference if name else "", name.digest if name else "",
            photo, sha256(picture).hexdigest() if picture else "", how.key_stays,
        )  # fmt: skip

        def decide(house: House) -> list[Event]:
            done = ending.decide_done(house, command)
            return [*(name.said(house, ORDER, order) if name else []), *compared, *done] if done else []

        kept = [Sealed(photo, one.person or SITE, picture)] if picture else []
        self._ledger.execute(decide, sealed=[*(name.sealed if name else ()), *kept])
        return self.need(order)

    def call_off(self, order: str, reason: str, by: Person, key_stays: str = "") -> None:
        """Take note that it is not done after all. Raises as `ending.decide_call_off`."""
        self._ledger.execute(lambda house: ending.decide_call_off(house, order, reason, by.id, key_stays))

    def pay(self, order: str, act: str, way: str, by: Person) -> None:
        """Take its customer's money for it. Raises as `paying.decide_paid`."""
        year = self._clock.now().astimezone(self._zone).year
        command = paying.Pay(act, order, by.id, year, way)
        self._ledger.execute(lambda house: paying.decide_paid(house, command))

    def _compared(self, one: WorkOrder, written: Written | None) -> list[Event]:
        """Return what the customer's signature is like, beside those on file or the one under the price."""
        if self._comparing is None or not written or not one.person:
            return []
        agreed = one.quote.signature if one.quote else ""
        first = agreed if agreed.startswith("signature:") else ""
        return self._comparing.beside(f"{one.id}:done", one.person, written, item=one.id, first=first)

    def _sealed_words(self, order: str, wish: Wish) -> tuple[list[Sealed], str, str]:
        where, words = wish.where.strip()[:80], wish.words.strip()[:LONGEST_WORDS]
        if not where and not words:
            return [], "", ""
        content = json.dumps({"where": where, "words": words}, ensure_ascii=False).encode()
        sealed = Sealed(f"words:order:{order}", wish.person or SITE, content)
        return [sealed], sealed.reference, sha256(content).hexdigest()


def _how(how: str, witness: StoodBy | None) -> str:
    return WITNESS if how == SIGNATURE and witness else how


def clocks_of(settings: WorkOrderSettings) -> Clocks:
    """Return a site's patience with its orders."""
    return Clocks(
        settings.issue_within_min,
        settings.on_site_within_min,
        settings.supervisor_after_min,
        settings.done_within_h,
        settings.not_done_supervisor_after_h,
        settings.not_done_manager_after_h,
    )
