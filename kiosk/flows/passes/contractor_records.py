"""What the vault keeps of a contractor, each under that person's own key; the log has digests and ids alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.contractors.stay import Block
from kiosk.domain.id_numbers import IdNumber, masked
from kiosk.ports.record import Ledger, Sealed

LONGEST_NAME, LONGEST_REASON = 40, 200


@dataclass(frozen=True)
class Arrival:
    """What was typed from somebody's document. `stay` is the form's id, made when it was rendered."""

    stay: str
    kind: str
    number: str
    name: str
    company: str = ""
    phone: str = ""
    language: str = "zh_Hans"
    agreed: bool = False


@dataclass(frozen=True)
class Shown:
    """What a document's number says. `person` is whose it was before, "" for nobody's."""

    kind: str
    number: str
    digest: str
    says: IdNumber | None
    person: str


@dataclass(frozen=True)
class Details:
    """What the vault keeps of a contractor beside name and phone. `number` is whole: screens mask it."""

    kind: str
    number: str
    company: str


@dataclass(frozen=True)
class Blocked:
    """A document that is not let in, in the words that were kept of it."""

    block: Block
    name: str
    kind: str
    number: str
    """Masked."""
    reason: str


class ContractorRecords:
    """Finds a person by a document's number, and what is kept of them, until they are forgotten."""

    def __init__(self, ledger: Ledger, digest: Callable[[str, str], str]) -> None:
        self._ledger = ledger
        self._digest = digest

    def digest_of(self, kind: str, number: str) -> str:
        """Return the keyed digest of a document."""
        return self._digest("document", f"{kind}:{number}")

    def whose(self, digest: str) -> str:
        """Return whose a document is, "" for nobody's, or of somebody who was forgotten."""
        kept = self._ledger.opened(f"document:{digest}")
        return kept.decode() if kept else ""

    def details(self, person: str) -> Details | None:
        """Return what is kept of a contractor, or None if it was deleted."""
        kept = self._ledger.opened(f"contractor:{person}")
        return Details(**json.loads(kept)) if kept else None

    def digest_for(self, person: str) -> str:
        """Return the digest of a contractor's document, "" where it was deleted."""
        details = self.details(person)
        return self.digest_of(details.kind, details.number) if details else ""

    def has(self, person: str, words: str) -> bool:
        """Return whether these words are in a contractor's company, or are the number."""
        details, wanted = self.details(person), words.casefold()
        if details is None or not wanted:
            return False
        return wanted in details.company.casefold() or wanted.upper() == details.number

    def sealed(self, person: str, shown: Shown, arrival: Arrival) -> Sequence[Sealed]:
        """Return what is to be kept of somebody who is let in."""
        kept = {
            "kind": shown.kind,
            "number": shown.number,
            "company": arrival.company.strip()[:LONGEST_NAME],
        }
        return (
            Sealed(f"document:{shown.digest}", person, person.encode()),
            Sealed(f"contractor:{person}", person, json.dumps(kept, ensure_ascii=False).encode()),
        )

    def blocking(self, person: str, name: str, reason: str) -> Sealed:
        """Return the words about a document that is not let in; they outlive what is kept of the person."""
        details, digest = self.details(person), self.digest_for(person)
        kept = {
            "name": name,
            "kind": details.kind if details else "other",
            "number": masked(details.number) if details else "",
            "reason": reason.strip()[:LONGEST_REASON],
        }
        content = json.dumps(kept, ensure_ascii=False).encode()
        return Sealed(f"block:{digest}", f"block:{digest}", content)

    def blocked(self, block: Block) -> Blocked:
        """Return a block with its words."""
        kept = self._ledger.opened(block.record)
        told = json.loads(kept) if kept else {"name": "", "kind": "other", "number": "", "reason": ""}
        return Blocked(block, **told)
