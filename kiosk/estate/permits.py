"""Works in homes of an invented estate: passes out and counted back in; goods that leave by their owner's word."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, time, timedelta
from hashlib import sha256

from kiosk.domain.loans.lending import Pens
from kiosk.domain.passes import deciding as d
from kiosk.domain.passes.permit import WorkerPass
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.releases import deciding as leaving
from kiosk.domain.releases.release import BY_PHONE, SIGNED
from kiosk.estate import names
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import signed
from kiosk.flows.passes.passes import Known, Works
from kiosk.flows.passes.releases import Goods
from kiosk.ports.record import Sealed

COMPANIES = ("鸿运装饰", "锦绣家装", "安居水电", "百姓木作")
DEPOSIT_CENTS = 5_000
LOST = 0.06
"""So many passes are missing in the end; half of these turn up."""
CARRIED = ("旧沙发一张", "冰箱一台", "书箱三只", "儿童床一张", "健身器材一套", "钢琴一架")
CARRIERS = ("顺达搬家", "亲友自搬", "二手回收")


def works(lobby: Lobby) -> Journey:
    """Yield works in a home: so many passes with their deposit, shown at the door, counted in all at once."""
    rng, by, permit = lobby.rng, lobby.on_duty("desk"), lobby.number()
    owner, count, days = rng.choice(lobby.residents), rng.randint(1, 5), rng.randint(2, 20)
    firm = f"works-{permit[:12]}"
    told = Works(rng.choice(COMPANIES), names.simplified(rng), f"1370005{rng.randrange(10_000):04}")
    content = json.dumps(asdict(told), ensure_ascii=False).encode()
    details = Sealed(f"works:{permit}", firm, content)
    passes, records = _passes(lobby, permit, count)
    pens, drawn = _pens(firm, by, f"permit:{permit}")
    command = d.GiveOut(
        permit, owner.unit or "", owner.id, firm, details.reference, sha256(content).hexdigest(), _day(lobby, 0),
        _day(lobby, days), DEPOSIT_CENTS, passes, pens, by,
    )  # fmt: skip
    try:
        yield Step(d.decide_give_out(lobby.house, command, lobby.at), 90, (*drawn, details, *records))
        for _ in range(min(days, 4)):
            yield Step(d.decide_shown(lobby.house, permit, rng.randint(1, count), lobby.at), 22 * 3600)
        yield Step((), max(0.0, days - 4 + rng.uniform(-1, 1.5)) * 24 * 3600)
        yield from _in(lobby, permit, firm, count)
    except Refused:
        return


def _passes(lobby: Lobby, permit: str, count: int) -> tuple[tuple[WorkerPass, ...], list[Sealed]]:
    found, records = [], []
    for number in range(1, count + 1):
        person = f"worker-{permit[:12]}-{number}"
        card = Known(
            names.simplified(lobby.rng), "id_card", f"**************{lobby.rng.randrange(10_000):04}"
        )
        kept = json.dumps(asdict(card), ensure_ascii=False).encode()
        records.append(Sealed(f"worker:{permit}:{number}", person, kept))
        digest = lobby.digest("document", f"id_card:{permit}:{number}")
        slip = f"{lobby.rng.getrandbits(64):016x}"
        found.append(WorkerPass(number, slip, person, records[-1].reference, digest))
    return tuple(found), records


def _in(lobby: Lobby, permit: str, firm: str, count: int) -> Journey:
    """Yield the counting in; what is missing costs its deposit, unless it is found."""
    by = lobby.on_duty("desk")
    back = frozenset(number for number in range(1, count + 1) if not lobby.likely(LOST))
    pens, drawn = _pens(firm, by, f"permit-in:{permit}")
    yield Step(d.decide_count_in(lobby.house, d.CountIn(permit, back, pens, by)), 60, drawn)
    for number in lobby.house.permits[permit].missing:
        if lobby.likely(0.5):
            yield Step((), lobby.rng.uniform(1, 5) * 24 * 3600)
            yield Step(d.decide_found(lobby.house, permit, number, lobby.on_duty("desk")), 30)


def moving_out(lobby: Lobby) -> Journey:
    """Yield goods that leave: their owner signs or says so on the telephone, the paper is shown, they are seen gone."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    owner = rng.choice(lobby.residents)
    lines = tuple(rng.sample(CARRIED, rng.randint(1, 2)))
    goods = Goods(lines, rng.choice(CARRIERS), f"浙A{rng.randrange(10_000, 99_999)}")
    content = json.dumps(asdict(goods), ensure_ascii=False).encode()
    kept = Sealed(f"goods:{name}", owner.id, content)
    asked = leaving.Ask(
        name, owner.id, kept.reference, sha256(content).hexdigest(), len(goods.lines), _day(lobby, 0),
        _day(lobby, rng.randint(1, 3)), by.id,
    )  # fmt: skip
    try:
        yield Step(leaving.decide_ask(lobby.house, asked, lobby.at), rng.uniform(1, 40) * 60, (kept,))
        if lobby.likely(0.06):
            yield Step(leaving.decide_call_off(lobby.house, name, owner.id))
            return
        yield _word(lobby, name, owner, by)
        yield Step((), rng.uniform(0.3, 5) * 3600)
        yield Step(leaving.decide_shown(lobby.house, name, lobby.at), 90)
        yield Step(leaving.decide_gone(lobby.house, name, lobby.on_duty("desk"), lobby.at))
    except Refused:
        return


def _word(lobby: Lobby, name: str, owner: Person, by: Person) -> Step:
    slip = f"{lobby.rng.getrandbits(64):016x}"
    if lobby.likely(0.3):
        said = json.dumps("1380000", ensure_ascii=False).encode()
        called = Sealed(f"called:{name}", owner.id, said)
        word = leaving.OwnersWord(
            name, BY_PHONE, owner.id, slip, called.reference, sha256(said).hexdigest(), served=by
        )
        return Step(leaving.decide_word(lobby.house, word, lobby.at), 30, (called,))
    drawn, digest = signed(owner.id, f"release:{name}", lobby.rng.randrange(4))
    word = leaving.OwnersWord(
        name, SIGNED, owner.id, slip, signature=drawn.reference, signature_digest=digest, served=by
    )
    return Step(leaving.decide_word(lobby.house, word, lobby.at), 30, (drawn,))


def _pens(person: str, by: Person, about: str) -> tuple[Pens, tuple[Sealed, Sealed]]:
    drawn, digest = signed(person, about)
    desk, desk_digest = signed(by.id, f"{about}-desk")
    return Pens(drawn.reference, digest, desk.reference, desk_digest), (drawn, desk)


def _day(lobby: Lobby, days: int) -> datetime:
    """Return the beginning of today at the site, or the end of a day to come."""
    day = lobby.local.date() + timedelta(days=days)
    at = time(23, 59) if days else time()
    return datetime.combine(day, at, lobby.zone)
