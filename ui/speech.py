"""The voice's sound for the page that asks: the page plays it, beside its tones."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kiosk.language.messages import Language
from ui.guards import role
from ui.reach import journeys
from ui.rendering import chosen_language

pages = Blueprint("speech", __name__)


@pages.post("/speech")
@role("anyone")
def speech() -> Response:
    """The posted words as a WAV file, read in the language they are in; nothing where there is nothing to say."""
    asked = request.form.get("language", "")
    language = next((one for one in Language if one.tag == asked), chosen_language())
    sound = journeys().speech(request.form.get("words", ""), language)
    return Response(sound, mimetype="audio/wav") if sound else Response(status=204)
