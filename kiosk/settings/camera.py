"""The camera."""

from __future__ import annotations

from kiosk.settings.base import Table


class CameraSettings(Table):
    """The camera: a device, or a stream's address."""

    source: str
