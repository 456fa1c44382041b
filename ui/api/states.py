"""What another program may see: free doors, where parcels are, whether the site is well."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request

from kiosk.flows.api.states import EARLIEST, ParcelState
from kiosk.flows.api.telling import stamp
from ui.api.problems import Wrong, problem
from ui.api.reach import desk, only, page_size, scope, since_when

pages = Blueprint("states", __name__)


@pages.get("/lockers")
@scope("states:read")
def lockers() -> Response:
    """How many compartments of each size there are, and how many can take a parcel now."""
    return jsonify({"sizes": desk().states.lockers()})


@pages.get("/parcels")
@scope("states:read")
def parcels() -> Response:
    """Parcels that are announced, here, or left lately, by the time of their last change."""
    only(request.args, {"unit", "since", "after", "limit"}, "query")
    args, most = request.args, page_size()
    since = since_when(args["since"]) if "since" in args else EARLIEST
    found = desk().states.parcels(
        unit=args.get("unit", "")[:40], since=since, after=args.get("after", "")[:100], most=most + 1
    )
    shown = found[:most]
    last = shown[-1] if len(found) > most else None
    following = {"since": last.key[0].isoformat(), "after": last.key[1]} if last else None
    return jsonify({"parcels": [_parcel(one) for one in shown], "next": following})


@pages.get("/parcels/<path:barcode>")
@scope("states:read")
def parcel(barcode: str) -> Response:
    """The newest parcel with this barcode, however long ago it left."""
    if not (3 <= len(barcode) <= 64 and barcode.isascii() and barcode.isprintable()):
        raise Wrong("query", "A barcode has 3 to 64 printable ASCII characters.")
    found = desk().states.parcel(barcode)
    if found is None:
        return problem(404, "parcel.unknown", "No parcel with this barcode is known")
    return jsonify(_parcel(found))


@pages.get("/health")
@scope("states:read")
def health() -> Response:
    """Whether the site is well; what ails which device is for its own monitoring."""
    seen = desk().health()
    return jsonify(
        {
            "condition": seen.condition,
            "site": seen.site,
            "version": seen.version,
            "clock_trusted": seen.clock_trusted,
            "at": stamp(seen.at),
        }
    )


def _parcel(one: ParcelState) -> Mapping[str, object]:
    return {
        "parcel": one.id or None,
        "barcode": one.barcode,
        "unit": one.unit,
        "size": one.size,
        "stage": one.stage,
        "since": stamp(one.since),
    }
