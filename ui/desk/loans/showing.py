"""Loans and things that are lent in words: lines of a list, facts of one of them, what can be done with it."""

from __future__ import annotations

from kiosk.domain.loans.loan import CHASE_AFTER, CONDITIONS, FIT, Loan, LoanItem, LoanKind, LoanStage
from kiosk.domain.loans.returning import CONTACTS
from kiosk.domain.loans.stock import free_of
from kiosk.domain.witnessing.witnessing import witness_of
from kiosk.flows.items.loan_slips import thing
from kiosk.language.money import money_of
from ui.desk.lending import Blank, Doing, Drawn, Line, Pick, Tile
from ui.desk.loans.asking import words_at
from ui.desk.sessions import PATH
from ui.desk.words import Words, drawn
from ui.reach import journeys

HERE = f"{PATH}/loans"
REASONS = ("damaged", "parts", "cleaning", "checked", "unsafe")
"""Why a thing is out of service, at a touch."""


def tile(words: Words, kind: LoanKind) -> Tile:
    """Return the way to lend something of a kind: how many are free, and on what terms."""
    house = journeys().ledger.house
    every = sum(one.kind == kind.id for one in house.loan_items.values())
    free = len(free_of(house, kind.id))
    deposit = money(words, kind.deposit_cents) if kind.deposit_cents else words.say("loans.no_deposit")
    small = words.say("loans.free", free=free, count=every)
    label = kind.label.in_language(words.language.value)
    return Tile(f"{HERE}/new?kind={kind.id}", label, f"{small}\u2002{deposit}", off=not free)


def money(words: Words, cents: int) -> str:
    """Return an amount."""
    return money_of(cents, journeys().money.currency, words.language)


def state_of(words: Words, one: Loan) -> tuple[str, str]:
    """Return how a loan stands, in words, and its tone."""
    now = journeys().clock.now()
    if one.stage is LoanStage.OUT:
        if not one.late(now) or not journeys().lateness.by_clock:
            return words.say("loans.state.out"), ""
        return words.say("loans.state.late"), "bad" if one.due + CHASE_AFTER <= now else "care"
    if one.stage is LoanStage.LOST:
        return words.say("loans.state.lost"), "bad"
    if not one.settled or one.repays:
        code = "refund" if one.back_condition in FIT else "damaged"
        return words.say(f"loans.state.{code}"), "care"
    return words.say(f"loans.state.{one.settled}"), "quiet"


def line(words: Words, one: Loan) -> Line:
    """Return a loan as a line of the list."""
    state, tone = state_of(words, one)
    what = thing(journeys().ledger.house, one.item, one.kind, words.language)
    at = one.due if one.stage is LoanStage.OUT else one.ended
    return Line(f"{HERE}/{one.id}", one.number, what, "", words.person(one.person), state, at, tone)


def facts(words: Words, one: Loan) -> tuple[tuple[str, str], ...]:
    """Return everything that is on record of a loan, in words."""
    lending, house = journeys().lending, journeys().ledger.house
    rows = (
        ("what", thing(house, one.item, one.kind, words.language)),
        ("who", words.person(one.person)),
        ("phone", _phone(one) if one.open else ""),
        ("lent", f"{words_at(words, one.made)}\u2002{words.person(one.by)}"),
        ("due", words_at(words, one.due)),
        ("condition", words.say(f"loans.condition.{one.condition}")),
        ("note", lending.words(one.note)),
        ("deposit", money(words, one.deposit_cents) if one.deposit_cents else ""),
        ("leave", f"{words.person(one.leave)}\u2002{words.reason(one.leave_reason)}" if one.leave else ""),
        ("asked", words_at(words, one.contacted) if one.contacted else ""),
        ("back", words_at(words, one.ended) if one.ended and one.back_by else ""),
        ("brought_by", lending.brought_by(one)),
        ("came_back", words.say(f"loans.condition.{one.back_condition}") if one.back_condition else ""),
        ("seen", lending.words(one.back_note)),
        ("settled", _settled(words, one)),
    )
    return tuple((words.say(f"loans.fact.{name}"), told) for name, told in rows if told)


def _phone(one: Loan) -> str:
    card = journeys().directory.card(one.person)
    return (card.phone if card else "") or ""


def _settled(words: Words, one: Loan) -> str:
    if not one.settled or one.settled == "nothing":
        return ""
    said = words.say(f"loans.state.{one.settled}")
    more = money(words, one.charged_cents) if one.charged_cents else words.reason(one.settled_reason)
    return f"{said}\u2002{more}\u2002{words.person(one.settled_by)}"


def hands(words: Words, one: Loan) -> tuple[Drawn, ...]:
    """Return the signatures under a loan, and who stood by where there is none."""
    found = []
    for name, reference in (
        ("lent", one.signature),
        ("lent_by", one.by_signature),
        ("back", one.back_signature),
        ("back_by", one.back_by_signature),
    ):
        caption = words.say(f"loans.signed.{name}")
        if witness := witness_of(reference):
            found.append(
                Drawn(f"{caption}: {words.say('witness.stands', name=words.person(witness))}", (), "0 0 1 1")
            )
            continue
        strokes, box = drawn(words, reference)
        if strokes:
            found.append(Drawn(caption, strokes, box))
    return tuple(found)


