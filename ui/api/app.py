"""The API for the property's software as one WSGI application, on a listener of its own."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request, send_file

from kiosk.flows.api.desk import ApiDesk
from kiosk.flows.api.ports import Token
from ui.api import deliveries, states, webhooks
from ui.api.problems import Wrong, answer
from ui.api.reach import OPEN, PREFIX, SCOPE, Undeclared, scope

DOCUMENT = Path(__file__).with_name("openapi.yaml")
MOST_BYTES = 512 * 1024
LONGEST_PATH = 200

pages = Blueprint("document", __name__)


def api_app(desk: ApiDesk) -> Flask:
    """Return the API over this counter; it changes nothing that a token has no scope for.

    Raises:
        Undeclared: a view does not say which scope it needs.
    """
    app = Flask("api", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.extensions["desk"] = desk
    answer(app)
    app.before_request(_admit)
    app.after_request(_seal)
    for blueprint in (pages, deliveries.pages, states.pages, webhooks.pages):
        app.register_blueprint(blueprint, url_prefix=PREFIX)
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, SCOPE)]
    if silent:
        raise Undeclared(f"no scope on: {', '.join(sorted(silent))}")
    return app


@pages.get("/openapi.yaml")
@scope(OPEN)
def document() -> Response:
    """This API, described."""
    return send_file(DOCUMENT, mimetype="application/yaml")


def _admit() -> None:
    """Look at who asks before anything else is done: also before it is said which paths there are."""
    if len(request.path) > LONGEST_PATH:
        raise Wrong("query", f"A path has at most {LONGEST_PATH} characters.")
    view = current_app.view_functions.get(request.endpoint or "")
    scope = getattr(view, SCOPE, None)
    if scope == OPEN:
        return
    desk: ApiDesk = current_app.extensions["desk"]
    token: Token = desk.access.admit(request.headers.get("Authorization", ""), request.remote_addr or "")
    if scope is not None:
        desk.access.need(token, scope)
    if {"token", "access_token", "authorization"} & {name.lower() for name in request.args}:
        raise Wrong("query", "A token belongs into the Authorization header, never into an address.")
    g.token = token


def _seal(response: Response) -> Response:
    """An answer is for the program that asked; it may ask again whether it has changed (ETag)."""
    response.headers["Cache-Control"] = "no-store" if response.status_code != 200 else "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "GET" and response.status_code == 200 and not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response
