"""What a journey at the desk demands, checked where an attendant and a person stand before each other."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.people import STAFF, Person
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.policy.policy import Policy, Satisfied, demand
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.standing_by import StoodBy
from kiosk.flows.identity.visits import Visits
from kiosk.ports.record import Ledger


class Demands:
    """The site's policy as the desk meets it. The last way is a colleague's PIN, where the site wants two."""

    def __init__(self, ledger: Ledger, visits: Visits, policy: Policy, *, two: bool) -> None:
        self._ledger = ledger
        self._visits = visits
        self.policy = policy
        self._two = two

    @property
    def alone(self) -> bool:
        """Whether one attendant may answer for somebody without a colleague."""
        return not self._two

    def second(self, by: Person, name: str, pin: str) -> list[Evidence]:
        """Return what a colleague's word is as evidence; nothing for nobody. Their PIN is theirs to type.

        Where the site says that one is enough at the desk, that may be `by` alone, who says so by naming themselves.

        Raises:
            Refused: `handing.right` for somebody who is no colleague; `pin.wrong`, `pin.paused`.
        """
        if not name:
            return []
        if name == by.id and not self._two:
            return [Evidence(Means.DESK, by.id)]
        colleague = self._ledger.house.people.get(name)
        if colleague is None or colleague.role not in STAFF or not colleague.active or colleague.id == by.id:
            raise Refused("handing.right")
        self._visits.confirm_pin(colleague, pin, before=by.id)
        return [Evidence(Means.SECOND, colleague.id), Evidence(Means.DESK, colleague.id)]

    def witness(self, by: Person, name: str, pin: str) -> StoodBy:
        """Return a colleague's word in place of a signature. Never `by`'s own, also where one is enough at the desk:
        an attendant alone could write anybody's name with it.

        Raises:
            Refused: `witness.colleague`; `pin.wrong`, `pin.paused`.
        """
        colleague = self._ledger.house.people.get(name)
        if colleague is None or colleague.role not in STAFF or not colleague.active or colleague.id == by.id:
            raise Refused("witness.colleague")
        self._visits.confirm_pin(colleague, pin, before=by.id)
        return StoodBy(colleague.id, by.id)

    def basis(
        self,
        journey: str,
        movement: str,
        shown: Sequence[Evidence],
        *,
        category: str = "",
        cents: int = 0,
    ) -> list[PolicySatisfied]:
        """Return what a movement rests on, for the record.

        Raises:
            Refused: `proof.lacking`: the rule asks for more than was shown; a colleague is the last way.
        """
        said = demand(self.policy.rule_for(journey, category, cents), shown)
        if not isinstance(said, Satisfied):
            raise Refused("proof.lacking")
        evidence = tuple((one.means.value, one.digest) for one in said.rests_on)
        way = tuple(sorted(one.value for one in said.way))
        return [PolicySatisfied(movement, journey, category, way, evidence)]
