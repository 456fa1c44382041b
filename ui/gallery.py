"""The gallery of scenes: every screen alone, in every language. Not part of a site unless its start asks for it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, current_app, make_response, render_template_string, request

from kiosk.domain.places import Furniture
from kiosk.language.messages import Language
from ui.commissioning.scenes import walk_scenes
from ui.desk.scenes import desk_scenes
from ui.guards import role
from ui.rendering import show, surroundings
from ui.scenes import scenes
from ui.screens import Screen

gallery = Blueprint("gallery", __name__)

INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Scenes</title><ul>
{% for name in names %}<li>{{ name }}:
{% for one in languages %} <a href="/scenes/{{ one }}/{{ name }}">{{ one }}</a>{% endfor %}</li>
{% endfor %}</ul></html>"""


def every_scene(furniture: Furniture, language: Language = Language.ENGLISH) -> Mapping[str, Screen]:
    """Return every screen by name: the lobby's, the attendants', the commissioning walk's."""
    return {**scenes(furniture, language), **desk_scenes(furniture, language), **walk_scenes(furniture)}


def _of_this_site(language: Language) -> Mapping[str, Screen]:
    """Return the scenes in the app's own furniture, made once a language: there are a thousand."""
    made: dict[Language, Mapping[str, Screen]] = current_app.extensions.setdefault("scenes", {})
    if language not in made:
        made[language] = every_scene(surroundings().furniture, language)
    return made[language]


@gallery.get("/scenes")
@role("anyone")
def index() -> Response:
    """All scenes by name."""
    names = _of_this_site(Language.ENGLISH)
    return make_response(
        render_template_string(INDEX, names=names, languages=[one.value for one in Language])
    )


@gallery.get("/scenes/<language>/<name>")
@role("anyone")
def scene(language: str, name: str) -> Response:
    """One scene."""
    spoken = next((one for one in Language if one.value == language), None)
    if spoken is None:
        abort(404)
    found = _of_this_site(spoken).get(name)
    if found is None:
        abort(404)
    return show(found, language=spoken, theme=request.args.get("theme"), still_life=True)
