"""Facts about signatures that stand for a person, and about comparisons with them: digests and references alone."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class SignatureEvent(Event):
    """Something about signatures on file; the base of all events here."""


@stored_as("signature.specimen.kept/1")
@dataclass(frozen=True)
class SpecimenKept(SignatureEvent):
    """A signature stands for a person from now on. `by`: who saw it written; "": an accepted one, kept by itself."""

    person: str
    signature: str
    signature_digest: str
    by: str


@stored_as("signature.specimens.dropped/1")
@dataclass(frozen=True)
class SpecimensDropped(SignatureEvent):
    """No signature stands for a person any more: they begin anew."""

    person: str
    by: str


@stored_as("signature.compared/1")
@dataclass(frozen=True)
class SignatureCompared(SignatureEvent):
    """A signature was compared. `score_milli`: 1000 is the line of "same", more is less alike.

    `about`: the movement or act it was written for, `item` what that gives out, `document` what an attendant saw;
    `references` and `compared_with`: the vault's references and the digests of what it was compared with.
    """

    comparison: str
    person: str
    item: str
    document: str
    signature: str
    signature_digest: str
    references: tuple[str, ...]
    compared_with: tuple[str, ...]
    verdict: str
    score_milli: int


@stored_as("signature.judged/1")
@dataclass(frozen=True)
class SignatureJudged(SignatureEvent):
    """An attendant has seen both and signed what they think. `reason`: a code, or where the vault keeps the words."""

    comparison: str
    person: str
    by: str
    accepted: bool
    reason: str
    signature: str
    signature_digest: str


@stored_as("signature.judged.seconded/1")
@dataclass(frozen=True)
class JudgementSeconded(SignatureEvent):
    """A colleague, whose PIN was right, agrees that a signature is the person's though it was found to be another's."""

    comparison: str
    person: str
    by: str
