"""A resident leaves an item: described at the screen by touch, taken in at the desk, which is called."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.goods import KINDS, NOTHING, REFUSED_GOODS
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.items.deposits import Left
from kiosk.language.messages import text
from ui.deposits.screens import DepositFirst
from ui.guards import role
from ui.reach import fresh_id, go, journeys, posted_id
from ui.rendering import chosen_language, show
from ui.waiting.screens import Choose, Option

pages = Blueprint("deposits", __name__, url_prefix="/deposits")
MOST = 5
PIECES = ("1", "2", "3", "4", "5")


@pages.get("")
@role("anyone")
def mine() -> AnyResponse:
    """What of mine is kept here, and one more."""
    visit = journeys().visits.current
    if visit is None or visit.role is not Role.RESIDENT:
        journeys().introducing.asks()
        return show(DepositFirst())
    own = journeys().deposits.mine()
    if not own:
        return go("/deposits/new")
    options = tuple(Option(_named(one), _standing(one), f"/deposits/{one.id}") for one in own[:MOST])
    return show(
        Choose(
            title="deposit.mine", body="deposit.mine_body", options=options,
            onward=("deposit.another", "/deposits/new"), back="/home",
        )
    )  # fmt: skip


@pages.get("/new")
@role("anyone")
def new() -> Response:
    """What is in it, what it is, how many: one question a page."""
    journeys().deposits.mine()  # a resident is here
    goods, what = request.args.get("goods", ""), request.args.get("what", "")
    if goods != NOTHING:
        none = Option(_say("deposit.goods.none"), value=NOTHING)
        refused = [Option(_say(f"deposit.goods.{one}"), value=one) for one in REFUSED_GOODS]
        return show(
            Choose(
                title="deposit.goods_title", body="deposit.goods_body", options=(none, *refused),
                posts="/deposits/goods", field_name="goods", back="/leave", topics=(),
                fields={"movement": fresh_id(), "came_from": "/deposits/new"},
            )
        )  # fmt: skip
    if what not in KINDS:
        kinds = tuple(
            Option(
                _say(f"deposit.kind.{one}"), path=f"/deposits/new?{urlencode({'goods': goods, 'what': one})}"
            )
            for one in KINDS
        )
        return show(
            Choose(
                title="deposit.what", body="deposit.what_body", options=kinds, back="/deposits/new", topics=()
            )
        )
    counts = tuple(
        Option(_say("deposit.piece") if one == "1" else _say("deposit.pieces", count=one), value=one)
        for one in PIECES[:-1]
    )
    more = Option(_say("deposit.more"), value=PIECES[-1])
    return show(
        Choose(
            title="deposit.count_title", body="deposit.count_body", options=(*counts, more), posts="/deposits/new",
            field_name="count",
            fields={"movement": fresh_id(), "what": what, "goods": goods, "came_from": "/deposits/new"},
            back=f"/deposits/new?goods={goods}", topics=(),
        )
    )  # fmt: skip


@pages.post("/goods")
@role("anyone")
def goods() -> AnyResponse:
    """What is never kept here is refused with its reason, on record; else the next question."""
    chosen = request.form.get("goods", "")
    if chosen in REFUSED_GOODS:
        journeys().deposits.describe_own(posted_id(), Left("other", 1, chosen))
    return go(f"/deposits/new?{urlencode({'goods': chosen if chosen == NOTHING else ''})}")


@pages.post("/new")
@role("anyone")
def ask() -> AnyResponse:
    """The desk is called: nothing is taken in before it has looked."""
    form, name = request.form, posted_id()
    count = form.get("count", "")
    left = Left(form.get("what", ""), int(count) if count in PIECES else 0, form.get("goods", ""))
    journeys().deposits.describe_own(name, left)
    return go(f"/deposits/{name}")


@pages.get("/<deposit>")
@role("anyone")
def one(deposit: str) -> Response:
    """Where it stands: to be brought to the desk, or kept here."""
    known = _own(deposit)
    what = _say(f"deposit.kind.{known.what}")
    facts = {"number": known.number, "what": what, "count": known.count}
    if known.stage is Stage.ASKED:
        ends = ("deposit.call_off", f"/deposits/{deposit}/call-off")
        return show(
            Choose(
                title="deposit.asked_title", body="deposit.asked_body", facts=facts, ends=ends,
                end_fields={"movement": fresh_id()}, end_look="second", onward=("common.ok", "/home"),
                onward_look="primary", back="/deposits",
            )
        )  # fmt: skip
    return show(
        Choose(
            title="deposit.here_title", body="deposit.here_body", facts=facts, onward=("common.ok", "/home"),
            onward_look="primary", back="/deposits",
        )
    )  # fmt: skip


@pages.post("/<deposit>/call-off")
@role("anyone")
def call_off(deposit: str) -> AnyResponse:
    """It is not left after all."""
    journeys().deposits.call_off(_own(deposit).id)
    return go("/home")


def _own(deposit: str) -> Deposit:
    found = next((one for one in journeys().deposits.mine() if one.id == deposit), None)
    if found is None:
        raise Refused("deposit.unknown")
    return found


def _named(one: Deposit) -> str:
    return _say(f"deposit.kind.{one.what}")


def _standing(one: Deposit) -> str:
    return (
        _say("deposit.at_desk_now") if one.stage is Stage.ASKED else f"{one.number} · {_say('deposit.kept')}"
    )


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
