"""What the API answers when something is wrong: problem details, in English, for programs and who writes them.

Source: RFC 9457.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kiosk.domain.refusal import Refused
from kiosk.flows.api.access import Denied
from kiosk.ports.devices import Unavailable

log = logging.getLogger(__name__)

STATUS: Mapping[str, int] = {
    "token.missing": 401,
    "token.wrong": 401,
    "scope.missing": 403,
    "rate": 429,
    "webhook.unknown": 404,
    "webhook.too_many": 409,
    "webhook.url": 422,
    "webhook.origin": 422,
    "webhook.kinds": 422,
    "body": 422,
    "query": 422,
    "delivery.table": 413,
}
"""The status of each code."""
TITLES: Mapping[str, str] = {
    "token.missing": "A token is needed",
    "token.wrong": "This token is not good",
    "scope.missing": "The token may not do this",
    "rate": "Too many requests",
    "webhook.unknown": "There is no such webhook",
    "webhook.too_many": "The site has as many webhooks as it may have",
    "webhook.url": "A webhook needs an http or https address without user, password or fragment",
    "webhook.origin": "The site sends nothing there; api.hooks_to in its settings names the origins it may send to",
    "webhook.kinds": "No such kind of event",
    "body": "The body is not as it must be",
    "query": "The query is not as it must be",
    "delivery.table": "Too many deliveries at once",
    "delivery.barcode": "A barcode has 1 to 64 printable ASCII characters, without a space",
    "delivery.unit": "Nobody lives there by the site's register",
    "delivery.size": "Sizes are S, M, L and XL",
    "delivery.category": "Categories are ordinary, fresh, registered and valuable",
    "delivery.announced": "Somebody else has announced this parcel otherwise; only the desk may change that",
}
"""What each code means."""


class Wrong(Exception):
    """A request is not as it must be. `code`: "body" or "query"."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def problem(status: int, code: str, title: str, detail: str = "", **headers: str) -> Response:
    """Return a problem's answer."""
    told = {"type": f"urn:loge:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        told["detail"] = detail
    response = Response(json.dumps(told), status, content_type="application/problem+json")
    response.headers.update(headers)
    return response


def answer(app: Flask) -> None:
    """Have the app answer every failure so."""
    app.register_error_handler(Denied, _denied)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Wrong, lambda wrong: _of_code(wrong.code, wrong.detail))
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _of_code(code: str, detail: str = "", **headers: str) -> Response:
    return problem(STATUS.get(code, 422), code, TITLES.get(code, "This was refused"), detail, **headers)


def _denied(denied: Denied) -> Response:
    headers = {"Retry-After": str(denied.again_s)} if denied.again_s else {}
    if STATUS[denied.code] == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _of_code(denied.code, denied.detail, **headers)


def _refused(refused: Refused) -> Response:
    return _of_code(refused.code)


def _unavailable(trouble: Unavailable) -> Response:
    return problem(
        503, "unavailable", "The site can't do this now; nothing was changed", **{"Retry-After": "30"}
    )


def _http(found: HTTPException) -> Response:
    code = found.code or 500
    allow = (
        {"Allow": ", ".join(found.valid_methods or ())}
        if code == 405 and hasattr(found, "valid_methods")
        else {}
    )
    return problem(code, f"http.{code}", found.name, **allow)


def _bug(cause: Exception) -> Response:
    log.exception("bug in %s %s", request.method, request.path)
    return problem(500, "bug", "Something went wrong here; it is in the kiosk's log")
