"""Parcels that are sent, at the desk: registered, taken in, handed over against one signature, fees settled."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import DESK_PLACE, FEES, Sending
from kiosk.domain.sending.taking import waiting_for_carrier
from kiosk.flows.parcels.whereto import Whereto
from kiosk.language.money import money_of
from ui import failures
from ui.desk.deeds import done
from ui.desk.keybook.ways import chips
from ui.desk.sending import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words, points_of
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.screens import Message

HERE = f"{PATH}/sendings"
pages = Blueprint("desk_sendings", __name__, url_prefix=HERE)
AMOUNT = re.compile(r"(\d{1,5})(?:[.,](\d{1,2}))?")
TYPED = ("home", "addressee", "destination", "phone")


@pages.get("")
@role("attendant", at="desk")
def sendings() -> Response:
    """What is to be sent."""
    return _page(request.args.get("open", ""))


@pages.get("/new")
@role("attendant", at="desk")
def new() -> Response:
    """The form."""
    return _form(fresh_id())


@pages.post("/new")
@role("attendant", at="desk")
def register() -> AnyResponse:
    """Write the line for a resident; the parcel is at the desk with that."""
    form, act = request.form, posted_id()
    found = journeys().directory.find(journeys().ledger.house, unit=form.get("home", "").strip())
    whereto = Whereto(form.get("addressee", ""), form.get("destination", ""), form.get("phone", ""))
    try:
        if not found:
            raise Refused("resident.unknown")
        goods = form.get("goods", "")
        journeys().sendings.register(
            act, found[0].person, form.get("carrier", ""), goods, form.get("fee", ""), whereto, present()
        )
        journeys().sendings.take_in(act, act, present())
    except Refused as refused:
        return _form(act, failures.message(refused.code, refused.facts))
    return go(f"{HERE}?open={act}")


@pages.post("/<sending>/take-in")
@role("attendant", at="desk")
def take_in(sending: str) -> AnyResponse:
    """A resident has handed it over the desk."""
    return _then(sending, lambda: journeys().sendings.take_in(posted_id(), sending, present()))


@pages.post("/<sending>/back")
@role("attendant", at="desk")
def back(sending: str) -> AnyResponse:
    """Its resident has it back; or it is called off."""
    return _then(sending, lambda: journeys().sendings.unsend(posted_id(), sending, present()))


@pages.post("/<sending>/where")
@role("attendant", at="desk")
def where(sending: str) -> AnyResponse:
    """Where it goes, as its resident has told the desk."""
    form = request.form
    told = Whereto(form.get("addressee", ""), form.get("destination", ""), form.get("phone", ""))
    return _then(sending, lambda: journeys().sendings.address(sending, told, present()))


@pages.post("/<sending>/waybill")
@role("attendant", at="desk")
def waybill(sending: str) -> AnyResponse:
    """The carrier's number."""
    typed = request.form.get("waybill", "")
    return _then(sending, lambda: journeys().sendings.note_waybill(sending, typed, present().id))


@pages.post("/<sending>/fee")
@role("attendant", at="desk")
def settle(sending: str) -> AnyResponse:
    """The fee was paid."""
    form = request.form
    cents = cents_of(form.get("amount", ""))
    return _then(
        sending, lambda: journeys().sendings.settle(sending, cents, form.get("voucher", ""), present())
    )


@pages.get("/sign")
@role("attendant", at="desk")
def sign_form() -> Response:
    """Which courier signs?"""
    return _sign(request.args.get("carrier", ""), fresh_id())


@pages.post("/sign")
@role("attendant", at="desk")
def sign() -> AnyResponse:
    """Signed: what lies at the desk goes along at once; doors open at the lobby screen."""
    form, act = request.form, posted_id()
    try:
        journeys().sendings.sign_at_desk(
            act, form.get("courier", ""), strokes_of(form.get("strokes", "")), present()
        )
    except Refused as refused:
        if refused.code not in ("signature.missing", "courier.needed"):
            raise
        return _sign(form.get("carrier", ""), act, failures.message(refused.code, refused.facts))
    journeys().sendings.hand_over(act, present())
    return go(HERE)


@pages.post("/sweeps/<sweep>/hand-over")
@role("attendant", at="desk")
def hand_over(sweep: str) -> AnyResponse:
    """What a courier has signed for at the lobby screen is in their hands."""
    journeys().sendings.hand_over(sweep, present())
    return go(HERE)


