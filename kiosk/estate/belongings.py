"""Items left at an invented desk, items that change hands, things lent: taken in, claimed, handed on, brought back."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.deposits import claiming, deciding
from kiosk.domain.deposits.deposit import STUB
from kiosk.domain.entrusted.counting import decide_count, to_tick
from kiosk.domain.entrusted.placing import Ground
from kiosk.domain.goods import KINDS, NOTHING, REFUSED_GOODS
from kiosk.domain.items import Label
from kiosk.domain.loans import lending, returning, stock
from kiosk.domain.loans.loan import LoanRules
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.transfers import deciding as passing
from kiosk.estate import names
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import signed
from kiosk.flows.people.directory import Card
from kiosk.ports.record import Sealed

SHELVES = ("A1", "A2", "B1", "B2")
"""As the estate's site file has them."""
LENT = (
    ("umbrella", Label("Umbrella", "雨伞", "雨傘"), 0, 24 * 60, 12),
    ("trolley", Label("Trolley", "手推车", "手推車"), 0, 3 * 60, 4),
    ("ladder", Label("Ladder", "人字梯", "人字梯"), 0, 4 * 60, 3),
    ("wheelchair", Label("Wheelchair", "轮椅", "輪椅"), 20_000, 48 * 60, 2),
    ("pump", Label("Bicycle pump", "打气筒", "打氣筒"), 0, 60, 3),
)
"""What is lent: id, name, deposit in cents, the longest time in minutes, how many."""
LEFT = ("蓝色行李箱", "孩子的书包", "一袋换洗衣物", "网球拍", "文件袋", "给保洁的旧衣")
HANDED = ("钥匙包", "一盒月饼", "文件", "孩子的水壶", "相机", "药品说明")
NEVER_CLAIMED = 0.02


def deposit(lobby: Lobby) -> Journey:
    """Yield one deposit: described, refused for what is in it or taken in, claimed some days later."""
    rng, by = lobby.rng, lobby.on_duty("desk")
    person, name = rng.choice(lobby.residents), lobby.number()
    words = rng.choice(LEFT).encode()
    kept = Sealed(f"words:deposit:{name}", person.id, words)
    goods = rng.choice(REFUSED_GOODS) if lobby.likely(0.05) else NOTHING
    asked = deciding.Describe(
        name, person.id, rng.choice(KINDS), rng.choice((1, 1, 1, 2, 3)), goods, by.id, size="S",
        words=kept.reference, words_digest=sha256(words).hexdigest(),
    )  # fmt: skip
    try:
        yield Step(deciding.decide_describe(lobby.house, asked, lobby.at), 70, (kept,))
        if goods == NOTHING:
            yield _left(lobby, name, person, by)
    except Refused:
        return
    if goods == NOTHING and not lobby.likely(NEVER_CLAIMED):
        lobby.later(_claimed(lobby, name), rng.choice((0.3, 1, 2, 3, 9)) * 24 * 60 * rng.uniform(0.6, 1.2))


def _left(lobby: Lobby, name: str, person: Person, by: Person) -> Step:
    drawn, digest = signed(person.id, f"deposit:{name}")
    desk, desk_digest = signed(by.id, f"deposit-desk:{name}")
    slip, shelf = f"{lobby.rng.getrandbits(64):016x}", f"shelf:{lobby.rng.choice(SHELVES)}"
    command = deciding.TakeIn(
        name, lobby.number(), slip, drawn.reference, digest, desk.reference, desk_digest, by.id, shelf
    )
    return Step(deciding.decide_take_in(lobby.house, _ground(lobby), command), 30, (drawn, desk))


def _claimed(lobby: Lobby, name: str) -> Journey:
    one, by = lobby.house.deposits.get(name), lobby.on_duty("desk")
    if one is None or one.over:
        return
    claim = lobby.number()
    drawn, digest = signed(one.person, f"claim:{claim}", lobby.rng.randrange(4))
    command = claiming.SignClaim(claim, name, one.count, STUB, by.id, drawn.reference, digest, "")
    try:
        yield Step(claiming.decide_shown(lobby.house, one.slip), 25)
        yield Step(claiming.decide_claim(lobby.house, command), 5, (drawn,))
    except Refused:
        return


