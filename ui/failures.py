"""What the screen says when the rules say no, a device fails, or we have made a mistake."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from kiosk.language.messages import facts_in, known
from kiosk.ports.devices import Unavailable
from ui.reach import go, own_path
from ui.rendering import show
from ui.screens import Message

log = logging.getLogger(__name__)

AGAIN = {
    "courier.needed": "/courier",
    "parcel.barcode_missing": "/courier/scan",
    "recipient.unknown": "/courier/recipient",
    "key.reason_needed": "/keys",
    "code.unknown": "/collect/code",
    "code.mistyped": "/collect/code",
}
"""Where "try again" leads, by code; elsewhere it leads back to the page that the form came from."""
ASKED_AT = {"fee.due": "/collect/fee", "proof.sign": "/collect/sign", "proof.more": "/collect/more"}
OVER = frozenset(
    {
        "visit.ended",
        "visit.other_role",
        "movement.unknown",
        "slip.used",
        "badge.unknown",
        "staff.needed",
        "origin",
    }
)
"""Codes after which the page that was left makes no sense any more."""
GLAD = frozenset({"receipt.holds"})
"""Codes of good news: no warning stands beside them, and nothing is to be tried again."""


def answer(app: Flask) -> None:
    """Have the app answer every failure with a page in plain words."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Unavailable, unavailable)
    app.register_error_handler(HTTPException, no_page)
    app.register_error_handler(Exception, bug)


def message(code: str, facts: dict[str, object]) -> Message:
    """Return the page for a code; a code without words becomes an apology with a reference."""
    if not known(f"refused.{code}.title"):
        log.error("no words for the refusal %.60r", code)
        return Message(code="bug", facts={"reference": reference()}, cue="refused")
    if code in GLAD:
        return Message(code=code, facts=facts, glad=True, cue="seen")
    again = AGAIN.get(code) or (None if code in OVER else _came_from())
    return Message(code=code, facts=facts, again=again, cue="refused")


def wanted(code: str) -> frozenset[str]:
    """Return the names of the facts in the words for a code; none where it has no words."""
    keys = (f"refused.{code}.title", f"refused.{code}.body")
    return frozenset(fact for key in keys if known(key) for fact in facts_in(key))


def reference() -> str:
    """Return a short number that the desk can find in the log."""
    number = secrets.token_hex(3).upper()
    return f"{number[:3]}-{number[3:]}"


def refused(problem: Refused) -> tuple[AnyResponse, int]:
    """Answer 409: the rules say no. A fee or a signature is asked for on a page of its own."""
    if problem.code in ASKED_AT:
        return go(ASKED_AT[problem.code]), 303
    log.info("refused: %s at %.200r", problem.code, request.path)  # what was asked for may hold line ends
    return show(message(problem.code, problem.facts)), 409


def unavailable(trouble: Unavailable) -> tuple[Response, int]:
    """Answer 503: a device fails that this needs."""
    return show(message(f"trouble.{trouble.kind}", {})), 503


def no_page(problem: HTTPException) -> tuple[Response, int]:
    """Answer with the status that the request earned, and a way to the start."""
    return show(Message(code="page.unknown", facts={})), problem.code or 500


def bug(problem: Exception) -> tuple[Response, int]:
    """Answer 500 with an apology; the log has the traceback under the same reference."""
    number = reference()
    log.error("bug %s at %.20r %.200r", number, request.method, request.path, exc_info=problem)
    return show(Message(code="bug", facts={"reference": number}, cue="refused")), 500


def _came_from() -> str | None:
    """The page that a posted form stood on, if it is one of ours."""
    came = request.form.get("came_from", "") if request.method == "POST" else ""
    return came if came and own_path(came) == came else None
