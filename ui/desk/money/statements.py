"""Statements of the books at the desk: on the screen, for a spreadsheet, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.flows.money.money_words import account_words, amount, kind_words
from kiosk.flows.money.statement_papers import COLUMNS, asked_of, titled
from kiosk.flows.money.statements import ACCOUNT, CUSTOMER, SERVICE, SHIFT, WHAT, Row, Statement
from kiosk.flows.registers.finding import Asked, period_in
from kiosk.language.messages import moment_of
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.log import csv_line
from ui.desk.money import drawer_pages as p
from ui.desk.money.pages import Options
from ui.desk.money.showing import customers_of, person_of, typed
from ui.desk.sealing import seal
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import go, journeys
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/statements"
pages = Blueprint("desk_statements", __name__, url_prefix=HERE)
ON_SCREEN, IN_CSV = 200, 20_000


@pages.get("")
@role("attendant", at="desk")
def statement() -> Response:
    """A statement; the drawer's of this month where none is named."""
    what, about, period = _named()
    if not about:
        return _page(what, None)
    try:
        return _page(what, journeys().statements.of(what, about, period, ON_SCREEN))
    except Refused as refused:
        return _page(what, None, failures.message(refused.code, refused.facts))


@pages.post("/find")
@role("attendant", at="desk")
def find() -> AnyResponse:
    """Take what was chosen; a person travels on sealed."""
    form, what = request.form, request.form.get("what", ACCOUNT)
    month = period_in(form.get("month", ""))
    query = {"what": what, "period": month}
    if what == CUSTOMER:
        found = customers_of(typed("typed", 60))
        if len(found) != 1:
            return _page(what, None, failures.message("money.which" if found else "resident.unknown", {}))
        query["who"] = seal(found[0])
    else:
        query["about"] = {ACCOUNT: form.get("account", ""), SHIFT: form.get("shift", "")}.get(what) or typed(
            "typed", 60
        )
    return go(f"{HERE}?{urlencode({name: value for name, value in query.items() if value})}")


@pages.get("/find")
@role("attendant", at="desk")
def looked_at_again() -> AnyResponse:
    """A page that was posted to looks again by its address."""
    return go(HERE)


@pages.get("/statement.csv")
@role("attendant", at="desk")
def as_csv() -> Response:
    """A statement for a spreadsheet, its giving out on record."""
    what, about, period = _named()
    one = journeys().statements.of(what, about, period, IN_CSV)
    words = Words(journeys(), chosen_language())
    content = journeys().exports.noted(
        present(), "statement", asked_of(what, about, period), words.language, len(one.rows),
        lambda head: "".join(_lines(words, one, head)).encode(),
    )  # fmt: skip
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{what}-{period or "all"}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/sheet")
@role("supervisor", at="desk")
def make() -> AnyResponse:
    """Have it made into a document."""
    what, about, period = _named()
    journeys().statements.of(what, about, period, 1)
    back = f"{HERE}?{urlencode(_query(what, about, period))}"
    name = journeys().exports.ask(
        present(), "statement", chosen_language(), about=asked_of(what, about, period),
        asked=Asked("prepaid", period=period), back=back,
    )  # fmt: skip
    return go(f"{PATH}/registers/sheets/{name}")


def _named() -> tuple[str, str, str]:
    """Return what the address (or the form) asks for."""
    values = request.values
    what = values.get("what", ACCOUNT)
    what = what if what in WHAT else ACCOUNT
    about = person_of(values.get("who", "")) if what == CUSTOMER else values.get("about", "")[:80]
    if what == ACCOUNT and not about:
        about = next(iter(journeys().statements.accounts()), "")
    return what, about, period_in(values.get("period", ""))


def _query(what: str, about: str, period: str) -> list[tuple[str, str]]:
    named = ("who", seal(about)) if what == CUSTOMER else ("about", about)
    return [one for one in (("what", what), named, ("period", period)) if one[1]]


def _page(what: str, one: Statement | None, problem: Message | None = None) -> Response:
    words = Words(journeys(), chosen_language())
    query = _query(what, one.about, one.period) if one else []
    page = p.StatementPage(
        **frame(),
        chips=chips(words, "statements"),
        what=what,
        whats=tuple((name, words.say(f"money.statement.{name}"), name == what) for name in WHAT),
        title=titled(journeys().registers.writer(words.language), one) if one else "",
        sums=_sums(words, one) if one else (),
        rows=tuple(_row(words, one, row) for row in one.rows) if one else (),
        accounts=_accounts(words, one.about if one else ""),
        shifts=_shifts(words, one.about if one else ""),
        typed=one.about if one and what == SERVICE else request.form.get("typed", "")[:60],
        month=one.period if one else period_in(request.form.get("month", "")),
        csv=f"{HERE}/statement.csv?{urlencode(query)}" if one else "",
        query=tuple(query),
        more=one.more if one else False,
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _accounts(words: Words, chosen: str) -> Options:
    named = [
        (one, account_words(one, words.language, journeys().directory))
        for one in journeys().statements.accounts()
    ]
    return tuple((one, name, one == chosen) for one, name in named)


def _shifts(words: Words, chosen: str) -> Options:
    zone, found = journeys().settings.site.time_zone, journeys().register.shifts(most=30)
    return tuple(
        (
            one.id,
            f"{moment_of(one.begun, words.language, zone, 'MMMd Hm')} {words.person(one.person)}",
            one.id == chosen,
        )
        for one in found
    )


def _sums(words: Words, one: Statement) -> tuple[tuple[str, str], ...]:
    known = (
        ("opening", one.opening_cents),
        ("came", one.came_cents),
        ("went", one.went_cents),
        ("closing", one.closing_cents),
    )
    return tuple(
        (words.say(f"money.statement.{name}"), amount(cents, one.currency, words.language))
        for name, cents in known
    )


def _row(words: Words, one: Statement, row: Row) -> p.StatementRow:
    def said(cents: int) -> str:
        return amount(cents, one.currency, words.language)

    return p.StatementRow(
        at=row.at, voucher=row.voucher, kind=kind_words(row.kind, words.language),
        beside="" if row.cents else said(row.amount_cents), about=row.about[:40],
        who=words.person(row.person) if row.person and one.what != CUSTOMER else "",
        came=said(row.cents) if row.cents > 0 else "", went=said(-row.cents) if row.cents < 0 else "",
        after="" if row.after_cents is None else said(row.after_cents),
    )  # fmt: skip


def _lines(words: Words, one: Statement, head: str) -> Iterator[str]:
    zone = journeys().settings.site.time_zone
    yield "\ufeff" + csv_line([words.say(f"money.statement.of_{one.what}"), one.period])
    for label, value in _sums(words, one):
        yield csv_line([label, value])
    yield csv_line([words.say(f"money.column.{name}") for name in COLUMNS])
    for row in one.rows:
        line = _row(words, one, row)
        at = moment_of(row.at, words.language, zone, "yMMMd Hm")
        about = " ".join(part for part in (line.about, line.who) if part)
        yield csv_line([at, line.voucher, line.kind, about, line.came, line.went, line.after])
    yield csv_line([])
    yield csv_line([words.say("key_sheets.chain"), head])
