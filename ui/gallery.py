"""The gallery of scenes: every screen alone, in every language. Not part of a site unless its start asks for it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template_string, request

from kiosk.language.messages import Language
from ui.desk.scenes import desk_scenes
from ui.guards import role
from ui.rendering import show, surroundings
from ui.scenes import scenes

gallery = Blueprint("gallery", __name__)

INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Scenes</title><ul>
{% for name in names %}<li>{{ name }}:
{% for one in languages %} <a href="/scenes/{{ one }}/{{ name }}">{{ one }}</a>{% endfor %}</li>
{% endfor %}</ul></html>"""


@gallery.get("/scenes")
@role("anyone")
def index() -> Response:
    """All scenes by name."""
    names = [*scenes(surroundings().furniture), *desk_scenes(surroundings().furniture)]
    return make_response(
        render_template_string(INDEX, names=names, languages=[one.value for one in Language])
    )


@gallery.get("/scenes/<language>/<name>")
@role("anyone")
def scene(language: str, name: str) -> Response:
    """One scene."""
    furniture = surroundings().furniture
    spoken = next((one for one in Language if one.value == language), None)
    if spoken is None:
        abort(404)
    found = scenes(furniture).get(name) or desk_scenes(furniture, spoken).get(name)
    if found is None:
        abort(404)
    return show(found, language=spoken, theme=request.args.get("theme"), still_life=True)
