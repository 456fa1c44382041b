"""Contractors on an invented estate: let in by their document, given a key that somebody answers for, gone by night."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from kiosk.domain.contractors import deposits, errands, outings
from kiosk.domain.contractors import events as c
from kiosk.domain.contractors.contractors import Admit, days_over, decide_admission, decide_leaving, to_forget
from kiosk.domain.id_numbers import ID_CARD, check_mark
from kiosk.domain.items import with_person
from kiosk.domain.keys.issuing import ReturnKey, decide_return
from kiosk.domain.movements import Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.estate import names
from kiosk.estate.lobby import Journey, Lobby, Step, stand_before, with_tags
from kiosk.estate.outings import REASONS
from kiosk.estate.pens import signed
from kiosk.flows.people.directory import Card
from kiosk.ports.record import Sealed
from kiosk.settings.contractors import ContractorSettings

SETTINGS = ContractorSettings(deposit_by_kind={"plant": 20_000})
"""As the estate's site file has it."""
COMPANIES = ("恒通电梯维保", "绿源消防", "安居防水", "中联弱电", "清泉水箱清洗", "杭燃管道", "明亮幕墙")
JOBS = ("kind:plant", "kind:plant", "group:shafts", "group:roof", "group:club")
MEN = 30
"""So many come again and again."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Man:
    """Somebody who comes to work: what the document says, and for which company."""

    name: str
    number: str
    company: str
    phone: str


def man(number: int) -> Man:
    """Return one of those who come; nobody has such a document."""
    rng = Random(f"contractor {number}")
    born = date(1965, 1, 1) + timedelta(days=rng.randrange(14_000))
    first = f"330106{born:%Y%m%d}{rng.randrange(1, 500) * 2 - 1:03}"
    return Man(
        names.simplified(rng, age="middle"),
        first + check_mark(first),
        rng.choice(COMPANIES),
        f"1390001{rng.randrange(10_000):04}",
    )


def contractor(lobby: Lobby) -> Journey:
    """Yield a contractor's day: let in, a key asked and answered for, out and back, gone."""
    by, coming, stay = lobby.on_duty("desk"), man(lobby.rng.randrange(MEN)), lobby.number()
    digest = lobby.digest("document", f"{ID_CARD}:{coming.number}")
    person = _known(lobby, digest) or f"contractor-{stay[:12]}"
    try:
        yield _admitted(lobby, by, coming, stay, person, digest)
    except Refused:  # in already
        return
    lobby.contractors[digest] = person
    yield Step((), lobby.rng.uniform(30, 120))
    yield from _errand(lobby, by, stay)
    if lobby.likely(0.8):
        try:
            yield Step(decide_leaving(lobby.house, stay, lobby.on_duty("desk")))
        except Refused:
            return


def _known(lobby: Lobby, digest: str) -> str:
    """Return whose a document is, "" once what was kept of them is deleted."""
    person = lobby.contractors.get(digest, "")
    return person if any(one.person == person for one in lobby.house.stays.values()) else ""


def _admitted(lobby: Lobby, by: Person, coming: Man, stay: str, person: str, digest: str) -> Step:
    drawn, drawn_digest = signed(person, f"stay:{stay}")
    rules = sha256(b"rules of the house").hexdigest()
    command = Admit(stay, person, ID_CARD, digest, "zh_Hans", True, rules, by, drawn.reference, drawn_digest)
    kept = {"kind": ID_CARD, "number": coming.number, "company": coming.company}
    sealed = (
        drawn,
        Card(person, coming.name, coming.phone).sealed(),
        Sealed(f"document:{digest}", person, person.encode()),
        Sealed(f"contractor:{person}", person, json.dumps(kept, ensure_ascii=False).encode()),
    )
    return Step(decide_admission(lobby.house, command), 1, sealed)


