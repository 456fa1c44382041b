"""Complaints and praise as the attendants' pages show them; never to whoever they are against."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.grievances.grievance import OUTCOMES, TOLD_BY, Grievance, Stage
from kiosk.domain.people import STAFF
from kiosk.flows.services.grievances import Said
from ui.desk.deskwork import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, points_of
from ui.desk.workorders.showing import moment
from ui.reach import fresh_id, journeys
from ui.screens import Message

HERE = f"{PATH}/grievances"
LAST = 12


def grievances_page(words: Words) -> p.WorkList:
    """Return what waits for an answer, what is to be told back, and what was closed last."""
    flow, by = journeys().grievances, present()
    waits = flow.open(by)
    heads = tuple(words.say(f"grievances.head.{one}") for one in ("number", "about", "who", "owner", "due"))
    parts = (
        ("open", [one for one in waits if one.stage is Stage.OPEN], words.say("grievances.none")),
        ("tell", [one for one in waits if one.stage is Stage.HANDLED], ""),
        ("closed", flow.closed(by)[:LAST], ""),
    )
    return p.WorkList(
        **frame(),
        title=words.say("grievances.title"),
        chips=chips(words, "grievances"),
        ways=(
            p.Way(words.say("grievances.new"), f"{HERE}/new", "pen", strong=True),
            p.Way(words.say("grievances.book"), f"{PATH}/registers/grievances"),
        ),
        tables=tuple(
            p.Table(words.say(f"grievances.{name}"), heads, tuple(_line(words, one) for one in found), none)
            for name, found, none in parts
        ),
    )


def _line(words: Words, one: Grievance) -> p.Line:
    said, tone = due_of(words, one)
    kind = words.say(f"grievances.kind.{one.kind}")
    mark = f"{kind} · {words.say('grievances.urgent')}" if one.urgent else kind
    who = words.person(one.person) if one.person else words.say("grievances.unnamed")
    owner = words.person(one.owner) if one.owner else words.say("grievances.nobody")
    cells = (
        p.Cell(one.number, mark),
        p.Cell(words.say(f"grievances.about.{one.about}"), words.say(f"grievances.way.{one.way}")),
        p.Cell(who, moment(words, one.made)),
        p.Cell(owner, tone="" if one.owner or one.over else "care"),
        p.Cell(said, tone=tone),
    )
    return p.Line(cells, f"{HERE}/{one.id}", tone if tone in ("care", "bad") else "")


def due_of(words: Words, one: Grievance) -> tuple[str, str]:
    """Return how one stands against its deadline, and how loudly that is said."""
    if one.over:
        outcome = words.say(f"grievances.outcome.{one.outcome}") if one.outcome else ""
        return outcome or moment(words, one.ended or one.made), ""
    if one.stage is Stage.HANDLED:
        return words.say("grievances.stage.handled"), "care"
    if not one.is_complaint:
        return words.say("grievances.no_due"), ""
    late = one.due <= journeys().clock.now()
    key = "grievances.due_late" if late else "grievances.due_by"
    return words.say(key, time=moment(words, one.due)), "bad" if late else ""


def grievance_page(words: Words, one: Grievance, said: Said, problem: Message | None = None) -> p.WorkOne:
    """Return one with what was said and all that can be done."""
    here = f"{HERE}/{one.id}"
    strokes, box = points_of(said.strokes)
    kind = words.say(f"grievances.kind.{one.kind}")
    return p.WorkOne(
        **frame(),
        title=f"{one.number} · {kind}",
        under=words.say(f"grievances.about.{one.about}"),
        here=here,
        back_to=HERE,
        right=f"{PATH}/corrections/grievances/{one.id}",
        facts=tuple(_facts(words, one)),
        words=words.say("grievances.erased") if said.words == "–" else said.words,
        strokes=strokes,
        box=box,
        forms=tuple(_forms(words, one, here)),
        steps=tuple(_steps(words, one)),
        problem=problem,
    )


def _facts(words: Words, one: Grievance) -> Iterator[p.Fact]:
    say = words.say
    due, tone = due_of(words, one)
    yield p.Fact(say("grievances.fact.stage"), say(f"grievances.stage.{one.stage.value}"))
    who = words.person(one.person) if one.person else say("grievances.unnamed")
    yield p.Fact(say("grievances.fact.who"), who)
    yield p.Fact(
        say("grievances.fact.way"), f"{say(f'grievances.way.{one.way}')} · {moment(words, one.made)}"
    )
    owner = words.person(one.owner) if one.owner else say("grievances.nobody")
    yield p.Fact(say("grievances.fact.owner"), owner, "" if one.owner or one.over else "care")
    if one.is_complaint and not one.over:
        yield p.Fact(say("grievances.fact.due"), due, tone)
    if one.against:
        yield p.Fact(
            say("grievances.fact.against"), say("grievances.against", who=words.person(one.against)), "care"
        )
    if one.outcome:
        yield p.Fact(say("grievances.fact.outcome"), say(f"grievances.outcome.{one.outcome}"), "good")
    if one.told_by:
        yield p.Fact(say("grievances.fact.told"), say(f"grievances.told.{one.told_by}"), "good")


def _forms(words: Words, one: Grievance, here: str) -> Iterator[p.Form]:
    say = words.say
    if one.stage is Stage.HANDLED:
        hows = tuple((how, say(f"grievances.told.{how}")) for how in TOLD_BY)
        how = p.Field("how", say("grievances.act.told_how"), "picks", TOLD_BY[0], hows)
        yield p.Form(f"{here}/told", say("grievances.act.told"), (how,), strong=True)
    if one.stage is Stage.OPEN:
        yield from _answering(words, one, here)
    else:
        why = p.Field("words", say("grievances.act.reopen_why"), "area", most=600)
        yield p.Form(
            f"{here}/reopen", say("grievances.act.reopen_now"), (why,), say("grievances.act.reopen"),
            movement=fresh_id(), folded=True,
        )  # fmt: skip


def _answering(words: Words, one: Grievance, here: str) -> Iterator[p.Form]:
    say = words.say
    owner = p.Field("owner", say("grievances.act.own"), "select", one.owner, owners(words, one))
    yield p.Form(
        f"{here}/own", say("grievances.act.own"), (owner,), say("grievances.act.own"),
        strong=not one.owner, folded=bool(one.owner),
    )  # fmt: skip
    note = p.Field("words", say("grievances.act.note"), "area", most=600)
    yield p.Form(
        f"{here}/note", say("grievances.act.note_now"), (note,), say("grievances.act.note"),
        movement=fresh_id(), folded=True,
    )  # fmt: skip
    outcomes = tuple((name, say(f"grievances.outcome.{name}")) for name in OUTCOMES)
    fields = (
        p.Field("outcome", say("grievances.act.outcome"), "picks", "", outcomes),
        p.Field("words", say("grievances.act.answer"), "area", most=600),
    )
    yield p.Form(
        f"{here}/handle", say("grievances.act.handle"), fields, say("grievances.act.handle"),
        strong=True, movement=fresh_id(), folded=True,
    )  # fmt: skip


def _steps(words: Words, one: Grievance) -> Iterator[p.StepLine]:
    for step in reversed(one.steps):
        said = journeys().grievances.said(step.words).words if step.words else ""
        who = words.person(step.by) if step.by else words.say("grievances.unnamed")
        yield p.StepLine(step.at, words.say(f"grievances.step.{step.what}"), who, said)


def owners(words: Words, one: Grievance | None = None) -> tuple[tuple[str, str], ...]:
    """Return who of the staff may be named; never whom it is against."""
    against = one.against if one else ""
    people = journeys().ledger.house.people.values()
    staff = [who for who in people if who.role in STAFF and who.active and who.id != against]
    return (("", "–"), *((who.id, words.person(who.id)) for who in staff))
