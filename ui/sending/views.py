"""A resident sends a parcel at the lobby screen: carrier, contents, fee, where to, and which door."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import FEES, Sending
from kiosk.flows.parcels.whereto import Whereto
from kiosk.language.messages import text
from ui import failures
from ui.guards import role
from ui.keys import strokes_of
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.sending import screens as s
from ui.waiting.screens import Choose, Option

pages = Blueprint("sending", __name__, url_prefix="/send")
MOST = 5
NOTHING = "none"


@pages.get("")
@role("anyone")
def mine() -> AnyResponse:
    """What I send, and something more."""
    visit = journeys().visits.current
    offered = bool(journeys().sendings.carriers)
    if not offered or visit is None or visit.role is not Role.RESIDENT:
        return show(s.SendFirst(offered=offered))
    own = journeys().sendings.mine()
    if not own:
        return go("/send/new")
    options = tuple(
        Option(_say("sending.number", number=one.number), _standing(one), f"/send/{one.id}")
        for one in own[:MOST]
    )
    return show(
        Choose(
            title="sending.mine", body="sending.mine_body", options=options,
            onward=("sending.another", "/send/new"), back="/home",
        )
    )  # fmt: skip


@pages.get("/new")
@role("anyone")
def new() -> AnyResponse:
    """By whom, what, who pays, where to: one question a page."""
    journeys().sendings.mine()  # a resident is here
    carriers = journeys().sendings.carriers
    carrier, goods, fee = (request.args.get(name, "") for name in ("carrier", "goods", "fee"))
    if carrier not in carriers:
        options = [Option(one, path=_on(carrier=one)) for one in carriers[: MOST + 1]]
        return show(_question("sending.carrier", "sending.carrier_body", options, "/send"))
    if goods in REFUSED_GOODS:
        raise Refused(f"sending.goods.{goods}")
    if goods != NOTHING:
        options = [Option(_say("sending.goods.none"), path=_on(carrier=carrier, goods=NOTHING))]
        options += [
            Option(_say(f"sending.goods.{one}"), path=_on(carrier=carrier, goods=one))
            for one in REFUSED_GOODS
        ]
        return show(_question("sending.goods_title", "sending.goods_body", options, "/send/new"))
    if fee not in FEES:
        options = [
            Option(_say(f"sending.fee_{one}"), path=_on(carrier=carrier, goods=goods, fee=one))
            for one in FEES
        ]
        return show(_question("sending.fee_title", "sending.fee_body", options, _on(carrier=carrier)))
    back = _on(carrier=carrier, goods=goods)
    return show(s.Write(sending=fresh_id(), carrier=carrier, fee=fee, back=back))


@pages.post("/new")
@role("anyone")
def register() -> AnyResponse:
    """The line is written, its slip printed."""
    form, name = request.form, posted_id()
    carrier, fee = form.get("carrier", ""), form.get("fee", "")
    written = Whereto(strokes=strokes_of(form.get("strokes", "")))
    whereto = None if form.get("told") == "desk" else written
    try:
        journeys().sendings.register_own(name, carrier, "", fee, whereto)
    except Refused as refused:
        if refused.code != "sending.details":
            raise
        problem = failures.message(refused.code, refused.facts)
        return show(s.Write(sending=name, carrier=carrier, fee=fee, problem=problem, cue="refused"), 409)
    return go(f"/send/{name}")


@pages.get("/<sending>")
@role("anyone")
def one(sending: str) -> Response:
    """Where to leave it; once it is here, how to have it back."""
    known = _own(sending)
    if journeys().sendings.parcel(known):
        return show(
            Choose(
                title="sending.here", body="sending.here_body", facts={"place": _place(known), "number": known.number},
                ends=("sending.take_back", f"/send/{sending}/back"), end_fields={"movement": fresh_id()},
                back="/send",
            )
        )  # fmt: skip
    free = journeys().drop.free_by_size()
    options = tuple(
        Option(size, _say("courier.free_count", count=number), value=size)
        for size, number in free.items()
        if number
    )
    return show(
        Choose(
            title="sending.where", body="sending.where_body" if options else "sending.full",
            facts={"number": known.number}, options=options, posts=f"/send/{sending}/drop", field_name="size",
            fields={"movement": fresh_id(), "came_from": f"/send/{sending}"}, back="/send",
            ends=("sending.call_off", f"/send/{sending}/back"), end_fields={"movement": fresh_id()},
            end_look="second",
        )
    )  # fmt: skip


@pages.post("/<sending>/drop")
@role("anyone")
def drop(sending: str) -> AnyResponse:
    """A door opens for it."""
    size = request.form.get("size", "")
    return go(f"/movements/{journeys().sendings.drop(posted_id(), _own(sending).id, size).id}")


@pages.post("/<sending>/back")
@role("anyone")
def back(sending: str) -> AnyResponse:
    """It is not sent after all."""
    begun = journeys().sendings.unsend(posted_id(), _own(sending).id)
    return go(f"/movements/{begun.id}" if begun else "/home")


def _own(sending: str) -> Sending:
    found = next((one for one in journeys().sendings.mine() if one.id == sending), None)
    if found is None:
        raise Refused("sending.unknown")
    return found


def _place(one: Sending) -> str:
    parcel = journeys().sendings.parcel(one)
    place = journeys().furniture.places.get(parcel.custodian.id) if parcel else None
    if parcel is None or is_shelf(parcel.custodian.id) or place is None:
        return _say("delegates.one_at_desk")
    return _say("delegates.one", place=journeys().furniture.label_of(place))


def _standing(one: Sending) -> str:
    return _place(one) if journeys().sendings.parcel(one) else _say("sending.not_left")


def _question(title: str, body: str, options: list[Option], back: str) -> Choose:
    return Choose(title=title, body=body, options=tuple(options), back=back, topics=())


def _on(**chosen: str) -> str:
    return f"/send/new?{urlencode(chosen, quote_via=quote)}"


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
