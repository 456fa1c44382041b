"""What views need at hand: the journeys, fresh movement ids, the way to another page."""

from __future__ import annotations

import re
import secrets

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from kiosk.domain.refusal import Refused
from kiosk.flows.journeys import Journeys


def journeys() -> Journeys:
    """Return the journeys that this app shows."""
    return current_app.extensions["journeys"]  # type: ignore[no-any-return]


def fresh_id() -> str:
    """Return a movement id, to be made when a page is rendered: a double tap is then not a second movement."""
    return secrets.token_hex(16)


def posted_id() -> str:
    """Return the movement id of the posted form.

    Raises:
        Refused: `movement.unknown` for anything that no page of ours has made.
    """
    asked = request.form.get("movement", "")
    if not re.fullmatch(r"[0-9a-f]{32}", asked):
        raise Refused("movement.unknown")
    return asked


def whole(typed: str, otherwise: int = 0) -> int:
    """Return a whole number as a form has it; `otherwise` for what is none, or longer than anybody means."""
    return int(typed) if re.fullmatch(r"\d{1,12}", typed) else otherwise


def wants_reach() -> bool:
    """Return whether the person here asked for slots that are reached from a wheelchair."""
    return request.cookies.get("reach") == "low"


def go(path: str) -> Response:
    """Return the way on after a post."""
    return redirect(path, 303)


def own_path(asked: str) -> str:
    """Return `asked` if it is a path of ours, else the start page: nobody is led out of the lobby."""
    return asked if re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", asked) else "/"
