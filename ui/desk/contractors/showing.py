"""Stays and their keys as the attendants' pages show them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.contractors.errands import is_out, may_go
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.id_numbers import masked
from kiosk.domain.people import STAFF, Role
from kiosk.flows.passes.sponsoring import LISTENS_S
from kiosk.language.messages import known
from kiosk.language.money import money_of
from ui.desk.contractors import pages as p
from ui.desk.sealing import seal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.reach import fresh_id, journeys
from ui.screens import Message

HERE = f"{PATH}/contractors"


def stay_row(words: Words, stay: Stay) -> p.StayRow:
    """Return one stay as a line of a list."""
    house, now = journeys().ledger.house, journeys().clock.now()
    out = house.keys_with(stay.person)
    due = min((key.due for key in out if key.due), default=None)
    held = sum(one.deposit.cents for one in stay.errands.values() if one.deposit and one.holds_money)
    details = journeys().contractors.details(stay.person)
    return p.StayRow(
        path=f"{HERE}/{stay.id}",
        name=journeys().directory.name(stay.person),
        company=details.company if details else "",
        keys=", ".join(words.key(key) for key in out),
        due=due,
        deposit=_money(words, held) if held else "",
        since=stay.begun,
        left=stay.left,
        late=due is not None and due <= now,
    )


def stay_page(words: Words, stay: Stay, problem: Message | None = None) -> p.ContractorStay:
    """Return one stay with everything that can be done in it."""
    details = journeys().contractors.details(stay.person)
    document = words.say(f"contractors.kind.{stay.document}")
    cards = tuple(errand_card(words, stay, one) for one in reversed(list(stay.errands.values())))
    here = stay.left is None
    return p.ContractorStay(
        **frame(),
        path=f"{HERE}/{stay.id}",
        act=fresh_id(),
        named=journeys().directory.name(stay.person),
        company=details.company if details else "",
        document=f"{document} {masked(details.number)}" if details else document,
        since=stay.begun,
        served=words.person(stay.by),
        left=stay.left,
        errands=cards,
        keys=_keys(words) if here else (),
        reasons=tuple(p.Choice(one, words.reason(one)) for one in journeys().errands.reasons),
        photo=f"{HERE}/{stay.id}/photo.jpg" if journeys().contractors.has_photo(stay.id) else "",
        can_leave=here and not any(card.step in ("out", "late", "moving", "money") for card in cards),
        can_block=present().role in (Role.SUPERVISOR, Role.MANAGER),
        soonest=(journeys().contractors.today + timedelta(days=1)).isoformat(),
        person=seal(stay.person),
        problem=problem,
    )


def errand_card(words: Words, stay: Stay, errand: Errand) -> p.ErrandCard:
    """Return one key of a stay with its next step."""
    house = journeys().ledger.house
    key = house.keys.get(errand.key) or journeys().ledger.key(errand.key)
    step, held = step_of(stay, errand), key is not None and key.custodian.id == stay.person
    why = "\u2002".join(one for one in (words.reason(errand.reason), errand.work_order) if one)
    return p.ErrandCard(
        id=errand.id,
        key=errand.key,
        label=words.item(errand.key),
        slot=words.place(key.place) if key else "",
        why=why,
        step=step,
        tone={"late": "bad", "money": "care", "ask": "care", "deposit": "care"}.get(step, ""),
        sponsor=words.person(errand.sponsor) if errand.sponsor else "",
        deposit=_deposit(words, errand),
        due=key.due if key and held else None,
        deeds=_deeds(stay, errand, step) if stay.left is None else (),
        note=journeys().errands.note_of(errand),
        waiting=_waiting(words, stay, errand),
    )


def step_of(stay: Stay, errand: Errand) -> str:
    """Return how far the key of an errand is, as "contractors.step" names it."""
    house, now = journeys().ledger.house, journeys().clock.now()
    moving, key = house.moving(errand.key), house.keys.get(errand.key)
    if moving and moving.bearer == stay.person:
        return "moving"
    if is_out(house, stay, errand):
        return "late" if key and key.due and key.due <= now else "out"
    if not may_go(house, stay, errand):
        return "money" if errand.holds_money else "back"
    if errand.deposit and errand.deposit.settled:
        return "unused"
    if not errand.sponsor:
        return "ask"
    return "deposit" if errand.owes else "ready"


def _deeds(stay: Stay, errand: Errand, step: str) -> tuple[str, ...]:
    """Return what can be done now, the next step first."""
    out = step in ("out", "late")
    waits = step in ("ask", "deposit", "ready")
    can = {
        "issue": step == "ready",
        "sponsor": step == "ask",
        "deposit": waits and errand.owes,
        "bring": out,
        "slip": out,
        "deposit-back": errand.holds_money and not out and step != "moving",
        "deposit-kept": errand.holds_money and present().role in (Role.SUPERVISOR, Role.MANAGER),
        "drop": (waits or step == "unused") and not errand.holds_money,
    }
    return tuple(name for name, now in can.items() if now)


def _waiting(words: Words, stay: Stay, errand: Errand) -> p.Waiting | None:
    now = journeys().sponsoring.listening(present())
    if now is None or (now.stay, now.errand) != (stay.id, errand.id):
        return None
    person = journeys().ledger.house.people.get(now.seen)
    asks = "" if person is None or now.proven else "pin" if person.role in STAFF else "met"
    problem = f"refused.{now.problem}.title" if known(f"refused.{now.problem}.title") else ""
    left_s = max(0.0, now.until_s - journeys().clock.monotonic_s())
    seen = journeys().directory.name(now.seen) if now.seen else ""
    return p.Waiting(now.id, seen, asks, problem, round(left_s * 1000), round(LISTENS_S * 1000))


def _keys(words: Words) -> tuple[p.Choice, ...]:
    return tuple(
        p.Choice(key.id, f"{words.key(key)}\u2002{words.place(key.place)}")
        for key in journeys().errands.on_offer()
    )


def _deposit(words: Words, errand: Errand) -> str:
    deposit = errand.deposit
    if deposit is None:
        wanted = _money(words, errand.deposit_cents)
        return words.say("contractors.deposit_wanted", amount=wanted) if errand.deposit_cents else ""
    amount = _money(words, deposit.cents)
    return words.say(
        f"contractors.deposit_{deposit.settled or 'held'}",
        **{"amount": amount, **({} if deposit.settled else {"voucher": deposit.voucher})},
    )


def _money(words: Words, cents: int) -> str:
    return money_of(cents, journeys().money.currency, words.language)


def site_zone() -> ZoneInfo:
    """Return the site's time zone."""
    return ZoneInfo(journeys().settings.site.time_zone)
