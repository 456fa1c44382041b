"""A site's settings: TOML in, frozen settings out, or every problem at once."""

from kiosk.settings.base import Wire
from kiosk.settings.loading import load
from kiosk.settings.locks import Line
from kiosk.settings.tables import Notices, Settings, Site, Smtp, Webhook
from kiosk.settings.wiring import Fitted, channels_of, fittings_of, furniture_of, seals_of
from kiosk.settings.words import SettingsProblems

__all__ = [
    "Fitted",
    "Line",
    "Notices",
    "Settings",
    "SettingsProblems",
    "Site",
    "Smtp",
    "Webhook",
    "Wire",
    "channels_of",
    "fittings_of",
    "furniture_of",
    "load",
    "seals_of",
]
