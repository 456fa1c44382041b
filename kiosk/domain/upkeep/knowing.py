"""Questions about how keys are: what is wrong with one, why it can't be taken, which lock is not safe."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.upkeep.condition import TO_RECUT, Condition, Copies, Loss


def condition_of(house: House, key: str) -> Condition:
    """Return how a key is; one of which nothing was said is in order."""
    return house.conditions.get(key) or Condition(key)


def cylinder_of(house: House, key: Key) -> str:
    """Return what a key fits: as was said, else its home's door, else a lock of its own."""
    said = condition_of(house, key.id).cylinder
    return said or (f"home-{key.unit}" if key.unit else key.id)


def keys_fitting(house: House, cylinder: str) -> list[Key]:
    """Return the keys of the register that fit a cylinder."""
    return [key for key in house.keys.values() if cylinder_of(house, key) == cylinder]


def copies_of(house: House, cylinder: str) -> Copies:
    """Return what is known of copies that do not hang here."""
    return house.copies.get(cylinder) or Copies(cylinder)


def known_copies(house: House, cylinder: str) -> int:
    """Return how many copies there should be, here and elsewhere; a lost one, or one that fits no more, is none."""
    here = [key for key in keys_fitting(house, cylinder) if not opens_nothing(house, key.id)]
    return len(here) + len(copies_of(house, cylinder).outside)


def loss_of(house: House, key: str) -> Loss | None:
    """Return the loss of a key that nothing has taken the place of yet, if it is lost."""
    return next((one for one in house.losses.values() if one.key == key and not one.replaced), None)


def opens_nothing(house: House, key: str) -> bool:
    """Return whether a key is lost, or fits no lock any more."""
    withdrawn = condition_of(house, key).withdrawn
    return loss_of(house, key) is not None or (withdrawn is not None and withdrawn.reason in TO_RECUT)


def is_lost(house: House, key: str) -> bool:
    """Return whether a key was declared lost and no other hangs in its place."""
    withdrawn = condition_of(house, key).withdrawn
    return loss_of(house, key) is not None or (withdrawn is not None and withdrawn.reason == "lost")


def has_turned_up(house: House, loss: Loss) -> bool:
    """Return whether a lost key hangs somewhere again."""
    key = house.keys.get(loss.key)
    return not loss.replaced and key is not None and key.custodian.kind is CustodianKind.PLACE


def compromised(house: House, key: Key) -> Loss | None:
    """Return the loss for which the lock of this key is not safe, if there is one."""
    if not house.losses:
        return None
    cylinder = cylinder_of(house, key)
    return next((one for one in house.losses.values() if one.cylinder == cylinder), None)


def out_of_service(house: House, key: str) -> str | None:
    """Return None if a key may be used, else the code of why not."""
    if loss_of(house, key):
        return "key.lost"
    condition = house.conditions.get(key)
    if condition is None:
        return None
    if condition.replacing:
        return "key.being_replaced"
    return "key.withdrawn" if condition.withdrawn else None
