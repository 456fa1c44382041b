"""The appliance's care at the desk: its newest backup, one more now, how updates ended, what a new board wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from babel.numbers import format_decimal
from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.care.evolving import is_settled
from kiosk.domain.care.standing import DONE, Continuation, Update
from kiosk.domain.refusal import Refused
from kiosk.language.messages import known
from kiosk.version import VERSION
from ui import failures
from ui.desk.care import pages as p
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/care"
pages = Blueprint("desk_care", __name__, url_prefix=HERE)
MIB = 1024 * 1024
AT_THE_PAGE = frozenset({"care.no_backups", "care.count_first"})


@pages.get("")
@role("supervisor", at="desk")
def care() -> Response:
    """How backups and updates stand."""
    return _page()


@pages.post("/backup")
@role("supervisor", at="desk")
def back_up() -> AnyResponse:
    """Have a backup made now."""
    return _done(lambda: journeys().care.ask(present()))


@pages.post("/updates/<update>/seen")
@role("supervisor", at="desk")
def seen(update: str) -> AnyResponse:
    """A supervisor has read how an update ended."""
    return _done(lambda: journeys().care.seen(update, present()))


@pages.post("/continued/<continued>/seen")
@role("supervisor", at="desk")
def looked_through(continued: str) -> AnyResponse:
    """The house was looked through after its record was restored."""
    return _done(lambda: journeys().care.looked_through(continued, present()))


def _done(act: Callable[[], None]) -> AnyResponse:
    try:
        act()
    except Refused as no:
        if no.code not in AT_THE_PAGE:
            raise
        return _page(failures.message(no.code, no.facts))
    return go(HERE)


def _page(problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    flow, house = journeys().care, journeys().ledger.house
    return show(
        p.CarePage(
            **frame(),
            chips=chips(words, "care"),
            version=VERSION,
            backup=_backup(),
            continued=tuple(continued_view(one, flow.countable) for one in house.continuations.values()),
            updates=tuple(update_row(one) for one in reversed(list(house.updates.values()))),
            problem=problem,
        )
    )


def _backup() -> p.BackupView:
    flow, said = journeys().care, journeys().settings.backup
    last = flow.backup
    locale = chosen_language().value
    return p.BackupView(
        where=flow.where,
        made=last.made,
        file=last.file,
        events=last.events,
        mebibytes=format_decimal(round(last.size_bytes / MIB, 1), locale=locale),
        code=reason_of(last.code, "care.why"),
        failing=last.failing,
        making=flow.making,
        at=said.at,
        keep=said.keep,
        keep_days=said.keep_days,
    )


def continued_view(one: Continuation, countable: bool) -> p.ContinuedView:
    """Return a restoration as the page shows it."""
    return p.ContinuedView(one.id, one.at, _moment(one.made), countable)


def _moment(written: str) -> datetime | None:
    """Return the moment that a backup says of itself; None if it says none that can be read."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def update_row(one: Update) -> p.UpdateRow:
    """Return an update as the page shows it."""
    reason = reason_of(one.code, "care.update_why")
    tone = "" if one.outcome == DONE else "bad" if not is_settled(one) else "care"
    return p.UpdateRow(one.id, one.at, one.to, one.before, one.outcome, reason, not is_settled(one), tone)


def reason_of(code: str, subject: str) -> str:
    """Return the key of the words for a code, "" for none; one that a later release has made up is "other"."""
    if not code:
        return ""
    return f"{subject}.{code}" if known(f"{subject}.{code}") else f"{subject}.other"
