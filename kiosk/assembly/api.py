"""Wires the way in for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.api.command import store_of
from kiosk.api.feed import LogFeed
from kiosk.api.posting import Posting
from kiosk.api.store import ApiStore
from kiosk.clock import SystemClock
from kiosk.domain.house import Recorded
from kiosk.flows.api.access import Access
from kiosk.flows.api.desk import ApiDesk
from kiosk.flows.api.states import States
from kiosk.flows.api.webhooks import Webhooks
from kiosk.flows.health import SiteHealth
from kiosk.flows.journeys import Journeys
from kiosk.ledger.store import SqliteLedger
from kiosk.site_keys import SiteKeys


@dataclass(frozen=True)
class ApiParts:
    """The API's parts, to be started and stopped with the kiosk. `desk`: what its pages ask."""

    desk: ApiDesk
    store: ApiStore
    feed: LogFeed
    posting: Posting

    def start(self) -> None:
        """Begin to tell what happens."""
        self.desk.webhooks.start()

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Something is on record."""
        self.desk.webhooks.heard(recorded)

    def stop(self) -> None:
        """End; what a receiver has not taken waits for the next start."""
        self.posting.stop()
        self.desk.webhooks.stop()
        self.feed.close()
        self.store.close()


def for_api(
    journeys: Journeys,
    ledger: SqliteLedger,
    keys: SiteKeys,
    folder: Path,
    clock: SystemClock,
    health: Callable[[], SiteHealth],
) -> ApiParts | None:
    """Return the API's parts, or None at a site that has it off."""
    settings = journeys.settings.api
    if not settings.on:
        return None
    store, feed, posting = store_of(folder, keys), LogFeed(ledger.path), Posting()
    webhooks = Webhooks(
        store,
        store,
        feed,
        posting,
        ledger,
        journeys.register,
        clock,
        settings.hooks_to,
        lambda: clock.trusted,
    )
    desk = ApiDesk(
        access=Access(store, keys.digest, clock, settings.requests_a_minute),
        deliveries=journeys.deliveries,
        states=States(ledger, journeys.register, journeys.drop, journeys.furniture),
        webhooks=webhooks,
        health=health,
    )
    return ApiParts(desk, store, feed, posting)
