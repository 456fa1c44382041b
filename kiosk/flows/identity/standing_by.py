"""What stands under something at the desk: what a pen wrote, or that a colleague stood by in its place."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import decide_witness, stands_for
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.ports.record import Sealed

NAME_AND_PIN = "name and pin"
"""How a witness at the desk was identified, as it stands in the record."""


@dataclass(frozen=True)
class StoodBy:
    """A colleague whose PIN was right says that somebody agreed; only `Demands.witness` makes one, for `by` alone."""

    witness: str
    by: str

    @property
    def evidence(self) -> list[Evidence]:
        """What this is worth where a journey demands more: one of the staff more than the attendant."""
        return [Evidence(Means.SECOND, self.witness), Evidence(Means.DESK, self.witness)]


Written = Strokes | StoodBy


@dataclass(frozen=True)
class Name:
    """What is recorded of it. `sealed`: for the vault, nothing of a witness; `digest`: of the strokes, "" for none."""

    reference: str
    digest: str
    person: str
    act: str
    sealed: tuple[Sealed, ...] = ()
    by: StoodBy | None = None

    def said(self, house: House, what: str, about: str) -> list[Event]:
        """Return that it is on record who stood by; nothing for a signature. Raises as `decide_witness`."""
        if self.by is None:
            return []
        return decide_witness(house, self.act, what, about, self.person, self.by.witness, NAME_AND_PIN)


def name_under(by: Person, person: str, act: str, written: Written) -> Name:
    """Return what stands for a person's name under `act`, before `by`.

    Raises:
        Refused: `signature.missing`; `witness.colleague` for a word that was given in another attendant's session.
    """
    if not isinstance(written, StoodBy):
        sealed, digest = signature_of(person, act, written)
        return Name(sealed.reference, digest, person, act, (sealed,))
    if written.by != by.id or written.witness == by.id:
        raise Refused("witness.colleague")
    return Name(stands_for(written.witness, act), "", person, act, by=written)
