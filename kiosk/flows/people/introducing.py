"""A resident who is asked who they are, and has no card for the reader: by a printed card, by a document."""

from __future__ import annotations

from kiosk import card_qr
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.policy.policy import Policy, Satisfied, demand
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.identifying import Identifying
from kiosk.flows.identity.visits import ID_CARD, QR_CARD, Visit, Visits
from kiosk.flows.people.cards import ResidentCards
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

JOURNEY = "ask"
"""The journey's name in the site's policy."""
ASKED_FOR_S = 90.0
"""So long after a page has asked who is there a printed card answers that; at other times it opens doors."""


class Introducing:
    """Begins visits by other means than a tap, where the site's policy has them be enough."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        cards: ResidentCards,
        identifying: Identifying,
        policy: Policy,
        hub: Hub,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._cards = cards
        self._identifying = identifying
        self._policy = policy
        self._hub = hub
        self._clock = clock
        self._until_s = float("-inf")

    def asks(self) -> None:
        """Take note that the lobby's screen asks who is there."""
        self._until_s = self._clock.monotonic_s() + ASKED_FOR_S

    def enough(self, means: Means) -> bool:
        """Return whether one thing alone says who somebody is, as far as the site's policy goes."""
        return isinstance(demand(self._policy.rule_for(JOURNEY), [Evidence(means)]), Satisfied)

    @property
    def by_document(self) -> bool:
        """Whether an identity document can be shown now."""
        return self.enough(Means.ID) and self._identifying.own_id

    def shows(self, text: str) -> bool:
        """Return whether a code was a resident's printed card, shown in answer; its visit has begun then.

        Raises:
            Refused: as `ResidentCards.whose`.
        """
        asked = self._clock.monotonic_s() < self._until_s and not self._cards.waits_for_more
        if not asked or not text.startswith(card_qr.PREFIX) or not self.enough(Means.QR_CARD):
            return False
        visit = self._visits.named(self._cards.whose(text).person, QR_CARD)
        self._until_s = float("-inf")
        waiting = waiting_for(self._ledger.house, visit.person.id)
        self._hub.show("coming" if any(not is_shelf(one.custodian.id) for one in waiting) else "home")
        return True

    def by_reading(self, reading: str) -> Visit:
        """Return the visit of whoever's document was read, once they have said that it is theirs.

        Raises:
            Refused: `id.off` where that is not enough; as `Identifying.owner`.
        """
        if not self.enough(Means.ID):
            raise Refused("id.off")
        return self._visits.named(self._identifying.owner(reading), ID_CARD)
