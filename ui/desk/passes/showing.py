"""Passes in words: lines of a list, who has them, what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.passes.permit import VALID, Permit, PermitStage
from kiosk.flows.passes.passes import ShownPass
from kiosk.language.messages import moment_of
from ui.desk.lending import Blank, Doing, Drawn, Line, Pick, Seen
from ui.desk.sessions import PATH
from ui.desk.words import Words, drawn
from ui.reach import journeys

HERE = f"{PATH}/passes"


def seen(words: Words, one: ShownPass) -> Seen:
    """Return a pass that was held to the camera, and what was said of it."""
    permit = journeys().passes.need(one.permit)
    found = next(each for each in permit.passes if each.number == one.number)
    known, works = journeys().passes.worker(found), journeys().passes.works(permit)
    who = "\u2002".join(
        part for part in (known.name if known else "", works.company if works else "") if part
    )
    return Seen(
        f"{HERE}/{permit.id}",
        f"{words.say(f'passes.verdict.{one.verdict}')}\u2002{permit.pass_number(found)}",
        f"{who}\u2002{permit.unit}",
        one.at,
        "good" if one.verdict == VALID else "bad",
    )


def state_of(words: Words, one: Permit) -> tuple[str, str]:
    """Return how a permit stands, in words, and its tone."""
    now, trusted = journeys().clock.now(), journeys().lateness.by_clock
    if one.stage is PermitStage.OPEN:
        if one.until < now and trusted:
            return words.say("passes.state.expired"), "bad"
        return words.say("passes.state.out"), ""
    if not one.settled:
        return words.say("passes.state.refund"), "care"
    return words.say("passes.state.missing" if one.missing else "passes.state.in"), "quiet"


def line(words: Words, one: Permit) -> Line:
    """Return a permit as a line of the list."""
    state, tone = state_of(words, one)
    works = journeys().passes.works(one)
    what = works.company if works else words.say("registers.erased")
    small = words.say("passes.so_many", count=len(one.passes))
    at = one.until if one.stage is PermitStage.OPEN else one.counted
    return Line(f"{HERE}/{one.id}", one.number, what, small, one.unit, state, at, tone)


def day_of(words: Words, permit: Permit, *, last: bool = True) -> str:
    """Return a permit's last day, or its first."""
    zone = journeys().settings.site.time_zone
    return moment_of(permit.until if last else permit.since, words.language, zone, "yMMMd")


def passes_of(words: Words, known: Permit) -> Sequence[str]:
    """Return its passes in words."""
    found = []
    for one in known.passes:
        worker = journeys().passes.worker(one)
        who = f"{worker.name}\u2002{worker.number}" if worker else words.say("registers.erased")
        said = "" if one.back is None else words.say("passes.here" if one.back else "passes.gone")
        found.append("\u2002".join(part for part in (known.pass_number(one), who, said) if part))
    return found


def doings(words: Words, known: Permit) -> tuple[Doing, ...]:
    """Return what can be done with a permit now."""
    if known.stage is PermitStage.OPEN:
        asked = Blank("until", words.say("passes.ask.until"), "date", most=10)
        return (Doing(words.say("passes.do.extend"), f"{HERE}/{known.id}/extend", "clock", blanks=(asked,)),)
    refund = Doing(words.say("loans.do.refund"), f"{HERE}/{known.id}/settle", "receipt", strong=True)
    return (*(() if known.settled else (refund,)), *_found(words, known))


def _found(words: Words, known: Permit) -> tuple[Doing, ...]:
    """Return the way to take in a pass that was missing, with what was kept for it."""
    gone = [one for one in known.passes if one.back is False]
    if not gone:
        return ()
    picks = tuple(Pick(str(one.number), known.pass_number(one), one is gone[0]) for one in gone)
    asked = Blank("number", words.say("passes.ask.found"), "select", picks=picks)
    return (Doing(words.say("passes.do.found"), f"{HERE}/{known.id}/found", "check", blanks=(asked,)),)


def hands(words: Words, known: Permit) -> tuple[Drawn, ...]:
    """Return the signatures under a permit."""
    pens = (
        ("passes.signed.responsible", known.signature),
        ("loans.signed.lent_by", known.by_signature),
        ("passes.signed.back", known.count_signature),
        ("loans.signed.back_by", known.count_by_signature),
    )
    both = ((caption, drawn(words, reference)) for caption, reference in pens)
    return tuple(Drawn(words.say(caption), *found) for caption, found in both if found[0])