def doings(words: Words, one: Loan, *, supervisor: bool) -> tuple[Doing, ...]:
    """Return what can be done with a loan now."""
    at = f"{HERE}/{one.id}"
    found: list[Doing] = []
    if one.out and one.late(journeys().clock.now()):
        said = tuple(Pick(how, words.say(f"loans.contact.{how}"), how == CONTACTS[0]) for how in CONTACTS)
        asked = Blank("how", words.say("loans.do.contacted_how"), "radio", picks=said)
        found.append(Doing(words.say("loans.do.contacted"), f"{at}/contacted", "phone", blanks=(asked,)))
    if one.stage is LoanStage.OUT:
        dues = journeys().lending.dues([one.kind])
        times = tuple(Pick(due.isoformat(), words_at(words, due)) for due in dues if due > one.due)
        later = Blank("due", words.say("loans.do.later"), "select", picks=times)
        if times:
            found.append(Doing(words.say("loans.do.extend"), f"{at}/extend", "clock", blanks=(later,)))
        found.append(Doing(words.say("loans.do.lost"), f"{at}/lost", "care"))
    if one.stage is LoanStage.WRITTEN_OFF:
        how = tuple(
            Pick(said, words.say(f"loans.condition.{said}"), said == CONDITIONS[0]) for said in CONDITIONS
        )
        seen = Blank("condition", words.say("loans.ask.condition"), "radio", picks=how)
        found.append(Doing(words.say("loans.do.found"), f"{at}/found", "check", blanks=(seen,)))
    if one.stage is LoanStage.LOST or (one.stage is LoanStage.BACK and (not one.settled or one.repays)):
        found += _settling(words, one, at, supervisor=supervisor)
    if not one.out and one.stage is not LoanStage.LOST:
        found += pictures(words, at)
    return tuple(found)


def pictures(words: Words, at: str) -> list[Doing]:
    """Return the ways to keep a picture of a thing: a file, or what the lobby's camera sees."""
    file = Blank("file", words.say("loans.do.file"), "file")
    found = [Doing(words.say("loans.do.picture"), f"{at}/picture", "camera", blanks=(file,))]
    if journeys().loan_stock.can_photograph:
        found.append(Doing(words.say("loans.do.camera"), f"{at}/picture", "camera"))
    return found


def _settling(words: Words, one: Loan, at: str, *, supervisor: bool) -> list[Doing]:
    if one.stage is LoanStage.BACK and one.back_condition in FIT:
        label = "loans.do.repay" if one.repays else "loans.do.refund"
        return [Doing(words.say(label), f"{at}/refund", "receipt", strong=True)]
    amount = Blank("amount", words.say("loans.do.amount"), most=8)
    found = [Doing(words.say("loans.do.charge"), f"{at}/charge", "receipt", blanks=(amount,))]
    if supervisor:
        why = Blank("reason", words.say("loans.ask.why"))
        found.append(Doing(words.say("loans.do.write_off"), f"{at}/write-off", "cross", blanks=(why,)))
    return found


def item_line(words: Words, one: LoanItem) -> Line:
    """Return a copy as a line of the stock."""
    house = journeys().ledger.house
    if one.loan:
        who, state, tone = words.custodian(one.custodian), words.say("loans.state.out"), ""
    elif one.withdrawn:
        who = words.custodian(one.custodian)
        state, tone = words.say("loans.state.withdrawn"), "care"
    else:
        who = words.custodian(one.custodian)
        state, tone = words.say(f"loans.condition.{one.condition}"), ""
    label = thing(house, one.id, one.kind, words.language)
    return Line(f"{HERE}/stock/{one.id}", one.shelf, label, "", who, state, one.since, tone)


def item_doings(words: Words, one: LoanItem, *, supervisor: bool) -> tuple[Doing, ...]:
    """Return what can be done with a copy now."""
    at = f"{HERE}/stock/{one.id}"
    found = pictures(words, at)
    if one.withdrawn or one.condition not in FIT:
        fit = tuple(Pick(how, words.say(f"loans.condition.{how}"), how == FIT[0]) for how in FIT)
        asked = Blank("condition", words.say("loans.ask.condition"), "radio", picks=fit)
        found.append(Doing(words.say("loans.do.put_back"), f"{at}/put-back", "check", True, (asked,)))
    else:
        why = tuple(Pick(code, words.say(f"loans.why.{code}"), code == "checked") for code in REASONS)
        asked = Blank("reason", words.say("loans.ask.why"), "radio", picks=why)
        found.append(Doing(words.say("loans.do.withdraw"), f"{at}/withdraw", "care", blanks=(asked,)))
    if supervisor and not one.loan:
        why_gone = Blank("reason", words.say("loans.ask.why"))
        found.append(Doing(words.say("loans.do.strike_off"), f"{at}/strike-off", "cross", blanks=(why_gone,)))
    return tuple(found)
