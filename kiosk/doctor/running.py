"""What a running kiosk says of its devices: they are its own, and nobody else opens them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any

from kiosk.doctor.findings import Finding, Mark, well, wrong
from kiosk.doctor.words import ailing
from kiosk.settings import Settings
from kiosk.settings.plugs import ports_by_name

PATIENCE_S = 5.0


def asked_findings(settings: Settings) -> Iterator[Finding]:
    """Yield one finding for each device of the kiosk that is running."""
    seen = _ask(settings)
    if seen is None:
        yield wrong("kiosk", "mute", address=f"http://{settings.health.listen}/health.json")
        return
    yield well("kiosk", "running", version=seen["version"], hours=f"{seen['uptime_s'] / 3600:.1f}")
    for name in seen["stuck_threads"]:
        yield wrong("kiosk", "stuck", thread=name)
    ports = ports_by_name(settings)
    for device in seen["devices"]:
        kind, name = str(device["kind"]), str(device["name"])
        if device["condition"] == "up":
            yield well("device", "up", name, lost=device["lost"], bad=sum(device["bad_frames"].values()))
        else:
            mark = Mark.WRONG if device["condition"] == "down" else Mark.NOTE
            yield ailing(name, kind, mark, device["code"], device["boards"], ports.get(name, ""))


def _ask(settings: Settings) -> dict[str, Any] | None:
    if not settings.health.serve:
        return None
    way = HTTPConnection(settings.health.host, settings.health.port, timeout=PATIENCE_S)
    try:
        way.request("GET", "/health.json")
        seen = json.loads(way.getresponse().read())
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        way.close()
    return seen if isinstance(seen, dict) and seen.get("site") == settings.site.id else None
