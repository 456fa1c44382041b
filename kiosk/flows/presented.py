"""What to do with a code or a badge that is shown, whatever the screen shows at that moment."""

from __future__ import annotations

import logging

from kiosk import claim_slip
from kiosk.domain.badges import ShownBadge
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.asking import AskingDesk
from kiosk.flows.badges import BadgeDesk
from kiosk.flows.collect import Collect
from kiosk.flows.drop import Drop
from kiosk.flows.hub import Hub
from kiosk.flows.visits import Visits
from kiosk.ports import Ledger, Unavailable

log = logging.getLogger(__name__)

PAGES = {Role.COURIER: "courier", Role.RESIDENT: "home"}
"""Where a badge leads; staff, and whoever is no more active but holds a key, come to the keys."""


class Presented:
    """The camera and the reader always listen; a person who knows what they want touches nothing."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        drop: Drop,
        collect: Collect,
        badges: BadgeDesk,
        asking: AskingDesk,
        hub: Hub,
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._drop = drop
        self._collect = collect
        self._badges = badges
        self._asking = asking
        self._hub = hub

    def code(self, text: str) -> None:
        """A code came into the camera's picture: a claim slip opens its door, a barcode goes to the courier."""
        self._hub.publish("seen", what="code")
        try:
            if text.startswith(claim_slip.PREFIX):
                movement = self._collect.by_slip(text)
                self._hub.show("movement", id=movement.id)
            elif self._awaits_barcode():
                same = self._drop.scanned(text)
                if same:
                    self._hub.show("movement", id=same.id)
                else:
                    self._hub.show("courier")
            elif self._visits.current is None:  # a stray code does not push anybody's page away
                self._hub.show("message", code="code.not_ours")
        except Refused as refused:
            self._tell(refused)
        except Unavailable as trouble:
            self._hub.show("message", code=f"trouble.{trouble.kind}")

    def badge(self, shown: ShownBadge) -> None:
        """A badge was laid on a reader: whose it is decides what the screen offers.

        While the desk waits for a badge to give out, or somebody for a colleague's word, it is nobody's visit.
        """
        self._hub.publish("seen", what="badge")
        if self._badges.take(shown) or self._asking.take(shown):
            return
        try:
            if shown.changing:
                raise Refused("badge.changing")
            visit = self._visits.by_badge(shown.uid, shown.proof)
        except Refused as refused:
            self._tell(refused)
            return
        except Unavailable as trouble:
            self._hub.show("message", code=f"trouble.{trouble.kind}")
            return
        waiting = self._ledger.house.waits_for(visit.person.id)
        if waiting is not None:
            self._hub.show("movement", id=waiting.id)
        else:
            self._hub.show(PAGES.get(visit.role, "keys") if visit.person.active else "keys")

    def to_adopt(self) -> str | None:
        """Return the number of the badge that the reader should make the site's own now, if any."""
        return self._badges.to_adopt()

    def _awaits_barcode(self) -> bool:
        visit = self._visits.current
        return visit is not None and visit.role is Role.COURIER

    def _tell(self, refused: Refused) -> None:
        log.info("refused: %s", refused.code)
        self._hub.publish("tone", name="refused")
        self._hub.show("message", code=refused.code, facts=refused.facts)
