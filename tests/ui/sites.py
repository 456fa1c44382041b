"""The demo estate as its screens see it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.estate.site import site_text
from kiosk.language.messages import Language
from kiosk.settings import Settings, furniture_of, load
from ui.surroundings import Surroundings

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


def demo_site() -> Surroundings:
    """Return the surroundings of config/demo.toml."""
    return _surroundings(load(DEMO))


@cache
def estate_site() -> Surroundings:
    """Return the surroundings of the invented estate: 500 key slots and a locker."""
    with TemporaryDirectory(prefix="estate-") as folder:
        file = Path(folder) / "site.toml"
        file.write_text(site_text(), encoding="utf-8")
        return _surroundings(load(file))


def _surroundings(settings: Settings) -> Surroundings:
    name = settings.site.name
    return Surroundings(
        estate={one.value: name.in_language(one.value) for one in Language},
        desk_phone=settings.site.desk_phone,
        time_zone=settings.site.time_zone,
        furniture=furniture_of(settings),
        framed_by=settings.screen.framed_by,
    )
