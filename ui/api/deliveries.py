"""Another program announces parcels, sees what of it is awaited, and calls one off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.waiting.wait import ORDINARY
from kiosk.flows.api.telling import stamp
from kiosk.flows.parcels.deliveries import COLUMNS
from ui.api.problems import TITLES, Wrong, problem
from ui.api.reach import asked_object, desk, only, page_size, scope, token

pages = Blueprint("deliveries", __name__)
MOST = 1000
LONGEST = 200


@pages.post("/deliveries")
@scope("deliveries:write")
def announce() -> Response:
    """Take what is announced. The same again changes nothing; what is wrong is named by its number from 1."""
    sent = asked_object({"deliveries"}).get("deliveries")
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST:
        raise Wrong("body", f"deliveries is a list of 1 to {MOST}.")
    announced = [
        desk().deliveries.announcement(_row(number, one)) for number, one in enumerate(sent, start=1)
    ]
    found = desk().deliveries.take(announced, _source())
    wrong = [
        {"number": number, "barcode": announced[number - 1].barcode[:64], "code": code, "title": TITLES[code]}
        for number, code in found.wrong.items()
    ]
    return jsonify({"taken": found.taken, "known": found.known, "wrong": wrong})


@pages.get("/deliveries")
@scope("deliveries:write")
def awaited() -> Response:
    """What this program has announced and is still awaited, by barcode, a page at a time."""
    only(request.args, {"after", "limit"}, "query")
    after, most = request.args.get("after", ""), page_size()
    ours = sorted(
        (one for one in desk().deliveries.awaited(source=_source()) if one.barcode > after), key=_barcode
    )
    more = ours[most - 1].barcode if len(ours) > most else None
    return jsonify({"deliveries": [_delivery(one) for one in ours[:most]], "after": more})


@pages.delete("/deliveries/<path:barcode>")
@scope("deliveries:write")
def call_off(barcode: str) -> Response:
    """A parcel that this program has announced will not come."""
    if not desk().deliveries.withdraw(barcode, source=_source()):
        return problem(404, "delivery.unknown", "No such parcel of yours is awaited")
    return Response(status=204)


def _source() -> str:
    return f"api:{token().name}"


def _barcode(one: Delivery) -> str:
    return one.barcode


def _row(number: int, sent: object) -> Mapping[str, str]:
    """Return one announcement as a row of text."""
    if not isinstance(sent, dict):
        raise Wrong("body", f"Delivery {number} is no object.")
    only(sent, COLUMNS, "body")
    row: dict[str, str] = {}
    for name, value in sent.items():
        if name == "heavy" and isinstance(value, bool):
            row[name] = "yes" if value else ""
        elif name != "heavy" and isinstance(value, str) and len(value) <= LONGEST:
            row[name] = value.strip()
        else:
            raise Wrong(
                "body", f"Delivery {number}: {name} is {'true or false' if name == 'heavy' else 'a text'}."
            )
    return row


def _delivery(one: Delivery) -> Mapping[str, Any]:
    facts: Sequence[str] = ("barcode", "unit", "size", "heavy", "carrier")
    kind = one.category or ORDINARY
    return {**{name: getattr(one, name) for name in facts}, "category": kind, "at": stamp(one.at)}
