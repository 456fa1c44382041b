"""Services at the desk: accepted, priced, paid for, under way, delivered against the slip or ID and signature."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money import asking as money_asking
from kiosk.domain.money.entry import BY_CASH
from kiosk.domain.money.prepaying import Prepaying, decide_refunded, decide_taken, decide_used
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.services import calling, ending
from kiosk.domain.services import deciding as d
from kiosk.domain.services.catalogue import WORD
from kiosk.domain.services.ending import BY_DOCUMENT, BY_SLIP, BY_WORD, Delivery
from kiosk.domain.services.request import Request
from kiosk.domain.services.waiting import paid_cents
from kiosk.domain.signatures.events import SignatureCompared
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.standing_by import Name, Written, name_under
from kiosk.flows.reasons import said as why_said
from kiosk.flows.services.service_answers import sealed_answers
from kiosk.flows.services.services import Services, account_of
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed

WITNESSED = "service"
SEEN_S = 600.0
"""So long a slip that was shown counts as being there."""
MOST_SEEN = 32
CARD, ID = "badge", "id_card"
DOCUMENTS = (ID, CARD)


@dataclass(frozen=True)
class Proof:
    """What was shown on delivery. `slip`: the text of a QR code, or "seen" for the one that the camera saw.

    `document`: what the attendant saw where there is no slip. `written`: who stands for the customer's name.
    """

    slip: str = ""
    document: str = ""
    written: Written | None = None
    second: tuple[str, str] = ("", "")


class ServiceDesk:
    """What the staff does with requests. `demands` is wired once the site's policy is."""

    def __init__(
        self,
        ledger: Ledger,
        services: Services,
        clock: Clock,
        hub: Hub,
        slip_key: Ed25519PublicKey,
        site: str,
        demands: Demands,
        comparing: Comparing,
    ) -> None:
        self._ledger = ledger
        self._services = services
        self._clock = clock
        self._hub = hub
        self._slip_key = slip_key
        self._site = site
        self._demands = demands
        self._comparing = comparing
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[str, float]] = {}

    def accept(self, request: str, owner: str, by: Person, *, provider: str = "", escorts: str = "") -> None:
        """Record who answers for it; `provider`: typed. Raises as `deciding.decide_accept`."""
        one = self._services.need(request)
        sealed = [_named(one, provider)] if provider.strip() else []
        name = sealed[0].reference if sealed else ""
        self._ledger.execute(
            lambda house: d.decide_accept(house, one.id, owner, by.id, provider=name, escorts=escorts),
            sealed=sealed,
        )

    def quote(self, request: str, cents: int, by: Person) -> None:
        """Record the price that the desk names. Raises as `deciding.decide_quote`."""
        self._ledger.execute(lambda house: d.decide_quote(house, request, cents, by.id))

    def agree(self, request: str, cents: int, channel: str, by: Person) -> None:
        """Record that the customer agreed, at the desk or by telephone. Raises as `deciding.decide_agree`."""
        self._ledger.execute(lambda house: d.decide_agree(house, request, cents, by.id, channel))

    def prepay(self, act: str, request: str, cents: int, way: str, by: Person) -> None:
        """Record money that was paid for a request, with its voucher; `act`: the form's id.

        Raises:
            Refused: `service.no_such`, `service.over`, `service.free`; as `prepaying.decide_taken`.
        """
        one = d.open_one(self._ledger.house, request, by.id)
        if not one.terms.paid:
            raise Refused("service.free")
        paying = self._paying(act, one, cents, by, way)
        self._ledger.execute(lambda house: decide_taken(house, paying))

    def begin(self, request: str, by: Person) -> None:
        """Record that it is under way. Raises as `deciding.decide_begin`; as `money.asking.may_go_on`."""

        def decide(house: House) -> list[Event]:
            one = d.need(house, request)
            begun = d.decide_begin(house, request, by.id, paid_cents(house, one))
            if begun:
                money_asking.may_go_on(house, one.number)
            return begun

        self._ledger.execute(decide)

    def amend(self, request: str, raw: Mapping[str, str], why: str, by: Person) -> Request:
        """Return a request with other answers; what was written by hand stays where nothing is typed for it.

        Raises:
            Refused: as `answers.checked`, `deciding.decide_amend`.
        """
        one = self._services.need(request)
        service, known = self._services.service(one.service), self._services.told(one)
        pens = {name: pen for name, pen in known.pens.items() if not raw.get(name, "").strip()}
        said = self._services.check(service, raw, pens, since=one.made)
        sealed, reference, digest = sealed_answers(one.id, one.person, service, said, pens)
        typed, reason = why_said(by.id, why)
        change = d.Ask(
            one.id, one.person, by.id, one.channel, one.slip, said, reference, digest, one.terms.currency
        )
        now = self._services.now()
        self._ledger.execute(
            lambda house: d.decide_amend(house, change, service, reason, now), sealed=[*sealed, *typed]
        )
        return self._services.need(request)

    def refuse(self, request: str, why: str, by: Person) -> None:
        """Record that the desk can't do it. Raises as `ending.decide_refuse`."""
        sealed, reason = why_said(by.id, why)
        self._ledger.execute(lambda house: ending.decide_refuse(house, request, by.id, reason), sealed=sealed)

    def refund(self, act: str, request: str, way: str, by: Person) -> None:
        """Record that all that is left of a request's money is given back; nothing where nothing is.

        Raises:
            Refused: `service.no_such`; `service.not_over` while it goes on; as `prepaying.decide_refunded`.
        """
        one = self._services.need(request)
        if not one.over:
            raise Refused("service.not_over")

        def decide(house: House) -> list[Event]:
            left = paid_cents(house, one)
            return decide_refunded(house, self._paying(act, one, left, by, way)) if left > 0 else []

        self._ledger.execute(decide)

    def saw_slip(self, text: str) -> Request | None:
        """Return the request whose slip came into the camera's picture; None where it is no service's slip.

        Raises:
            Refused: `slip.forged`, `slip.other_site`; `service.slip_void` for one that was used or replaced.
        """
        if claim_slip.kind_of(text) != claim_slip.SERVICE:
            return None
        one = self._of_slip(text)
        with self._lock:
            self._seen[one.id] = (one.slip, self._clock.monotonic_s())
            for name in list(self._seen)[:-MOST_SEEN]:
                del self._seen[name]
        self._hub.changed("house")
        return one

    def slip_seen(self, one: Request) -> bool:
        """Return whether the request's own slip was shown to the camera just now."""
        with self._lock:
            slip, at_s = self._seen.get(one.id, ("", 0.0))
        return bool(slip) and slip == one.slip and self._clock.monotonic_s() - at_s < SEEN_S

    def done(self, act: str, request: str, proof: Proof, by: Person) -> Request:
        """Return the request, delivered: the slip was checked, else who it was and their signature are on record.

        What was paid beforehand pays for it now; what is missing is put to the customer first.

        Raises:
            Refused: as `ending.decide_done`; `service.proof`, `proof.lacking`; `service.short` where more is to be
                paid: its customer is asked (`money.asking`); `money.asked`.
        """
        one = self._services.need(request)
        self._enough(one, act, by)
        given, name, basis = self._given(one, act, proof, by)

        def decide(house: House) -> list[Event]:
            ended = ending.decide_done(house, one.id, given, by.id)
            if not ended:
                return []
            stood = name.said(house, WITNESSED, one.id) if name else []
            return [*stood, *basis, *ended, *self._used(house, d.need(house, one.id), by)]

        self._ledger.execute(decide, sealed=name.sealed if name else ())
        return self._services.need(request)

    def reprint(self, act: str, request: str, by: Person) -> None:
        """Print a new slip; the old one is void. Raises as `ending.decide_reprint`."""
        slip = claim_slip.new_number()
        self._ledger.execute(
            lambda house: ending.decide_reprint(house, request, slip, f"g-{act[:16]}", by.id)
        )

    def call(self, request: str, due: datetime, attempt: int, by: Person, *, answered: bool) -> None:
        """Record a call. Raises as `calling.decide_call`."""
        now = self._services.now()
        self._ledger.execute(
            lambda house: calling.decide_call(
                house, request, due, attempt, answered=answered, by=by.id, now=now
            )
        )

    def went_up(self, request: str, due: datetime, result: str, by: Person) -> None:
        """Record what was found by whoever went up. Raises as `calling.decide_went_up`."""
        self._ledger.execute(lambda house: calling.decide_went_up(house, request, due, result, by.id))

    def _enough(self, one: Request, act: str, by: Person) -> None:
        """Raise where more is to be paid than there is, once its customer is asked."""
        wanted = one.terms.cents or 0
        missing = wanted - paid_cents(self._ledger.house, one)
        if one.over or not one.terms.paid or missing <= 0:
            return
        if one.agreed is None:
            raise Refused("service.price_first")
        if money_asking.open_for(self._ledger.house, one.number, one.person):
            raise Refused("money.asked")
        owed = self._ledger.house.overdrafts.get(account_of(one))
        if owed is not None and owed.most_cents >= missing:
            return
        asked = money_asking.Wanted(act, one.number, one.person, wanted, by.id, one.terms.currency)
        self._ledger.execute(lambda house: money_asking.decide_asked(house, asked))
        raise Refused("service.short")

    def _used(self, house: House, one: Request, by: Person) -> list[Event]:
        cents = one.terms.cents or 0
        if not one.terms.paid or not cents:
            return []
        using = replace(self._paying(f"su-{one.id[:24]}", one, cents, by, BY_CASH), service=one.service)
        return decide_used(house, using)

    def _paying(self, act: str, one: Request, cents: int, by: Person, way: str) -> Prepaying:
        return Prepaying(
            act, one.number, one.person, cents, by.id, self._services.now().year, way=way, service=one.service,
            currency=one.terms.currency,
        )  # fmt: skip

    def _given(
        self, one: Request, act: str, proof: Proof, by: Person
    ) -> tuple[Delivery, Name | None, list[Event]]:
        """Return what proves a delivery, the name beneath it, and what that rests on."""
        if one.terms.proof == WORD and not proof.slip and not proof.document:
            return Delivery(BY_WORD), None, []
        name = name_under(by, one.person, act, proof.written) if proof.written else None
        slip = self._shown(one, proof.slip)
        if not slip and proof.document not in DOCUMENTS:
            raise Refused("service.proof")
        shown = [Evidence(Means.SLIP, slip)] if slip else [Evidence(_means(proof.document), proof.document)]
        compared = (
            self._comparing.beside(act, one.person, proof.written, item=one.id) if proof.written else []
        )
        if name:
            shown += name.by.evidence if name.by else [Evidence(_like(compared), name.digest)]
        shown += self._demands.second(by, *proof.second)
        basis = self._demands.basis("service", act, shown, category=one.service, cents=one.terms.cents or 0)
        signature, digest = (name.reference, name.digest) if name else ("", "")
        how = BY_SLIP if slip else BY_DOCUMENT
        return Delivery(how, slip, signature, digest, proof.document), name, [*basis, *compared]

    def _shown(self, one: Request, text: str) -> str:
        """Return the number of the slip that was shown, "" for none."""
        if not text:
            return ""
        if text == "seen":
            return one.slip if self.slip_seen(one) else ""
        found = self._of_slip(text.strip())
        if found.id != one.id:
            raise Refused("service.slip_other", number=found.number)
        return found.slip

    def _of_slip(self, text: str) -> Request:
        number = claim_slip.read(self._slip_key, self._site, text, claim_slip.SERVICE)
        for one in self._ledger.house.requests.values():
            if one.slip == number:
                if one.over:
                    raise Refused("service.slip_void")
                return one
        raise Refused("service.slip_void")


def _like(compared: Sequence[Event]) -> Means:
    """Return what a signature is worth: one that was found the same is worth more."""
    same = any(isinstance(one, SignatureCompared) and one.verdict == "same" for one in compared)
    return Means.SAME_SIGNATURE if same else Means.SIGNATURE


def _means(document: str) -> Means:
    return Means.CARD if document == CARD else Means.ID


def _named(one: Request, provider: str) -> Sealed:
    words = " ".join(provider.split())[:60]
    return Sealed(f"service-provider:{one.id}", one.person, words.encode())
