"""Whoever has brought a key back may sign for it (《钥匙借用登记表》), where the site asks for that."""

from __future__ import annotations

from kiosk.domain.keys.return_signing import decide_return_signed, may_be_signed
from kiosk.domain.movements import Movement
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.visits import Visits
from kiosk.ports.record import Ledger


class ReturnSigning:
    """Offered once the key is sensed; unanswered, the register says "not signed"."""

    def __init__(self, ledger: Ledger, visits: Visits, *, asked_for: bool) -> None:
        """`asked_for`: the site's `[keys] sign_on_return`."""
        self._ledger = ledger
        self._visits = visits
        self._asked_for = asked_for

    def offered(self, movement: Movement) -> bool:
        """Return whether who stands here may sign for a movement now."""
        visit = self._visits.current
        return self._asked_for and visit is not None and may_be_signed(movement, visit.person.id)

    def sign(self, movement: str, strokes: Strokes) -> None:
        """Keep the signature of who stands here.

        Raises:
            Refused: `visit.ended`, `signature.missing`; as `decide_return_signed`.
        """
        person = self._visits.need().person.id
        sealed, digest = signature_of(person, movement, strokes)
        self._ledger.execute(
            lambda house: decide_return_signed(house, movement, person, sealed.reference, digest),
            sealed=[sealed],
        )
        self._visits.touch()