def _errand(lobby: Lobby, by: Person, stay: str) -> Journey:
    """Yield one key for one job; dropped when the rules or the hour say no."""
    name, key = lobby.number()[:16], lobby.sought(lobby.rng.choice(JOBS), 1)[0]
    cents = SETTINGS.deposit_for(lobby.house.keys[key].kind.value)
    order = lobby.local.strftime("W%y%m%d-") + f"{lobby.rng.randrange(60, 99):02}"
    asked = errands.Ask(stay, name, key, "repair", order, "", cents, by, lobby.local)
    try:
        yield Step(errands.decide_ask(lobby.house, asked, REASONS), 40)
        yield _sponsored(lobby, by, stay, name)
        if cents:
            voucher = lobby.local.strftime("YJ%y%m%d") + name[:3]
            yield Step(deposits.decide_deposit(lobby.house, stay, name, voucher, by), 20)
        yield _taken(lobby, by, stay, name)
    except Refused:
        yield from _give_up(lobby, by, stay, name)
        return
    errand = lobby.house.stays[stay].errands[name]
    yield from stand_before(lobby, lobby.house.keys[key].place, errand.movement)
    yield Step(lobby.look(with_tags(lobby.house.keys[key].place)), 3)
    if lobby.house.movements[errand.movement].stage is Stage.CONFIRMED:
        yield Step((), lobby.rng.uniform(30, 200) * 60)
        yield from _bring(lobby, stay, name)
    yield from _give_up(lobby, by, stay, name)


def _sponsored(lobby: Lobby, by: Person, stay: str, name: str) -> Step:
    """Return the word of somebody of the house who answers for it. Raises as `errands.answer_for`."""
    known, sponsor = lobby.house.stays[stay], lobby.on_duty("plant")
    told = errands.answer_for(lobby.house, known, known.errands[name], sponsor, by, REASONS, lobby.local)
    return Step(errands.decide_sponsor(lobby.house, stay, name, sponsor, "badge", by, told), 25)


def _taken(lobby: Lobby, by: Person, stay: str, name: str) -> Step:
    movement, person = lobby.number(), lobby.house.stays[stay].person
    drawn, digest = signed(person, movement, lobby.rng.randrange(4))
    slip = f"{lobby.rng.getrandbits(64):016x}"
    command = outings.Take(stay, name, movement, slip, drawn.reference, digest, by, SETTINGS.closing_min)
    return Step(outings.decide_take(lobby.house, command, REASONS, lobby.local), 0.3, (drawn,))


def _bring(lobby: Lobby, stay: str, name: str) -> Journey:
    """Yield the key's return, by the slip; tried again while somebody stands at the slot."""
    known = lobby.house.stays[stay]
    key = lobby.house.keys[known.errands[name].key]
    while lobby.house.keys[key.id].custodian == with_person(known.person):
        back = ReturnKey(lobby.number(), known.person, key.id)
        busy = lobby.house.under_way(key.place) or lobby.house.door(key.place).doubt
        if busy or lobby.house.waits_for(known.person):
            yield Step((), 200)
            continue
        brought = outings.brought(lobby.house, back, "slip", "")
        yield Step([*brought, *decide_return(lobby.house, back)], 0.3)
        yield from stand_before(lobby, key.place, back.movement)
        yield Step(lobby.look(with_tags(key.place, key)), 20)


def _give_up(lobby: Lobby, by: Person, stay: str, name: str) -> Journey:
    """Yield the deposit back, and the errand dropped that came to nothing."""
    errand = lobby.house.stays[stay].errands.get(name)
    if errand is None:
        return
    try:
        if errand.holds_money:
            voucher = lobby.local.strftime("TH%y%m%d") + name[:3]
            yield Step(deposits.decide_deposit_back(lobby.house, stay, name, voucher, by), 30)
        if not errand.movement:
            yield Step(errands.decide_drop(lobby.house, stay, name, by), 5)
    except Refused:
        return


def night(lobby: Lobby) -> Journey:
    """Yield the end of the day's stays, and the deletion of what was kept long enough, once a day."""
    while True:
        yield Step(days_over(lobby.house, lobby.local), 60)
        over = to_forget(lobby.house, lobby.at, timedelta(days=SETTINGS.keep_days))
        yield Step([c.PersonForgotten(person, "expired") for person in over], DAY.total_seconds() - 60)
