"""Who may see what, and from where: declared roles, same origin, and the headers that keep a page to itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from ipaddress import ip_address
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, request

from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from ui.surroundings import Surroundings

Wanted = Literal["anyone", "courier", "attendant", "supervisor"]
V = TypeVar("V", bound=Callable[..., Any])

ALLOWED: dict[str, Collection[Role]] = {
    "courier": {Role.COURIER},
    "attendant": {Role.ATTENDANT, Role.SUPERVISOR, Role.MANAGER},
    "supervisor": {Role.SUPERVISOR, Role.MANAGER},
}
REFUSAL = {"courier": "courier.needed", "attendant": "staff.needed", "supervisor": "supervisor.needed"}


class Undeclared(Exception):
    """A view does not say who may see it; the app does not start."""


def role(wanted: Wanted, *, at: Literal["lobby", "desk"] = "lobby") -> Callable[[V], V]:
    """Declare who may see a view; it goes beneath the route's decorator.

    At the lobby a tapped badge will do; `at` the desk it takes a session that a PIN has opened.
    """

    def declare(view: V) -> V:
        view.__dict__["role"] = (wanted, at)
        return view

    return declare


def every_view_declares(app: Flask) -> None:
    """Return if each view of the app says who may see it.

    Raises:
        Undeclared: with the names of those that do not.
    """
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "role")]
    if silent:
        raise Undeclared(f"no @role on: {', '.join(sorted(silent))}")


def guard(app: Flask, site: Surroundings, who: Mapping[str, Callable[[], Role | None]]) -> None:
    """Check every request of the app before its view runs. `who` tells the role of who is at "lobby" and "desk"."""

    @app.before_request
    def check() -> None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _same_origin():
            raise Refused("origin")
        if not at_this_machine() and not _for_the_house(who["desk"]):
            raise Refused("lobby.only_here")
        view = app.view_functions.get(request.endpoint or "")
        wanted, at = getattr(view, "role", ("anyone", "lobby"))
        if wanted != "anyone" and who[at]() not in ALLOWED[wanted]:
            raise Refused(REFUSAL[wanted])

    @app.after_request
    def seal(response: Response) -> Response:
        return _sealed(response, site.framed_by)


def at_this_machine() -> bool:
    """Return whether the request comes from the lobby's own screen, and not from a browser of the house."""
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _for_the_house(at_desk: Callable[[], Role | None]) -> bool:
    """Whether a browser of the house may ask for this: the desk's pages and what they need, nothing of the lobby's.

    What happens at the lobby is told only to who has a session, and a PIN alone opens one only at the lobby itself.
    """
    if request.path == "/events":
        return at_desk() is not None
    if request.path == "/desk/way-in":
        return False
    return request.path.startswith(("/desk/", "/static/", "/language/"))


def _same_origin() -> bool:
    """Whether the request came from our own page. What says nothing of where it comes from is no browser's form.

    Source: W3C Fetch Metadata, 2.3; a page cannot write Sec-Fetch-Site itself. A form posted under `no-referrer` says
    "Origin: null", so that the origin counts only for browsers without fetch metadata.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def _sealed(response: Response, framed_by: tuple[str, ...]) -> Response:
    ancestors = " ".join(("'self'", *framed_by))
    rules = f"default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors {ancestors}"
    response.headers.setdefault("Content-Security-Policy", rules)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
