"""Stills that were kept as evidence: each look at one is on record, and nothing of it stays in the browser."""

from __future__ import annotations

from flask import Blueprint, Response

from kiosk.flows.doors.evidence import Evidence
from ui.desk import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.words import Words
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language, show

pages = Blueprint("desk_evidence", __name__, url_prefix=PATH)


@pages.get("/evidence/<int(max=9007199254740991):seq>")
@role("attendant", at="desk")
def picture(seq: int) -> Response:
    """The page of one picture; the picture itself is asked for by it."""
    kept = _evidence().about(seq)
    body = {name: str(value) for name, value in kept.body.items()}
    words = Words(journeys(), chosen_language())
    movement = journeys().ledger.find(body["movement"]) if body["movement"] else None
    gone = not body["missing"] and not _evidence().there(body["evidence"])
    missing = "gone" if gone else body["missing"]
    return show(
        p.Picture(
            **frame(),
            at=kept.at,
            moment=body["moment"],
            place=words.place(body["place"]),
            back_to=f"{PATH}/places/{body['place']}",
            whose=words.person(movement.bearer) if movement else "",
            item=words.item(body["item"]) if body["item"] else "",
            image="" if missing else f"{PATH}/evidence/{seq}.jpg",
            missing=missing,
            late_ms=int(body["late_ms"]),
            kb=max(1, round(int(body["size"]) / 1000)) if body["digest"] else 0,
            digest=body["digest"],
            days=_days(),
        )
    )


@pages.get("/evidence/<int(max=9007199254740991):seq>.jpg")
@role("attendant", at="desk")
def jpeg(seq: int) -> Response:
    """The picture, once the look at it is on record."""
    response = Response(_evidence().look(seq, present()), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _evidence() -> Evidence:
    return journeys().evidence


def _days() -> int:
    camera = journeys().settings.camera
    return camera.evidence_days if camera else 0