def transfer(lobby: Lobby) -> Journey:
    """Yield something that a visitor leaves for a resident, or the other way round, and its being fetched."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    person, guest = rng.choice(lobby.residents), f"guest-{name[:16]}"
    card = Card(guest, names.simplified(rng), f"1370002{rng.randrange(10_000):04}")
    enrolled = e.PersonEnrolled(guest, Role.VISITOR.value, (), None, None, "zh_Hans", None, True)
    yield Step([enrolled], 40, (card.sealed(),))
    content = json.dumps({"phone": "", "words": rng.choice(HANDED)}, ensure_ascii=False).encode()
    kept = Sealed(f"words:transfer:{name}", person.id, content)
    to_resident = lobby.likely(0.7)
    drawn, digest = signed(guest if to_resident else person.id, f"transfer:{name}")
    command = passing.TakeTransfer(
        name, lobby.number(), person.id, guest, to_resident, rng.choice(KINDS), 1, NOTHING, drawn.reference,
        digest, by.id, size="S", where=f"shelf:{rng.choice(SHELVES)}", words=kept.reference,
        words_digest=sha256(content).hexdigest(),
    )  # fmt: skip
    try:
        yield Step(passing.decide_take_in(lobby.house, _ground(lobby), command), sealed=(drawn, kept))
    except Refused:
        return
    lobby.later(_handed(lobby, name), rng.uniform(0.5, 40) * 60)


def _handed(lobby: Lobby, name: str) -> Journey:
    one, by = lobby.house.transfers.get(name), lobby.on_duty("desk")
    if one is None or one.over:
        return
    movement = lobby.number()
    drawn, digest = signed(one.taker, f"taker:{movement}")
    command = passing.HandOver(movement, name, "", drawn.reference, digest, by.id)
    try:
        yield Step(passing.decide_hand_over(lobby.house, command), sealed=(drawn,))
    except Refused:
        return


def stocked(lobby: Lobby) -> Journey:
    """Yield the things that are lent, put on their shelves by the supervisor."""
    chief = next(one for one in lobby.staff if one.role is Role.SUPERVISOR)
    for kind, label, cents, longest_min, copies in LENT:
        yield Step(stock.decide_kind(lobby.house, stock.Terms(kind, label, cents, longest_min), chief), 20)
        for _ in range(copies):
            yield Step(stock.decide_add(lobby.house, lobby.number(), kind, "D1", chief), 8)


def loan(lobby: Lobby) -> Journey:
    """Yield one thing lent and brought back: mostly in time, hardly ever damaged."""
    rng, by = lobby.rng, lobby.on_duty("desk")
    kind = rng.choice([one for one in LENT if not one[2]])
    free = stock.free_of(lobby.house, kind[0])
    if not free:
        return
    person, name = rng.choice(lobby.residents), lobby.number()
    minutes = kind[3] * rng.uniform(0.4, 1)
    pens, sealed = _pens(person.id, by.id, f"lend:{name}")
    due = lobby.at + timedelta(minutes=minutes)
    command = lending.Lend(name, person.id, (free[0].id,), due, "", pens, by)
    try:
        yield Step(lending.decide_lend(lobby.house, command, LoanRules(), lobby.at), sealed=sealed)
    except Refused:
        return
    late = rng.uniform(1.2, 6) if lobby.likely(0.08) else rng.uniform(0.2, 0.95)
    for one in [one.id for one in lobby.house.loans.values() if one.lending == name]:
        lobby.later(_brought(lobby, one), minutes * late)


def _brought(lobby: Lobby, name: str) -> Journey:
    one, by = lobby.house.loans.get(name), lobby.on_duty("desk")
    if one is None or not one.out:
        return
    pens, sealed = _pens(one.person, by.id, f"back:{name}")
    condition = "damaged" if lobby.likely(0.01) else "worn" if lobby.likely(0.1) else "good"
    back = returning.Return(name, condition, "", "", "", pens, by)
    try:
        yield Step(returning.decide_return(lobby.house, back), sealed=sealed)
    except Refused:
        return


def late_loans(lobby: Lobby) -> Journey:
    """Yield what time does to loans: reminders, and the desk's calls to who is late for days, every morning."""
    while True:
        yield Step(returning.reminders(lobby.house, lobby.at), 60)
        by = lobby.on_duty("desk")
        for one in returning.to_chase(lobby.house, lobby.at):
            yield Step(returning.decide_contact(lobby.house, one.id, "promised", by, lobby.at), 120)
            lobby.later(_brought(lobby, one.id), lobby.rng.uniform(30, 600))
        yield Step((), 24 * 3600 - 60)


def counted(lobby: Lobby) -> Journey:
    """Yield the daily count of record against things: everything is there."""
    while True:
        by, due = lobby.on_duty("desk"), [one.id for one in to_tick(lobby.house)]
        yield Step(decide_count(lobby.house, lobby.number(), due, (), by.id), 24 * 3600)


def _pens(person: str, by: str, about: str) -> tuple[lending.Pens, tuple[Sealed, ...]]:
    drawn, digest = signed(person, about)
    desk, desk_digest = signed(by, f"{about}:desk")
    return lending.Pens(drawn.reference, digest, desk.reference, desk_digest), (drawn, desk)


def _ground(lobby: Lobby) -> Ground:
    return Ground(lobby.furniture, {}, SHELVES)
