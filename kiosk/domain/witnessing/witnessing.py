"""Who may stand in with their badge for a signature that somebody can't write."""

from __future__ import annotations

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.events import SignatureWitnessed

PREFIX = "witness:"
"""What stands in place of a signature's reference, before the witness's id."""
COLLECT, SWEEP = "collect", "sweep"
CONSENT, WITHDRAWAL, LEAVE, TAKE_BACK = "consent", "withdrawal", "leave", "take-back"
MOVE_IN, CONTRACTOR, ERRAND, INSPECTION = "move-in", "contractor", "errand", "inspection"


def stands_for(witness: str, act: str = "") -> str:
    """Return what is recorded in place of the reference of a signature; `act` tells one word of theirs from another."""
    return f"{PREFIX}{witness}:{act}" if act else f"{PREFIX}{witness}"


def witness_of(reference: str) -> str:
    """Return who stood by in place of a signature, "" where it is one."""
    return reference.removeprefix(PREFIX).partition(":")[0] if reference.startswith(PREFIX) else ""


def may_witness(house: House, person: str, witness: str) -> None:
    """Return if `witness` may say that `person` agreed.

    Raises:
        Refused: `witness.staff` for who is not of the staff, or not any more; `witness.self`.
    """
    known = house.people.get(witness)
    if known is None or known.role not in STAFF or not known.active:
        raise Refused("witness.staff")
    if witness == person:
        raise Refused("witness.self")


def decide_witness(
    house: House, act: str, what: str, about: str, person: str, witness: str, how: str
) -> list[Event]:
    """Return that it is on record who stood by. Raises as `may_witness`."""
    may_witness(house, person, witness)
    return [SignatureWitnessed(act, what, about, person, witness, how)]
