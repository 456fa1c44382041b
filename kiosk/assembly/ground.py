"""What every flow stands on: the record, the people, the doors, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.assembly.equipment import Eyes, Locks
from kiosk.assembly.states import States
from kiosk.assembly.storage import Storage
from kiosk.clock import SystemClock
from kiosk.domain.places import Furniture
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.keyrules import OfferedReasons
from kiosk.flows.people.directory import Directory
from kiosk.flows.telling.hub import Hub
from kiosk.language.messages import Language
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings, furniture_of
from kiosk.site_keys import SiteKeys


@dataclass(frozen=True)
class Ground:
    """The parts that the flows share. `reasons`: for which a key may be taken; `zone`: the site's time zone."""

    settings: Settings
    storage: Storage
    register: SqliteRegister
    directory: Directory
    furniture: Furniture
    hub: Hub
    states: States
    eyes: Eyes
    locks: Locks
    doors: Doors
    visits: Visits
    reasons: OfferedReasons

    @property
    def ledger(self) -> SqliteLedger:
        """The record."""
        return self.storage.ledger

    @property
    def keys(self) -> SiteKeys:
        """The site's keys."""
        return self.storage.keys

    @property
    def clock(self) -> SystemClock:
        """The time."""
        return self.storage.clock

    @property
    def zone(self) -> str:
        """The site's time zone, by its name."""
        return self.settings.site.time_zone

    @property
    def own_name(self) -> str:
        """What the site is called in its own language."""
        site = self.settings.site
        return site.name.in_language(site.language)

    @property
    def trusted(self) -> Callable[[], bool]:
        """Whether the clock may be believed, asked anew each time."""
        return lambda: self.clock.trusted


def laid(settings: Settings, storage: Storage, hub: Hub, states: States, eyes: Eyes, locks: Locks) -> Ground:
    """Return the ground of the flows, on a site's open storage and its equipment."""
    ledger, clock, lobby = storage.ledger, storage.clock, settings.lobby
    directory = Directory(card for _, card in ledger.vault.all_like("person:"))
    directory.on_record, directory.language = lambda: ledger.house.people, Language(settings.site.language)
    return Ground(
        settings=settings,
        storage=storage,
        register=SqliteRegister(ledger.path),
        directory=directory,
        furniture=furniture_of(settings),
        hub=hub,
        states=states,
        eyes=eyes,
        locks=locks,
        doors=Doors(
            ledger,
            locks,
            eyes,
            clock,
            opens_within_s=lobby.opens_within_s,
            shut_prompt_s=lobby.shut_prompt_s,
        ),
        visits=Visits(ledger, directory, hub, clock, storage.keys.digest, lobby.idle_s),
        reasons=OfferedReasons(settings.keys.reasons, ledger),
    )
