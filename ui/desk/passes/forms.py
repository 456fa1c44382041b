"""The forms on passes: given out, and counted back in all at once."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, request

from kiosk.domain.id_numbers import ID_CARD, KINDS
from kiosk.domain.passes.deciding import MOST_PASSES
from kiosk.domain.passes.permit import Permit
from kiosk.flows.passes.passes import Worker
from ui.desk.lending import Blank, LendForm, Pick
from ui.desk.loans.asking import kept_pens, residents_at
from ui.desk.loans.showing import money
from ui.desk.passes.showing import HERE
from ui.desk.sessions import frame
from ui.desk.witnesses import witnesses
from ui.desk.words import Words
from ui.reach import fresh_id, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

FIRST_ROWS = 2
LONG_AGO = date(1970, 1, 2)


def day_in(typed: str) -> date:
    """Return a day as it was posted; long ago for what makes no sense, or no calendar of ours has."""
    try:
        found = date.fromisoformat(typed[:10])
    except ValueError:
        return LONG_AGO
    return found if LONG_AGO.year < found.year < 9999 else LONG_AGO


def posted_workers() -> list[Worker]:
    """Return the workers as they were posted, without the empty rows."""
    form = request.form
    rows = zip(form.getlist("worker"), form.getlist("kind"), form.getlist("number"), strict=False)
    return [Worker(*row) for row in rows if row[0].strip() or row[2].strip()]


def give_out_form(act: str, problem: Message | None = None, rows: int = FIRST_ROWS) -> Response:
    """Return the form by which passes are given out, with so many rows for workers."""
    words = Words(journeys(), chosen_language())
    page = LendForm(
        **frame(),
        title=words.say("passes.new_title"),
        lead="",
        path=f"{HERE}/new",
        home=HERE,
        act=act,
        blanks=_blanks(words, min(max(rows, FIRST_ROWS), MOST_PASSES)),
        does=words.say("passes.do.give_out"),
        more=words.say("passes.more") if rows < MOST_PASSES else "",
        pens=(words.say("passes.sign.responsible"), words.say("loans.sign.desk")),
        strokes=kept_pens(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _blanks(words: Words, rows: int) -> tuple[Blank, ...]:
    form, today = request.form, journeys().passes.today()
    found = residents_at(form.get("home", ""))
    owners = tuple(Pick(one, words.person(one), one == form.get("owner")) for one in found[:6])
    deposit = f"{journeys().settings.passes.deposit_cents / 100:.2f}"
    first, last = today.isoformat(), (today + timedelta(days=30)).isoformat()
    return (
        Blank("home", words.say("loans.ask.home"), value=form.get("home", "")[:24], most=24),
        Blank("company", words.say("passes.ask.company"), value=form.get("company", "")[:40], most=40),
        Blank(
            "responsible",
            words.say("passes.ask.responsible"),
            value=form.get("responsible", "")[:40],
            most=40,
        ),
        Blank("phone", words.say("loans.ask.phone"), value=form.get("phone", "")[:20], most=20),
        *((Blank("owner", words.say("passes.ask.owner"), "radio", picks=owners),) if len(owners) > 1 else ()),
        Blank("since", words.say("passes.ask.since"), "date", form.get("since", first)[:10], most=10),
        Blank("until", words.say("passes.ask.until"), "date", form.get("until", last)[:10], most=10),
        Blank("deposit", words.say("passes.ask.deposit"), value=form.get("deposit", deposit)[:8], most=8),
        *(one for place in range(rows) for one in _worker_blanks(words, place)),
    )


def _worker_blanks(words: Words, place: int) -> tuple[Blank, ...]:
    form = request.form

    def typed(name: str, default: str = "") -> str:
        values = form.getlist(name)
        return values[place][:40] if place < len(values) else default

    kind = typed("kind", ID_CARD)
    kinds = tuple(Pick(one, words.say(f"contractors.kind.{one}"), one == kind) for one in KINDS)
    return (
        Blank("worker", words.say("passes.ask.worker", number=place + 1), value=typed("worker"), most=40),
        Blank("kind", words.say("contractors.document"), "select", picks=kinds),
        Blank("number", words.say("passes.ask.number"), value=typed("number"), most=40),
    )


def count_form(known: Permit, problem: Message | None = None) -> Response:
    """Return the form by which all passes of a permit are counted in."""
    words, form = Words(journeys(), chosen_language()), request.form
    ticked = (
        set(form.getlist("back")) if request.method == "POST" else {str(one.number) for one in known.passes}
    )
    picks = tuple(
        Pick(str(one.number), known.pass_number(one), str(one.number) in ticked) for one in known.passes
    )
    page = LendForm(
        **frame(),
        title=words.say("passes.count_title"),
        lead=words.say("passes.count_lead", amount=money(words, known.deposit_cents))
        if known.deposit_cents
        else "",
        path=f"{HERE}/{known.id}/count",
        home=f"{HERE}/{known.id}",
        act=fresh_id(),
        blanks=(Blank("back", words.say("passes.ask.back"), "check", picks=picks),),
        does=words.say("passes.do.count"),
        pens=(words.say("passes.sign.back"), words.say("loans.sign.desk")),
        strokes=kept_pens(),
        witness=witnesses(),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
