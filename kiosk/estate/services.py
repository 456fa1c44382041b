"""Services of an invented desk: asked for, paid ahead, done by their slip; and the drawer, counted every evening."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from hashlib import sha256

from kiosk.domain.events import Event
from kiosk.domain.money import cash, prepaying
from kiosk.domain.money.account import cash as drawer_of
from kiosk.domain.money.account import prepaid
from kiosk.domain.money.count import PIECES_CENTS
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.services import deciding as d
from kiosk.domain.services import ending
from kiosk.domain.services.answers import Answered, checked
from kiosk.domain.services.catalogue import Asked, Catalogue, Kind, Service
from kiosk.domain.services.request import DESK, LOBBY, PHONE, Request
from kiosk.domain.services.waiting import paid_cents
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import signed
from kiosk.ports.record import Sealed
from kiosk.settings.services import SAMPLE, read_catalogue

FLOAT_CENTS = 200_000
"""What lies in the drawer before the first service is paid."""
SAID = ("两位，靠窗", "请尽快", "请先打电话", "门口等", "老人同行，请慢一点", "按上次的来")
MOST_LEFT_CENTS = 800_000
"""What is more than this goes to the safe in the evening."""


@cache
def catalogue() -> Catalogue:
    """Return the services that the estate offers."""
    return read_catalogue(SAMPLE, "CNY")


def service(lobby: Lobby) -> Journey:
    """Yield one service from the wish to its end; some are called off, a few are late."""
    rng, by = lobby.rng, lobby.on_duty("desk")
    known = [one for one in catalogue().services.values() if not one.work_order and not one.calls]
    wanted, person, name = rng.choice(known), rng.choice(lobby.residents), lobby.number()
    try:
        yield from _asked(lobby, name, wanted, person, by)
        yield from _priced(lobby, name, by)
        yield Step((), rng.uniform(0.5, 1.3) * _patience_s(lobby.house.requests[name]))
        if lobby.likely(0.07):
            yield from _called_off(lobby, name)
            return
        yield Step(
            d.decide_begin(lobby.house, name, by.id, paid_cents(lobby.house, lobby.house.requests[name])),
            rng.uniform(20, 180) * 60,
        )
        yield from _delivered(lobby, name)
    except (Refused, KeyError):
        return


def _asked(lobby: Lobby, name: str, wanted: Service, person: Person, by: Person) -> Journey:
    rng = lobby.rng
    channel = rng.choices((LOBBY, DESK, PHONE), (3, 5, 2))[0]
    raw = {one.code: _answer(lobby, one, person) for one in wanted.fields}
    said = checked(wanted, raw, {one.unit or "" for one in lobby.residents}, lobby.local)
    sealed, details, digest = answered(lobby, name, wanted, said, person)
    slip, asks = f"{rng.getrandbits(64):016x}", person.id if channel == LOBBY else by.id
    asked = d.Ask(name, person.id, asks, channel, slip, said, details, digest)
    yield Step(d.decide_ask(lobby.house, asked, wanted, lobby.local), rng.uniform(2, 25) * 60, sealed)
    escort = lobby.on_duty("desk").id if lobby.house.requests[name].terms.escort else ""
    yield Step(d.decide_accept(lobby.house, name, by.id, by.id, escorts=escort), rng.uniform(2, 8) * 60)


def answered(
    lobby: Lobby, name: str, wanted: Service, said: Answered, person: Person
) -> tuple[tuple[Sealed, ...], str, str]:
    """Return what was answered and is personal, ready for the vault, with reference and digest; nothing for none."""
    kinds = {one.code: one.kind.value for one in wanted.fields if one.code in said.sealed}
    known = {"words": dict(said.sealed), "pens": {}, "kinds": kinds}
    content = json.dumps(known, ensure_ascii=False).encode()
    kept = Sealed(f"service:{name}:{lobby.rng.getrandbits(32):08x}", person.id, content)
    return ((kept,), kept.reference, sha256(content).hexdigest()) if said.sealed else ((), "", "")


def _priced(lobby: Lobby, name: str, by: Person) -> Journey:
    """Yield a price where one is to be named, its being agreed to, and what is paid before anything is done."""
    one = lobby.house.requests[name]
    if not one.terms.paid:
        return
    if one.terms.cents is None:
        cents = lobby.rng.randrange(40, 900) * 100
        yield Step(d.decide_quote(lobby.house, name, cents, by.id), 120)
    one = lobby.house.requests[name]
    yield Step(d.decide_agree(lobby.house, name, one.terms.cents or 0, by.id, DESK), 60)
    one = lobby.house.requests[name]
    ahead = max(one.terms.beforehand_cents, (one.terms.cents or 0) if lobby.likely(0.6) else 0)
    if ahead:
        yield from _paid(lobby, one, ahead, by)


def _paid(lobby: Lobby, one: Request, cents: int, by: Person) -> Journey:
    """Yield money paid ahead, with both names under its voucher."""
    paying = _paying(lobby, one, cents, by)
    names, sealed = _names(one, paying, by)
    yield Step(prepaying.decide_taken(lobby.house, paying, names), 60, sealed)


def _names(
    one: Request, paying: prepaying.Prepaying, by: Person
) -> tuple[prepaying.Signatures, tuple[Sealed, ...]]:
    """Return the customer's and the desk's name under a voucher."""
    drawn, digest = signed(one.person, f"paid:{paying.id}")
    desk, desk_digest = signed(by.id, f"paid-desk:{paying.id}")
    return prepaying.Signatures(drawn.reference, digest, desk.reference, desk_digest), (drawn, desk)


def _delivered(lobby: Lobby, name: str) -> Journey:
    """Yield the delivery by its slip; what was agreed is taken off the account, the rest paid or given back."""
    one, by = lobby.house.requests[name], lobby.on_duty("desk")
    drawn, digest = signed(one.person, f"service-done:{name}")
    given = ending.Delivery(ending.BY_SLIP, one.slip, drawn.reference, digest)
    yield Step(ending.decide_done(lobby.house, name, given, by.id), 90, (drawn,))
    due, there = one.terms.cents or 0, paid_cents(lobby.house, one)
    if due > there:
        yield from _paid(lobby, one, due - there, by)
    if due:
        used = _paying(lobby, one, due, by)
        names, sealed = _names(one, used, by)
        yield Step(prepaying.decide_used(lobby.house, used, names), 30, sealed)
    yield from _rest_back(lobby, one, by)


def _called_off(lobby: Lobby, name: str) -> Journey:
    one, by = lobby.house.requests[name], lobby.on_duty("desk")
    there = paid_cents(lobby.house, one)
    yield Step(ending.decide_cancel(lobby.house, name, by.id, "customer", 0, there), 60)
    yield from _rest_back(lobby, one, by)


def _rest_back(lobby: Lobby, one: Request, by: Person) -> Journey:
    rest = standing_cents(lobby.house, prepaid(one.person, one.number))
    if rest > 0:
        back = _paying(lobby, one, rest, by)
        names, sealed = _names(one, back, by)
        yield Step(prepaying.decide_refunded(lobby.house, back, names), 20, sealed)


def _paying(lobby: Lobby, one: Request, cents: int, by: Person) -> prepaying.Prepaying:
    return prepaying.Prepaying(
        lobby.number(), one.number, one.person, cents, by.id, lobby.local.year, service=one.service
    )


def _patience_s(one: Request) -> float:
    """Return for how long it may take until somebody begins."""
    limit = one.terms.begin_by or one.terms.done_by
    return min(8 * 3600.0, (limit - one.made).total_seconds()) if limit else 3600.0


def _answer(lobby: Lobby, asked: Asked, person: Person) -> str:
    rng = lobby.rng
    match asked.kind:
        case Kind.DATE:
            return f"{lobby.local + timedelta(days=rng.randrange(2, 9)):%Y-%m-%d}"
        case Kind.TIME:
            return f"{rng.randrange(7, 20):02}:{rng.choice((0, 15, 30, 45)):02}"
        case Kind.PHONE:
            return f"1380003{rng.randrange(10_000):04}"
        case Kind.CHOICE:
            return rng.choice(asked.choices).code
        case Kind.UNIT:
            return person.unit or ""
        case Kind.COUNT | Kind.NUMBER:
            return str(rng.randint(asked.least, min(asked.most, asked.least + 3)))
        case Kind.MONEY:
            return str(rng.randrange(50, 400))
        case Kind.TEXT:
            return rng.choice(SAID)


def drawer(lobby: Lobby) -> Journey:
    """Yield the drawer's count every evening: now and then a note is missing; too much of it goes to the safe."""
    first = True
    while True:
        by, there = lobby.on_duty("desk"), standing_cents(lobby.house, drawer_of())
        off = 0 if first or not lobby.likely(0.06) else lobby.rng.choice((-1000, -500, 500, -2000))
        lies = FLOAT_CENTS if first else max(0, there + off)
        name = lobby.number()
        try:
            yield Step(cash.decide_counted(lobby.house, name, _in_pieces(lies), by.id), 120)
            if off and not first:
                told = cash.decide_explained(
                    lobby.house, name, "wrong_change", "", by.id, alone_up_to_cents=5000
                )
                yield Step(told, 60)
            if not first and lies > MOST_LEFT_CENTS:
                yield Step(_to_safe(lobby, by.id, lies - FLOAT_CENTS), 300)
        except Refused:
            pass
        first = False
        yield Step((), 24 * 3600)


def _to_safe(lobby: Lobby, by: str, cents: int) -> list[Event]:
    """Return that two of the staff have carried most of the drawer to the safe."""
    others = [one.id for one in lobby.staff if one.id != by]
    return cash.decide_brought(lobby.house, lobby.number(), cash.TO_SAFE, cents, by, lobby.rng.choice(others))


def _in_pieces(cents: int) -> list[tuple[int, int]]:
    """Return an amount in notes and coins."""
    found = []
    for piece in PIECES_CENTS:
        count, cents = divmod(cents, piece)
        if count:
            found.append((piece, count))
    return found
