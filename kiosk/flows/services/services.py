"""Services that residents ask for: 《金钥匙服务信息登记表》 from the first question to the end of the request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import claim_slip
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money.account import income, prepaid
from kiosk.domain.money.entry import USED
from kiosk.domain.money.posting import next_voucher, posted, used
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.services import deciding as d
from kiosk.domain.services import ending
from kiosk.domain.services.answers import UNTOLD_KINDS, Answered, answer_of, checked
from kiosk.domain.services.catalogue import Asked, Catalogue, Kind, Service
from kiosk.domain.services.pricing import kept_of, terms_of
from kiosk.domain.services.request import LOBBY, Request, Terms
from kiosk.domain.services.waiting import late_now, paid_cents
from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.flows.identity.visits import Visits
from kiosk.flows.reasons import said as why_said
from kiosk.flows.services.service_answers import Told, sealed_answers, told_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

TICK_EVERY_S = 15.0
NO_PENS: Mapping[str, Strokes] = {}


@dataclass(frozen=True)
class Draft:
    """What was answered so far by whoever stands at the screen; it goes with their visit."""

    request: str
    service: Service
    visit: str
    words: Mapping[str, str] = field(default_factory=dict)
    pens: Mapping[str, Strokes] = field(default_factory=dict)
    untold: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaving:
    """What calling a request off costs now: so much of what was paid is kept, the rest is given back. Cents."""

    paid_cents: int
    kept_cents: int

    @property
    def refund_cents(self) -> int:
        """What is given back."""
        return self.paid_cents - self.kept_cents


class Services:
    """What may be asked for, and who asks for it."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        clock: Clock,
        catalogue: Catalogue,
        zone: str,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._clock = clock
        self.catalogue = catalogue
        self._zone = ZoneInfo(zone)
        self._trusted = trusted
        self._lock = threading.Lock()
        self._draft: Draft | None = None
        self._ticked_s = -TICK_EVERY_S

    def now(self) -> datetime:
        """Return the present in the site's time zone."""
        return self._clock.now().astimezone(self._zone)

    def service(self, code: str) -> Service:
        """Return a service of the catalogue. Raises `service.unknown`."""
        found = self.catalogue.services.get(code)
        if found is None:
            raise Refused("service.unknown")
        return found

    def begin_own(self, request: str, code: str) -> Draft:
        """Return the draft of whoever stands at the screen, with nothing answered; the same one for the same id.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `service.unknown`.
        """
        visit, service = self._visits.need(Role.RESIDENT), self.service(code)
        if not service.in_lobby:
            raise Refused("service.unknown")
        self._visits.touch()
        with self._lock:
            known = self._draft
            if known is None or known.request != request or known.visit != visit.id:
                self._draft = known = Draft(request, service, visit.id)
        return known

    def draft(self) -> Draft:
        """Return what was answered so far by whoever stands at the screen.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `service.no_draft` for nothing.
        """
        visit = self._visits.need(Role.RESIDENT)
        with self._lock:
            known = self._draft
        if known is None or known.visit != visit.id:
            raise Refused("service.no_draft")
        return known

    def answer(self, code: str, words: str = "", pen: Strokes = (), *, untold: bool = False) -> Draft:
        """Return the draft with one more answer, checked.

        Raises:
            Refused: as `answers.answer_of`; `service.answer.missing`; as `draft`.
        """
        draft = self.draft()
        asked = draft.service.field(code)
        if asked is None:
            raise Refused("service.unknown")
        self._visits.touch()
        without = {name: one for name, one in draft.words.items() if name != code}
        pens = {name: one for name, one in draft.pens.items() if name != code}
        rest = tuple(name for name in draft.untold if name != code)
        if asked.kind is Kind.TEXT and is_written(pen):
            changed = replace(draft, words=without, pens={**pens, code: pen}, untold=rest)
        elif words.strip():
            answer_of(asked, typed := " ".join(words.split()), self._units())
            changed = replace(draft, words={**without, code: typed}, pens=pens, untold=rest)
            self._early(changed)
        elif (untold and asked.kind in UNTOLD_KINDS) or not asked.required:
            changed = replace(
                draft, words=without, pens=pens, untold=(*rest, code) if asked.required else rest
            )
        else:
            raise Refused("service.answer.missing", field=code)
        with self._lock:
            self._draft = changed
        return changed

    def offered(self, draft: Draft) -> tuple[Terms, Answered]:
        """Return what is agreed if the draft is asked for now, and its answers. Raises as `answers.checked`."""
        said = self._checked(draft)
        return terms_of(draft.service, said, self.now(), self.catalogue.currency), said

    def ask_own(self) -> Request:
        """Return the request that the draft has become; a second touch finds it.

        Raises:
            Refused: as `draft`, `answers.checked`, `deciding.decide_ask`.
        """
        draft, person = self.draft(), self._visits.need(Role.RESIDENT).person
        self._visits.touch()
        if known := self._ledger.house.requests.get(draft.request):
            return known
        return self._ask(
            draft.request, draft.service, person.id, self._checked(draft), draft.pens, LOBBY, person.id
        )

    def ask(
        self, request: str, code: str, person: str, raw: Mapping[str, str], channel: str, by: Person
    ) -> Request:
        """Return the request that the desk writes down for somebody. Raises as `ask_own`."""
        service = self.service(code)
        return self._ask(request, service, person, self.check(service, raw), NO_PENS, channel, by.id)

    def check(
        self,
        service: Service,
        raw: Mapping[str, str],
        pens: Mapping[str, Strokes] = NO_PENS,
        since: datetime | None = None,
    ) -> Answered:
        """Return answers that were typed at the desk, checked; `since`: when they were asked for first.

        Raises as `answers.checked`.
        """
        now = since.astimezone(self._zone) if since else self.now()
        return checked(service, raw, self._units(), now, pens=pens)

    def mine(self) -> list[Request]:
        """Return what whoever stands at the screen has asked for and is not over, the newest first.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        found = [one for one in self._ledger.house.requests.values() if one.person == person and not one.over]
        return sorted(found, key=lambda one: one.made, reverse=True)

    def own(self, request: str) -> Request:
        """Return a request of whoever stands at the screen, also one that is over.

        Raises:
            Refused: `service.no_such`; `visit.ended`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        self._visits.touch()
        one = self._ledger.house.requests.get(request)
        if one is None or one.person != person:
            raise Refused("service.no_such")
        return one

    def leaving(self, one: Request) -> Leaving:
        """Return what calling a request off costs now."""
        paid = max(0, paid_cents(self._ledger.house, one))
        return Leaving(paid, kept_of(one, paid, self.now()))

    def cancel_own(self, request: str) -> Request:
        """Return the request of whoever stands at the screen, called off; what was paid is given back at the desk.

        Raises:
            Refused: `service.no_such`; as `ending.decide_cancel`.
        """
        one = self.own(request)
        return self._cancel(one, one.person, "")

    def cancel(self, request: str, why: str, by: Person) -> Request:
        """Return a request that the desk calls off for its customer. Raises as `ending.decide_cancel`."""
        return self._cancel(self.need(request), by.id, why)

    def agree_own(self, request: str, cents: int) -> Request:
        """Return the request of whoever stands at the screen, who agrees to the price as it was shown.

        Raises:
            Refused: `service.no_such`; as `deciding.decide_agree`.
        """
        one = self.own(request)
        self._ledger.execute(lambda house: d.decide_agree(house, one.id, cents, one.person, LOBBY))
        return self.need(one.id)

    def told(self, one: Request) -> Told:
        """Return everything that was answered for a request."""
        return told_of(self._ledger, one)

    def paid(self, one: Request) -> int:
        """Return what lies on a request's account, cents."""
        return paid_cents(self._ledger.house, one)

    def need(self, request: str) -> Request:
        """Return a request at hand. Raises `service.no_such`."""
        return d.need(self._ledger.house, request)

    def tick(self) -> None:
        """Tell the supervisors of deadlines that were missed; nothing is late by a clock that nobody can believe."""
        now_s = self._clock.monotonic_s()
        if not self._trusted() or now_s - self._ticked_s < TICK_EVERY_S:
            return
        self._ticked_s = now_s
        now = self.now()
        if late_now(self._ledger.house, now):
            self._ledger.execute(lambda house: late_now(house, now))

    def _ask(
        self,
        request: str,
        service: Service,
        person: str,
        answered: Answered,
        pens: Mapping[str, Strokes],
        channel: str,
        by: str,
    ) -> Request:
        sealed, reference, digest = sealed_answers(request, person, service, answered, pens)
        command = d.Ask(
            request, person, by, channel, claim_slip.new_number(), answered, reference, digest,
            self.catalogue.currency,
        )  # fmt: skip
        self._ledger.execute(lambda house: d.decide_ask(house, command, service, self.now()), sealed=sealed)
        return self.need(request)

    def _cancel(self, one: Request, by: str, why: str) -> Request:
        sealed, reason = why_said(by, why)

        def decide(house: House) -> list[Event]:
            known = d.need(house, one.id)
            paid = max(0, paid_cents(house, known))
            kept = kept_of(known, paid, self.now())
            ended = ending.decide_cancel(house, one.id, by, reason, kept, paid)
            return [*ended, *self._kept(house, known, kept, by)] if ended else []

        self._ledger.execute(decide, sealed=sealed)
        return self.need(one.id)

    def _kept(self, house: House, one: Request, kept: int, by: str) -> list[Event]:
        """Return that what is kept of a deposit is the house's, with a voucher that both have yet to sign."""
        if not kept:
            return []
        voucher = next_voucher(house, self.now().year)
        entry = posted(
            house, id=f"sk-{one.id[:24]}", about=one.number, person=one.person, kind=USED,
            lines=used(kept, account_of(one), income(one.service)), by=by, currency=one.terms.currency,
            voucher=voucher,
        )  # fmt: skip
        return [entry]

    def _checked(self, draft: Draft) -> Answered:
        return checked(
            draft.service, draft.words, self._units(), self.now(), pens=draft.pens, untold=draft.untold
        )

    def _early(self, draft: Draft) -> None:
        """Raise at the page that asks for it where the wished hour is past."""
        asked: list[Asked] = [one for one in draft.service.fields if one.kind in (Kind.DATE, Kind.TIME)]
        if all(one.code in draft.words for one in asked[:2]):
            only = replace(draft.service, fields=tuple(asked))
            checked(only, draft.words, self._units(), self.now())

    def _units(self) -> set[str]:
        return {one.unit for one in self._ledger.house.people.values() if one.unit}


def account_of(one: Request) -> str:
    """Return the account in which a request's money lies."""
    return prepaid(one.person, one.number)
