"""Which journeys are open at this moment, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.places import Furniture, PlaceKind
from kiosk.ports.devices import Devices, Latches

JOURNEYS = ("collect_by_qr", "collect_by_code", "drop", "keys", "print", "badge", "read_id", "take_in")


def readiness(furniture: Furniture, latches: Latches, devices: Devices) -> Mapping[str, str | None]:
    """Return for each of `JOURNEYS` None if it is open, else the code of the trouble that closes it.

    A journey is closed only when every door of its kind is out of reach.
    """
    record, spent = _record(devices)
    lockers = record or _any_door(furniture, latches, PlaceKind.COMPARTMENT)
    slots = record or _any_door(furniture, latches, PlaceKind.SLOT)
    seen = devices.is_up("camera") or devices.is_up("scanner")
    camera = None if seen else "trouble.camera"
    badge = None if devices.is_up("badge_reader") else "trouble.badge_reader"
    return {
        "collect_by_qr": lockers or camera,
        "collect_by_code": lockers,
        "drop": lockers or spent,
        "keys": slots or badge,
        "print": None if devices.is_up("printer") else "trouble.printer",
        "badge": badge,
        "read_id": _reader(devices) or camera,
        "take_in": record or spent,
    }


def _record(devices: Devices) -> tuple[str | None, str | None]:
    """Return why nothing can be recorded, and why nothing new is taken in."""
    for state in devices.states():
        if state.kind == "storage" and state.condition == "down":
            return "trouble.ledger", None
        if state.kind == "storage" and state.code == "room_spent":
            return None, "room.spent"
    return None, None


def _reader(devices: Devices) -> str | None:
    """Return why no document can be read. A site that does not read any misses nothing."""
    fitted = any(state.kind == "document_reader" for state in devices.states())
    return "trouble.document_reader" if fitted and not devices.is_up("document_reader") else None


def _any_door(furniture: Furniture, latches: Latches, kind: PlaceKind) -> str | None:
    reachable = any(latches.reachable(place.id) for place in furniture.of(kind))
    return None if reachable else "trouble.locks"
