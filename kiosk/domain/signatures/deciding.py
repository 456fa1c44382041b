"""What may stand for a person, what replaces what, and who judges."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures import events as s
from kiosk.domain.signatures.specimen import FEWEST, MOST, Specimen, Specimens, Waiting

ENROLLED = "signature:specimen:"
"""What the vault's reference to a signature begins with that was written to be kept on file."""
DIFFERENT = "different"
UPDATES_UP_TO_MILLI = 800
"""Only a signature that is clearly the same stands for its writer from then on: nobody drifts into another's hand."""


def decide_enrol(
    house: House, person: str, by: Person, signature: str, digest: str, *, repeats: bool, plain: bool
) -> list[e.Event]:
    """Return the specimen; nothing for one that is kept already.

    Raises:
        Refused: `staff.needed`, `resident.unknown`; `specimen.plain` for what anybody could write,
            `specimen.differs` for what is not like those before, `specimen.enough`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = house.people.get(person)
    if known is None or known.role is not Role.RESIDENT or not known.active:
        raise Refused("resident.unknown")
    kept = specimens_of(house, person).kept
    if any(one.digest == digest for one in kept):
        return []
    if len(kept) >= MOST:
        raise Refused("specimen.enough")
    if plain:
        raise Refused("specimen.plain")
    if not repeats:
        raise Refused("specimen.differs")
    return [s.SpecimenKept(person, signature, digest, by.id)]


def decide_drop(house: House, person: str, by: Person) -> list[e.Event]:
    """Return that a person begins anew; nothing where nothing was kept. Raises `staff.needed`."""
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    return [s.SpecimensDropped(person, by.id)] if person in house.specimens else []


def left(house: House) -> list[s.SpecimensDropped]:
    """Return the ends of what stands for residents who are here no more: a household's end is its signatures' end."""
    return [
        s.SpecimensDropped(name, "")
        for name in house.specimens
        if (person := house.people.get(name)) is None or not person.active
    ]


def only_specimens(known: Specimens) -> tuple[str, ...]:
    """Return which of a person's signatures were written to stand for them, and are evidence of nothing else."""
    return tuple(one.signature for one in known.kept if one.signature.startswith(ENROLLED))


def updated(house: House, compared: s.SignatureCompared) -> list[e.Event]:
    """Return the specimen that a clearly accepted signature becomes: hands change over the years."""
    if compared.score_milli > UPDATES_UP_TO_MILLI or not specimens_of(house, compared.person).enough:
        return []
    return [s.SpecimenKept(compared.person, compared.signature, compared.signature_digest, "")]


def with_room(kept: Sequence[Specimen]) -> tuple[Specimen, ...]:
    """Return what stays beside a new one: the oldest accepted goes first; three that were seen written stay."""
    if len(kept) < MOST:
        return tuple(kept)
    seen = [one for one in kept if one.by]
    old = next((one for one in kept if not one.by), None)
    leaves = old if old is not None or len(seen) <= FEWEST else seen[0]
    return tuple(one for one in kept if one is not (leaves or kept[0]))


def specimens_of(house: House, person: str) -> Specimens:
    """Return what stands for a person, nothing yet for most."""
    return house.specimens.get(person) or Specimens(person)


def decide_judged(
    house: House,
    comparison: str,
    by: Person,
    signature: str,
    digest: str,
    *,
    accepted: bool,
    reason: str,
    second: str = "",
    alone: bool = True,
) -> list[e.Event]:
    """Return what an attendant thinks of a comparison. `second`: a colleague who agrees.

    `alone`: whether one of the staff may answer at the desk for somebody; else a signature that was found to be
    another's is accepted by two. See docs/adr/0012-judged-signatures.md.

    Raises:
        Refused: `staff.needed`, `comparison.over` for one that was judged; `reason.missing`;
            `comparison.own` for one's own signature; `judging.second` where a colleague has to agree.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")
    known = waiting(house, comparison)
    if known.person == by.id:
        raise Refused("comparison.own")
    if not reason:
        raise Refused("reason.missing")
    if accepted and known.verdict == DIFFERENT and not alone and not second:
        raise Refused("judging.second")
    judged = s.SignatureJudged(known.id, known.person, by.id, accepted, reason, signature, digest)
    return [s.JudgementSeconded(known.id, known.person, second), judged] if second else [judged]


def waiting(house: House, comparison: str) -> Waiting:
    """Return a comparison that waits. Raises `comparison.over`."""
    known = house.comparisons.get(comparison)
    if known is None:
        raise Refused("comparison.over")
    return known
