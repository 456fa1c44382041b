"""What may be done with a request for a service until it is under way; `ending` has the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.services import events as s
from kiosk.domain.services.answers import Answered
from kiosk.domain.services.catalogue import Service
from kiosk.domain.services.pricing import beforehand_of, terms_of
from kiosk.domain.services.request import CHANNELS, LOBBY, Request, Stage, Terms, number_of

SERVICE_SLIP = "service slip"
MOST_OPEN = 20
"""So many at once may one resident have open."""
MOST_CENTS = 100_000_000


@dataclass(frozen=True)
class Ask:
    """Somebody asks for a service. `details`: the vault's reference to what is personal in the answers."""

    request: str
    person: str
    by: str
    channel: str
    slip: str
    said: Answered = field(default_factory=Answered)
    details: str = ""
    digest: str = ""
    currency: str = "CNY"


def decide_ask(house: House, ask: Ask, service: Service, now: datetime) -> list[e.Event]:
    """Return the line of the register and its slip; nothing for one that is known. `now` in the site's time zone.

    Raises:
        Refused: `resident.unknown`; `keep.not_yours`; `service.unknown` for what the lobby does not offer;
            `service.too_many`.
    """
    if ask.request in house.requests:
        return []
    person = house.people.get(ask.person)
    if person is None or person.role is not Role.RESIDENT or not person.active:
        raise Refused("resident.unknown")
    staff = is_staff(house, ask.by)
    if ask.by != person.id and not staff:
        raise Refused("keep.not_yours")
    if ask.channel not in CHANNELS or (ask.channel == LOBBY) == staff:
        raise Refused("service.unknown")
    if ask.channel == LOBBY and not service.in_lobby:
        raise Refused("service.unknown")
    if sum(one.person == person.id and not one.over for one in house.requests.values()) >= MOST_OPEN:
        raise Refused("service.too_many", most=MOST_OPEN)
    asked = s.ServiceRequested(
        request=ask.request, number=next_number(house, now), service=service.code, name=service.name,
        person=person.id, unit=person.unit or "", answers=ask.said.clear, details=ask.details,
        details_digest=ask.digest, untold=ask.said.untold, wished=ask.said.wished,
        terms=terms_of(service, ask.said, now, ask.currency), slip=ask.slip, channel=ask.channel, by=ask.by,
    )  # fmt: skip
    return [asked, e.PaperQueued(f"g-{ask.request[:16]}", SERVICE_SLIP, ask.request, person.language)]


def next_number(house: House, now: datetime) -> str:
    """Return the next service number of the day that it is in the time zone of `now`."""
    day = f"{now:%Y%m%d}-"
    taken = [int(one.number[9:]) for one in house.requests.values() if one.number.startswith(day)]
    return number_of(now.date(), max(taken, default=0) + 1)


def decide_amend(house: House, change: Ask, service: Service, why: str, now: datetime) -> list[e.Event]:
    """Return what is asked for from here on; its deadlines for being accepted and begun stay.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.under_way` for calls that have begun;
            `reason.missing`.
    """
    one = open_one(house, change.request, change.by)
    if one.stage is Stage.UNDER_WAY and not one.calls:
        raise Refused("service.under_way")
    if not why:
        raise Refused("reason.missing")
    terms = terms_of(service, change.said, now, change.currency)
    terms = _with_old_clocks(one, terms)
    if change.said.wished == one.wished:
        terms = replace(terms, done_by=one.terms.done_by)
    return [
        s.ServiceAmended(
            one.id, change.said.clear, change.details, change.digest, change.said.untold,
            change.said.wished, terms, why, change.by,
        )
    ]  # fmt: skip


