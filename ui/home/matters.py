"""What a resident has at the desk: services, items, things borrowed, repairs, what was said; one touch away."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.deposits.deposit import Stage as Left
from kiosk.domain.entrusted.placing import missing
from kiosk.domain.people import Role
from kiosk.domain.transfers.transfer import Transfer
from kiosk.flows.identity.visits import QR_CARD
from kiosk.language.messages import text
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show
from ui.voice.screens import MatterRow, MyMatters
from ui.waiting.screens import Choose, Option

pages = Blueprint("home_matters", __name__, url_prefix="/home")
AT_ONCE = 4
"""How many items fit on one page."""


@pages.get("/desk")
@role("anyone")
def desk() -> Response:
    """Everything of mine that the desk has to do with."""
    known, visit = journeys(), journeys().visits.need(Role.RESIDENT)
    person, printed = visit.person, visit.how == QR_CARD
    requests, lent = known.services.mine(), known.lending.own()
    repairs = [one for one in known.work_orders.of_person(person.id) if not one.over]
    said = [one for one in known.grievances.mine() if not one.over]
    here = items()
    last = _way("repairs", len(repairs), "/home/repairs")
    if known.releases.own() and not printed:  # their word stands at home in the place of what was agreed to
        last = Option(_say("home.consents"), _say("home.matters.consents"), "/home/consents")
    ways = [
        _way("services", len(requests), "/services/mine" if requests else "/services/pick"),
        _way("items", len(here), "/home/items" if here else "/deposits/new"),
        _way("lending", len(lent), "/lending") if lent or known.ledger.house.loan_kinds else None,
        _way("voice", len(said), "/voice"),
        Option(_say("home.outings"), _say("home.outings_hint"), "/home/outings") if not printed else None,
        last,
    ]
    options = tuple(one for one in ways if one is not None)
    return show(
        Choose(
            title="home.matters.title",
            body="home.matters.body",
            options=options,
            back="/" if printed else "/home",
        )
    )


@pages.get("/items")
@role("anyone")
def own_items() -> Response:
    """What of mine lies at the desk, or waits there for me."""
    found = items()
    asked, pages_ = request.args.get("page", "1"), max(1, -(-len(found) // AT_ONCE))
    page = min(pages_, max(1, int(asked))) if asked.isdecimal() and len(asked) < 4 else 1
    rows = tuple(_row(one) for one in found[(page - 1) * AT_ONCE : page * AT_ONCE])
    return show(
        MyMatters(
            title="home.matters.items", none="home.matters.items_nothing", body="home.matters.items_body", rows=rows,
            here="/home/items", page=page, pages=pages_, back="/home/desk",
            more=("deposit.another" if rows else "deposit.way", "/deposits/new"),
        )
    )  # fmt: skip


def items() -> list[Deposit | Transfer]:
    """Return what whoever stands here has left or is to fetch, the newest first. Raises `visit.ended`."""
    found: list[Deposit | Transfer] = [*journeys().deposits.mine(), *journeys().transfers.mine()]
    return sorted(found, key=lambda one: one.made, reverse=True)


def _row(one: Deposit | Transfer) -> MatterRow:
    what = _say(f"deposit.kind.{one.what}") + (f" × {one.count}" if one.count > 1 else "")
    if isinstance(one, Deposit):
        stands = "at_desk_now" if one.stage is Left.ASKED else "kept"
        return MatterRow(one.number, what, _say(f"deposit.{stands}"), path=f"/deposits/{one.id}")
    if missing(journeys().ledger.house, one.item):
        return MatterRow(one.number, what, _say("home.matters.ask_desk"), late=True)
    return MatterRow(
        one.number, what, _say(f"home.matters.{'for_you' if one.to_resident else 'for_visitor'}")
    )


def _way(name: str, count: int, path: str) -> Option:
    small = "some" if count else "none"
    return Option(_say(f"home.matters.{name}"), _say(f"home.matters.{name}_{small}", count=count), path)


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
