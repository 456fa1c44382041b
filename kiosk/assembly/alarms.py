"""What a site's settings say of alarms, as the journeys have it."""

from __future__ import annotations

from kiosk.clock import SystemClock
from kiosk.domain.alarms.alarm import Duties, Patience
from kiosk.flows.doors.alarmwatch import AlarmWatch
from kiosk.flows.telling.hub import Hub
from kiosk.ports.devices import Devices
from kiosk.ports.record import Ledger
from kiosk.settings import Settings, fittings_of


def duties_of(settings: Settings) -> Duties:
    """Return who answers for what, and which devices matter: the lines of the locks, and what reads tags and badges."""
    fittings = fittings_of(settings)
    readers = {
        "one-wire": settings.one_wire is not None and any(one.bus for one in fittings),
        "tag-readers": any(one.tag_reader for one in fittings),
        "badge-reader": settings.badge_reader is not None,
    }
    return Duties(
        owners=tuple(sorted(settings.alarms.owners.items())),
        boards=tuple(line.name for line in settings.lines),
        readers=tuple(name for name, there in readers.items() if there),
        override_doors=settings.alarms.override_doors,
        override_within_s=settings.alarms.override_within_s,
    )


def alarm_watch(
    settings: Settings, ledger: Ledger, devices: Devices, hub: Hub, clock: SystemClock
) -> AlarmWatch:
    """Return what watches over the site's alarms, not started."""
    return AlarmWatch(
        ledger,
        devices,
        hub,
        clock,
        duties_of(settings),
        Patience(settings.alarms.tell_after_min, settings.alarms.manager_after_min),
        sound_every_s=settings.alarms.sound_every_s,
        trusted=lambda: clock.trusted,
    )