def cents_of(typed: str) -> int:
    """Return an amount as it was typed in cents, 0 for what is none: "12.5" are 1250."""
    found = AMOUNT.fullmatch(typed.strip())
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0


def _then(sending: str, act: Callable[[], object]) -> AnyResponse:
    return done(
        act,
        HERE,
        lambda problem: _page(sending, problem, 409),
        elsewhere=("staff.needed", "movement.unknown"),
    )


def _page(opened: str, problem: Message | None = None, status: int = 200) -> Response:
    words, house, flow = Words(journeys(), chosen_language()), journeys().ledger.house, journeys().sendings
    found = [one for one in house.sendings.values() if not one.over or one.owed]
    chosen = house.sendings.get(opened)
    counts = [(one, len(waiting_for_carrier(house, one))) for one in flow.carriers]
    handing = [
        (one.id, words.person(one.courier), sum(_place(left) == DESK_PLACE for left in flow.left(one.id)))
        for one in flow.open_sweeps()
    ]
    return show(
        p.SendingsPage(
            **frame(),
            chips=chips(words, "sendings"),
            rows=tuple(_row(words, one) for one in sorted(found, key=lambda one: one.made, reverse=True)),
            offered=bool(flow.carriers),
            carriers=tuple((name, count) for name, count in counts if count),
            handing=tuple(handing),
            open=_opened(words, chosen) if chosen else None,
            problem=problem,
        ),
        status,
    )


def _place(one: Sending) -> str:
    parcel = journeys().sendings.parcel(one)
    return parcel.custodian.id if parcel else ""


def _row(words: Words, one: Sending) -> p.SendingRow:
    place = _place(one)
    at_desk = place == DESK_PLACE
    where = words.say("delegates.one_at_desk") if at_desk else words.place(place) if place else ""
    if one.over:
        where = words.say("sending.desk.left")
    fee = "" if one.owed or not one.fee_paid else money_of(one.fee_cents, one.fee_currency, words.language)
    return p.SendingRow(
        id=one.id, number=one.number, sender=words.person(one.person), carrier=one.carrier, waybill=one.waybill,
        where=where or words.say("sending.not_left"), made=one.made, owed=one.owed,
        fee=fee or ("" if one.owed else words.say("sending.desk.fee_carrier")), here=bool(place),
        at_desk=at_desk, gone=one.over,
    )  # fmt: skip


def _opened(words: Words, one: Sending) -> p.OpenSending:
    if one.unaddressed:
        asked = (words.say("registers.sent.to_be_told"),)
        return p.OpenSending(_row(words, one), asked, act=fresh_id(), unaddressed=True)
    where = journeys().sendings.whereto(one)
    if where is None:
        return p.OpenSending(_row(words, one), (words.say("sending.desk.erased"),), act=fresh_id())
    strokes, box = points_of(where.strokes)
    typed = tuple(part for part in (where.addressee, where.destination, where.phone) if part)
    return p.OpenSending(_row(words, one), typed, strokes, box, fresh_id())


def _form(act: str, problem: Message | None = None) -> Response:
    form = request.form
    carriers = journeys().sendings.carriers
    page = p.NewSending(
        **frame(),
        act=act,
        carriers=tuple((one, one == form.get("carrier", carriers[0])) for one in carriers),
        fees=tuple((one, one == form.get("fee", FEES[0])) for one in FEES),
        goods=tuple((one, one == form.get("goods", "none")) for one in ("none", *REFUSED_GOODS)),
        typed=tuple((name, form.get(name, "")[:120]) for name in TYPED),
        problem=problem,
    )
    return show(page, 409 if problem else 200)


def _sign(carrier: str, act: str, problem: Message | None = None) -> Response:
    words, house = Words(journeys(), chosen_language()), journeys().ledger.house
    couriers = [
        one
        for one in house.people.values()
        if one.role is Role.COURIER and one.active and one.company == carrier
    ]
    chosen = request.form.get("courier", couriers[0].id if couriers else "")
    page = p.SweepForm(
        **frame(),
        act=act,
        carrier=carrier,
        count=len(waiting_for_carrier(house, carrier)) if carrier else 0,
        couriers=tuple((one.id, words.person(one.id), one.id == chosen) for one in couriers),
        problem=problem,
    )
    return show(page, 409 if problem else 200)
