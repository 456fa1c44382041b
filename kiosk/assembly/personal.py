"""Wires what sees to personal data: erasing somebody, giving them what is kept, letting things go in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.assembly.ground import Ground
from kiosk.assembly.press import KEPT_DAYS as REPORT_DAYS
from kiosk.flows.identity.documents import DocumentRecords
from kiosk.flows.incidents.photos import KEPT_DAYS as INCIDENT_DAYS
from kiosk.flows.inspections.findings import KEPT_DAYS as INSPECTION_DAYS
from kiosk.flows.items.guests import KEEP_FOR
from kiosk.flows.personal.copies import Copies
from kiosk.flows.personal.erasing import Erasing
from kiosk.flows.personal.retention import CODES, COURIERS, NOTICES, SIGNATURES, WORDS, KeptFor, Retention
from kiosk.flows.personal.sheet import PersonPaper
from kiosk.flows.registers.exports import Compose
from kiosk.flows.registers.finding import Registers
from kiosk.settings import Settings


@dataclass(frozen=True)
class ForPersonal:
    """The flows about what is kept of people. `papers`: the documents that can be asked for of it."""

    erasing: Erasing
    copies: Copies
    retention: Retention
    papers: Mapping[str, Compose]


def for_personal(on: Ground, documents: DocumentRecords, registers: Registers, root: Path) -> ForPersonal:
    """Return these flows; `retention` has a thread that wants to be started. `root`: of the site's own paths."""
    said, backup = on.settings, on.settings.backup
    notices = root / said.notices.file if said.notices.file else None
    erasing = Erasing(
        on.ledger, on.directory, on.visits, on.clock, on.zone, backup.keep_days if backup.folder else 0
    )
    copies = Copies(on.ledger, on.register, on.directory, on.visits, documents, on.clock)
    retention = Retention(
        on.ledger, on.register, on.directory, on.clock, on.zone, rules_of(said),
        trusted=on.trusted, notices=notices,
    )  # fmt: skip
    erasing.afterwards = retention.wake
    return ForPersonal(erasing, copies, retention, {"person_file": PersonPaper(copies, registers)})


def rules_of(said: Settings) -> list[KeptFor]:
    """Return every rule by which something goes in time, wherever the site says it."""
    kept, identity = said.retention, said.identity
    return [
        KeptFor(
            "documents", max(identity.keep_number_days, identity.keep_picture_days), "identity.keep_…_days"
        ),
        KeptFor("visitors", said.contractors.keep_days, "contractors.keep_days"),
        KeptFor("guests", KEEP_FOR.days),
        KeptFor(COURIERS, kept.courier_days, "retention.courier_days"),
        KeptFor(SIGNATURES, kept.signature_days, "retention.signature_days"),
        KeptFor(WORDS, kept.words_days, "retention.words_days"),
        KeptFor(CODES, kept.code_days, "retention.code_days"),
        KeptFor("stills", said.camera.evidence_days if said.camera else 0, "camera.evidence_days"),
        KeptFor("deposit_pictures", said.deposits.picture_days, "deposits.picture_days"),
        KeptFor("inspection_pictures", INSPECTION_DAYS),
        KeptFor("incident_pictures", INCIDENT_DAYS),
        KeptFor("reports", REPORT_DAYS),
        KeptFor(NOTICES, kept.notice_days if said.notices.file else 0, "retention.notice_days"),
        KeptFor("backups", said.backup.keep_days if said.backup.folder else 0, "backup.keep_days"),
    ]
