"""The walk's pages as one WSGI application."""

from __future__ import annotations

from flask import Flask

from kiosk.commissioning.gate import Gate
from kiosk.commissioning.walk import Walk
from kiosk.flows.telling.hub import Hub
from kiosk.language.messages import Language
from kiosk.settings import Settings, furniture_of
from ui.app import bare_app
from ui.commissioning.views import AtWork, pages
from ui.surroundings import Surroundings


def create_walk_app(settings: Settings, walk: Walk, gate: Gate, hub: Hub) -> Flask:
    """Return the installer's pages over a walk."""
    site = Surroundings(
        estate={one.value: settings.site.name.in_language(one.value) for one in Language},
        desk_phone=settings.site.desk_phone,
        time_zone=settings.site.time_zone,
        furniture=furniture_of(settings),
        language=Language(settings.site.language),
    )
    app = bare_app(site, [pages])
    app.extensions["commissioning"] = AtWork(walk, gate, hub)
    return app
