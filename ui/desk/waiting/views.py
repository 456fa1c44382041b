"""Parcels that wait, at the desk: ages, keeping one longer, who is away, fees, and the way back to the sender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.returning import REASONS
from kiosk.domain.waiting.wait import CATEGORIES, StorageFee
from kiosk.flows.keys.movein_slip import day_in
from kiosk.flows.parcels.waiting import Waited
from kiosk.language.messages import moment_of, span_of
from kiosk.language.money import money_of
from ui import failures
from ui.desk.keybook.ways import chips
from ui.desk.sessions import PATH, frame, present
from ui.desk.waiting import pages as p
from ui.desk.words import Words
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/waiting"
pages = Blueprint("desk_waiting", __name__, url_prefix=HERE)
AT_ONCE = 300
MOST_COURIERS = 40
AT_THE_PAGE = frozenset(
    {"keep.too_long", "away.days", "voucher.needed", "fee.none", "slip.used", "category.unknown", "parcel.not_here"}
)  # fmt: skip
AT_THE_FORM = frozenset({"return.reason", "return.carrier", "signature.missing", "return.not_expired"})


@pages.get("")
@role("attendant", at="desk")
def waiting() -> Response:
    """What waits, and for how long."""
    return _page(request.args.get("open", ""))


@pages.post("/<parcel>/keep")
@role("attendant", at="desk")
def keep(parcel: str) -> AnyResponse:
    """Keep it until a day."""
    return _then(parcel, lambda: journeys().waiting.keep(parcel, asked_day("until"), present()))


@pages.post("/<parcel>/category")
@role("attendant", at="desk")
def categorise(parcel: str) -> AnyResponse:
    """Say what kind of parcel it is."""
    chosen = request.form.get("category", "")
    return _then(parcel, lambda: journeys().waiting.categorise(parcel, chosen, present()))


@pages.post("/<parcel>/away")
@role("attendant", at="desk")
def away(parcel: str) -> AnyResponse:
    """Its recipient is away."""
    person = _waited(parcel).parcel.recipient
    return _then(
        parcel, lambda: journeys().waiting.away(person, asked_day("since"), asked_day("until"), present())
    )


@pages.post("/<parcel>/back")
@role("attendant", at="desk")
def back(parcel: str) -> AnyResponse:
    """Its recipient is back."""
    person = _waited(parcel).parcel.recipient
    return _then(parcel, lambda: journeys().waiting.back(person, present()))


@pages.post("/<parcel>/fee")
@role("attendant", at="desk")
def settle(parcel: str) -> AnyResponse:
    """The fee was paid, or is not asked for."""
    form = request.form
    voucher, waived = form.get("voucher", ""), form.get("waived") == "yes"
    return _then(parcel, lambda: journeys().fees.settle(parcel, voucher, present(), waived=waived))


@pages.get("/<parcel>/return")
@role("attendant", at="desk")
def ask(parcel: str) -> Response:
    """Why does it go back, with whom? Room for a signature."""
    return _form(parcel, fresh_id())


@pages.post("/<parcel>/return")
@role("attendant", at="desk")
def give_back(parcel: str) -> AnyResponse:
    """Whoever takes it along has signed: the door opens."""
    form, act = request.form, posted_id()
    courier = form.get("courier", "")
    known = journeys().ledger.house.people.get(courier)
    carrier = (known.company if known else "") or form.get("carrier", "")
    try:
        begun = journeys().waiting.give_back(
            act,
            parcel,
            present(),
            form.get("reason", ""),
            carrier,
            courier,
            strokes_of(form.get("strokes", "")),
        )
    except Refused as refused:
        if refused.code not in AT_THE_FORM:
            raise
        return _form(parcel, act, failures.message(refused.code, refused.facts))
    if begun.ended:
        return go(HERE)
    journeys().hub.show("movement", id=begun.id)
    return go(f"/movements/{begun.id}")


def asked_day(name: str) -> date:
    """Return the day of a form's field.

    Raises:
        Refused: `away.days`: that is no day.
    """
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused("away.days", days=journeys().waiting.rules.away_days) from None


def _then(parcel: str, act: Callable[[], None]) -> AnyResponse:
    try:
        act()
    except Refused as refused:
        if refused.code not in AT_THE_PAGE:
            raise
        return _page(parcel, failures.message(refused.code, refused.facts), 409)
    waits = parcel in journeys().ledger.house.parcels and request.form.get("stay") == "yes"
    return go(f"{HERE}?open={parcel}" if waits else HERE)


def _page(opened: str, problem: Message | None = None, status: int = 200) -> Response:
    words = Words(journeys(), chosen_language())
    found = journeys().waiting.all()
    chosen = next((one for one in found if one.parcel.id == opened), None)
    absence = journeys().waiting.absence(chosen.parcel.recipient) if chosen else None
    zone = journeys().settings.site.time_zone
    days = (absence.since, absence.until) if absence else ()
    return show(
        p.WaitingPage(
            **frame(),
            chips=chips(words, "waiting"),
            rows=tuple(_row(words, one) for one in found[:AT_ONCE]),
            owed=tuple(_owed(words, one) for one in journeys().fees.owed()),
            count=len(found),
            expired=sum(one.state == "expired" for one in found),
            open=_opened(words, chosen) if chosen else None,
            categories=CATEGORIES,
            away=" – ".join(moment_of(one, words.language, zone, "yMMMd") for one in days),
            today=journeys().waiting.today(),
            problem=problem,
        ),
        status,
    )


def _waited(parcel: str) -> Waited:
    return journeys().waiting.of(parcel)


def _row(words: Words, one: Waited) -> p.WaitingRow:
    parcel, now = one.parcel, journeys().clock.now()
    return p.WaitingRow(
        id=parcel.id,
        barcode=parcel.barcode,
        whose=words.person(parcel.recipient),
        place=words.place(parcel.custodian.id),
        category=parcel.wait.category,
        age=span_of((now - parcel.since).total_seconds(), words.language),
        expires=one.expires,
        state=one.state,
        fee=_money(words, one.fee_cents),
    )


def _opened(words: Words, one: Waited) -> p.WaitingRow:
    days = tuple(
        (day.isoformat(), day_in(words.language, day))
        for day in journeys().waiting.days_to_keep(one.parcel.id)
    )
    return replace(_row(words, one), days=days, person=one.parcel.recipient)


def _owed(words: Words, fee: StorageFee) -> p.OwedRow:
    parcel = words.parcel(fee.parcel)
    barcode = parcel.barcode if parcel else ""
    return p.OwedRow(fee.parcel, words.person(fee.person), barcode, _money(words, fee.cents), fee.since)


def _money(words: Words, cents: int) -> str:
    return money_of(cents, journeys().fees.currency, words.language) if cents else ""


def _form(parcel: str, act: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    one, form = _waited(parcel), request.form
    drop = journeys().ledger.find(one.parcel.movement)
    brought = house.people.get(drop.bearer) if drop else None
    chosen = form.get("courier", brought.id if brought and brought.active else "")
    couriers = [one for one in house.people.values() if one.role is Role.COURIER and one.active]
    first = "expired" if one.state == "expired" else "refused"
    reason = form.get("reason", first)
    page = p.SendBack(
        **frame(),
        row=_row(words, one),
        act=act,
        reasons=tuple((name, name == reason) for name in REASONS if name != "expired" or first == name),
        carrier=form.get("carrier", (brought.company if brought else "") or ""),
        couriers=tuple((one.id, words.person(one.id), one.id == chosen) for one in couriers[:MOST_COURIERS]),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
