"""Homes on an invented estate change hands: owners move in, and sign, renew or withdraw what may be done with a key."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

from kiosk.domain.events import PersonEnrolled
from kiosk.domain.keeping.keeping import (
    DOCUMENTS,
    LONGEST,
    GiveConsent,
    Signed,
    decide_consent,
    decide_withdrawal,
    keys_of,
)
from kiosk.domain.movein import listing, signing
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.estate import names
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.outings import REASONS
from kiosk.estate.pens import signed
from kiosk.flows.people.directory import Card
from kiosk.ports.record import Sealed

THINGS = (
    ("entrance", "入户门钥匙", 3),
    ("building", "单元门禁卡", 3),
    ("letterbox", "信报箱钥匙", 2),
    ("room", "房间门钥匙", 5),
    ("cellar", "储藏间钥匙", 1),
    ("parking", "车位锁钥匙", 1),
)
"""What an owner is handed: its kind, its label, how many."""


def move_in(lobby: Lobby) -> Journey:
    """Yield a new owner's hour at the desk: known from now on, handed the keys by a list, signed by both."""
    with_key = {key.unit for key in lobby.house.keys.values() if key.unit}
    unit = lobby.rng.choice(sorted({one.unit for one in lobby.residents if one.unit} - with_key))
    owner, by, name = f"r-{unit}-{lobby.number()[:6]}", lobby.on_duty("desk"), lobby.number()
    card = Card(owner, names.simplified(lobby.rng), f"1390002{lobby.rng.randrange(10_000):04}")
    enrolled = PersonEnrolled(owner, Role.RESIDENT.value, (), unit, None, "zh_Hans", None, True)
    yield Step([enrolled], 90, (card.sealed(),))
    begin = listing.BeginMoveIn(name, owner, "id_card")
    try:
        yield Step(listing.decide_begin(lobby.house, begin, by, None), 30)
    except Refused:  # another list of that home goes on
        return
    yield from _listed(lobby, name, owner, by)
    yield from _both_sign(lobby, name, by)


def _listed(lobby: Lobby, name: str, owner: str, by: Person) -> Journey:
    """Yield the lines of the list, now and then one that is missing and promised, and what the meters show."""
    today = lobby.local.date()
    for number, (what, label, count) in enumerate(THINGS):
        if number > 3 and lobby.likely(0.5):
            continue
        line = f"{name[:12]}{number}"
        salt = f"{lobby.rng.getrandbits(64):016x}"
        content = json.dumps({"label": label, "number": "", "salt": salt}, ensure_ascii=False).encode()
        sealed = Sealed(f"movein:{name}:{line}", owner, content)
        missing = number > 1 and lobby.likely(0.06)
        thing = listing.ListThing(
            move_in=name, line=line, what=what, count=count, condition="new", words=sealed.reference,
            words_digest=sha256(content).hexdigest(), tried=number < 2,
            promised=today + timedelta(days=7) if missing else None,
        )  # fmt: skip
        yield Step(listing.decide_line(lobby.house, thing, by, today), 25, (sealed,))
    for meter, most in (("water", 60), ("power", 900), ("gas", 40)):
        shown = f"{lobby.rng.uniform(0, most):.1f}"
        yield Step(listing.decide_meter(lobby.house, name, meter, shown, by), 15)


def _both_sign(lobby: Lobby, name: str, by: Person) -> Journey:
    """Yield both names under a list; what it owes is handed over within the week, by another list."""
    known = lobby.house.move_ins[name]
    drawn, digest = signed(known.owner, f"movein:{name}:owner")
    under = Signed(known.document, by.id, drawn.reference, digest)
    yield Step(signing.decide_owner_signs(lobby.house, name, under), 20, (drawn,))
    own, own_digest = signed(by.id, f"movein:{name}:desk")
    second = signing.decide_attendant_signs(lobby.house, name, by, own.reference, own_digest)
    yield Step(second, 5, (own,))
    known = lobby.house.move_ins.get(name, known)
    if known.owed:
        lobby.later(_delivered(lobby, name), lobby.rng.uniform(2, 6) * 24 * 60)


def _delivered(lobby: Lobby, name: str) -> Journey:
    """Yield what was promised, handed over by a list of its own."""
    earlier, by, second = lobby.house.move_ins.get(name), lobby.on_duty("desk"), lobby.number()
    if earlier is None:
        return
    begin = listing.BeginMoveIn(second, earlier.owner, "id_card", name, "delivery")
    try:
        yield Step(listing.decide_begin(lobby.house, begin, by, earlier), 60)
    except Refused:
        return
    yield from _both_sign(lobby, second, by)


def agreement(lobby: Lobby) -> Journey:
    """Yield an agreement about a home's keys, signed at the desk: given anew, or renewed before it ends."""
    ending = [
        one
        for one in lobby.house.consents.values()
        if keys_of(lobby.house, one.unit) and not one.holds_at(lobby.at + timedelta(days=30))
    ]
    if not ending:
        return
    known, by, act = lobby.rng.choice(ending), lobby.on_duty("desk"), lobby.number()
    drawn, digest = signed(known.given_by, act)
    under = Signed(lobby.rng.choice(DOCUMENTS[:2]), by.id, drawn.reference, digest)
    years = lobby.rng.choice((1, 2, 3))
    until = lobby.at + min(LONGEST, timedelta(days=365 * years))
    wanted = GiveConsent(known.id, known.given_by, known.reasons, known.groups, until, known.told)
    try:
        given = decide_consent(lobby.house, wanted, under, REASONS, lobby.at)
    except Refused:  # the owner has moved out
        return
    yield Step(given, sealed=(drawn,))


def withdrawn(lobby: Lobby) -> Journey:
    """Yield an agreement withdrawn, by a signature at the desk or at the lobby's screen."""
    alive = [one for one in lobby.house.consents.values() if one.holds_at(lobby.at)]
    if not alive:
        return
    known, act, signs = lobby.rng.choice(alive), lobby.number(), lobby.likely(0.6)
    drawn, digest = signed(known.given_by, act)
    under = Signed("id_card", lobby.on_duty("desk").id, drawn.reference, digest) if signs else None
    try:
        over = decide_withdrawal(lobby.house, known.id, known.given_by, under, lobby.at)
    except Refused:
        return
    yield Step(over, sealed=(drawn,) if signs else ())
