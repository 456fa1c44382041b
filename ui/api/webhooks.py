"""Another program says where it wants to be told of what."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify

from kiosk.flows.api.ports import Hook
from kiosk.flows.api.telling import stamp
from kiosk.flows.api.webhooks import Given
from ui.api.problems import Wrong
from ui.api.reach import PREFIX, asked_object, desk, scope, token

pages = Blueprint("webhooks", __name__)


@pages.get("/webhooks")
@scope("webhooks:manage")
def hooks() -> Response:
    """This program's webhooks, and how the last attempt went; without their secrets."""
    return jsonify({"webhooks": [_hook(one) for one in desk().webhooks.of(token().name)]})


@pages.post("/webhooks")
@scope("webhooks:manage")
def add() -> tuple[Response, int]:
    """Set a webhook. Its secret is in this answer and never again."""
    sent = asked_object({"url", "events"})
    url, kinds = sent.get("url"), sent.get("events")
    if (
        not isinstance(url, str)
        or not isinstance(kinds, list)
        or not all(isinstance(one, str) for one in kinds)
    ):
        raise Wrong("body", "url is a text, events a list of texts.")
    given = desk().webhooks.add(token().name, url, kinds)
    answer = _given(given)
    answer.headers["Location"] = f"{PREFIX}/webhooks/{given.hook.id}"
    return answer, 201


@pages.post("/webhooks/<hook>/secret")
@scope("webhooks:manage")
def renew(hook: str) -> Response:
    """Sign with a new secret, which is in this answer and never again; for a day the old one signs as well."""
    return _given(desk().webhooks.renew(token().name, hook))


@pages.delete("/webhooks/<hook>")
@scope("webhooks:manage")
def remove(hook: str) -> Response:
    """Be told nothing any more."""
    desk().webhooks.remove(token().name, hook)
    return Response(status=204)


def _given(given: Given) -> Response:
    return jsonify({**_hook(given.hook), "secret": given.secret})


def _hook(hook: Hook) -> Mapping[str, object]:
    return {
        "id": hook.id,
        "url": hook.url,
        "events": sorted(hook.kinds),
        "made": stamp(hook.made),
        "last": hook.last or None,
        "last_at": stamp(hook.last_at) if hook.last_at else None,
        "skipped": hook.skipped,
    }
