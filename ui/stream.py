"""The event stream that keeps every open screen in step with the lobby."""

from __future__ import annotations

import json
from collections.abc import Generator

from flask import Blueprint, Response

from kiosk.flows.telling.hub import Hub
from ui.guards import role
from ui.reach import journeys

pages = Blueprint("stream", __name__)
PING_S = 10.0
"""A silent stream says something this often, so that a screen that is gone is noticed."""


@pages.get("/events")
@role("anyone")
def events() -> Response:
    """Server-sent events: `hello`, `show`, `changed`, `seen`, `tone`. Too many streams: the oldest ends."""
    response = Response(told(journeys().hub), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def told(hub: Hub, ping_s: float = PING_S) -> Generator[str]:
    """Yield the hub's messages as event-stream text until the hub ends the stream.

    Source: WHATWG HTML, 9.2 Server-sent events.
    """
    subscription = hub.subscribe()
    try:
        yield "retry: 1000\n\n"
        while True:
            try:
                message = subscription.next(ping_s)
            except StopIteration:
                return
            if message is None:
                yield ": still here\n\n"
            else:
                name, facts = message
                yield f"event: {name}\ndata: {json.dumps(facts, ensure_ascii=False, default=str)}\n\n"
    finally:
        hub.leave(subscription)
