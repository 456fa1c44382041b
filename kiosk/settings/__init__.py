"""A site's settings: TOML in, frozen settings out, or every problem at once."""

from kiosk.settings.loading import load
from kiosk.settings.tables import Line, Notices, Settings, Site, Smtp, Webhook, Wire
from kiosk.settings.wiring import channels_of, furniture_of, places_of
from kiosk.settings.words import SettingsProblems

__all__ = [
    "Line",
    "Notices",
    "Settings",
    "SettingsProblems",
    "Site",
    "Smtp",
    "Webhook",
    "Wire",
    "channels_of",
    "furniture_of",
    "load",
    "places_of",
]
