"""What the API's views need at hand: the counter, who asks, and what they sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import current_app, g, request

from kiosk.flows.api.desk import ApiDesk
from kiosk.flows.api.ports import Token
from ui.api.problems import Wrong

PREFIX = "/v1"
SCOPE = "scope"
OPEN = "open"
"""A view that everybody may see."""
V = TypeVar("V", bound=Callable[..., Any])


class Undeclared(Exception):
    """A view does not say which scope it needs; the app does not start."""


def scope(wanted: str) -> Callable[[V], V]:
    """Declare the scope that a view needs; it goes beneath the route's decorator."""

    def declare(view: V) -> V:
        view.__dict__[SCOPE] = wanted
        return view

    return declare


def desk() -> ApiDesk:
    """Return the counter of the running app."""
    return current_app.extensions["desk"]  # type: ignore[no-any-return]


def token() -> Token:
    """Return whose request it is."""
    return g.token  # type: ignore[no-any-return]


def asked_object(known: Collection[str]) -> Mapping[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        Wrong: `body` for anything else, or keys that are not `known`.
    """
    if request.mimetype != "application/json":
        raise Wrong("body", "Send JSON, with Content-Type: application/json.")
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        raise Wrong("body", "A JSON object is wanted.")
    only(sent, known, "body")
    return sent


def only(sent: Collection[str], known: Collection[str], code: str) -> None:
    """Return if there is nothing in it that is not known.

    Raises:
        Wrong: with the first name that is not.
    """
    for name in sent:
        if name not in known:
            raise Wrong(code, f"There is no {name[:40]!r} here; there are {', '.join(sorted(known))}.")


def page_size() -> int:
    """Return how many are wanted at once.

    Raises:
        Wrong: `query`.
    """
    asked = request.args.get("limit", "100")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3 and 1 <= int(asked) <= 500):
        raise Wrong("query", "limit is a number from 1 to 500.")
    return int(asked)


def since_when(written: str) -> datetime:
    """Return a time that was written as the API writes it.

    Raises:
        Wrong: `query`.
    """
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last hours of the calendar are not everywhere
        raise Wrong("query", "since is a time such as 2026-11-21T08:15:00Z.") from None
