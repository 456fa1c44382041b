"""What the forms on loans ask: who borrows, what, until when, how it is, and who signs."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request

from kiosk.domain.loans.loan import CONDITIONS, FIT, Loan
from kiosk.domain.loans.stock import free_of
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.items.loan_forms import Borrower, Leave, Seen
from kiosk.flows.items.loan_slips import thing
from kiosk.language.messages import moment_of
from kiosk.language.money import money_of
from ui.desk.lending import Blank, Pick
from ui.desk.words import Words
from ui.keys import strokes_of
from ui.reach import journeys
from ui.screens import Message

MOST_SHOWN = 8
ASKS_LEAVE = ("loan.residents_only", "loan.home_limit", "loan.owes_late", "reason.missing")
"""Refusals after which a form offers a supervisor's leave."""
OTHER = "other"
CAMERA = "camera"


def residents_at(home: str) -> list[str]:
    """Return who lives in a home as it was typed; nobody for none."""
    found = journeys().directory.find(journeys().ledger.house, unit=home.strip()) if home.strip() else []
    return [one.person for one in found]


def posted_owner() -> str:
    """Return whose home was typed: the one who was picked, or who lives there alone.

    Raises:
        Refused: `resident.unknown` for nobody, `loan.which_person` for several of whom none was picked.
    """
    found, picked = residents_at(request.form.get("home", "")), request.form.get("owner", "")
    if not found or (len(found) > 1 and picked not in found):
        raise Refused("loan.which_person" if found else "resident.unknown")
    return picked if picked in found else found[0]


def tapped() -> str:
    """Return the resident who has tapped their card at the lobby just now, "" for nobody."""
    visit = journeys().visits.current
    return visit.person.id if visit is not None and visit.role is Role.RESIDENT else ""


def lend_blanks(words: Words, kind: str, *, visitor: bool, problem: Message | None) -> tuple[Blank, ...]:
    """Return the questions of the form by which something is lent."""
    form = request.form
    asks_leave = visitor or form.get("leave", "") or (problem is not None and problem.code in ASKS_LEAVE)
    dues = journeys().lending.dues([kind] if kind else list(journeys().ledger.house.loan_kinds))
    chosen = form.get("due", dues[0].isoformat() if dues else "")
    times = tuple(Pick(one.isoformat(), words_at(words, one), one.isoformat() == chosen) for one in dues)
    who = _visitor(words) if visitor else _residents(words)
    return (
        *who,
        Blank("item", words.say("loans.ask.items"), "check", picks=tuple(_copies(words, kind))),
        Blank("due", words.say("loans.ask.due"), "radio", picks=times),
        Blank("note", words.say("loans.ask.note"), value=form.get("note", "")[:120]),
        *(leave_blanks(words) if asks_leave else ()),
    )


def _copies(words: Words, kind: str) -> list[Pick]:
    """Return the free copies of a kind, and the first one of every other kind that is offered."""
    house, ticked = journeys().ledger.house, request.form.getlist("item")
    found: list[Pick] = []
    for name in sorted(house.loan_kinds, key=lambda one: one != kind):
        if not house.loan_kinds[name].offered:
            continue
        copies = free_of(house, name)[: MOST_SHOWN if name == kind else 1]
        for place, one in enumerate(copies):
            on = one.id in ticked if ticked else name == kind and place == 0
            label = thing(house, one.id, one.kind, words.language)
            cents = house.loan_kinds[name].deposit_cents  # to be taken as it is lent
            label += f"\u2002{money_of(cents, journeys().money.currency, words.language)}" if cents else ""
            worn = f" ({words.say(f'loans.condition.{one.condition}')})" if one.condition != FIT[0] else ""
            found.append(Pick(one.id, label + worn, on))
    return found


def _residents(words: Words) -> tuple[Blank, ...]:
    form = request.form
    home = form.get("home", "")[:24]
    found = residents_at(home)
    person = form.get("person", "") or (tapped() if not home else "")
    if person and person not in found:
        found = [person, *found]
    chosen = person or (found[0] if len(found) == 1 else "")
    names = tuple(Pick(one, words.person(one), one == chosen) for one in found[:6])
    asked = (Blank("person", words.say("loans.ask.person"), "radio", picks=names),) if names else ()
    known = journeys().ledger.house.people.get(chosen)
    unit = home or ((known.unit or "") if known else "")
    return (Blank("home", words.say("loans.ask.home"), value=unit, most=24), *asked)


