"""One page in three languages at once, for as long as there is no kiosk: it needs nothing of it.

Either the record can't be opened, or it is read again after an update; then the page says how far that is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, jsonify, render_template

from kiosk.language.messages import Language, span_of, text

LOOKS_AGAIN_S = 5
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rereading:
    """How far the record is read again: events of events, and for how long it will still take, None: not known yet."""

    done: int = 0
    total: int = 0
    left_s: float | None = None

    @property
    def percent(self) -> int:
        """Return how much is done; never 100 before all is."""
        return min(99, 100 * self.done // self.total) if self.total else 0


@dataclass(frozen=True)
class Gone:
    """There was a record, and it is missing: it does not come back by itself.

    `folder`: what is taken away where a new one is to be begun. `restoring`: a restoration is
    under way or was cut short.
    """

    folder: Path
    restoring: bool = False


Look = Callable[[], Rereading | None]
"""How far it is; None: the record can't be opened at all."""
LookForIt = Callable[[], Gone | None]
"""Whether it can't be opened because it is missing."""


def out_of_order_app(desk_phone: str, look: Look = lambda: None, gone: LookForIt = lambda: None) -> Flask:
    """Return an app that answers every address with the one page, which looks again by itself."""
    app = Flask(__name__, template_folder=str(HERE / "templates"), static_folder=str(HERE / "static"))

    @app.errorhandler(404)
    @app.errorhandler(405)
    def anything(_problem: Exception) -> tuple[Response, int]:
        return page(desk_phone, look(), gone()), 503

    @app.after_request
    def guarded(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
        )
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Retry-After"] = str(LOOKS_AGAIN_S)
        if seen := look():
            answer.headers["Loge-Reread"] = f"{seen.done}/{seen.total}"
        return answer

    return app


def health_meanwhile_app(version: str, look: Look) -> Flask:
    """Return what stands at the health page's address meanwhile: `/health.json`, "down", and how far it is.

    An update that waits for this release to be well sees by it that the release is at work.
    """
    app = Flask("health meanwhile", static_folder=None, template_folder=None)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]  # no name that somebody points at us

    def health() -> tuple[Response, int]:
        seen = look()
        said: dict[str, object] = {"condition": "down", "version": version}
        if seen is None:
            return jsonify({**said, "troubles": ["record"]}), 503
        reread = {"done": seen.done, "total": seen.total, "left_s": seen.left_s}
        return jsonify({**said, "troubles": ["rereading"], "rereading": reread}), 503

    app.add_url_rule("/health.json", view_func=health, methods=["GET"])
    return app


def page(desk_phone: str, seen: Rereading | None = None, gone: Gone | None = None) -> Response:
    """Return the page. With a telephone's number it says whom to call, else where to go."""
    way = "call" if desk_phone else "desk"
    said = []
    for language in (Language.SIMPLIFIED, Language.ENGLISH, Language.TRADITIONAL):
        title, body, do = _words(seen, gone, language)
        told = text(f"out_of_order.{way}", language, **({"phone": desk_phone} if desk_phone else {}))
        said.append({"tag": language.tag, "title": title, "body": body, "way": told, "do": do})
    return Response(render_template("lobby/out_of_order.html", said=said, again_s=LOOKS_AGAIN_S))


def _words(seen: Rereading | None, gone: Gone | None, language: Language) -> tuple[str, str, str]:
    """Return the title, what still holds, and what whoever looks after the machine is to do."""
    if seen is None:
        if gone is None:
            return text("out_of_order.title", language), text("out_of_order.body", language), ""
        how = "half_restored" if gone.restoring else "record_gone"
        title, body = (text(f"out_of_order.{how}.{part}", language) for part in ("title", "body"))
        return title, body, text(f"out_of_order.{how}.do", language, folder=gone.folder)
    if not seen.total:
        return text("rereading.soon", language), text("rereading.begins", language), ""
    body = text("rereading.body", language, percent=seen.percent)
    if seen.left_s is None:
        return text("rereading.soon", language), body, ""
    left = span_of(60 * max(2, round(seen.left_s / 60)), language)  # "60 seconds" would be counted
    return text("rereading.title", language, left=left), body, ""
