"""Facts about signatures that somebody could not write themselves."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class WitnessEvent(Event):
    """Something about a witness; the base of all events here."""

    act: str


@stored_as("signature.witnessed/1")
@dataclass(frozen=True)
class SignatureWitnessed(WitnessEvent):
    """One of the staff has stood by, and says that this person agreed: it stands where a signature would stand.

    `what`: "collect" or "sweep"; at the desk "consent", "withdrawal", "leave", "take-back", "move-in", "contractor",
    "errand", "inspection", "hand-out" or "reprint". `about`: the sweep, consent, movement, list, stay, plan or act; ""
    for a collection: its movement's basis names the `act`. `how` the witness was identified: "secure badge",
    "badge and pin", "name and pin".
    """

    what: str
    about: str
    person: str
    witness: str
    how: str