def _visitor(words: Words) -> tuple[Blank, ...]:
    form = request.form
    return (
        Blank("visitor", "", "hidden", value="yes"),
        Blank("name", words.say("loans.ask.name"), value=form.get("name", "")[:40], most=40),
        Blank("phone", words.say("loans.ask.phone"), value=form.get("phone", "")[:20], most=20),
    )


def leave_blanks(words: Words) -> tuple[Blank, ...]:
    """Return the questions of a supervisor's leave: who, their PIN, and why."""
    form = request.form
    house = journeys().ledger.house
    supervisors = [
        one for one in house.people.values() if one.role in (Role.SUPERVISOR, Role.MANAGER) and one.active
    ]
    picks = (
        Pick("", words.say("loans.ask.no_leave"), not form.get("leave")),
        *(
            Pick(one.id, journeys().directory.name(one.id), one.id == form.get("leave"))
            for one in supervisors
        ),
    )
    return (
        Blank("leave", words.say("loans.ask.leave"), "select", picks=picks),
        Blank("why", words.say("loans.ask.why"), value=form.get("why", "")[:120]),
        Blank("leave_pin", words.say("loans.ask.pin"), "password", most=12),
    )


def posted_borrower() -> Borrower:
    """Return who borrows, as posted.

    Raises:
        Refused: `resident.unknown` for a home in which nobody lives; `loan.which_person` where several do.
    """
    form = request.form
    if form.get("visitor") == "yes":
        return Borrower(name=form.get("name", ""), phone=form.get("phone", ""))
    found = residents_at(form.get("home", ""))
    person = form.get("person", "")
    if person and (person in found or person == tapped()):
        return Borrower(person)
    if not found:
        raise Refused("resident.unknown")
    if len(found) > 1:
        raise Refused("loan.which_person")
    return Borrower(found[0])


def posted_leave() -> Leave:
    """Return the leave that was posted, nobody's where there is none."""
    form = request.form
    return Leave(form.get("leave", ""), form.get("leave_pin", ""), form.get("why", ""))


def posted_due() -> datetime:
    """Return when it is due, as posted; long ago for what makes no sense, which nothing is lent until."""
    try:
        typed = datetime.fromisoformat(request.form.get("due", ""))
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return typed if typed.tzinfo else typed.replace(tzinfo=UTC)


def back_blanks(words: Words, loan: Loan) -> tuple[Blank, ...]:
    """Return the questions of the form by which something comes back."""
    form, house = request.form, journeys().ledger.house
    conditions = tuple(
        Pick(one, words.say(f"loans.condition.{one}"), one == form.get("condition", loan.condition))
        for one in CONDITIONS
    )
    chosen = form.get("brought_by", "")
    same_home = [
        one.id
        for one in house.people.values()
        if loan.unit and one.unit == loan.unit and one.active and one.id != loan.person
    ]
    people = (
        Pick("", journeys().directory.name(loan.person), not chosen),
        *(Pick(one, journeys().directory.name(one), one == chosen) for one in same_home[:4]),
        Pick(OTHER, words.say("loans.ask.other"), chosen == OTHER),
    )
    return (
        Blank("condition", words.say("loans.ask.condition"), "radio", picks=conditions),
        *_photo(words),
        Blank("note", words.say("loans.ask.seen"), value=form.get("note", "")[:120]),
        Blank("brought_by", words.say("loans.ask.brought_by"), "radio", picks=people),
        Blank("bringer", words.say("loans.ask.bringer"), value=form.get("bringer", "")[:40], most=40),
    )


def _photo(words: Words) -> tuple[Blank, ...]:
    """Return whether a picture is taken of what comes back, where there is a camera."""
    if not journeys().loan_stock.can_photograph:
        return ()
    chosen = request.form.get("photo", "")
    picks = (
        Pick("", words.say("loans.ask.no_photo"), chosen != CAMERA),
        Pick(CAMERA, words.say("loans.ask.with_photo"), chosen == CAMERA),
    )
    return (Blank("photo", words.say("loans.ask.photo"), "radio", picks=picks),)


def posted_seen() -> Seen:
    """Return how a thing is that comes back, as posted."""
    form = request.form
    return Seen(
        form.get("condition", ""),
        form.get("note", ""),
        form.get("brought_by", ""),
        form.get("bringer", "")[:40],
    )


def kept_pens() -> tuple[str, str]:
    """Return what was drawn, for the form that comes again; "" for what is no drawing."""
    drawn = [request.form.get(name, "") for name in ("strokes", "own")]
    theirs, own = (one if strokes_of(one) else "" for one in drawn)
    return theirs, own


def words_at(words: Words, at: datetime) -> str:
    """Return a moment as a button says it."""
    return moment_of(at, words.language, journeys().settings.site.time_zone, "MMMd Hm")
