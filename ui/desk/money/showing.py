"""Customers' money in words: who has what here, a voucher, a question."""

from __future__ import annotations

from datetime import date

from flask import request

from kiosk.domain.money.account import GENERAL, PREPAID, Account
from kiosk.domain.money.shortfall import Shortfall
from kiosk.domain.money.voucher import Voucher
from kiosk.domain.people import STAFF, Role
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.money.money_words import kind_words
from kiosk.language.capitals import in_capitals
from kiosk.language.messages import moment_of
from kiosk.language.money import money_of
from ui.desk.money import pages as p
from ui.desk.sealing import seal, unseal
from ui.desk.sessions import PATH, frame
from ui.desk.words import Words, drawn
from ui.reach import fresh_id, journeys
from ui.screens import Message

HERE = f"{PATH}/prepaid"
MOST_ROWS = 60


def money(words: Words, cents: int, currency: str = "") -> str:
    """Return an amount in the books' currency."""
    return money_of(cents, currency or journeys().money.currency, words.language)


def number_of(words: Words, about: str) -> str:
    """Return a service's number, or that it is for none in particular."""
    return words.say("money.general") if about in ("", GENERAL) else about


def plain(about: str) -> str:
    """Return a service's number as a form has it."""
    return "" if about == GENERAL else about


def person_of(sealed: str) -> str:
    """Return whom an address means, "" for nobody known."""
    return unseal(sealed) or ""


def day_of(typed: str) -> date | None:
    """Return a day as a form has it, None for none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def customers_of(words: str) -> list[str]:
    """Return the residents whom words mean: a home, a name; nobody for no words."""
    if not words.strip():
        return []
    found = journeys().directory.matching(journeys().ledger.house, words)
    return [one.id for one in found if one.role is Role.RESIDENT and one.active][:8]


def supervisors_of() -> list[str]:
    """Return every supervisor who serves."""
    ranks = (Role.SUPERVISOR, Role.MANAGER)
    return [one.id for one in journeys().ledger.house.people.values() if one.role in ranks and one.active]


def colleagues_of(but: str) -> list[str]:
    """Return everybody of the staff who serves, but one."""
    people = journeys().ledger.house.people.values()
    return [one.id for one in people if one.role in STAFF and one.active and one.id != but]


def prepaid_rows(words: Words, wanted: str) -> list[p.PrepaidRow]:
    """Return who has money here, the newest first; of some words, those whom they mean or whose number it is."""
    house, people = journeys().ledger.house, set(customers_of(wanted))
    found = [
        one
        for one in reversed(list(house.accounts.values()))
        if one.kind == PREPAID
        and (one.cents or one.id in house.overdrafts)
        and (not wanted or one.person in people or wanted.casefold() in one.about.casefold())
    ]
    return [_row(words, one) for one in found[:MOST_ROWS]]


def _row(words: Words, one: Account) -> p.PrepaidRow:
    decided = journeys().ledger.house.overdrafts.get(one.id)
    note = words.say("money.owed") if one.cents < 0 else ""
    if decided and decided.until and one.cents < 0:
        zone = journeys().settings.site.time_zone
        note = words.say("money.owed_by", time=moment_of(decided.until, words.language, zone, "yMMMd"))
    return p.PrepaidRow(
        account=one.id, customer=words.person(one.person), about=number_of(words, one.about),
        amount=money(words, one.cents, one.currency), person=seal(one.person), number=plain(one.about),
        below=one.cents < 0, note=note, moves=one.about in ("", GENERAL) and one.cents > 0, rest=one.cents > 0,
        act=fresh_id() if one.cents < 0 else "",
    )  # fmt: skip


def question_row(words: Words, one: Shortfall) -> p.QuestionRow:
    """Return a question to a customer as a line."""
    missing = words.say("money.missing", amount=money(words, max(0, one.missing_cents), one.currency))
    note = words.say(f"money.asked.{one.answer}") if one.answer else missing
    return p.QuestionRow(f"{HERE}/asked/{one.id}", one.about, words.person(one.person), note, one.at)


def voucher_row(words: Words, one: Voucher) -> p.QuestionRow:
    """Return a voucher that wants names as a line."""
    note = f"{kind_words(one.kind, words.language)} {money(words, one.cents, one.currency)}"
    return p.QuestionRow(f"{HERE}/vouchers/{one.id}", one.id, words.person(one.person), note, one.at)


def voucher_page(words: Words, one: Voucher, copies: int, problem: Message | None = None) -> p.VoucherPage:
    """Return a voucher as it stands."""
    zone = journeys().settings.site.time_zone
    rows = [
        ("money.paper.customer", words.person(one.person)),
        ("money.paper.service", number_of(words, one.about)),
        ("money.paper.way", words.say(f"money.way.{one.way}") if one.way else ""),
        ("money.paper.rest", money(words, one.after_cents, one.currency)),
        ("money.paper.at", moment_of(one.at, words.language, zone)),
        ("money.paper.by", words.person(one.by)),
        ("money.allowed_by", _allowed_by(words, one)),
        *_taken_back(one),
    ]
    pens = (
        ("money.paper.customer_signed", one.signature),
        ("money.paper.desk_signed", one.staff_signature),
    )
    return p.VoucherPage(
        **frame(),
        number=one.id,
        kind=kind_words(one.kind, words.language),
        amount=money(words, one.cents, one.currency),
        capitals=in_capitals(one.cents, one.currency, words.language),
        rows=tuple((words.say(label), value) for label, value in rows if value),
        pens=tuple(_pen(words, label, reference) for label, reference in pens),
        copies=copies,
        signed=one.complete,
        reversible=journeys().reversals.may(one),
        statement=f"{PATH}/statements?what=customer&who={seal(one.person)}",
        problem=problem,
    )


def _taken_back(one: Voucher) -> list[tuple[str, str]]:
    """Return which voucher has taken this one back and why, or which one it takes back itself."""
    flow = journeys().reversals
    back = flow.of(one)
    by = f"{back.voucher}\u2002{flow.why(one)}" if back else ""
    return [("money.reverse.by", by), ("money.reverse.of", flow.reverses(one))]


def _allowed_by(words: Words, one: Voucher) -> str:
    decided = journeys().ledger.house.overdrafts.get(one.account)
    if not one.decision:
        return ""
    return words.person(decided.by) if decided and decided.id == one.decision else one.decision[:8].upper()


def _pen(words: Words, label: str, reference: str) -> tuple[str, tuple[str, ...], str, str]:
    witness = witness_of(reference)
    if witness:
        return words.say(label), (), "", words.say("witness.stands", name=words.person(witness))
    strokes, box = drawn(words, reference)
    instead = "" if strokes else words.say("money.unsigned" if not reference else "registers.erased")
    return words.say(label), strokes, box, instead


def typed(name: str, longest: int = 120) -> str:
    """Return what was typed into a field of a form."""
    return request.form.get(name, "").strip()[:longest]
