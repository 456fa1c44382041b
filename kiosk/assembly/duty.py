"""What serves the desk's day: counting by hand, notes to the next shift, the duty log, incident reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.incidents.paper import incident_document
from kiosk.flows.incidents.photos import IncidentPhotos
from kiosk.flows.incidents.reporting import Incidents
from kiosk.flows.registers.exports import Compose
from kiosk.flows.registers.finding import Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.shifts.dutylog import DutyLog
from kiosk.flows.shifts.shift_counts import Counting, ShiftNotes
from kiosk.language.messages import Language
from kiosk.pdf.documents import Document


@dataclass(frozen=True)
class ForDuty:
    """The flows of the desk's day beside its shifts."""

    counting: Counting
    shift_notes: ShiftNotes
    duty_log: DutyLog
    incidents: Incidents
    incident_photos: IncidentPhotos


def duty_papers(registers: Registers, duty: ForDuty) -> Mapping[str, Compose]:
    """Return the documents of the desk's day, by what they are."""

    def incident(language: Language, about: str, letter: Letter) -> tuple[Document, int]:
        one = duty.incidents.of(about)
        writer = registers.writer(language)
        return incident_document(writer, letter, one, duty.incidents, duty.incident_photos), 1

    return {"incident": incident}


def for_duty(on: Ground) -> ForDuty:
    """Return these flows; the incidents have a tick, their pictures a thread that the kiosk runs."""
    return ForDuty(
        counting=Counting(on.ledger),
        shift_notes=ShiftNotes(on.ledger),
        duty_log=DutyLog(on.ledger, on.register, on.clock, on.zone),
        incidents=Incidents(on.ledger, on.register, on.clock, on.trusted, on.zone),
        incident_photos=IncidentPhotos(on.ledger, on.clock, on.trusted),
    )
