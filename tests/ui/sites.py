"""The demo estate as its screens see it."""

from __future__ import annotations

from pathlib import Path

from kiosk.language.messages import Language
from kiosk.settings import furniture_of, load
from ui.surroundings import Surroundings

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


def demo_site() -> Surroundings:
    """Return the surroundings of config/demo.toml."""
    settings = load(DEMO)
    name = settings.site.name
    return Surroundings(
        estate={one.value: name.in_language(one.value) for one in Language},
        desk_phone=settings.site.desk_phone,
        time_zone=settings.site.time_zone,
        furniture=furniture_of(settings),
        framed_by=settings.screen.framed_by,
    )
