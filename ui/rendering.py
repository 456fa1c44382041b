"""From a screen to a page: the language and look its reader chose, the texts, the hashed static files."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, current_app, make_response, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk.domain.people import Role
from kiosk.language.messages import Language, known, moment_of, number_of, text
from kiosk.language.reader import reads
from ui.screens import Screen
from ui.surroundings import Surroundings

THEMES = ("plain", "contrast", "big", "night")
LANGUAGES = ((Language.SIMPLIFIED, "简"), (Language.TRADITIONAL, "繁"), (Language.ENGLISH, "EN"))
IN_FULL = {"简": "简体中文", "繁": "繁體中文", "EN": "English"}
"""How a language is named to who does not see its sign, in itself."""
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Present:
    """The visit that goes on at the screen, and the seconds until it ends by itself."""

    id: str
    role: Role
    left_s: float
    language: str = ""
    """What they read, as on record."""


def prepare(app: Flask, surroundings: Surroundings, visit: Callable[[], Present | None]) -> None:
    """Give an app everything that the templates ask for. `visit` tells who stands at the screen, if anybody."""
    app.config["SURROUNDINGS"] = surroundings
    app.config["VISIT"] = visit
    app.before_request(lambda: reads(chosen_language()))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(static=static_address, known=known, in_full=IN_FULL)


def surroundings() -> Surroundings:
    """Return the site of the running app."""
    return current_app.config["SURROUNDINGS"]  # type: ignore[no-any-return]


def chosen_language() -> Language:
    """Return the language that this reader chose, else that of the resident at the screen, else the site's."""
    asked = request.cookies.get("language", "") or _of_resident()
    return next((one for one in Language if one.value == asked), surroundings().language)


def _of_resident() -> str:
    """Whoever has tapped a resident's card is known to read this; a desk's browser shows pages of its own meanwhile."""
    present: Present | None = current_app.config["VISIT"]()
    at_screen = present is not None and present.role is Role.RESIDENT and not request.path.startswith("/desk")
    return present.language if present is not None and at_screen else ""


def chosen_theme() -> str:
    """Return the look that this reader chose, one of `THEMES`."""
    asked = request.cookies.get("theme", "plain")
    return asked if asked in THEMES else "plain"


def show(
    screen: Screen,
    status: int = 200,
    *,
    language: Language | None = None,
    theme: str | None = None,
    ear: bool | None = None,
    still_life: bool = False,
) -> Response:
    """Return the page of a screen in the reader's language and look, or in those given.

    A `still_life` listens to no events and never times out.
    """
    spoken = language or chosen_language()
    site = surroundings()
    context: dict[str, Any] = {
        "screen": screen,
        "site": site,
        "language": spoken,
        "languages": LANGUAGES,
        "theme": theme if theme in THEMES else chosen_theme(),
        "themes": THEMES,
        "ear": "on" if (ear is None and request.cookies.get("ear") == "on") or ear else "off",
        "hand": "low" if request.cookies.get("hand") == "low" else "any",
        "say": partial(_say, language=spoken),
        "at": partial(_at, language=spoken, zone=site.time_zone),
        "count": partial(number_of, language=spoken),
        "here": _here(),
        "idle_s": 0 if still_life else _idle_s(screen),
        "still_life": still_life,
        "visit": None if still_life else current_app.config["VISIT"](),
        "clock_doubted": not still_life and bool(current_app.config.get("CLOCK_DOUBTED", bool)()),
    }
    return make_response(render_template(screen.template, **context), status)


def _say(key: str, /, language: Language, **facts: object) -> Markup:
    """The text under `key`; facts are escaped here, the texts are ours."""
    return Markup(text(key, language, **{name: escape(str(fact)) for name, fact in facts.items()}))


def _at(moment: datetime, form: str, language: Language, zone: str) -> str:
    return moment_of(moment, language, zone, form)


def _here() -> str:
    """The address a language switch comes back to: this page, or the one that a posted form came from."""
    if request.method == "GET":
        query = request.query_string.decode("ascii", "ignore")
        return quote(quote(request.path) + (f"?{query}" if query else ""), safe="")
    try:
        return quote(request.form.get("came_from", "/"), safe="")
    except RequestEntityTooLarge:  # what is too much to read is too much to say where it came from
        return quote("/", safe="")


def _idle_s(screen: Screen) -> int:
    """Seconds of rest until the screen asks "are you still there?"; 0: never."""
    if not screen.rests:
        return 0
    present: Present | None = current_app.config["VISIT"]()
    idle_s = min(surroundings().idle_s, screen.patience_s or surroundings().idle_s)
    return idle_s if present is None else max(5, min(idle_s, int(present.left_s)))


@cache
def static_address(name: str) -> str:
    """Return the address of a static file with its content's hash, so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"


@cache
def packed(name: str) -> bytes:
    """Return a static file as gzip: a first page is read and sent in a third of the bytes."""
    return gzip.compress((STATIC / name).read_bytes(), 6, mtime=0)