def decide_quote(house: House, request: str, cents: int, by: str) -> list[e.Event]:
    """Return the price that the desk names, which its customer is told; nothing for the same one again.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.free`; `service.amount`;
            `service.price_agreed` once it is under way at an agreed price.
    """
    one = open_one(house, request, by)
    if not one.terms.paid:
        raise Refused("service.free")
    if not 0 < cents <= MOST_CENTS:
        raise Refused("service.amount")
    if one.terms.cents == cents:
        return []
    if one.stage is Stage.UNDER_WAY and one.agreed:
        raise Refused("service.price_agreed")
    beforehand = beforehand_of(
        cents, one.terms.beforehand_percent, 0 if one.terms.beforehand_percent else one.terms.beforehand_cents
    )
    told = e.NoticeQueued(f"sq{len(one.steps)}-{one.id[:16]}", one.person, "service_quoted", one.id)
    return [s.ServiceQuoted(one.id, cents, beforehand, by), told]


def decide_agree(
    house: House, request: str, cents: int, by: str, channel: str, signature: str = "", digest: str = ""
) -> list[e.Event]:
    """Return that its customer agrees to the price, as it was shown to them; nothing once they did.

    Raises:
        Refused: `service.no_such`; `keep.not_yours`; `service.over`; `service.price_other` for a price that is
            another one meanwhile.
    """
    one = need(house, request)
    if by != one.person and not is_staff(house, by):
        raise Refused("keep.not_yours")
    if one.over:
        raise Refused("service.over")
    if one.terms.cents is None or one.terms.cents != cents:
        raise Refused("service.price_other")
    return [] if one.agreed else [s.ServiceAgreed(one.id, cents, by, channel, signature, digest)]


def decide_accept(
    house: House, request: str, owner: str, by: str, *, provider: str = "", escorts: str = ""
) -> list[e.Event]:
    """Return that somebody of the staff answers for it; nothing for the same once more.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.owner` for nobody of the staff;
            `service.escort` where nobody is named who goes along.
    """
    one = open_one(house, request, by)
    if not is_staff(house, owner):
        raise Refused("service.owner")
    if one.terms.escort and not is_staff(house, escorts):
        raise Refused("service.escort")
    provider = provider or one.provider
    if one.stage is not Stage.REGISTERED and (one.owner, one.provider, one.escorts) == (
        owner,
        provider,
        escorts,
    ):
        return []
    return [s.ServiceAccepted(one.id, owner, by, provider, escorts)]


def decide_begin(house: House, request: str, by: str, paid_cents: int) -> list[e.Event]:
    """Return that it is under way; nothing for one that is. `paid_cents`: what its account holds.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.accept_first`; `service.ask_first` while
            something is yet to be told; `service.price_first`; `service.beforehand_first` with the `amount` missing.
    """
    one = open_one(house, request, by)
    if one.stage is Stage.UNDER_WAY:
        return []
    if one.stage is not Stage.ACCEPTED:
        raise Refused("service.accept_first")
    if one.untold:
        raise Refused("service.ask_first")
    if one.terms.paid and one.agreed is None:
        raise Refused("service.price_first")
    if paid_cents < one.terms.beforehand_cents:
        raise Refused("service.beforehand_first", cents=one.terms.beforehand_cents - paid_cents)
    return [s.ServiceBegun(one.id, by)]


def open_one(house: House, request: str, by: str) -> Request:
    """Return a request that is not over, for somebody of the staff.

    Raises:
        Refused: `service.no_such`, `staff.needed`, `service.over`.
    """
    one = need(house, request)
    if not is_staff(house, by):
        raise Refused("staff.needed")
    if one.over:
        raise Refused("service.over")
    return one


def need(house: House, request: str) -> Request:
    """Return a request at hand.

    Raises:
        Refused: `service.no_such`.
    """
    found = house.requests.get(request)
    if found is None:
        raise Refused("service.no_such")
    return found


def numbered(house: House, number: str) -> Request | None:
    """Return the request at hand with a service number."""
    return next((one for one in house.requests.values() if one.number == number), None)


def is_staff(house: House, person: str) -> bool:
    """Return whether somebody is of the staff now."""
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active


def _with_old_clocks(one: Request, terms: Terms) -> Terms:
    """Return terms whose clocks go on as they were: a change of words is no new request."""
    return replace(terms, accept_by=one.terms.accept_by, begin_by=one.terms.begin_by)
