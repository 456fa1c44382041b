"""One question a page: which screen asks for which kind of answer, and what was answered there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, request

from kiosk.domain.refusal import Refused
from kiosk.domain.services.answers import UNTOLD_KINDS
from kiosk.domain.services.catalogue import Asked, Kind
from kiosk.flows.keys.movein_slip import day_in
from kiosk.flows.services.services import Draft
from kiosk.language.messages import Language, text
from ui import failures
from ui.keys import strokes_of
from ui.reach import journeys
from ui.rendering import chosen_language, show
from ui.screens import Message, Screen
from ui.services import screens as s

DAYS_SHOWN = 5
MOST_CHOICES = 6
LONGEST = {Kind.DATE: 4, Kind.TIME: 4, Kind.PHONE: 16, Kind.MONEY: 8}
AGAIN = "service."
"""Refusals that begin so are told where the question is asked."""


def question(draft: Draft, number: int, problem: Message | None = None) -> Screen:
    """Return the page that asks a draft's question; `problem`: why the last answer was none."""
    asked, language = draft.service.fields[number], chosen_language()
    title = asked.name.in_language(language.value)
    back = f"/services/ask/{number - 1}" if number else f"/services/of/{draft.service.code}"
    posts = f"/services/ask/{number}"
    types = request.args.get("type") == "yes" or (problem is not None and "typed" in request.form)
    cue = "refused" if problem else None
    if asked.kind is Kind.TEXT:
        body = _also(asked, language) or text("services.write_body", language)
        return s.Written(
            title=title, body=body, posts=posts, skips=_skips(asked), problem=problem, back=back, cue=cue
        )
    if asked.kind in (Kind.CHOICE, Kind.UNIT) or (asked.kind is Kind.DATE and not types):
        return s.Pick(
            title=title,
            body=_also(asked, language) or text(_body(asked), language),
            options=_options(asked, language),
            posts=posts,
            more=("services.other_day", f"{posts}?type=yes") if asked.kind is Kind.DATE else None,
            skips=_skips(asked),
            problem=problem,
            back=back,
            cue=cue,
        )
    return s.Typed(
        title=title,
        body=_also(asked, language) or _hint(asked, language),
        posts=posts,
        longest=LONGEST.get(asked.kind, len(str(asked.most))),
        extra="-" if asked.kind is Kind.PHONE else "",
        skips=_skips(asked),
        problem=problem,
        back=back,
        cue=cue,
    )


def taken_in(draft: Draft, number: int) -> Message | None:
    """Return why what was posted is no answer to the draft's question, None once it is taken in."""
    asked, form = draft.service.fields[number], request.form
    words = form.get("typed", form.get("value", ""))
    pen = strokes_of(form.get("strokes", ""))
    untold = form.get("told") == "desk"
    try:
        if form.get("skip") == "yes":
            words, pen = "", []
        journeys().services.answer(asked.code, _plain(asked, words), pen, untold=untold)
    except Refused as refused:
        if not refused.code.startswith(AGAIN) or refused.code == "service.no_draft":
            raise
        return failures.message(refused.code, refused.facts)
    return None


def asked_again(draft: Draft, refused: Refused) -> Response:
    """Return the page of the question whose answer does not hold any more; raises what is about none of them."""
    codes = [one.code for one in draft.service.fields]
    if refused.facts.get("field") not in codes:
        raise refused
    number = codes.index(str(refused.facts["field"]))
    return show(question(draft, number, failures.message(refused.code, refused.facts)), 409)


def _plain(asked: Asked, typed: str) -> str:
    """Return digits that were typed as the day, the hour or the amount that they stand for."""
    digits = re.fullmatch(r"\d{3,4}", typed.strip(), re.ASCII)
    if asked.kind is Kind.TIME and digits:
        return f"{typed.strip()[:-2]}:{typed.strip()[-2:]}"
    if asked.kind is Kind.DATE and digits:
        return _next_such_day(int(typed.strip()[:-2]), int(typed.strip()[-2:]), typed)
    return typed


def _next_such_day(month: int, day: int, typed: str) -> str:
    """Return the next such day from today on; what was typed where there is none."""
    today = journeys().services.now().date()
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found.isoformat()
    return typed


def _options(asked: Asked, language: Language) -> tuple[s.Answer, ...]:
    if asked.kind is Kind.CHOICE:
        named: Sequence[tuple[str, str]] = [
            (one.name.in_language(language.value), one.code) for one in asked.choices[:MOST_CHOICES]
        ]
    elif asked.kind is Kind.UNIT:
        own = journeys().visits.need().person.unit or ""
        named = [(f"{text('services.own_home', language)} {own}", own)] if own else []
    else:
        today = journeys().services.now().date()
        days = [today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN + 1)]
        named = [(_day_named(day, today, language), day.isoformat()) for day in days]
    return tuple(s.Answer(label, value=value) for label, value in named)


def _day_named(day: date, today: date, language: Language) -> str:
    if day == today:
        return text("services.today", language)
    if day == today + timedelta(days=1):
        return text("services.tomorrow", language)
    return day_in(language, day)


def _skips(asked: Asked) -> str:
    if not asked.required:
        return "skip"
    return "tell" if asked.kind in UNTOLD_KINDS else ""


def _body(asked: Asked) -> str:
    return "services.day_body" if asked.kind is Kind.DATE else "services.choose_body"


def _hint(asked: Asked, language: Language) -> str:
    if asked.kind in (Kind.COUNT, Kind.NUMBER):
        return text("services.type_count", language, least=asked.least, most=asked.most)
    return text(f"services.type_{asked.kind.value}", language)


def _also(asked: Asked, language: Language) -> str:
    return asked.also.in_language(language.value) if asked.also else ""
