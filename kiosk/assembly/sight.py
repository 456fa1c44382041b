"""What can be shown at this site now to prove who somebody is: what is on file, on the devices that work."""

from __future__ import annotations

from collections.abc import Callable, Collection

from kiosk.assembly.ground import Ground
from kiosk.domain.identity.cards import card_of
from kiosk.domain.policy.means import Means
from kiosk.flows.parcels.so_far import Sight


def sight_of(
    on: Ground,
    *,
    reads_ids: Callable[[], bool] = lambda: False,
    has_signature: Callable[[str], bool] = lambda person: False,
) -> Sight:
    """Return what somebody can show here now. `reads_ids`: whether ID cards are read."""

    def unable(person: str) -> Collection[Means]:
        house, found = on.ledger.house, set[Means]()
        known = house.people.get(person)
        if not on.states.is_up("badge_reader") or known is None or known.badge is None:
            found |= {Means.CARD, Means.PROVEN_CARD}
        elif not known.badge_proves:
            found.add(Means.PROVEN_CARD)
        if not (on.states.is_up("camera") or on.states.is_up("scanner")) or card_of(house, person) is None:
            found.add(Means.QR_CARD)
        if not reads_ids() or person not in house.filed_ids:
            found.add(Means.ID)
        if not has_signature(person):
            found.add(Means.SAME_SIGNATURE)
        return found

    def proven(person: str) -> bool:
        visit = on.visits.current
        return visit is not None and visit.person.id == person and visit.proven

    return Sight(unable, proven)
